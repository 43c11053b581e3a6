"""A model that reads stands behind the exact layers: it gives back, it doubts, it supports nothing refused."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from service.answers import Verdict
from service.checking import Check
from service.checking.entailing import Entailment
from tests.checked import model_that_reads
from tests.fakes import article, hit, weigh

SOURCE = article(
    "Kessandra shut the plant at Port Ellisk in May after an inspection. "
    "The residue store held 2,400 tonnes.",
    title="A plant shuts",
)
VERBATIM = "The residue store held 2,400 tonnes."
FREE = "A safety review preceded the idling of the works in Port Ellisk."


class Reads:
    """A model that finds everything as likely as it is told to, and remembers what it read."""

    def __init__(self, supported: float) -> None:
        self.supported = supported
        self.read: list[tuple[str, str]] = []

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
        self.read += pairs
        found = Entailment(supported=self.supported, refuted=0.0, neutral=1 - self.supported)
        return [found for _ in pairs]


def verdict(claim: str, model: Reads | None) -> Verdict:
    reader = None if model is None else model_that_reads(model)
    return Check(weigh, reader=reader)(claim, [hit(SOURCE)], {"a1": SOURCE})


def test_what_exact_layers_left_open_is_supported_by_reading() -> None:
    assert verdict(FREE, None).name == "unverified"
    assert verdict(FREE, Reads(0.95)) == Verdict(name="supported", supported_by="reading")


def test_a_model_that_is_not_sure_leaves_the_reasons_as_they_were() -> None:
    assert verdict(FREE, Reads(0.8)) == verdict(FREE, None)


def test_a_model_that_reads_doubts_what_words_support() -> None:
    claim = "After an inspection Kessandra shut the plant at Port Ellisk."
    assert verdict(claim, Reads(0.7)).supported_by == "words"
    found = verdict(claim, Reads(0.1))
    assert found.name == "unverified"
    assert "doubts that it says this" in found.reasons[0]


def test_it_is_believed_from_the_highest_threshold_of_those_that_speak() -> None:
    speaks = Check(weigh).examine(Check(weigh).align(FREE, [hit(SOURCE)], {"a1": SOURCE})).speaks
    assert "wording asks" in speaks
    low = dict.fromkeys(speaks, 0.7)
    for at, name in ((low, "supported"), (low | {"wording asks": 0.85}, "unverified")):
        reader = model_that_reads(Reads(0.8), of_layers=at)
        assert Check(weigh, reader=reader)(FREE, [hit(SOURCE)], {"a1": SOURCE}).name == name


def test_layers_have_other_thresholds_for_claims_far_from_their_source() -> None:
    near, afar = ["clauses asks"], ["clauses asks", "wording asks"]
    at = {"clauses asks": 0.9, "clauses asks, afar": 0.6, "wording asks": 0.5}
    reader = model_that_reads(Reads(1.0), of_layers=at)
    assert reader.enough(near, uncompared=False) == 0.9
    assert reader.enough(afar, uncompared=False) == 0.6
    assert reader.enough(afar, uncompared=True) == 0.9


def test_across_languages_a_model_must_be_as_sure_as_was_fitted_for_them() -> None:
    claim = "凯桑德拉关闭了工厂。"
    for likely, name in ((0.92, "unverified"), (0.97, "supported")):
        reader = model_that_reads(Reads(likely), of_layers={"script asks": 0.95})
        found = Check(weigh, reader=reader)(claim, [hit(SOURCE)], {SOURCE.id: SOURCE})
        assert found.name == name


def test_what_a_model_has_read_ranks_by_what_it_found() -> None:
    def score(likely: float) -> float:
        check = Check(weigh, reader=model_that_reads(Reads(likely)))
        return check.examine(check.align(FREE, [hit(SOURCE)], {"a1": SOURCE})).score

    assert score(0.1) < score(0.8) < score(0.95)
    assert score(0.95) - score(0.1) == pytest.approx(0.85 / 3)


def test_what_is_refused_is_left_open_where_a_model_finds_it_carried_and_never_supported() -> None:
    for claim in (
        "Kessandra shut the plant at Port Ellisk in May after 31 inspections.",
        "Kessandra did not shut the plant at Port Ellisk in May after an inspection.",
    ):
        alone = verdict(claim, None)
        assert alone.name == "contradicted"
        assert verdict(claim, Reads(0.4)) == alone
        found = verdict(claim, Reads(1.0))
        assert found.name == "unverified"
        assert set(alone.reasons) <= set(found.reasons)


@pytest.mark.parametrize(
    "claim",
    [
        "The residue store held 2,400 kg.",
        "The residue store held 2,900 tonnes.",
        "An inspection said: “The store is far too full.”",
    ],
)
def test_some_refusals_ask_no_model(claim: str) -> None:
    model = Reads(1.0)
    assert verdict(claim, model).name == "contradicted"
    assert not model.read


def test_what_stands_word_for_word_needs_no_reading_and_all_else_does() -> None:
    model = Reads(0.0)
    assert verdict(VERBATIM, model) == Verdict(name="supported", supported_by="words")
    assert not model.read
    shorter = "Kessandra shut a plant at Port Ellisk after the inspection."
    assert verdict(shorter, model).name == "unverified"
    assert verdict(shorter, Reads(0.6)) == Verdict(name="supported", supported_by="words")


def test_it_reads_the_title_and_the_sentences_that_carry_the_claim() -> None:
    model = Reads(0.95)
    verdict("After an inspection Kessandra shut the plant at Port Ellisk.", model)
    assert {evidence for evidence, _ in model.read} == {
        "A plant shuts\nKessandra shut the plant at Port Ellisk in May after an inspection."
    }


def test_what_decided_is_named() -> None:
    reader = model_that_reads(Reads(1.0))
    assert Check(weigh, reader=reader).made_with.endswith("+fake/0.9/0.98/0.5")
    other = replace(reader, of_layers={"modes doubts": 0.96})
    assert re.search(r"/0\.5/[0-9a-f]{8}$", Check(weigh, reader=other).made_with)
