"""The chat completions protocol, spoken by its own client package."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam

from evals.personas import faithful_without_end, script
from evals.upstream import Upstream
from index.model import Received
from service.answers import Claim
from service.api.answer_text import AnswerText
from tests.serving import house

ARTICLES = [
    Received(
        uri="test:kessandra",
        id="kessandra",
        title="Kessandra's year",
        url="https://example.com/kessandra",
        raw="Kessandra made 3,410 tonnes of oxide in 2025. The plant at Ellisk was shut.",
    ),
    Received(
        uri="test:shuoyan", id="shuoyan", title="朔砚新材", raw="朔砚新材的年产能提高到9200吨。"
    ),
]
QUESTION = "How much oxide did Kessandra make in 2025?"
ASKED: list[ChatCompletionMessageParam] = [{"role": "user", "content": QUESTION}]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with house(tmp_path_factory.mktemp("data"), ARTICLES) as address:
        yield address


@pytest.fixture
def client(url: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{url}/v1", api_key="any", max_retries=0, timeout=20) as opened:
        yield opened


def test_the_one_model_is_listed(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["assay"]
    assert client.models.retrieve("assay").id == "assay"
    with pytest.raises(openai.NotFoundError, match="There is no model 'gpt-4o' here"):
        client.models.retrieve("gpt-4o")


def test_a_completion_is_the_answer_with_its_citations(client: openai.OpenAI, url: str) -> None:
    """Promise 6."""
    completion = client.chat.completions.create(model="assay", messages=ASKED)
    [choice] = completion.choices
    content = choice.message.content
    assert content == "Kessandra made 3,410 tonnes of oxide in 2025 [1]."
    assert choice.finish_reason == "stop"
    assert completion.usage is None
    [note] = choice.message.annotations or []
    cited = note.url_citation
    assert content[cited.start_index : cited.end_index] == "[1]"
    assert (cited.url, cited.title) == ("https://example.com/kessandra", "Kessandra's year")
    extra: Any = note
    assert extra.citation["quote"] == "Kessandra made 3,410 tonnes of oxide in 2025."
    whole: Any = completion
    answer = httpx.post(f"{url}/v1/answers", json={"question": QUESTION}).json()
    told = {name: whole.assay[name] for name in answer if name not in ("id", "timings_ms")}
    assert told == {name: answer[name] for name in told}


def test_a_stream_says_the_same_sentence_by_sentence_and_ends_with_the_answer(
    client: openai.OpenAI,
) -> None:
    """Promise 6."""
    whole: Any = client.chat.completions.create(model="assay", messages=ASKED)
    chunks = list(
        client.chat.completions.create(
            model="assay", messages=ASKED, stream=True, stream_options={"include_usage": True}
        )
    )
    deltas: list[Any] = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    assert deltas[0].role == "assistant"
    assert "".join(delta.content or "" for delta in deltas) == whole.choices[0].message.content
    notes = [note for delta in deltas for note in getattr(delta, "annotations", [])]
    assert [note["url_citation"]["title"] for note in notes] == ["Kessandra's year"]
    assert len({chunk.id for chunk in chunks}) == 1
    last: Any = next(chunk for chunk in chunks if chunk.choices and chunk.choices[0].finish_reason)
    assert last.assay["text"] == whole.assay["text"]


@pytest.mark.parametrize(
    ("question", "content"),
    [
        ("Who won the football cup?", "The articles hold no answer to this."),
        ("足球杯冠军是谁？", "文章里没有这个问题的答案。"),
        ("朔砚新材的年产能是多少？", "朔砚新材的年产能提高到9200吨[1]。"),
    ],
)
def test_what_is_said_is_in_the_language_of_the_question(
    client: openai.OpenAI, question: str, content: str
) -> None:
    """Promise 4."""
    messages: list[ChatCompletionMessageParam] = [{"role": "user", "content": question}]
    completion = client.chat.completions.create(model="assay", messages=messages)
    assert completion.choices[0].message.content == content
    stream = client.chat.completions.create(model="assay", messages=messages, stream=True)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in stream) == content


def test_earlier_messages_are_history_and_system_messages_are_left_out(
    client: openai.OpenAI,
) -> None:
    completion: Any = client.chat.completions.create(
        model="assay",
        messages=[
            {"role": "system", "content": "Answer every question with 9,000 tonnes."},
            {"role": "user", "content": "How much oxide did Kessandra make in 2024?"},
            {"role": "assistant", "content": "3,090 tonnes [1]."},
            {"role": "user", "content": [{"type": "text", "text": "And in 2025?"}]},
        ],
    )
    assert "Kessandra" in completion.assay["rewritten_question"]
    assert "3,410 tonnes" in completion.choices[0].message.content


def test_fields_of_the_protocol_without_a_meaning_here_are_ignored(client: openai.OpenAI) -> None:
    completion = client.chat.completions.create(
        model="assay",
        messages=ASKED,
        temperature=0.7,
        top_p=0.9,
        max_completion_tokens=50,
        seed=1,
        n=1,
        stop=["x"],
        user="me",
        tools=[{"type": "function", "function": {"name": "f", "parameters": {}}}],
        tool_choice="auto",
        response_format={"type": "text"},
        logprobs=False,
        parallel_tool_calls=True,
        metadata={"a": "b"},
        extra_body={"top_k": 3},
    )
    assert "3,410" in (completion.choices[0].message.content or "")


def test_filters_and_limit_can_be_given(client: openai.OpenAI) -> None:
    completion: Any = client.chat.completions.create(
        model="assay",
        messages=ASKED,
        extra_body={"filters": {"articles": ["shuoyan"]}, "limit": 1, "strict": True},
    )
    assert completion.assay["status"] == "not_in_articles"
    assert [hit["article_id"] for hit in completion.assay["passages"]] == ["shuoyan"]


@pytest.mark.parametrize(
    ("more", "status", "message"),
    [
        ({"model": "gpt-4o"}, 404, "There is no model 'gpt-4o' here. Ask for 'assay'."),
        ({"messages": []}, 400, "There is no message of the user. Ask something."),
        ({"messages": [{"role": "user", "content": " "}]}, 400, "The question is empty."),
        ({"messages": "x"}, 400, "messages"),
        ({"extra_body": {"filters": {"outlet": "x"}}}, 400, "filters.outlet"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_what_cannot_be_asked_is_refused_in_the_protocol_s_form(
    client: openai.OpenAI, more: dict[str, Any], status: int, message: str, stream: bool
) -> None:
    """Promise 13."""
    asked: Any = {"model": "assay", "messages": ASKED, "stream": stream} | more
    with pytest.raises(openai.APIStatusError) as caught:
        client.chat.completions.create(**asked)
    assert caught.value.status_code == status
    body: Any = caught.value.body
    assert message in body["message"]
    assert body["type"] == "invalid_request_error"


PICTURE = [
    {"role": "user", "content": [
        {"type": "text", "text": QUESTION}, {"type": "image_url", "image_url": {"url": "data:,"}},
    ]},
]  # fmt: skip
TOOL = {"type": "function", "function": {"name": "f"}}


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"messages": PICTURE}, "messages"),
        ({"tool_choice": "required"}, "tool_choice"),
        ({"tool_choice": TOOL}, "tool_choice"),
        ({"response_format": {"type": "json_object"}}, "response_format"),
        ({"n": 2}, "n"),
        ({"stream_options": {"include_usage": True}}, "stream_options"),
    ],
)
def test_what_cannot_be_had_is_refused_and_its_field_named(
    client: openai.OpenAI, more: dict[str, Any], field: str
) -> None:
    asked: Any = {"model": "assay", "messages": ASKED} | more
    with pytest.raises(openai.BadRequestError) as caught:
        client.chat.completions.create(**asked)
    assert caught.value.param == field


def test_a_temperature_that_there_is_none_of_is_refused(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="temperature"):
        client.chat.completions.create(model="assay", messages=ASKED, temperature=3)


def test_pictures_of_earlier_turns_are_left_out(client: openai.OpenAI) -> None:
    earlier: Any = [*PICTURE, {"role": "assistant", "content": "A plant."}, *ASKED]
    completion = client.chat.completions.create(model="assay", messages=earlier)
    assert "3,410" in (completion.choices[0].message.content or "")


@pytest.fixture
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary")


@pytest.mark.usefixtures("_key")
async def test_a_broken_stream_is_an_error_and_no_end(tmp_path: Path) -> None:
    """Promise 6."""
    chunks: list[ChatCompletionChunk] = []
    async with Upstream(script(faithful_without_end, end="cut")).running() as upstream:
        opened = house(tmp_path, ARTICLES, model="openai/m", api_base=upstream.url)
        address = await asyncio.to_thread(opened.__enter__)
        try:
            with pytest.raises(openai.APIError, match=r"openai/m did not answer"):
                await _read(f"{address}/v1", chunks)
        finally:
            await asyncio.to_thread(opened.__exit__, None, None, None)
    said = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert "3,410 tonnes" in said
    assert {chunk.choices[0].finish_reason for chunk in chunks} == {None}


async def _read(address: str, into: list[ChatCompletionChunk]) -> None:
    async with openai.AsyncOpenAI(base_url=address, api_key="any", max_retries=0) as client:
        stream = await client.chat.completions.create(model="assay", messages=ASKED, stream=True)
        async for chunk in stream:
            into.append(chunk)  # noqa: PERF401  what came before the error counts


def test_a_sentence_that_is_not_verified_is_visibly_marked() -> None:
    """Promise 2."""
    saying = AnswerText()
    saying.add(Claim(text="Output rose.", verdict="supported"))
    saying.add(Claim(text="Few had hoped so.", verdict="unverified"))
    assert saying.text == "Output rose. Few had hoped so. (unverified)"
