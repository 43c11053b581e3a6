"""Cross-encoders of sentence-transformers, by folder or hub name, that read for the check."""

from collections.abc import Callable, Sequence
from math import inf

from index.errors import in_a_line
from index.hub import folder_of
from service.checking.entailing import Entailment, Reader
from service.errors import SettingsInvalid

# Nobody calibrated a model that a user names: ask much of it, and nothing where exact layers doubt
# or where claim and source are in two languages.
_SUPPORT_AT, _DOUBTED_AT, _TRUSTED_AT = 0.9, inf, 0.5
_ACROSS = {"script asks": inf, "language asks": inf}
_CARRIES = ("entailment", "supported", "consistent")


def load_reader(name: str) -> Reader:
    """A model that reads, from a cross-encoder. Raises `SettingsInvalid`, as `load_score` does."""
    score = load_score(name)

    def entails(pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
        return [Entailment(supported=p, refuted=0.0, neutral=1 - p) for p in score(pairs)]

    return Reader(
        entails=entails,
        support_at=_SUPPORT_AT,
        doubted_at=_DOUBTED_AT,
        trusted_at=_TRUSTED_AT,
        name=name,
        of_layers=_ACROSS,
    )


def load_score(name: str) -> Callable[[Sequence[tuple[str, str]]], Sequence[float]]:
    """The probability, 0 to 1, that the first text of a pair carries the second.

    Raises `SettingsInvalid` where there is no such model, or none with a known label for it.
    """
    try:
        from sentence_transformers import CrossEncoder

        model = CrossEncoder(str(folder_of(name)), device="cpu", local_files_only=True)
    except Exception as error:  # the loader raises whatever its parts raise
        raise SettingsInvalid(
            f"ASSAY_CHECKER {name} can't be loaded: {in_a_line(error)}",
            "Name a CrossEncoder, by its folder or as the Hugging Face hub does, or a language "
            "model as LiteLLM does.",
        ) from error
    label = _label(name, dict(model.model.config.id2label))

    def score(pairs: Sequence[tuple[str, str]]) -> list[float]:
        given = model.predict(list(pairs), apply_softmax=label is not None, show_progress_bar=False)
        return [float(one if label is None else one[label]) for one in given]

    return score


def _label(name: str, labels: dict[int, str]) -> int | None:
    """The place of the label that says yes; none where there is one label only."""
    if len(labels) == 1:
        return None
    for place, label in labels.items():
        if label.lower() in _CARRIES:
            return place
    if len(labels) == 2:
        return 1
    raise SettingsInvalid(
        f"ASSAY_CHECKER {name} has the labels {', '.join(labels.values())}.",
        f"One of them must be {', '.join(_CARRIES)}.",
    )
