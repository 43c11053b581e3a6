"""Which pieces of the tokenizer stay, told from texts, and the tokenizer that has only these.

It is a SentencePiece Unigram: a word whose piece was cut is read in smaller ones, down to single
characters, which all stay, so nothing becomes unknown that wasn't.
"""

import json
import lzma
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

Counts = Mapping[str, NDArray[np.int64]]
"""By language, how often each piece occurs."""

_SPACE = "▁"
_FIELDS = ("evidence", "claim", "question", "passage", "answer")
_AT_ONCE = 2_000
_SCRIPTS = (
    "LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "DEVANAGARI", "THAI", "HANGUL", "HIRAGANA",
    "KATAKANA",
)  # fmt: skip
_ENGLISH_LEAST = 4


def count(folder: Path, tokenizer: Tokenizer) -> dict[str, NDArray[np.int64]]:
    """Count the pieces of every different text in the xz-compressed JSON lines below `folder`."""
    counts: dict[str, NDArray[np.int64]] = defaultdict(
        lambda: np.zeros(tokenizer.get_vocab_size(), np.int64)
    )
    texts = _texts(folder)
    while batch := list(islice(texts, _AT_ONCE)):
        read = tokenizer.encode_batch_fast([text for _, text in batch], add_special_tokens=False)
        for (language, _), encoded in zip(batch, read, strict=True):
            np.add.at(counts[language], encoded.ids, 1)
    return dict(counts)


def chosen(vocabulary: Sequence[tuple[str, float]], counts: Counts, size: int) -> list[int]:
    """The ids that stay, in their order.

    Special pieces, single characters, all Chinese ones, simplified and traditional, and what
    English and Chinese texts hold; then the most frequent of the other languages and scripts, by
    their share in the texts of a language or, since not every script has texts, by the share that
    the tokenizer itself gives them among the pieces of their script.
    """
    pieces = [piece for piece, _ in vocabulary]
    stays = {
        id_
        for id_, piece in enumerate(pieces)
        if (piece.startswith("<") and piece.endswith(">") and len(piece) > 2)
        or len(piece.removeprefix(_SPACE)) <= 1
        or all(_script(char) == "CJK" for char in piece.removeprefix(_SPACE))
    }
    stays |= set(np.flatnonzero(counts["en"] >= _ENGLISH_LEAST).tolist())
    stays |= set(np.flatnonzero(counts["zh"]).tolist())
    share = np.maximum(
        np.max([of / of.sum() for language, of in counts.items() if language != "en"], axis=0),
        _shares_in_scripts(vocabulary),
    )
    rest = (id_ for id_ in np.argsort(-share, kind="stable").tolist() if id_ not in stays)
    return sorted(stays | set(islice(rest, max(size - len(stays), 0))))


def cut(definition: Mapping[str, Any], ids: Sequence[int]) -> dict[str, Any]:
    """A `tokenizer.json` with these pieces only, numbered anew."""
    vocabulary = definition["model"]["vocab"]
    number = {id_: new for new, id_ in enumerate(ids)}
    special = [{**token, "id": number[token["id"]]} for token in definition["added_tokens"]]
    model = {**definition["model"], "vocab": [vocabulary[id_] for id_ in ids]}
    return {**definition, "added_tokens": special, "model": model}


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Language and text, each different text once."""
    seen: set[int] = set()
    for file in sorted(folder.rglob("*.jsonl.xz")):
        with lzma.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                for text in (row[name] for name in _FIELDS if isinstance(row.get(name), str)):
                    if hash(text) not in seen:
                        seen.add(hash(text))
                        yield row.get("lang", "en"), text


def _shares_in_scripts(vocabulary: Sequence[tuple[str, float]]) -> NDArray[np.float64]:
    """The probability of each piece among those of its script; 0 in scripts that don't count."""
    likely = np.exp(np.array([score for _, score in vocabulary], np.float64))
    scripts = np.array([_only_script(piece) for piece, _ in vocabulary])
    shares = np.zeros(len(vocabulary))
    for script in _SCRIPTS:
        inside = scripts == script
        shares[inside] = likely[inside] / likely[inside].sum()
    return shares


def _only_script(piece: str) -> str:
    """The script of a piece's letters, or nothing where there are none or several."""
    scripts = {_script(char) for char in piece.removeprefix(_SPACE)} - {""}
    return scripts.pop() if len(scripts) == 1 else ""


def _script(char: str) -> str:
    """`LATIN`, `CJK`, …: the first word of a letter's name; nothing for what is no letter."""
    return unicodedata.name(char, "").split(" ")[0].split("-")[0] if char.isalpha() else ""
