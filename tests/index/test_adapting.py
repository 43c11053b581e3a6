"""Any LlamaIndex embedding class can be named, and what goes wrong with it tells no secret."""

import json
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from llama_index.core.base.embeddings.base import BaseEmbedding

from index.adapting import AdaptedEmbedding
from index.errors import EmbeddingNotUsable, FingerprintMismatch
from index.model import Filters, Received
from service.errors import SettingsInvalid
from service.maintenance import rebuild
from service.settings import load
from service.wiring import build
from tests.fakes import WordEmbedding

HERE = f"{__name__}:Foreign"
SECRET = "sk-do-not-tell-9"


class Foreign(BaseEmbedding):
    """An embedding as other packages have them; its vectors are not of length 1."""

    api_key: str
    size: int = 64

    def _get_query_embedding(self, query: str) -> list[float]:
        return [3 * x for x in WordEmbedding().get_query_embedding(query)[: self.size]]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        if self.api_key != SECRET:
            raise ValueError(f"401: the key {self.api_key} is wrong")
        return self._get_query_embedding(text)


class Refusing(Foreign):
    def __init__(self, **arguments: Any) -> None:
        raise ValueError(f"no: {arguments}")


def adapted(**arguments: Any) -> AdaptedEmbedding:
    return AdaptedEmbedding(HERE, {"api_key": SECRET, "model_name": "words", **arguments}, 250)


def test_the_fingerprint_names_class_model_dimensions_and_limit() -> None:
    assert adapted().fingerprint == f"{HERE}/words@64d:250"
    assert adapted(size=8).fingerprint == f"{HERE}/words@8d:250"
    assert SECRET not in repr(adapted())


def test_its_vectors_come_at_length_1_in_every_way_to_ask() -> None:
    embedding, texts = adapted(), ["A tram runs.", "Who runs the trams?", ""]
    vectors = embedding.get_text_embedding_batch(texts)
    for text, vector in zip(texts, vectors, strict=True):
        assert vector == embedding.get_text_embedding(text) == embedding.get_query_embedding(text)
        assert sum(x * x for x in vector) == pytest.approx(1 if text else 0)


@given(st.lists(st.text(max_size=60)))
def test_a_text_has_at_most_a_token_a_character_and_no_less_than_its_parts_need(
    texts: list[str],
) -> None:
    counts: Sequence[int] = adapted().count_tokens(texts)
    assert all(count <= len(text) for count, text in zip(counts, texts, strict=True))
    assert all(count > 0 for count, text in zip(counts, texts, strict=True) if text)
    assert adapted().count_tokens(["".join(texts)])[0] <= sum(counts)


@pytest.mark.parametrize(
    ("path", "arguments", "told"),
    [
        ("no_such_package.embeddings:Any", {}, "can't be imported"),
        (f"{__name__}:Missing", {}, "no LlamaIndex embedding class"),
        (f"{__name__}:Received", {}, "no LlamaIndex embedding class"),
        (HERE, {}, "api_key: Field required"),
        (HERE, {"api_key": [SECRET]}, "api_key: Input should be a valid string"),
        (HERE, {"api_key": SECRET + "!"}, "401: the key … is wrong"),
        (f"{__name__}:Refusing", {"api_key": SECRET, "more": {"x": [SECRET]}}, "no: "),
    ],
)
def test_what_goes_wrong_is_told_without_the_arguments(
    path: str, arguments: dict[str, Any], told: str
) -> None:
    with pytest.raises(EmbeddingNotUsable) as caught:
        AdaptedEmbedding(path, arguments, 250)
    assert told in caught.value.message
    assert "ASSAY_EMBEDDING" in caught.value.hint
    assert SECRET not in "".join(traceback.format_exception_only(caught.value))
    assert SECRET not in caught.value.message


def test_what_goes_wrong_later_is_told_without_the_arguments_too() -> None:
    embedding = adapted()
    embedding._inner = Foreign(api_key=SECRET + "!")
    for ask in (
        embedding.get_text_embedding,
        lambda text: embedding.get_text_embedding_batch([text]),
    ):
        with pytest.raises(EmbeddingNotUsable, match="401: the key …! is wrong") as caught:
            ask("Trams run.")
        assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"embedding": HERE, "embedding_args": f'{{"api_key": "{SECRET}"'}, "as a JSON object"),
        ({"embedding": HERE, "embedding_args": f'["{SECRET}"]'}, "ASSAY_EMBEDDING_ARGS: Give"),
        ({"embedding_args": f'{{"api_key": "{SECRET}"}}'}, "names no class"),
        ({"embedding_tokens": 100}, "names no class"),
        ({"embedding": HERE, "embedding_tokens": 3}, "EMBEDDING_TOKENS"),
    ],
)
def test_settings_that_do_not_fit_are_refused_without_telling_them(
    settings: dict[str, Any], told: str
) -> None:
    with pytest.raises(SettingsInvalid, match=told) as caught:
        load(**settings)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


async def test_a_named_class_makes_the_indexes_and_another_is_refused_with_the_way_out(
    tmp_path: Path,
) -> None:
    arguments = {"api_key": SECRET, "model_name": "words"}
    settings = load(data=tmp_path, embedding=HERE, embedding_args=json.dumps(arguments))
    assert SECRET not in repr(settings)
    article = Received(
        uri="test:a", id="a", title="Ore", raw="Kessandra made 3,410 tonnes of oxide."
    )
    async with build(settings, "a test") as service:
        await service.ingest.add([article])
        [hit] = await service.search("oxide", Filters(), 5)
        assert hit.ranks == {"dense": 1, "lexical": 1}
        assert service.ingest.fingerprint.startswith(f"{HERE}/words@64d:250/")
    smaller = json.dumps(arguments | {"size": 8})
    other = load(data=tmp_path, embedding=HERE, embedding_args=smaller)
    with pytest.raises(FingerprintMismatch, match=r"in use is .*@8d") as caught:
        async with build(other, "a test"):
            pass
    assert "`assay rebuild`" in caught.value.hint
    await rebuild(other, "a test")
    async with build(other, "a test") as service:
        assert len(await service.search("oxide", Filters(), 5)) == 1
