"""Any LlamaIndex embedding class, named as `package.module:Class`, as the embedding of the indexes.

What such a model reads and how it counts tokens is not known, so passages are cut to a limit that
is given, by an estimate: a token for three bytes of UTF-8, and at most one a character. English has
four bytes a token or more, so its passages stay well below; Chinese has about a character a token.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from math import sqrt
from typing import Any, TypeVar

from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import PrivateAttr, ValidationError

from index.errors import EmbeddingNotUsable
from index.llamaindex import LlamaEmbedding

T = TypeVar("T")
V = TypeVar("V")

_PROBE = "A text to measure by."
_SHORTEST_SECRET = 4  # characters; what is shorter can't be told from ordinary words


class AdaptedEmbedding(LlamaEmbedding):
    """Vectors from another embedding, brought to length 1."""

    _inner: BaseEmbedding = PrivateAttr()
    _asked: "_Asked" = PrivateAttr()

    def __init__(self, path: str, arguments: Mapping[str, Any], token_limit: int) -> None:
        """Make the embedding of the class at `path`, and ask it for one vector.

        Raises `EmbeddingNotUsable`, which tells no argument's value, here and whenever it is asked.
        """
        inner = _make(path, arguments)
        asked = _Asked(path, arguments)
        size = len(asked(inner.get_text_embedding, _PROBE))
        super().__init__(
            model_name=inner.model_name,
            embed_batch_size=inner.embed_batch_size,
            fingerprint=f"{path}/{inner.model_name}@{size}d:{token_limit}",
            token_limit=token_limit,
        )
        self._inner = inner
        self._asked = asked

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [_estimate(text) for text in texts]

    def _get_query_embedding(self, query: str) -> list[float]:
        return _of_length_one(self._asked(self._inner.get_query_embedding, query))

    def _get_text_embedding(self, text: str) -> list[float]:
        return _of_length_one(self._asked(self._inner.get_text_embedding, text))

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        found = self._asked(self._inner.get_text_embedding_batch, texts)
        return [_of_length_one(vector) for vector in found]


@dataclass(frozen=True, slots=True)
class _Asked:
    """Asks the class at `path`. Raises `EmbeddingNotUsable`, which tells no argument's value."""

    path: str
    arguments: Mapping[str, Any]

    def __call__(self, ask: Callable[[T], V], what: T) -> V:
        try:
            return ask(what)
        except Exception as error:  # noqa: BLE001  whatever the class raises
            told = _discreet(str(error), self.arguments)
        raise EmbeddingNotUsable(  # not `from` an error that could tell a key
            f"The embedding {self.path} gives no vector: {told}",
            "Check ASSAY_EMBEDDING_ARGS, and that its server can be reached.",
        )


def _estimate(text: str) -> int:
    """A third of the bytes, rounded up; of a sign with four bytes, three count."""
    beyond = sum(sign > "\uffff" for sign in text)
    return -(-(len(text.encode()) - beyond) // 3)


def _make(path: str, arguments: Mapping[str, Any]) -> BaseEmbedding:
    kind = _class(path)
    try:
        return kind(**arguments)
    except ValidationError as error:
        places = ((".".join(map(str, wrong["loc"])), wrong["msg"]) for wrong in error.errors())
        told = "; ".join(f"{place}: {what}" if place else what for place, what in places)
    except Exception as error:  # noqa: BLE001  whatever the class raises
        told = str(error)
    raise EmbeddingNotUsable(  # not `from` an error that could tell a key
        f"The embedding {path} can't be made: {_discreet(told, arguments)}",
        "Check ASSAY_EMBEDDING_ARGS, a JSON object of the class's arguments.",
    )


def _class(path: str) -> type[BaseEmbedding]:
    module, _, name = path.partition(":")
    hint = (
        "Install the package that has it, and name it in ASSAY_EMBEDDING as package.module:Class, "
        "e.g. llama_index.embeddings.openai:OpenAIEmbedding."
    )
    try:
        found = getattr(import_module(module), name, None)
    except ImportError as error:
        raise EmbeddingNotUsable(f"{module} can't be imported: {error}.", hint) from error
    if not isinstance(found, type) or not issubclass(found, BaseEmbedding):
        raise EmbeddingNotUsable(f"{path} is no LlamaIndex embedding class.", hint)
    return found


def _discreet(told: str, arguments: Mapping[str, Any]) -> str:
    """What was told, without the values of arguments: one of them may be a key."""
    for value in sorted(_strings(arguments), key=len, reverse=True):
        told = told.replace(value, "…")
    return " ".join(told.split())[:200]


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value] if len(value) >= _SHORTEST_SECRET else []
    if isinstance(value, Mapping):
        return [found for one in value.values() for found in _strings(one)]
    if isinstance(value, list):
        return [found for one in value for found in _strings(one)]
    return []


def _of_length_one(vector: Sequence[float]) -> list[float]:
    size = sqrt(sum(x * x for x in vector)) or 1.0
    return [x / size for x in vector]
