"""The check and quoting with the models that read for them, as the settings name them."""

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.fits import ANY, fit_of
from index.pair_model import PairModel, load_pair_model
from index.words import Weigh
from service.checking import Check
from service.checking.entailing import Entailment, Reader
from service.language_models import checker_of
from service.quoting import Choose, Readers, Weights
from service.settings import WORDS, Settings

if TYPE_CHECKING:
    from index.embedding import Embedding

FIT = "reading"
_log = logging.getLogger(__name__)


def check_of(settings: Settings, weigh: Weigh) -> Check:
    """The product's own check, by rarities of terms. Raises `SettingsInvalid`."""
    return Check(weigh=weigh, supported_at=settings.supported_at, reader=_checker(settings))


def quoting_of(settings: Settings, weigh: Weigh, embedding: "Embedding") -> Choose:
    """The product's own choice of sentences, by rarities of terms. Raises `ModelNotUsable`."""
    return Choose(weigh, readers_of(embedding, packaged(settings)))


def reader_of(model: PairModel) -> Reader:
    """What the check asks, with the thresholds that were fitted for it. Raises `FitNotUsable`."""

    def entails(pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
        return [Entailment(*map(float, row)) for row in model.entailment(pairs)]

    _, thresholds = fit_of(FIT, model.fingerprint)
    of_layers = {name: at for name, at in thresholds.items() if " " in name}
    usual = {name: at for name, at in thresholds.items() if name not in of_layers}
    return Reader(entails=entails, name=model.fingerprint, of_layers=of_layers, **usual)


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


def packaged(settings: Settings) -> PairModel | None:
    """The packaged model that reads, opened once, unless words are to decide alone.

    None, too, where its files are missing. Raises `ModelNotUsable`.
    """
    return None if settings.checker == WORDS else load_pair_model()


def _checker(settings: Settings) -> Reader | None:
    """The model that reads for the check: the packaged one, another that was named, or none.

    None, too, where a language model is asked in its place.
    """
    if checker_of(settings):
        return None
    if settings.checker not in (None, WORDS):
        from service.crossencoder import load_reader

        return load_reader(settings.checker)
    model = packaged(settings)
    if model is None and settings.checker != WORDS:
        _log.warning("The model that reads is not installed: the check compares words alone.")
    return reader_of(model) if model else None
