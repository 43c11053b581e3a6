from evals.fits.reading import Told, fitted


def told(kind: str, whole: float, *, true: bool, state: str = "open") -> Told:
    return Told(kind, true, state, whole, 1.0)  # type: ignore[arg-type]


TRUE = [told("reworded", whole / 100, true=True) for whole in range(40, 100)]
HELD = [told("reworded", 0.9, true=True, state="held") for _ in range(98)]


def test_the_support_threshold_lets_no_more_than_a_tenth_of_a_kind_of_lie_pass() -> None:
    lies = [told("predicate", 0.3 + place / 40, true=False) for place in range(20)]
    at = fitted([*TRUE, *HELD, *lies])["support_at"]
    assert sum(lie.whole >= at for lie in lies) <= 2


def test_lies_that_exact_layers_closed_count_as_caught() -> None:
    lies = [told("predicate", 0.7, true=False)]
    others = [told("clause", 0.1, true=False) for _ in range(30)]
    closed = [told("predicate", 0.0, true=False, state="closed") for _ in range(30)]
    assert fitted([*TRUE, *HELD, *lies, *others])["support_at"] > 0.7
    assert fitted([*TRUE, *HELD, *lies, *others, *closed])["support_at"] < 0.7


def test_the_doubt_threshold_costs_at_most_three_in_a_hundred_true_claims() -> None:
    low = [told("reworded", 0.1, true=True, state="held") for _ in range(2)]
    assert 0.1 < fitted([*TRUE, *HELD, *low])["doubt_at"] <= 0.9
    more = [told("reworded", 0.1, true=True, state="held") for _ in range(8)]
    assert fitted([*TRUE, *HELD, *more])["doubt_at"] <= 0.1
