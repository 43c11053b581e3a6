"""The mix that the reading model is trained on: which sets, how many rows of each, read how.

Each set stands with its cap and what is owed to it: its shortcuts are told in the data's own notes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from evals.training.deciding import decides
from evals.training.pairs import Pair, Target
from evals.training.planted import Truth, plant
from evals.training.relations import (
    CHINESE,
    CHINESE_IN_ENGLISH,
    ENGLISH,
    ENGLISH_IN_CHINESE,
    relations,
)
from evals.training.rows import Row, is_one_in, rows_of
from evals.training.windows import around, cut, join, nearest
from evals.training.written import written

# Claims with evidence: rows at most, and how often each is taken.
CLAIMS = {
    "mnli-dev": (19_700, 1), "semiauto-nli-wiki": (9_000, 1), "fever-dev-rte": (7_000, 1),
    "conjnli": (2_000, 1), "fm2": (2_600, 2), "fever-symmetric": (1_500, 2),
    "wice-oracle": (2_100, 2), "wice-partial-subclaims": (700, 1), "summedits-other": (2_100, 2),
    "expertqa": (1_000, 2), "boolq-yesno": (1_500, 1), "pubmedqa-yesno": (600, 1),
    "scitail-dev": (1_500, 1), "entailmentbank": (800, 1), "cur-drop": (1_000, 1),
    "snli-devtest": (500, 1), "mtrag-faithfulness": (200, 1), "halueval-qa": (800, 1),
    "pawsx-zh": (4_000, 1), "uhgeval-news": (4_000, 1),
}  # fmt: skip
# Questions with texts.
QUESTIONS = {
    "selqa-sentences": 5_000, "squad-train-sentences": 12_000, "qed-sentences": 4_000,
    "qed-dev": 1_300, "nq-oracle": 2_500, "nq-oracle-neg": 2_500, "boolq-val": 1_200,
    "boolq-val-neg": 1_200, "halueval-hotpot": 3_000, "clapnq-dev": 600, "covidqa-windows": 800,
    "quoref-contrast": 400, "drop-contrast": 400, "cmrc2018": 4_200, "cmrc2018-neg": 2_500,
    "drcd-simplified": 6_900, "drcd-simplified-neg": 2_500, "uhgeval-questions": 3_000,
    "uhgeval-questions-neg": 1_000, "crud-news-questions": 230, "nomiracl-other": 5_000,
}  # fmt: skip
# Passages that claims are planted on.
PLANTED_ON = {
    "nq-oracle": 2_000, "qed-dev": 900, "boolq-val": 1_500, "clapnq-dev": 200,
    "uhgeval-questions": 1_100, "cmrc2018": 600, "drcd-simplified": 900, "crud-news-questions": 150,
}  # fmt: skip
# Texts that are made of relations.
RELATED = (
    (ENGLISH, 9_000),
    (CHINESE, 5_000),
    (CHINESE_IN_ENGLISH, 3_000),
    (ENGLISH_IN_CHINESE, 2_000),
)
_PLANTED_SENTENCES = 2  # of a passage
_WAYS = 2  # that a sentence is planted in
_TAIL = re.compile(
    r"(?:, (?:and|which|who|while|after|because|so|where) |，(?:并|而|因为|导致|其中|同时|从而)?)"
    r"(?=[^,，。.]{6,70}[.。]$)[^,，。.]+"
)
_PROSE = re.compile(r"[.。]$")
_SLOT = re.compile(
    r"(?<=[a-z] )[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*|\b\d{4}\b|\d+(?=年)|(?<=[“《])[^”》]+(?=[”》])"
)
_LED = (  # what leads to an answer that a sentence can do without
    r"(?:,? (?:in|on|at|by|from|with|since|until|during|near|for|as) (?:the |a |an )?"
    r"|[，,]?(?:在|于|由|从|自|以|与|和|因|为))"
)
_WITHOUT = 0.5  # of the evidence that can do without its answer: how often it is read without
_ASKED_WRONG = 0.4  # of the near misses that can be made of a question
_WRITTEN_TIMES = 2  # that a pair written by hand is taken
_HELD_OUT = 40  # one group in so many is kept for choosing and calibrating


@dataclass(frozen=True, slots=True)
class Mix:
    """What is trained on, and what is held out by group."""

    train: list[Pair]
    held_out: list[Pair]
    left_out: int = 0
    """Pairs with a sentence by which the evals decide."""


def mix(data: Path, seed: int, claims: float = 1.0, public: float = 1.0) -> Mix:
    """All pairs under a folder with `a/` and `b/` of xz-compressed JSON lines, shuffled by seed.

    Of the pairs with a claim such a share is taken, so that a run can go on with questions, and of
    all pairs of public sets such a share, so that it can go on with those written by hand. What
    holds a sentence by which the evals decide is left out.
    """
    chance = Random(seed)  # noqa: S311  no secret
    told = [*_claims(data / "a", chance), *_planted(data / "b", chance)]
    told.extend(pair for grammar, texts in RELATED for pair in relations(grammar, chance, texts))
    pairs = [*chance.sample(told, round(claims * len(told))), *_questions(data / "b", chance)]
    pairs = chance.sample(pairs, round(public * len(pairs)))
    held_out = [pair for pair in pairs if _is_held_out(pair.group or pair.evidence)]
    train = [pair for pair in pairs if not _is_held_out(pair.group or pair.evidence)]
    train.extend(_WRITTEN_TIMES * list(written(held_out=False)))
    chance.shuffle(train)
    held_out.extend(written(held_out=True))
    learned, told_apart = _undeciding(train), _undeciding(held_out)
    left_out = len(train) + len(held_out) - len(learned) - len(told_apart)
    return Mix(learned, told_apart, left_out)


def _undeciding(pairs: Sequence[Pair]) -> list[Pair]:
    return [pair for pair in pairs if not decides(pair.evidence) and not decides(pair.query)]


def is_held_out(row: Row) -> bool:
    """Whether nothing of a row was learned from."""
    text = row["evidence"] if "evidence" in row else row["passage"]
    return _is_held_out(str(row.get("group") or text[:80]))


def _is_held_out(group: str) -> bool:
    return is_one_in(group, _HELD_OUT)


def _sample(rows: Sequence[Row], most: int, chance: Random) -> list[Row]:
    return chance.sample(rows, min(most, len(rows)))


def _claims(folder: Path, chance: Random) -> Iterator[Pair]:
    for name, (most, times) in CLAIMS.items():
        for row in _sample(rows_of(folder / f"{name}.jsonl.xz"), most, chance):
            for _ in range(times):
                yield from _claim(row, chance)


def _claim(row: Row, chance: Random) -> Iterator[Pair]:
    label: Target = row["label"]
    if label == "neutral" and row.get("binary"):
        label = "unsupported"
    evidence, claim = row["evidence"], row["claim"]
    if row["set"] == "uhgeval-news" and label == "neutral":
        label = "unsupported"
    if len(claim) > 600:
        return
    if len(evidence) > (100 if re.search("[\u4e00-\u9fff]", evidence) else 300):
        evidence = nearest(evidence, claim, chance.choice((1, 2, 2)))
    group = str(row.get("group") or row["evidence"][:80])
    yield Pair(evidence=evidence, query=claim, target=label, set=row["set"], group=group)


def _questions(folder: Path, chance: Random) -> Iterator[Pair]:
    for name, most in QUESTIONS.items():
        rows = _sample(rows_of(folder / f"{name}.jsonl.xz"), most, chance)
        for row in rows:
            yield from _question(row, rows, chance)


def _question(row: Row, rows: Sequence[Row], chance: Random) -> Iterator[Pair]:
    """A short row as it is; of a long one a window that answers, and one beside it that doesn't.

    And near misses: the window without its answer, and with questions about something else.
    """
    question, text, answer = row["question"], row["passage"], row.get("answer")
    answer = str(answer[0] if isinstance(answer, list) and answer else answer or "")
    size = chance.choice((1, 1, 2))

    def pair(evidence: str, asked: str, target: Target) -> Pair:
        group = str(row.get("group") or text[:80])
        return Pair(evidence=evidence, query=asked, target=target, set=row["set"], group=group)

    if not row["answerable"]:
        yield pair(nearest(text, question, size), question, "silent")
        return
    if row.get("level") == "sentence" or len(cut(text)) <= 2:
        evidence = join(cut(text))[:700]
    elif answer and (found := around(text, answer, size)):
        evidence = found
        sentences = [s for s in cut(text) if answer not in s and len(s) > 15]
        if sentences and chance.random() < 0.6:
            yield pair(_hardest(sentences, question), question, "silent")
    else:
        evidence = nearest(text, question, 3)
    yield pair(evidence, question, "answers")
    for less, target in _shorter(evidence, question, answer, chance):
        yield pair(less, question, target)
    for other in _misses(question, rows, evidence, answer, chance):
        yield pair(evidence, other, "silent")


def _hardest(sentences: Sequence[str], question: str) -> str:
    return max(sentences, key=lambda sentence: len(_words(sentence) & _words(question)))


def _words(text: str) -> set[str]:
    return (
        set(re.findall(r"\w", text))
        if re.search("[\u4e00-\u9fff]", text)
        else set(text.lower().split())
    )


def _shorter(
    evidence: str, question: str, answer: str, chance: Random
) -> Iterator[tuple[str, Target]]:
    """Evidence without its answer, and without something else, where it can do without."""
    if not answer or chance.random() >= _WITHOUT:
        return
    if less := _without(evidence, answer):
        yield less, "silent"
    for other in _others(evidence, question, answer, chance):
        if less := _without(evidence, other):
            yield less, "answers"
            return


def _without(evidence: str, part: str) -> str | None:
    """Evidence without what it says in passing; None where it doesn't say it so."""
    end = r"(?=[\s,，.。;；]|$)" if part.isascii() else ""
    less = re.sub(_LED + re.escape(part) + end, "", evidence)
    return None if part in less else less


