"""`fit quoting`: what the marks of sentences and of the evidence are worth to quoting.

Two fits over the same questions, for words alone and for the model that reads: a softmax over the
sentences that were found, and a logistic regression of whether any of them answers. The questions
are those that training held out, over what a search among the passages of their set finds, each
with and without the passages that answer it and, where a name or year can be exchanged, asking
about another; and half of the evals' own cases, over what the product's search finds.
"""

import asyncio
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from evals.articles import received
from evals.asking import question_of
from evals.bench.passages import as_hit
from evals.cases import Case
from evals.cases import load as load_cases
from evals.subjects import here
from evals.training.mix import is_held_out, near_miss, rows_of
from index.fits import ANY
from index.lexical import Lexical
from index.model import Filters, Hit
from index.pair_model import load_pair_model
from service.quoting import Choose, Readers, Weights
from service.quoting.weights import CHOSEN, CONSTANT, TOLD, named
from service.reader import fitted_for
from service.settings import Settings

SETS = ("nq-oracle", "qed-dev", "clapnq-dev", "boolq-val", "cmrc2018", "drcd-simplified")
_FOUND = 8  # passages for a question
_POOL = 3_000  # passages of a set that are searched
_OWN = 3.0  # what a case of the evals counts, compared with a question of the sets
_SOFT = 1.0  # strength of the ridge on weights
CHOOSING = frozenset(("held", "near", "fit", "first", "close", "read", "answers"))
TELLING = frozenset(
    """first_held stands_out names subject count foreign close close_first answers
    answers_first""".split()
)
_BY_WORDS = frozenset(
    "held near fit first first_held stands_out names subject count foreign".split()
)
_BY_CLOSENESS = frozenset(("close", "read", "close_first"))
_BY_ANSWERING = frozenset(("answers", "answers_first"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """What was found for a question: marks of sentences, the right ones, marks of the evidence."""

    sentences: Sequence[Mapping[str, float]]
    right: NDArray[np.bool_]
    evidence: Mapping[str, float]
    answerable: bool
    weight: float
    spaced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question over passages, and the words of its answer: none where they don't hold it."""

    question: str
    passages: Sequence[Hit]
    answers: Sequence[str]
    weight: float

    def holds(self, text: str) -> bool:
        """Whether a sentence holds the answer."""
        return any(answer in text for answer in self.answers)


def files(data: Path) -> Sequence[Path]:
    """What it reads of a folder."""
    return [data / "b" / f"{name}.jsonl.xz" for name in SETS]


def fit(data: Path, keep: Path | None) -> Mapping[str, Mapping[str, float]]:
    """The weights for words, for the embedding in use, and for it with the packaged model."""
    from service.settings import load
    from service.wiring import load_embedding

    del keep
    embedding, model = load_embedding(load()), load_pair_model()
    readers = Readers(
        closeness=embedding.closeness,
        answering=model.answering if model else None,
        weights=Weights.of(None),
    )
    marked = [_marked(one, Choose(_alike, readers)) for one in examples(data, seed=1)]
    made = {ANY: _fitted(marked, _BY_WORDS, _BY_WORDS)}
    closely = _BY_WORDS | _BY_CLOSENESS
    made[fitted_for(embedding, None)] = _fitted(marked, closely, closely)
    if model:
        made[fitted_for(embedding, model)] = _fitted(marked, closely, closely | _BY_ANSWERING)
    return made


def _alike(term: str) -> float:
    """The weight of a term where no collection tells how rare it is."""
    del term
    return 1.0


def _marked(example: Example, choose: Choose) -> Marked:
    ranked = choose.ranked(example.question, example.passages)
    return Marked(
        sentences=[one.marks for _, one in ranked.best],
        right=np.array([example.holds(one.quote.text) for _, one in ranked.best], np.bool_),
        evidence={**ranked.marks, CONSTANT: 1.0},
        answerable=bool(example.answers),
        weight=example.weight,
        spaced=ranked.spaced,
    )


def _fitted(
    marked: Sequence[Marked], by_spaced: AbstractSet[str], by_unspaced: AbstractSet[str]
) -> dict[str, float]:
    """The weights of some marks, for languages with spaces between words and for those without."""
    made: dict[str, float] = {}
    for spaced, by in ((True, by_spaced), (False, by_unspaced)):
        of = [one for one in marked if one.spaced is spaced]
        choosing = sorted(CHOOSING & by)
        telling = sorted(TELLING & by)
        groups = [
            (
                np.array([[m[name] for name in choosing] for m in one.sentences]),
                one.right,
                one.weight,
            )
            for one in of
            if one.right.any() and not one.right.all()
        ]
        rows = [([one.evidence[n] for n in (*telling, CONSTANT)], one) for one in of]
        chosen = _softmax(groups, len(choosing))
        told = _logistic([(marks, one.answerable, one.weight) for marks, one in rows])
        made |= named(CHOSEN, choosing, chosen, spaced=spaced)
        made |= named(TOLD, (*telling, CONSTANT), told, spaced=spaced)
    return made


def examples(data: Path, seed: int) -> list[Example]:
    """All questions that are fitted on, in a fixed order."""
    chance = Random(seed)  # noqa: S311  no secret
    return [*_of_sets(data, chance), *asyncio.run(_of_cases())]


def is_fitted_on(case: Case) -> bool:
    """Whether a case belongs to the half that weights are fitted on."""
    return hashlib.sha256(case.id.encode()).digest()[0] % 2 == 0


def _of_sets(data: Path, chance: Random) -> Iterator[Example]:
    for name in SETS:
        rows = rows_of(data / "b" / f"{name}.jsonl.xz")
        texts = list(dict.fromkeys(row["passage"] for row in rows))[:_POOL]
        hits = {str(n): _hit(str(n), text) for n, text in enumerate(texts)}
        asked = [row for row in rows if row["answerable"] and is_held_out(row) and row["answer"]]
        with TemporaryDirectory() as folder, closing(Lexical(Path(folder))) as lexical:
            lexical.upsert(replace(hit, id=id_) for id_, hit in hits.items())
            for row in asked:
                answer = row["answer"]
                answers = answer if isinstance(answer, list) else [answer]
                ids = lexical.best(row["question"], 3 * _FOUND, Filters())
                found = [hits[id_] for id_, _ in ids]
                yield from _with_and_without(row["question"], answers, found)
                if other := near_miss(row["question"], asked, row["passage"], chance):
                    yield _example(other, [], found[:_FOUND])


def _with_and_without(
    question: str, answers: Sequence[str], found: Sequence[Hit]
) -> Iterator[Example]:
    silent = [hit for hit in found if not any(answer in hit.text for answer in answers)]
    yield _example(question, [], silent[:_FOUND])
    if len(silent) < len(found) and any(hit not in silent for hit in found[:_FOUND]):
        yield _example(question, answers, found[:_FOUND])


def _example(
    question: str, answers: Sequence[str], found: Sequence[Hit], weight: float = 1.0
) -> Example:
    passages = [replace(hit, number=n) for n, hit in enumerate(found, start=1)]
    return Example(question=question, passages=passages, answers=answers, weight=weight)


def _hit(id_: str, text: str) -> Hit:
    return as_hit(1, {"id": id_, "title": "", "text": text})


async def _of_cases() -> list[Example]:
    from service.wiring import load_embedding

    settings = Settings.model_construct()
    made: list[Example] = []
    async with here(received(), settings, load_embedding) as subject:
        for case in load_cases():
            if not is_fitted_on(case) or case.kind in ("followup", "injection"):
                continue
            question = question_of(case, subject.articles)
            found = await subject.search(question.text, question.filters, question.limit)
            answers = [nugget.quote for nugget in case.nuggets if nugget.vital]
            made.append(_example(question.text, answers, found, _OWN))
    return made


def _softmax(
    groups: Sequence[tuple[NDArray[np.float64], NDArray[np.bool_], float]], size: int
) -> NDArray[np.float64]:
    """Weights under which the right ones of each group are likeliest together."""

    def loss(weights: NDArray[np.float64]) -> float:
        total = _SOFT * float(weights @ weights) / 2
        for table, right, weight in groups:
            scores = table @ weights
            total -= weight * float(
                np.logaddexp.reduce(scores[right]) - np.logaddexp.reduce(scores)
            )
        return total

    return np.asarray(minimize(loss, np.zeros(size), method="L-BFGS-B").x)


def _logistic(rows: Sequence[tuple[list[float], bool, float]]) -> NDArray[np.float64]:
    """Weights of a logistic regression, the constant last; both outcomes count as much."""
    table = np.array([marks for marks, _, _ in rows])
    sign = np.where([right for _, right, _ in rows], 1.0, -1.0)
    weight = np.array([of for _, _, of in rows])
    for side in (1.0, -1.0):
        weight[sign == side] *= len(rows) / (2 * max(1.0, float(weight[sign == side].sum())))

    def loss(weights: NDArray[np.float64]) -> float:
        ridge = _SOFT * float(weights[:-1] @ weights[:-1]) / 2
        return ridge + float(weight @ np.logaddexp(0, -sign * (table @ weights)))

    return np.asarray(minimize(loss, np.zeros(table.shape[1]), method="L-BFGS-B").x)
