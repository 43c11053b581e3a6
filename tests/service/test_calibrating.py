"""The threshold is fitted to labelled claims, and judged on claims that it was not fitted on."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from service.calibrating import calibrate, judge, rarity, read_claims
from service.checking import Check
from service.checking.entailing import Entailment
from service.errors import BadInput
from tests.checked import model_that_reads

EVIDENCE = "The plant in Ellisk made four thousand tonnes of oxide before the store was rebuilt."
CARRIED = "Before the store was rebuilt, the Ellisk plant made oxide."
FAR = "The Ellisk store sells toys, sweets and used books, mostly to tourists from abroad."


def write(folder: Path, *claims: dict[str, object]) -> Path:
    file = folder / "claims.jsonl"
    lines = [json.dumps({"id": i, **claim}) for i, claim in enumerate(claims)]
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def claim(text: str, *, supported: bool) -> dict[str, object]:
    return {"id": text, "claim": text, "evidence": [EVIDENCE], "supported": supported, "set": "s"}


def test_the_best_threshold_lies_between_what_is_carried_and_what_is_not(tmp_path: Path) -> None:
    both = [claim(CARRIED, supported=True), claim(FAR, supported=False)] * 30
    claims = read_claims(write(tmp_path, *both))

    check = Check(weigh=rarity([EVIDENCE] * 60), supported_at=0.99)
    found = calibrate(claims, check)
    carried, far = (finding.wording for finding in judge(claims[:2], check))
    assert far < found.supported_at <= carried
    assert (found.before.balanced_accuracy, found.after.balanced_accuracy) == (0.5, 1)
    assert (found.before.false_alarms.value, found.after.false_alarms.value) == (1, 0)
    assert found.after.caught.low < found.after.caught.value == 1
    assert calibrate(claims, check) == found


def test_what_a_model_reads_counts_as_it_does_in_answers(tmp_path: Path) -> None:
    def entails(pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
        return [Entailment(*((1, 0, 0) if CARRIED in pair else (0, 0, 1))) for pair in pairs]

    both = [claim(CARRIED, supported=True), claim(FAR, supported=False)] * 30
    reader = model_that_reads(entails, support_at=0.5, doubted_at=0.8, trusted_at=0.0)
    check = Check(weigh=rarity([EVIDENCE] * 60), supported_at=0.99, reader=reader)
    found = calibrate(read_claims(write(tmp_path, *both)), check)
    assert found.before.false_alarms.value == 0  # words alone would leave all of them open


def test_too_few_claims_are_refused(tmp_path: Path) -> None:
    claims = read_claims(write(tmp_path, *[claim(CARRIED, supported=True)] * 30))
    with pytest.raises(BadInput, match="30 supported and 0 unsupported"):
        calibrate(claims, Check(weigh=rarity([EVIDENCE])))


@pytest.mark.parametrize("wrong", [{"supported": "yes"}, {"evidence": "a text"}, {"claim": None}])
def test_a_line_that_is_no_claim_is_named(tmp_path: Path, wrong: dict[str, object]) -> None:
    file = write(tmp_path, claim(CARRIED, supported=True) | wrong)
    with pytest.raises(BadInput, match=r"claims\.jsonl, line 1, is no claim"):
        read_claims(file)


def test_a_claim_of_several_sentences_is_carried_as_its_weakest_is(tmp_path: Path) -> None:
    texts = (CARRIED, f"{CARRIED} {FAR}", f"{CARRIED} [1]")
    claims = read_claims(write(tmp_path, *[claim(text, supported=True) for text in texts]))
    one, two, marked = judge(claims, Check(weigh=rarity([EVIDENCE])))
    assert two.score < one.score == marked.score


def test_of_several_sentences_the_one_that_is_not_supported_decides(tmp_path: Path) -> None:
    """Also where words found no fault with it, and one with that of the other."""

    def entails(pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
        return [Entailment(*((1, 0, 0) if FAR in pair else (0, 0, 1))) for pair in pairs]

    reader = model_that_reads(entails, support_at=0.5, doubted_at=0.8, trusted_at=1.0)
    check = Check(weigh=rarity([EVIDENCE]), reader=reader)
    texts = (FAR, CARRIED, f"{FAR} {CARRIED}")
    claims = read_claims(write(tmp_path, *[claim(text, supported=True) for text in texts]))
    far, carried, both = judge(claims, check)
    assert (far.verdict.name, far.sound) == ("supported", False)
    assert (carried.verdict.name, carried.sound) == ("unverified", True)
    assert both.verdict == carried.verdict
