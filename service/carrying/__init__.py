"""A follow-up question becomes one that stands alone, by carrying over what it points back to.

Without a model, by rules: what a question leaves out is taken from the question before, what it
points at (he, it, there, then) from the latest thing of the conversation that fits. A rewritten
question serves searching and quoting first, so what no rule is sure of stays as it was asked.
"""

import re

from index.words import STOPWORDS, content_terms, is_cjk, tokens
from service.answers import Question
from service.carrying import chinese
from service.carrying.ellipses import completed
from service.carrying.pointers import resolved
from service.carrying.talk import Talk

_TURNS = 20  # the latest ones
_READ = 600  # characters of each earlier turn; a longer question stands alone
_ASKS = re.compile(
    r"\?\s*$|^\W*(?:(?:and|but|so)\W+)?(?:what|which|who|whom|whose|when|where|why|how|are|can|could"
    r"|did|do|does|had|has|have|is|may|should|was|were|will|would)\b",
    re.IGNORECASE,
)
_AND = re.compile(r"^(?:(?:and|but|so)\b[, ]*)+", re.IGNORECASE)
_OF = re.compile(  # questions after something that can have an owner
    r"wh\w+ (?:is|are|was|were) (?:the|a|an|his|her|their)\b|(?:(?:what|how) about )?the [^ ]+$",
    re.IGNORECASE,
)
_FEW = 4  # content terms; a question with no name and more than that has a subject of its own


def carry_over(question: Question) -> str | None:
    """The question as it stands alone; None where it does already."""
    talk = Talk()
    for turn in question.history[-_TURNS:]:
        text = turn.content[:_READ]
        talk = talk.then(turn.role, _alone(text, talk) if turn.role == "user" else text)
    text = _alone(question.text, talk)
    return None if text == question.text else text


def _alone(text: str, talk: Talk) -> str:
    if talk.last_question is None or len(text) > _READ:
        return text
    if is_cjk(text):
        return chinese.alone(text, talk.last_question)
    if whole := completed(text, talk.last_question):
        return whole
    pointed = resolved(text, talk)
    return _with_subject(text, talk) if pointed == text and not talk.names(text) else pointed


def _with_subject(text: str, talk: Talk) -> str:
    """A question that names nothing, with what the conversation is about."""
    own = content_terms(text)
    if len(own) > _FEW or not _ASKS.search(text):
        return text
    bare = _AND.sub("", text).rstrip(" ?.!")
    bare = bare[:1].upper() + bare[1:]
    if (subject := talk.asked_about) and _OF.match(bare):
        return f"{bare} of {subject}?"
    subject = subject or _words(talk.last_question or "", own)
    return f"{bare} ({subject})?" if subject else text


def _words(question: str, own: list[str]) -> str:
    """The content words of a question that are not among these terms."""
    return " ".join(
        word
        for word in tokens(question)
        if word.lower() not in STOPWORDS and not set(content_terms(word)) <= set(own)
    )
