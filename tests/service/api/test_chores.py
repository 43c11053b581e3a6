"""What chat front ends ask for themselves is answered without a search."""

import json

import pytest

from index.model import Filters
from service.api.chat import ChatRequest, question_of
from service.api.chores import chore_of
from service.api.messages import Message

TASK = """### Task:
{what}
### Output:
JSON format: {{ "{form}": {example} }}
### Chat History:
<chat_history>
USER: Why do the new cranes stand still?
ASSISTANT: They have no power.
</chat_history>"""


@pytest.mark.parametrize(
    ("form", "reply"),
    [("title", "Why do the new cranes stand still?"), ("tags", []), ("follow_ups", []), ("queries", [])],
)  # fmt: skip
def test_a_task_gets_the_form_that_it_wants(form: str, reply: object) -> None:
    said = chore_of(TASK.format(what="Generate it.", form=form, example='"…"'))
    assert json.loads(said or "") == {form: reply}


@pytest.mark.parametrize("text", ["Why?", "### Task: why did the cranes stop?", "The title: what?"])
def test_a_question_is_no_task(text: str) -> None:
    assert chore_of(text) is None


def test_a_long_text_with_a_question_in_it_is_a_question_about_it() -> None:
    pasted = "The cranes stand still. " * 400
    asked = ChatRequest(
        model="assay",
        messages=(Message(role="user", content=f"{pasted}\nWhy do they stand still?\n"),),
        filters=Filters(),
    )
    question = question_of(asked)
    assert question.text == "Why do they stand still?"
    assert question.history[0].content.startswith("The cranes stand still.")
