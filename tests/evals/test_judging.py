"""A judge is heard only once it was calibrated, and its silence is no agreement."""

import json
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from evals import judging
from evals.items import Item, answered, metrics, unanswered
from evals.judging import (
    Calibration,
    JudgeSilent,
    admitted,
    calibrate,
    cohens_kappa,
    doubt_of,
    judged,
    keep,
    open_judge,
    silences,
)
from evals.replies import ReplyNotUsable, kept
from evals.runs import RunBroken
from evals.upstream import Reply, Upstream, always
from index.model import Hit
from prompts import load
from service.answers import Piece
from service.asking import Ask, Messages
from service.calibrating import LabelledClaim, Share
from service.errors import BadInput, ModelUnavailable
from tests.evals.seeing import case, seen

NAME = "judged groundedness"
TRUE, FALSE = "Veld shipped 36 tonnes.", "Veld shipped 99 tonnes."
EVIDENCE = "Veld shipped 36 tonnes of oxide in May."
SHARE = Share(value=0.9, low=0.8, high=0.95, n=100)
GOOD = Calibration(
    judge="lab/some-model",
    prompt=load(judging.PROMPT).digest,
    claims="c1",
    n=200,
    kappa=0.4,
    true_positive_rate=SHARE,
    false_positive_rate=SHARE,
)


def doubting(*words: str) -> Ask:
    """A model that finds sentences with one of these words unsupported, and says why."""

    async def ask(messages: Messages) -> AsyncGenerator[Piece, None]:
        sentence = messages[1]["content"].rpartition("Sentences, as a JSON list: ")[2]
        doubts = any(word in sentence for word in words)
        verdict = "unsupported" if doubts else "supported"
        yield json.dumps({"sentence": 1, "verdict": verdict, "evidence": "Veld shipped 36 tonnes"})

    return ask


async def silent(messages: Messages) -> AsyncGenerator[Piece, None]:
    raise ModelUnavailable("The provider is away.")
    yield ""


def claims(supported: int, wrong: int) -> list[LabelledClaim]:
    def labelled(text: str, number: int, *, supported: bool) -> LabelledClaim:
        return LabelledClaim(
            id=f"{number}-{supported}", claim=text, evidence=(EVIDENCE,), supported=supported
        )

    return [
        *(labelled(f"{TRUE} Number {n}.", n, supported=True) for n in range(supported)),
        *(labelled(f"{FALSE} Number {n}.", n, supported=False) for n in range(wrong)),
    ]


async def test_a_judge_who_agrees_with_people_has_kappa_1() -> None:
    found = await calibrate("lab/some-model", claims(120, 80), doubt_of(doubting("99 tonnes")))
    assert (found.kappa, found.n) == (1.0, 200)
    assert (found.true_positive_rate.value, found.true_positive_rate.n) == (1.0, 80)
    assert (found.false_positive_rate.value, found.false_positive_rate.n) == (0.0, 120)
    assert 0 < found.false_positive_rate.high < 0.05


async def test_a_positive_is_a_doubt_and_one_of_a_supported_claim_is_false() -> None:
    found = await calibrate("m", claims(120, 80), doubt_of(doubting("99 tonnes", "Number 7")))
    assert found.true_positive_rate.value == 1.0
    assert found.false_positive_rate.value == pytest.approx(11 / 120)  # 7 and 70 to 79


def test_kappa_is_cohens() -> None:
    """His own example of two raters: 20 and 15 agreed, 5 and 10 not (observed 0.7, chance 0.5)."""
    counts = Counter({(True, True): 20, (True, False): 5, (False, True): 10, (False, False): 15})
    assert cohens_kappa(counts) == pytest.approx(0.4)


@pytest.mark.parametrize(("supported", "wrong"), [(120, 79), (190, 10), (10, 190)])
async def test_too_few_claims_are_refused_before_anyone_is_asked(
    supported: int, wrong: int
) -> None:
    with pytest.raises(BadInput, match=f"{supported} supported and {wrong} unsupported") as error:
        await calibrate("m", claims(supported, wrong), doubt_of(silent))
    assert "at least 200" in error.value.hint


async def test_a_judge_who_does_not_answer_is_not_calibrated_as_one_who_agrees() -> None:
    with pytest.raises(JudgeSilent, match="The provider is away"):
        await calibrate("m", claims(120, 80), doubt_of(silent))


