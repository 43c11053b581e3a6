"""Sentences that rest on no source though they name one: they are about something else.

The check asks whether a source carries a sentence. A model that was led astray also writes what no
source contradicts and nobody asked for.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from index import language
from index.language import Language
from index.model import Hit
from index.words import STOPWORDS, content_terms, is_cjk, terms, tokens
from service.answers import Verdict
from service.instructions import requests

_ENOUGH = 1 / 3  # of a sentence's terms must occur in the question or its source
_LONGEST_PART = 400  # characters
_CLAUSE_TERMS = 4  # a shorter clause proves nothing, unless it is a request


def goes_astray(text: str, verdict: Verdict, question: str, cited: Sequence[Hit]) -> str | None:
    """Why a sentence is no part of the answer though nothing speaks against it; else None."""
    if _demands(text, set(content_terms(question))):
        return "It asks or commands, and so asserts nothing."
    source = _told_by(cited)
    known = set(terms(f"{question}\n{source}"))
    other_script = is_cjk(text) != is_cjk(source)
    if verdict.name == "unverified" and _strays(text, known, other_script=other_script):
        return "It has to do with neither the question nor its source."
    if not other_script and (part := _foreign_clause(text, known)):
        return f"“{part}” has to do with neither the question nor the source."
    return None


def adds_no_word(text: str, question: str, cited: Sequence[Hit]) -> bool:
    """Whether a sentence says nothing but in words of the question and its source."""
    own = set(content_terms(text))
    return bool(own) and own <= set(terms(f"{question}\n{_told_by(cited)}"))


def is_left_open(part: str, question: str) -> bool:
    """Whether a text can be a part of the question that the articles leave open.

    Nobody checks it against them, so it may tell nothing that the question doesn't.
    """
    own = set(content_terms(part))
    known = len(own) < _CLAUSE_TERMS or own & set(content_terms(question))
    return bool(known) and len(part) <= _LONGEST_PART and not names_more(part, question)


def names_more(text: str, said: str) -> bool:
    """Whether a text names or counts what was not said; its first word has a capital anyway."""
    known = set(terms(said))
    names = (
        word
        for place, word in enumerate(tokens(text))
        if word[0].isdigit() or (place and word[0].isupper() and word.casefold() not in STOPWORDS)
    )
    return not all(known.issuperset(terms(word)) for word in names)


def _told_by(cited: Sequence[Hit]) -> str:
    return "\n".join(f"{hit.title}\n{hit.outlet or ''}\n{hit.text}" for hit in cited)


def _demands(text: str, asked: set[str]) -> bool:
    """Whether a sentence, or what it introduces with a colon, asks or commands off the matter."""
    parts = (part.strip() for part in (text, *re.split("[:：]", text)[1:]))
    return any(requests(part) and not asked & set(content_terms(part)) for part in parts)


def _strays(text: str, known: set[str], *, other_script: bool) -> bool:
    """Whether too little of a sentence is known; one in another script shares few words."""
    own = set(content_terms(text))
    least = 1.0 if other_script else _ENOUGH * len(own)
    return bool(own) and len(own & known) < least


def _foreign_clause(text: str, known: set[str]) -> str | None:
    """A clause of which nothing is known."""
    for clause in _clauses(language.of(text)).split(text):
        own = set(content_terms(clause))
        long = len(own) >= _CLAUSE_TERMS or (len(own) > 1 and requests(clause))
        if long and not own & known:
            return clause.strip(" .。")
    return None


@lru_cache(maxsize=64)
def _clauses(spoken: Language) -> re.Pattern[str]:
    """What stands between the clauses of one rank."""
    joining = sorted(spoken.classes.conjunctions | spoken.comparing.contrasting)
    words = rf"|\s(?:{'|'.join(map(re.escape, joining))})\s" if spoken.spaced and joining else ""
    return re.compile(rf"[,;:，；：、—]\s*|\s[-–]\s{words}")
