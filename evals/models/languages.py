"""The direction in which an embedding tells English from Chinese, to be taken out of its vectors.

Much of what sets vectors apart is their texts' language, so that a question finds passages of its
own language first. Without that direction what they say decides, and cosines mean the same within
and across languages (Yang et al. 2021, self language bias).
"""

import json
import lzma
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.e5 import PASSAGE, QUERY
from index.encoder import Encoder

_EACH = 160  # texts of a kind and language
_BEGIN = {"en": 300, "zh": 120}  # characters of each
_SETS = ("squad-train-sentences", "nq-oracle", "cmrc2018", "drcd-simplified", "uhgeval-questions")
_KINDS = {"question": QUERY, "passage": PASSAGE}


def direction(encoder: Encoder, texts: Path) -> NDArray[np.float32]:
    """A vector of length 1: from the mean of Chinese questions and passages to that of English."""
    means = {
        language: sum(encoder.encode(some).mean(axis=0) for some in kinds)
        for language, kinds in _samples(texts).items()
    }
    apart = np.asarray(means["en"] - means["zh"], np.float32)
    return apart / np.linalg.norm(apart)


def _samples(texts: Path) -> Mapping[str, Sequence[Sequence[str]]]:
    """By language, as many questions as passages, each with its prefix; the same every time."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name in _SETS:
        [file] = texts.rglob(f"{name}.jsonl.xz")
        with lzma.open(file, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                for kind, prefix in _KINDS.items():
                    text = row[kind][: _BEGIN[row["lang"]]]
                    found[row["lang"], kind].add(prefix + text)
    chance = random.Random(0)  # noqa: S311  no secret
    return {
        language: [chance.sample(sorted(found[language, kind]), _EACH) for kind in _KINDS]
        for language in _BEGIN
    }
