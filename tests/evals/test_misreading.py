"""Lies that change no value, and their true twins, from any two sentences."""

from itertools import pairwise

import pytest

from evals.bench.misreading import Planted, plant
from evals.bench.misreading.frames import CODES, frames_of
from index import language
from index.sentences import sentences

SENTENCE = "Kessandra will open a plant in Tessel in May 2027, and has not yet signed the lease."
NEXT = "Quarrevane sold 300 tonnes of oxide to Denmark and to Orrin last year."
ARTICLE = "Both the mine of Kessandra and that of Quarrevane lie in Tarvenna."
CHINESE = "凯桑德拉预计在2027年提高产量到4100吨，尚未签订合同。"
CHINESE_NEXT = "朔砚新材去年采购了300吨氧化物。"


def planted(
    sentence: str = SENTENCE, following: str = NEXT, article: str = ARTICLE
) -> list[Planted]:
    return list(plant(sentence, following, article))


def kinds(claims: list[Planted], *, true: bool) -> set[str]:
    return {one.kind for one in claims if one.supported == true}


def test_every_kind_of_lie_is_made_in_english_and_chinese_and_has_true_twins() -> None:
    every = kinds(planted(), true=False)
    assert {"qualifier dropped, of a role", "other predicate", "pairs of a list"} <= every
    assert kinds(planted(CHINESE, CHINESE_NEXT), true=False) == every
    for code in ("en", "zh"):
        framed = {frame.kind for frame in frames_of(code).frames if frame.truths}
        assert framed == every - {"other predicate"}, code  # whose truths are words of one meaning


@pytest.mark.parametrize("code", ["de", "fr", "es"])
def test_other_languages_have_passages_whose_claims_are_in_them_with_all_kinds(code: str) -> None:
    texts = frames_of(code).passages
    told = [text[span.start : span.end] for text in texts for span in sentences(text)]
    claims = [one for a, b in pairwise(told) for one in plant(a, b, "\n".join(texts))]
    assert kinds(claims, true=False) == kinds(claims, true=True) == kinds(planted(), true=False)
    assert {one.evidence for one in claims if language.of(one.evidence).code != code} == set()


@pytest.mark.parametrize("code", CODES)
def test_every_frame_can_be_filled_and_tells_a_lie_from_its_twin(code: str) -> None:
    first, second = {
        "en": (SENTENCE, NEXT), "zh": (CHINESE, CHINESE_NEXT)
    }.get(code) or _two(frames_of(code).passages[0])  # fmt: skip
    for frame in frames_of(code).frames:
        found = [
            one
            for n in range(10, 20)
            for one in plant(f"{first[:-1]} {n}{first[-1]}", second)
            if one.kind == frame.kind
        ]
        assert not any({"{", "}"} & set(one.text + one.evidence) for one in found)
        lies, truths = (
            {(c.text, c.evidence) for c in found if c.supported == told} for told in (False, True)
        )
        assert lies
        assert lies.isdisjoint(truths)


def _two(text: str) -> tuple[str, str]:
    first, second, *_ = (text[span.start : span.end] for span in sentences(text))
    return first, second


def test_the_same_sentences_give_the_same_lies() -> None:
    assert planted() == planted()


def test_what_the_article_says_is_no_lie() -> None:
    lie = next(one for one in planted() if one.kind == "added clause, relative")
    assert lie not in planted(article=f"{ARTICLE} {lie.text}")


def test_a_plan_is_told_as_done() -> None:
    lie, invented, truth = [one for one in planted() if one.kind == "plan told as done"]
    assert lie.text.startswith("Kessandra has opened a plant in Tessel")
    assert invented.evidence == truth.evidence
    assert (invented.supported, truth.supported) == (False, True)


def test_a_source_that_denies_is_retold_as_a_fact_and_truly() -> None:
    lie, truth = [one for one in planted() if one.kind == "denial dropped"]
    assert lie.text == SENTENCE
    assert SENTENCE.rstrip(".") in lie.evidence != SENTENCE
    assert truth.evidence == lie.evidence


def test_headlines_and_fragments_give_nothing() -> None:
    assert planted("Kessandra opens a plant in Tessel") == []
    assert planted("It rained.") == []
