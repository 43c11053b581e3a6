"""The packaged model that reads, as the check asks it and as quoting does."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.fits import ANY, fit_of
from index.pair_model import PairModel
from service.checking.entailing import Entailment, Reader
from service.quoting import Readers, Weights

if TYPE_CHECKING:
    from index.embedding import Embedding

FIT = "reading"


def reader_of(model: PairModel) -> Reader:
    """What the check asks, with the thresholds that were fitted for it. Raises `FitNotUsable`."""

    def entails(pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
        return [Entailment(*map(float, row)) for row in model.entailment(pairs)]

    _, thresholds = fit_of(FIT, model.fingerprint)
    return Reader(entails=entails, name=model.fingerprint, **thresholds)


def readers_of(embedding: "Embedding", model: PairModel | None) -> Readers | None:
    """What quoting asks; None where nothing was fitted for these models. Raises `FitNotUsable`."""
    weights = Weights.of(fitted_for(embedding, model))
    if weights.fitted_for == ANY:
        return None
    answering = model.answering if model else None
    return Readers(closeness=embedding.closeness, answering=answering, weights=weights)


def fitted_for(embedding: "Embedding", model: PairModel | None) -> str:
    """The models that quoting reads with, by name."""
    return f"{embedding.fingerprint}+{model.fingerprint}" if model else embedding.fingerprint
