from random import Random

import pytest

from evals.training.pairs import Pair
from evals.training.planted import WAYS, Truth, plant

ENGLISH = Truth(
    sentence="The bridge was built in 1932 by the Holm Company because the ferry was too slow.",
    before="Larne had a ferry with 12 seats.",
    after="It has not been repaired since 1950.",
    title="Larne bridge",
    clauses=(", and won three medals",),
    elsewhere=("The river is 90 km long.",),
)
CHINESE = Truth(
    sentence="该公司2019年5月建成第二座工厂，其中包括一条年产3万吨的生产线。",
    before="公司位于山东省。",
    after="2020年产量没有增加。",
    title="工厂",
    clauses=("，并获得了奖项",),
    elsewhere=("总部设在济南。",),
)


def planted(truth: Truth, way: str) -> list[Pair]:
    pairs = [pair for seed in range(60) for pair in plant(truth, Random(seed), len(WAYS))]
    return [pair for pair in pairs if pair.set == f"planted {way}"]


@pytest.mark.parametrize("truth", [ENGLISH, CHINESE])
def test_the_same_seed_plants_the_same(truth: Truth) -> None:
    assert list(plant(truth, Random(7), 5)) == list(plant(truth, Random(7), 5))


@pytest.mark.parametrize("truth", [ENGLISH, CHINESE])
def test_what_is_not_supported_differs_from_its_evidence(truth: Truth) -> None:
    for seed in range(60):
        for pair in plant(truth, Random(seed), len(WAYS)):
            told = pair.query in pair.evidence
            governed = (
                pair.set == "planted governed"
            )  # "denied that …" holds the claim word for word
            assert pair.target == "supported" or not told or governed, pair


@pytest.mark.parametrize("truth", [ENGLISH, CHINESE])
def test_an_added_clause_is_neutral_and_supported_where_the_source_has_it(truth: Truth) -> None:
    pairs = planted(truth, "added clause")
    assert {pair.target for pair in pairs} == {"neutral", "supported"}
    for pair in pairs:
        longer = len(pair.query) > len(truth.sentence)
        assert longer or pair.target == "supported"


def test_a_mode_that_negates_refutes_and_one_that_plans_says_nothing() -> None:
    pairs = planted(ENGLISH, "mode")
    assert any("has not" in p.evidence and p.target == "refuted" for p in pairs)
    assert any("is expected to be" in p.evidence and p.target == "neutral" for p in pairs)
    assert any(p.target == "supported" for p in pairs)


def test_what_a_verb_of_fact_governs_is_supported_and_what_is_denied_is_refuted() -> None:
    pairs = [p for p in planted(ENGLISH, "governed") if p.query == ENGLISH.sentence]
    assert all(p.target == "refuted" for p in pairs if " denied that" in p.evidence)
    assert all(p.target == "supported" for p in pairs if "confirmed that" in p.evidence)
    assert all(p.target == "neutral" for p in pairs if "alleges that" in p.evidence)
    assert {p.target for p in pairs} >= {"refuted", "supported", "neutral"}


def test_a_borrowed_name_stands_next_door() -> None:
    pairs = planted(ENGLISH, "borrowed")
    assert pairs
    assert all("Larne" in p.query and "Larne" not in ENGLISH.sentence for p in pairs)
