"""A follow-up question becomes one that stands alone, by carrying the subject over."""

import re

from index.words import STOPWORDS, content_terms, tokens
from service.answers import Question

_LEANS = re.compile(
    r"^\s*(?:and|but|so|what about|how about|why|那|那么)\b|"
    r"\b(?:it|its|he|his|him|she|her|they|their|them|this|that|these|those|there)\b|[它他她这那]",
    re.IGNORECASE,
)
_FEW = 2  # content terms; with so few, a question leans on the one before


def carry_over(question: Question) -> str | None:
    """The question with the subject of the one before; None where it stands alone already."""
    earlier = [turn.content for turn in question.history if turn.role == "user"]
    if not earlier:
        return None
    own = content_terms(question.text)
    if not _LEANS.search(question.text) and len(own) > _FEW:
        return None
    subject = [
        token
        for token in tokens(earlier[-1])
        if token.lower() not in STOPWORDS and not set(content_terms(token)) <= set(own)
    ]
    if not subject:
        return None
    return f"{question.text.rstrip(' ?？')} ({' '.join(subject)})?"
