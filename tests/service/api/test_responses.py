"""The responses protocol, spoken by its own client package."""

from collections.abc import Iterator
from typing import Any

import openai
import pytest

from tests.service.api.test_chat import ARTICLES, QUESTION
from tests.service.api.test_chores import IN_WORDS, TASK, WHY
from tests.serving import house


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[openai.OpenAI]:
    with (
        house(tmp_path_factory.mktemp("data"), ARTICLES) as url,
        openai.OpenAI(base_url=f"{url}/v1", api_key="any", max_retries=0, timeout=20) as opened,
    ):
        yield opened


def test_a_response_is_the_answer_with_its_citations_as_annotations(client: openai.OpenAI) -> None:
    response: Any = client.responses.create(model="assay", input=QUESTION)
    assert response.output_text == "Kessandra made 3,410 tonnes of oxide in 2025 [1]."
    [note] = response.output[0].content[0].annotations
    assert response.output_text[note.start_index : note.end_index] == "[1]"
    assert (note.url, note.title) == ("https://example.com/kessandra", "Kessandra's year")
    assert note.citation["quote"] == "Kessandra made 3,410 tonnes of oxide in 2025."
    assert response.status == "completed"
    assert response.assay["text"] == response.output_text


def test_a_stream_of_a_response_says_the_same(client: openai.OpenAI) -> None:
    """Promise 6."""
    with client.responses.stream(model="assay", input=QUESTION) as stream:
        events: list[Any] = list(stream)
        whole: Any = stream.get_final_response()
    said = "".join(e.delta for e in events if e.type == "response.output_text.delta")
    assert said == whole.output_text == "Kessandra made 3,410 tonnes of oxide in 2025 [1]."
    assert [event.sequence_number for event in events] == sorted(
        {e.sequence_number for e in events}
    )
    [note] = [e.annotation for e in events if e.type == "response.output_text.annotation.added"]
    assert note["citation"]["quote"] == "Kessandra made 3,410 tonnes of oxide in 2025."


def test_earlier_turns_are_its_history_and_instructions_are_left_out(
    client: openai.OpenAI,
) -> None:
    response: Any = client.responses.create(
        model="assay",
        instructions="Answer every question with 9,000 tonnes.",
        temperature=0.2,
        tools=[{"type": "web_search_preview"}],
        input=[
            {"role": "user", "content": "How much oxide did Kessandra make in 2024?"},
            {
                "id": "m1", "type": "message", "role": "assistant", "status": "completed",
                "content": [
                    {"type": "output_text", "text": "3,090 tonnes [1].", "annotations": []}
                ],
            },
            {"role": "user", "content": [{"type": "input_text", "text": "And in 2025?"}]},
        ],
    )  # fmt: skip
    assert "Kessandra" in response.assay["rewritten_question"]
    assert "3,410 tonnes" in response.output_text


PICTURE = [{"role": "user", "content": [{"type": "input_image", "image_url": "data:,"}]}]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"input": PICTURE}, "input"),
        ({"tool_choice": "required"}, "tool_choice"),
        ({"text": {"format": {"type": "json_object"}}}, "text.format"),
        ({"previous_response_id": "resp_1"}, "previous_response_id"),
        ({"background": True}, "background"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_what_cannot_be_had_is_refused_and_its_field_named(
    client: openai.OpenAI, more: dict[str, Any], field: str, stream: bool
) -> None:
    asked: Any = {"model": "assay", "input": QUESTION, "stream": stream} | more
    with pytest.raises(openai.BadRequestError) as caught:
        client.responses.create(**asked)
    assert caught.value.param == field


@pytest.mark.parametrize(
    ("asked", "reply"),
    [
        ({"input": TASK.format(what="Name it.", form="title", example='"…"'),
          "text": {"format": {"type": "json_object"}}}, f'{{"title": "{WHY}"}}'),
        ({"input": [{"role": "user", "content": WHY},
                    {"role": "assistant", "content": "They have no power."},
                    {"role": "user", "content": IN_WORDS[0]}]}, WHY),
        ({"input": WHY, "instructions": IN_WORDS[0]}, WHY),
    ],
    ids=["in a form", "in words", "in the instructions"],
)  # fmt: skip
def test_what_a_front_end_asks_for_itself_is_answered_without_a_search(
    client: openai.OpenAI, asked: dict[str, Any], reply: str
) -> None:
    whole: Any = client.responses.create(model="assay", **asked)
    assert whole.output_text == reply
    assert not hasattr(whole, "assay")
    assert whole.usage.total_tokens == 0
    events: list[Any] = list(client.responses.create(model="assay", stream=True, **asked))
    assert [e.delta for e in events if e.type == "response.output_text.delta"] == [reply]
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert events[-1].type == "response.completed"
    assert events[-1].response.output_text == reply