def _misses(
    question: str, rows: Sequence[Row], evidence: str, answer: str, chance: Random
) -> Iterator[str]:
    """The question about something else, of another question or of the same text."""
    for other in (
        _near_miss(question, rows, evidence, chance),
        _mistaken(question, evidence, answer, chance),
    ):
        if other and chance.random() < _ASKED_WRONG:
            yield other


def _mistaken(question: str, evidence: str, answer: str, chance: Random) -> str | None:
    asked = list(_SLOT.finditer(question))
    if not asked:
        return None
    match = chance.choice(asked)
    others = _others(evidence, question, answer, chance)
    others = [o for o in others if o[:1].isdigit() == match.group()[:1].isdigit()]
    return question[: match.start()] + others[0] + question[match.end() :] if others else None


def _others(evidence: str, question: str, answer: str, chance: Random) -> list[str]:
    """Names and years of the evidence that are neither asked for nor about."""
    found = [slot for slot in _SLOT.findall(evidence) if slot not in question]
    found = [slot for slot in found if slot not in answer and answer not in slot]
    return chance.sample(found, min(3, len(found)))


def _near_miss(question: str, rows: Sequence[Row], evidence: str, chance: Random) -> str | None:
    """The question about somebody or some year else, which the text therefore doesn't answer."""
    found = list(_SLOT.finditer(question))
    if not found:
        return None
    match = chance.choice(found)
    for _ in range(8):
        slots = _SLOT.findall(chance.choice(rows)["question"])
        other = chance.choice(slots) if slots else ""
        same = other[:1].isdigit() == match.group()[:1].isdigit()
        if other and same and other not in evidence and other not in question:
            return question[: match.start()] + other + question[match.end() :]
    return None


