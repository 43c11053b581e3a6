"""Sentences of a draft that tell no fact: they introduce, close, or talk about the answer."""

from index.words import content_terms, terms
from service.drafting.words import TALK


def tells(sentence: str, question: str) -> bool:
    """Whether a sentence tells something beyond the question and talk about its answer."""
    if sentence.rstrip().endswith(("?", "？")):
        return False
    own = set(content_terms(sentence))
    return not own <= TALK | set(terms(question))
