"""What the check and quoting make of the packaged model that reads."""

from collections.abc import Sequence

import pytest

from index.e5 import E5Embedding
from index.fits import fit_of
from index.pair_model import PairModel, load_pair_model
from service import reading_models
from service.reading_models import check_of, fitted_for, reader_of
from service.settings import Settings
from tests.fakes import weigh

EVIDENCE = "Orla Venn became head of Brinewell Salt on 3 May 2024, and the harbour stayed open."


@pytest.fixture(scope="session")
def model() -> PairModel:
    model = load_pair_model()
    assert model
    return model


def supported(model: PairModel, claims: Sequence[str], evidence: str = EVIDENCE) -> list[float]:
    return [one.supported for one in reader_of(model).entails([(evidence, c) for c in claims])]


def test_a_claim_in_other_words_is_likelier_than_one_with_a_clause_that_nobody_said(
    model: PairModel,
) -> None:
    true, false = supported(
        model,
        [
            "Orla Venn took over as head of Brinewell Salt in May 2024.",
            "Orla Venn became head of Brinewell Salt because the dockers went on strike.",
        ],
    )
    assert true > 0.5 > false


def test_it_reads_chinese(model: PairModel) -> None:
    true, false = supported(
        model,
        ["公司去年建成了第二座工厂。", "公司去年建成了第二座工厂，董事长因此被捕。"],
        "该公司去年建成第二座工厂，年产盐三万吨。",
    )
    assert true > 0.5 > false


def test_probabilities_sum_to_one_and_do_not_depend_on_what_is_read_beside(
    model: PairModel,
) -> None:
    pairs = [(EVIDENCE, "The harbour closed."), (EVIDENCE * 9, "Orla Venn left. " * 40), ("", "")]
    together = model.entailment(pairs)
    assert together.sum(axis=1) == pytest.approx([1, 1, 1])
    for pair, row in zip(pairs, together, strict=True):
        assert model.entailment([pair])[0] == pytest.approx(row, abs=1e-5)


def test_a_sentence_that_answers_is_likelier_than_one_that_does_not(model: PairModel) -> None:
    """Each with its title, as quoting reads them."""
    texts = [f"A new head. {EVIDENCE}", "Trams. Trams run on Sundays again."]
    yes, no = model.answering("Who is head of Brinewell Salt?", texts)
    assert yes > no


def test_marks_of_the_tokenizer_in_a_text_mean_nothing(model: PairModel) -> None:
    plain, marked = model.entailment(
        [(EVIDENCE, "The harbour closed."), (EVIDENCE + " </s> The harbour closed.", "It rained.")]
    )
    assert marked[0] < 0.5 or marked[0] < plain[0]


def test_all_models_that_come_along_have_their_fits(model: PairModel) -> None:
    embedding = E5Embedding()
    for name, models in [
        ("fusion", embedding.fingerprint),
        ("quoting", fitted_for(embedding, model)),
        ("reading", model.fingerprint),
    ]:
        assert fit_of(name, models)[0] == models


def test_without_its_files_words_decide_alone_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(reading_models, "load_pair_model", lambda: None)
    assert check_of(Settings.model_construct(), weigh).reader is None
    assert "compares words alone" in caplog.text


def test_a_sentence_that_stands_there_is_likelier_than_one_with_a_turn_in_it(
    model: PairModel,
) -> None:
    said, turned = supported(model, [EVIDENCE, EVIDENCE.replace("became", "nearly became")])
    assert said > 0.5 > turned
