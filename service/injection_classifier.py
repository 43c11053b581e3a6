"""How much a sentence reads like an instruction to whoever passes an article on.

A linear model over hashed words and pairs of words (pairs and triples of signs where words aren't
divided), and over classes of words in each language, alone and by twos: who passes a text on,
machines, replies, orders, what is to be ignored, the text itself. `python -m evals.instructions`
makes its weights.
"""

import json
import re
import unicodedata
import zlib
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import combinations
from math import sqrt

from index.words import CJK, tokens

BUCKETS = 2**14
_FILE = "injection_classifier.json"
_RUN = re.compile(f"[{CJK}]")
# Each class: whole words, what words begin with, and runs of signs in undivided text.
WordClasses = Mapping[str, tuple[frozenset[str], tuple[str, ...], tuple[str, ...]]]
_LONGEST = 600  # characters that are read


@dataclass(frozen=True, slots=True)
class Weights:
    """One weight for each bucket, from -127 to 127; `scale` makes them what was fitted."""

    weights: bytes
    scale: float
    bias: float
    threshold: float  # from which score a sentence is taken for an instruction
    alone: float  # the same where it has nothing to do with its article
    classes: WordClasses

    def score(self, sentence: str) -> float:
        """The logarithm of the odds that a sentence is an instruction."""
        found = frozenset(buckets(sentence, self.classes))
        if not found:
            return self.bias
        summed = sum((self.weights[bucket] + 128) % 256 - 128 for bucket in found)
        return self.bias + self.scale * summed / sqrt(len(found))


def instructs(sentence: str, *, strange: bool) -> bool:
    """Whether a sentence reads as an instruction; `strange` to its article, less is enough."""
    known = _weights()
    return _score(sentence) >= (known.alone if strange else known.threshold)


def may_instruct(sentence: str) -> bool:
    """Whether a sentence would be one if it were strange to its article."""
    return _score(sentence) >= _weights().alone


def classes_of(named: Mapping[str, Sequence[str]]) -> WordClasses:
    """Classes of words by name; a word that ends in * stands for all that begin so."""
    return {
        name: (
            frozenset(word for word in words if word[-1] != "*" and not _RUN.match(word)),
            tuple(word[:-1] for word in words if word[-1] == "*"),
            tuple(word for word in words if _RUN.match(word)),
        )
        for name, words in named.items()
    }


def buckets(sentence: str, classes: WordClasses) -> Iterator[int]:
    """The buckets of what a sentence holds."""
    pieces = _pieces(sentence[:_LONGEST], classes)
    return (zlib.crc32(piece.encode()) % BUCKETS for piece in pieces)


def _pieces(sentence: str, classes: WordClasses) -> Iterator[str]:
    held = sorted(_classes_in(sentence, classes))
    yield from (f"k {name}" for name in held)
    yield from (f"k {one} {other}" for one, other in combinations(held, 2))
    text = re.sub(r"\d", "0", unicodedata.normalize("NFKC", sentence).casefold())
    before = "^"
    for token in tokens(text):
        if _RUN.match(token):
            for size in (2, 3):
                yield from (token[at : at + size] for at in range(len(token) - size + 1))
            before = token[-1]
            continue
        yield f"w {token}"
        yield f"p {before} {token}"
        before = token
    yield f"p {before} $"
    yield from (f"s {sign}" for sign in set(re.findall(r"[:：;；“”\"「」?？!！]", text)))


def _classes_in(sentence: str, classes: WordClasses) -> set[str]:
    """The classes of which a sentence holds a word; a class and “!” for the word that opens it."""
    words = list(tokens(sentence.casefold()))
    found: set[str] = set()
    for name, (whole, begun, runs) in classes.items():
        if any(word in whole or word.startswith(begun) for word in words) or any(
            run in sentence for run in runs
        ):
            found.add(name)
        if words and (words[0] in whole or words[0].startswith(begun)):
            found.add(f"{name}!")
    return found


@lru_cache(maxsize=20_000)
def _score(sentence: str) -> float:
    return _weights().score(sentence)


@lru_cache(maxsize=1)
def _weights() -> Weights:
    data = json.loads(files(__package__).joinpath(_FILE).read_text("utf-8"))
    return Weights(
        weights=b64decode(data["weights"]),
        scale=data["scale"],
        bias=data["bias"],
        threshold=data["threshold"],
        alone=data["alone"],
        classes=classes_of(data["classes"]),
    )
