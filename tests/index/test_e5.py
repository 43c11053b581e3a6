"""The packaged embedding: it brings its own prefixes, reads many languages, and remembers."""

import subprocess
import sys

import pytest

from index.e5 import E5Embedding
from index.encoder import load_encoder
from index.llamaindex import as_llamaindex

QUESTION = "Who runs the trams in Kessandra?"


@pytest.fixture(scope="module")
def e5() -> E5Embedding:
    return E5Embedding()


def dot(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def test_the_fingerprint_names_the_files(e5: E5Embedding) -> None:
    assert e5.fingerprint == f"e5@{load_encoder('embedding').manifest.digest[:12]}"


def test_questions_and_passages_are_told_apart_without_the_callers_help(e5: E5Embedding) -> None:
    [passage] = e5.get_text_embedding_batch([QUESTION])
    as_question, as_passage = load_encoder("embedding").encode(
        [f"query: {QUESTION}", f"passage: {QUESTION}"]
    )
    assert e5.get_query_embedding(QUESTION) == pytest.approx(as_question.tolist(), abs=1e-5)
    assert passage == pytest.approx(as_passage.tolist(), abs=1e-5)


@pytest.mark.parametrize(
    "question", [QUESTION, "谁经营凯桑德拉的有轨电车？", "誰經營凱桑德拉的有軌電車？"]
)
def test_what_answers_is_nearer_whatever_its_language(e5: E5Embedding, question: str) -> None:
    about = [
        "Vaal Transit runs the trams.",
        "瓦尔公司经营有轨电车。",
        "Taxes rose again.",
        "税又涨了。",
    ]
    english, chinese, taxes, chinese_taxes = e5.closeness(question, about)
    assert english > taxes
    assert chinese > chinese_taxes


def test_a_sentence_that_comes_again_is_not_read_again(
    e5: E5Embedding, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentences = ["It opened in 1971.", "It closed in 1984.", "It opened in 1971."]
    before = e5.closeness(QUESTION, sentences)
    monkeypatch.setattr(load_encoder("embedding"), "encode", None)
    assert e5.closeness(QUESTION, sentences) == before
    assert before[0] == before[2]


async def test_llamaindex_gets_the_same_vectors(e5: E5Embedding) -> None:
    face = as_llamaindex(e5)
    assert as_llamaindex(face) is face
    [passage] = e5.get_text_embedding_batch(["A tram."])
    assert face.get_text_embedding("A tram.") == pytest.approx(passage, abs=1e-5)
    assert await face.aget_query_embedding(QUESTION) == e5.get_query_embedding(QUESTION)


def test_it_needs_neither_torch_nor_llamaindex() -> None:
    program = (
        "import sys; from index.e5 import E5Embedding; E5Embedding().get_query_embedding('a');"
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'llama_index'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