def _planted(folder: Path, chance: Random) -> Iterator[Pair]:
    for name, most in PLANTED_ON.items():
        rows = _sample(
            [r for r in rows_of(folder / f"{name}.jsonl.xz") if r["answerable"]], most, chance
        )
        texts = [row["passage"] for row in rows]
        clauses = [c for text in texts for s in cut(text) for c in _TAIL.findall(s)]
        for text in texts:
            for truth in _truths(text, clauses, chance):
                for pair in plant(truth, chance, _WAYS):
                    yield Pair(
                        evidence=pair.evidence,
                        query=pair.query,
                        target=pair.target,
                        set=pair.set,
                        group=text[:80],
                    )


def _truths(text: str, clauses: Sequence[str], chance: Random) -> Iterator[Truth]:
    """Some sentences of a passage, with their neighbours."""
    found = cut(text)
    prose = [n for n, s in enumerate(found) if _PROSE.search(s) and 12 < len(s) < 320]
    for place in chance.sample(prose, min(_PLANTED_SENTENCES, len(prose))):
        far = [found[n] for n in prose if abs(n - place) > 1]
        foreign = [
            c for c in chance.sample(clauses, min(6, len(clauses))) if c.strip(" ,，") not in text
        ]
        yield Truth(
            sentence=found[place],
            before=found[place - 1][:250] if place else "",
            after=found[place + 1][:250]
            if place + 1 < len(found) and _PROSE.search(found[place + 1])
            else "",
            title="",
            clauses=foreign,
            elsewhere=far,
        )