def test_a_calibrated_judge_is_admitted_with_what_was_found(tmp_path: Path) -> None:
    assert keep(GOOD, tmp_path).name == "lab-some-model.json"
    assert admitted("lab/some-model", tmp_path) == GOOD


@pytest.mark.parametrize(
    ("calibration", "why"),
    [
        (replace(GOOD, kappa=0.399), "agrees too little with people"),
        (replace(GOOD, prompt="0" * 64), "has changed since"),
        (replace(GOOD, judge="lab-some-model"), "is the calibration of lab-some-model"),
        (replace(GOOD, judge="another"), "was never calibrated"),
    ],
)
def test_no_other_judge_is_admitted(calibration: Calibration, why: str, tmp_path: Path) -> None:
    keep(calibration, tmp_path)
    with pytest.raises(RunBroken, match=why):
        admitted("lab/some-model", tmp_path)


def test_a_damaged_calibration_admits_nobody(tmp_path: Path) -> None:
    keep(GOOD, tmp_path).write_text("{}")
    with pytest.raises(RunBroken, match="holds no calibration"):
        admitted("lab/some-model", tmp_path)


async def test_the_score_is_the_share_of_shown_sentences_that_are_not_doubted() -> None:
    [item] = await judged([answered(seen(TRUE, FALSE))], doubt_of(doubting("99 tonnes")))
    assert item.marks[NAME].value == 0.5
    assert FALSE in item.marks[NAME].reason
    assert "the source says “Veld shipped 36 tonnes”" in item.marks[NAME].reason


async def test_it_does_not_apply_without_a_judge_or_where_nothing_is_shown() -> None:
    [refused] = await judged([answered(seen())], doubt_of(doubting("99 tonnes")))
    for item in (refused, answered(seen(TRUE))):
        assert item.marks[NAME].outcome == "does not apply"


async def test_a_judge_sees_the_cited_passages_alone_and_a_sentence_without_any_is_doubted() -> (
    None
):
    read: list[tuple[str, list[str]]] = []

    async def doubt(claim: str, cited: Sequence[Hit]) -> str | None:
        read.append((claim, [hit.text for hit in cited]))
        return None

    given = seen(TRUE, FALSE)
    other = replace(given.answer.passages[0], number=2, text="Another.")
    bare = replace(given.answer.claims[1], citations=())
    answer = replace(
        given.answer,
        passages=(*given.answer.passages, other),
        claims=(given.answer.claims[0], bare),
    )
    [item] = await judged([answered(replace(given, answer=answer))], doubt)
    assert read == [(TRUE, [given.answer.passages[0].text])]
    assert "It cites nothing" in item.marks[NAME].reason


async def test_a_silent_judge_is_an_error_of_the_score_and_not_agreement() -> None:
    items = [answered(seen(TRUE)), unanswered(case(), "It broke.")]
    found = await judged(items, doubt_of(silent))
    assert [item.marks[NAME].outcome for item in found] == ["error", "error"]
    assert _metric(found) is None
    assert silences(found) == ["The judge did not answer. The provider is away."]


async def test_a_reply_that_is_missing_offline_stops_the_run(tmp_path: Path) -> None:
    ask = kept(doubting("99 tonnes"), "m", tmp_path, offline=True)
    with pytest.raises(ReplyNotUsable):
        await judged([answered(seen(TRUE))], doubt_of(ask))


def test_a_run_kept_before_there_was_the_score_can_still_be_read() -> None:
    item = answered(seen(TRUE))
    old = replace(item, marks={name: mark for name, mark in item.marks.items() if name != NAME})
    assert _metric([old]) is None


async def test_a_judge_over_http_is_read_again_where_ci_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    monkeypatch.delenv("CI", raising=False)
    said = json.dumps({"verdict": "unsupported", "evidence": "36 tonnes of oxide"})
    items = [answered(seen(FALSE))]
    async with (
        Upstream(always(Reply(pieces=[said]))).running() as upstream,
        open_judge("openai/m", upstream.url, tmp_path) as doubt,
    ):
        [asked] = await judged(items, doubt)
    monkeypatch.setenv("CI", "true")
    async with open_judge("openai/m", None, tmp_path) as doubt:
        [replayed] = await judged(items, doubt)
    assert len(upstream.requests) == 1
    assert asked.marks[NAME] == replayed.marks[NAME]
    assert asked.marks[NAME].value == 0


def _metric(items: Sequence[Item]) -> float | None:
    return next(metric.value for metric in metrics(items) if metric.name == NAME)
