"""Models that this machine loads, and where things are kept, as the settings name them."""

import json
import logging
from typing import TYPE_CHECKING

from index.opening import Stores
from service.settings import Settings

if TYPE_CHECKING:
    from index.embedding import Embedding
    from index.reranking import Reranker

_BEFORE = "minilm"  # what indexes were made with where nothing was set, before there was e5

_log = logging.getLogger(__name__)


def stores_of(settings: Settings) -> Stores:
    """Where the catalogue and the indexes are kept."""
    url = settings.database_url.get_secret_value() if settings.database_url else None
    return Stores(settings.data, url, settings.chroma_url)


def load_embedding(settings: Settings) -> "Embedding":
    """The embedding that the settings name; some take seconds.

    Raises `EmbeddingNotUsable` and `ModelNotUsable`.
    """
    from index import e5

    if settings.embedding == e5.NAME:
        return e5.E5Embedding()
    if settings.embeds_by_class:
        from index.adapting import AdaptedEmbedding

        arguments = json.loads(settings.embedding_args.get_secret_value())
        return AdaptedEmbedding(settings.embedding, arguments, settings.embedding_tokens)
    from index.sentence_embedding import SentenceEmbedding

    return SentenceEmbedding(settings.embedding)


def load_reranker(settings: Settings) -> "Reranker | None":
    """The reranker that the settings name, if any; takes seconds. Raises `RerankerNotUsable`."""
    if settings.reranker is None:
        return None
    from index.reranking import Reranker

    return Reranker(settings.reranker)


def as_made(settings: Settings, made_with: str | None) -> Settings:
    """The settings with MiniLM, if no embedding is set and the indexes were made with it."""
    by_choice = "embedding" in settings.model_fields_set
    if by_choice or not (made_with or "").startswith(f"{_BEFORE}@"):
        return settings
    _log.warning(
        "The indexes in %s were made with %s, which goes on. `assay rebuild` makes them anew with "
        "the embedding that comes along now, which reads many languages and is faster.",
        settings.data,
        _BEFORE,
    )
    return settings.model_copy(update={"embedding": _BEFORE})
