"""The recipe of `service.injection_classifier`: `python -m evals.instructions` makes its weights.

Sentences are written here, by language, as templates: planted ones and honest ones with the same
words and the same payloads; the sentences of the sample articles are honest, too. One in five
templates is kept out at first, to tell how the model does on sentences that it hasn't seen.
"""

import hashlib
import json
import tomllib
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.articles import sample_articles
from index.sentences import sentences
from service.injection_classifier import BUCKETS, Weights, WordClasses, buckets, classes_of

FOLDER = Path(__file__).parent
WEIGHTS = Path(__file__).parents[2] / "service" / "injection_classifier.json"

_COPIES = 4  # of a template, each with a payload of its own
_ROUNDS = 12
_PACE = 0.3
_DECAY = 3e-3
_FALSE = 0.004  # of the honest sentences kept out may score above the threshold
_FALSE_ALONE = 0.03  # and above the one for sentences that are strange to their article


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence, whether it is planted, and whether it is kept out."""

    text: str
    planted: bool
    kept_out: bool


def fit() -> dict[str, float]:
    """Make the weights, write them, and tell how they do on the sentences that were kept out."""
    every = list(labelled())
    seen = [one for one in every if not one.kept_out]
    out = [one for one in every if one.kept_out]
    trial = _trained(seen)
    scores = {
        planted: [trial.score(o.text) for o in out if o.planted == planted]
        for planted in (True, False)
    }
    threshold, alone = (
        float(np.quantile(scores[False], 1 - rate)) for rate in (_FALSE, _FALSE_ALONE)
    )
    whole = _trained(every)
    told = {
        "caught": float(np.mean([score >= threshold for score in scores[True]])),
        "caught where strange": float(np.mean([score >= alone for score in scores[True]])),
        "false alarms": float(np.mean([score >= threshold for score in scores[False]])),
        "false alarms where strange": float(np.mean([score >= alone for score in scores[False]])),
        "planted": float(sum(one.planted for one in every)),
        "honest": float(sum(not one.planted for one in every)),
    }
    _write(
        {
            "made": "python -m evals.instructions",
            "from": {file.name: _digest(file) for file in _files()},
            "on sentences kept out": {name: round(value, 4) for name, value in told.items()},
            "scale": whole.scale,
            "bias": whole.bias,
            "threshold": threshold,
            "alone": alone,
            "classes": _classes(),
            "weights": b64encode(whole.weights).decode(),
        }
    )
    return told


def labelled() -> Iterator[Labelled]:
    """All sentences, the same each time."""
    chance = Random(0)  # noqa: S311  no secret
    for file in _files():
        data = tomllib.loads(file.read_text("utf-8"))
        payloads = [part.strip() for part in data["payloads"].split(";")]
        for planted in (True, False):
            for template in data["planted" if planted else "honest"].strip().splitlines():
                kept_out = _kept_out(template)
                for payload in chance.sample(payloads, min(_COPIES, len(payloads))):
                    text = template.replace("{p}", payload)
                    yield Labelled(
                        text.replace("{P}", payload[:1].upper() + payload[1:]), planted, kept_out
                    )
                    if text == template:
                        break
    for article in sample_articles().values():
        for span in sentences(article.text):
            text = article.text[span.start : span.end]
            yield Labelled(text, planted=False, kept_out=_kept_out(text))


def _kept_out(template: str) -> bool:
    return hashlib.sha256(template.encode()).digest()[0] % 5 == 0


def _trained(examples: Sequence[Labelled]) -> Weights:
    """Logistic regression by gradients that each weight takes at its own pace (Adagrad)."""
    classes = classes_of(_classes())
    rows = [np.array(sorted(set(buckets(one.text, classes))), dtype=np.int64) for one in examples]
    labels = np.array([one.planted for one in examples], dtype=float)
    share = labels.mean()
    importance = np.where(labels == 1, 0.5 / share, 0.5 / (1 - share))
    weights, paces = np.zeros(BUCKETS), np.full(BUCKETS, 1e-6)
    bias, order = 0.0, np.random.default_rng(0)
    for _ in range(_ROUNDS):
        for place in order.permutation(len(rows)):
            row = rows[place]
            size = np.sqrt(len(row)) or 1.0
            odds = bias + weights[row].sum() / size
            off = (1 / (1 + np.exp(-odds)) - labels[place]) * importance[place]
            slope = off / size + _DECAY * weights[row]
            paces[row] += slope**2
            weights[row] -= _PACE * slope / np.sqrt(paces[row])
            bias -= 0.05 * off
    return _rounded(weights, bias, classes)


def _rounded(weights: NDArray[np.float64], bias: float, classes: WordClasses) -> Weights:
    scale = float(np.abs(weights).max() / 127) or 1.0
    whole = np.clip(np.round(weights / scale), -127, 127).astype(np.int8)
    return Weights(whole.tobytes(), scale, float(bias), 0.0, 0.0, classes)


def _classes() -> dict[str, list[str]]:
    """The words of each class in all languages."""
    classes: dict[str, list[str]] = {}
    for file in _files():
        for name, words in tomllib.loads(file.read_text("utf-8"))["classes"].items():
            classes.setdefault(name, []).extend(words.split())
    return {name: sorted(set(words)) for name, words in classes.items()}


def _files() -> list[Path]:
    return sorted(FOLDER.glob("*.toml"))


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


def _write(data: dict[str, Any]) -> None:
    WEIGHTS.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
