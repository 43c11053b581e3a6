"""The sentences of a source, read once, and what its article spells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from index.language import ENGLISH, Language
from index.model import Span
from index.sentences import sentences
from index.words import content_terms, terms
from service.checking.reading import Token, bare, plain, read

_INSIDE = re.compile(r"(?<=[a-z,;] )[A-Z]\w+")
_SMALL = re.compile(r"(?<![\w'’])[a-z]+")
_ACRONYM = re.compile(
    r"((?:(?<![\w'-])[A-Z][\w'-]*\s+"
    rf"(?:{ENGLISH.aliases.joints.pattern}\s+)*){{2,8}})\(([A-Z]{{2,9}})\)"
)


@dataclass(frozen=True, slots=True)
class SourceSentence:
    """A sentence of a passage, ready to be compared."""

    text: str
    span: Span  # in the text that it is a sentence of
    plain: str
    tokens: tuple[Token, ...]
    keys: str  # of its tokens, to look for runs of them
    terms: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    def holds(self, run: Sequence[Token]) -> bool:
        """Whether it has these tokens in a row."""
        return _keys(run) in self.keys


@lru_cache(maxsize=1024)
def read_sentences(text: str, words: Language) -> tuple[SourceSentence, ...]:
    """The sentences of a passage; all of it where it has none."""
    spans = list(sentences(text)) or [Span(start=0, end=len(text))]
    return tuple(_read_sentence(text[span.start : span.end], span, words) for span in spans)


def _read_sentence(text: str, span: Span, words: Language) -> SourceSentence:
    tokens = read(text, words)
    return SourceSentence(
        text=text,
        span=span,
        plain=plain(text, words),
        tokens=tokens,
        keys=_keys([token for token in tokens if token.kind not in ("mark", "break")]),
        terms=frozenset(terms(bare(text, words))),
        pairs=frozenset(pairwise(content_terms(bare(text, words)))),
    )


@lru_cache(maxsize=256)
def spellings(article: str, words: Language) -> tuple[frozenset[str], frozenset[str]]:
    """The names of an article, in the middle of its sentences, and its words in small letters."""
    names = (name.lower() for name in _INSIDE.findall(article))
    return frozenset(words.lands.get(name, name) for name in names), frozenset(
        _SMALL.findall(article)
    )


@lru_cache(maxsize=1024)
def acronyms(text: str, words: Language) -> tuple[tuple[str, frozenset[str]], ...]:
    """The acronyms that a text explains, with the words they stand for."""
    return tuple(
        (short.lower(), frozenset(token.key for token in read(long, words) if token.kind == "name"))
        for long, short in _ACRONYM.findall(text)
    )


def _keys(tokens: Sequence[Token]) -> str:
    return " " + " ".join(token.key for token in tokens) + " "
