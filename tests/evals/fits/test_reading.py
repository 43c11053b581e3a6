from dataclasses import replace

import pytest

from evals.fits.reading import Told, fitted
from service.checking.entailing import TOO_FAR


def told(kind: str, likely: float | None, *, true: bool, speaks: str = "clauses asks") -> Told:
    return Told(kind, true, likely, frozenset({speaks} if speaks else ()))


TRUE = [told("reworded", place / 100, true=True) for place in range(40, 100)]
HELD = [told("reworded", 0.9, true=True, speaks="") for _ in range(98)]


def test_the_support_threshold_lets_little_of_a_kind_of_lie_pass() -> None:
    lies = [told("predicate", 0.3 + place / 40, true=False) for place in range(20)]
    at = fitted([*TRUE, *HELD, *lies])["support_at"]
    assert sum((lie.likely or 0.0) >= at for lie in lies) <= 3


def test_lies_that_exact_layers_closed_count_as_caught() -> None:
    lies = [told("predicate", 0.7 if n < 2 else 0.1, true=False) for n in range(13)]
    others = [told("clause", 0.1, true=False) for _ in range(30)]
    closed = [told("predicate", None, true=False, speaks="") for _ in range(30)]
    assert fitted([*TRUE, *HELD, *lies, *others])["support_at"] > 0.7
    assert fitted([*TRUE, *HELD, *lies, *others, *closed])["support_at"] < 0.7


def test_the_doubt_threshold_costs_at_most_one_in_50_true_rewordings() -> None:
    def held(likely: float) -> Told:
        return told("reworded", likely, true=True, speaks="")

    many = [held(0.9) for _ in range(147)]
    assert fitted([*TRUE, *many, *[held(0.0)] * 3])["trusted_at"] == pytest.approx(0.9)
    assert fitted([*TRUE, *many, *[held(0.0)] * 4])["trusted_at"] == 0.0


def test_across_languages_the_threshold_is_one_of_their_own() -> None:
    speaks = frozenset({"script asks", "clauses asks"})
    lies = [told("across", 0.8, true=False) for _ in range(30)]
    across = [replace(one, speaks=speaks, uncompared=True) for one in [*TRUE, *lies]]
    found = fitted([*TRUE, *HELD, *across])
    assert found["script asks"] > 0.8 > found["support_at"]
    assert "clauses asks" not in found


def test_what_exact_layers_doubted_has_a_threshold_of_its_own_and_must_be_surer() -> None:
    lies = [told("predicate", 0.8, true=False, speaks="modes doubts") for _ in range(10)]
    true = [replace(one, speaks=frozenset({"modes doubts"})) for one in TRUE]
    found = fitted([*TRUE, *HELD, *true, *lies])
    assert found["doubted_at"] > 0.8 > found["support_at"]


def test_too_few_lies_of_a_kind_tell_no_share() -> None:
    lies = [told("predicate", 0.9, true=False)]
    others = [told("clause", 0.0, true=False)] * 30
    assert fitted([*TRUE, *HELD, *lies, *others])["support_at"] == 0.5


def test_each_layer_has_a_threshold_from_what_it_speaks_against() -> None:
    lies = [told("predicate", 0.8, true=False, speaks="order asks") for _ in range(30)]
    true = [replace(one, speaks=frozenset({"order asks"})) for one in TRUE]
    few = [told("clause", 0.1, true=False, speaks="scope asks") for _ in range(3)]
    others = [told("predicate", 0.1, true=False) for _ in range(30)]
    found = fitted([*TRUE, *HELD, *true, *lies, *others, *few])
    assert found["order asks"] > 0.8
    assert found["clauses asks"] == 0.5
    assert "scope asks" not in found


def test_claims_far_from_their_source_tell_layers_thresholds_of_their_own() -> None:
    near = [told("predicate", 0.8, true=False, speaks="order asks") for _ in range(30)]
    afar = [replace(one, likely=0.2, speaks=frozenset({"order asks", TOO_FAR})) for one in near]
    found = fitted([*TRUE, *HELD, *near, *afar])
    assert found["order asks"] > 0.8
    assert found["order asks, afar"] == 0.5
