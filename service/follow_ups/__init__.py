"""A follow-up question becomes one that stands alone, by carrying over what it points back to.

Without a model, by rules: what a question leaves out is taken from the question before, what it
points at (he, it, there, then) from the latest thing of the conversation that fits. A rewritten
question serves searching and quoting first, so what no rule is sure of stays as it was asked.
"""

from index import language
from index.language import Language, Skill
from index.words import content_terms, stopwords, tokens
from service.answers import Question
from service.follow_ups import topics
from service.follow_ups.ellipses import completed
from service.follow_ups.pointers import resolved
from service.follow_ups.talk import Talk

_TURNS = 20  # the latest ones
_READ = 600  # characters of each earlier turn; a longer question stands alone
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
    spoken = language.read_as(text)
    if Skill.FOLLOW_UPS not in spoken.knows:
        return text
    if not spoken.spaced:
        return topics.alone(text, talk.last_question, spoken)
    if whole := completed(text, talk.last_question, spoken):
        return whole
    pointed = resolved(text, talk, spoken)
    if pointed == text and not talk.names(text):
        return _with_subject(text, talk, spoken)
    ends_in_that = spoken.follow_ups.that.search(pointed)
    meant = _words(talk.last_question, pointed, spoken) if ends_in_that else ""
    return f"{pointed.rstrip(' ?.!')} ({meant})?" if meant else pointed


def _with_subject(text: str, talk: Talk, spoken: Language) -> str:
    """A question that names nothing, with what the conversation is about."""
    known, own = spoken.follow_ups, content_terms(text, spoken)
    if len(own) > _FEW or not known.asks.search(text):
        return text
    bare = known.opening.sub("", text).rstrip(" ?.!")
    bare = bare[:1].upper() + bare[1:]
    if (subject := talk.asked_about) and known.owned.match(bare):
        return f"{bare} of {subject}?"
    subject = subject or _words(talk.last_question or "", text, spoken)
    return f"{bare} ({subject})?" if subject else text


def _words(question: str, text: str, spoken: Language) -> str:
    """The content words of a question that a text doesn't have."""
    own = set(content_terms(text, spoken))
    return " ".join(
        word
        for word in tokens(question)
        if word.lower() not in stopwords(spoken) and not own.issuperset(content_terms(word, spoken))
    )
