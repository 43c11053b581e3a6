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


def user(text: str) -> Message:
    return Message(role="user", content=text)


@pytest.mark.parametrize(
    ("form", "reply"),
    [("title", "Why do the new cranes stand still?"), ("tags", []), ("follow_ups", []), ("queries", [])],
)  # fmt: skip
def test_a_task_gets_the_form_that_it_wants(form: str, reply: object) -> None:
    said = chore_of([user(TASK.format(what="Generate it.", form=form, example='"…"'))])
    assert json.loads(said or "") == {form: reply}


WHY = "Why do the new cranes stand still?"
IN_WORDS = [
    "Please generate a four to five word title summarizing our conversation without any lead-in.",
    "Based on the chat history, give this conversation a name. Keep it short, 10 characters max.",
    "Provide a concise title of 5 words or less for the conversation. Only return the title itself.",
]
INSIDE = [
    (
        "Here is the query:\n--------------\n{said}\n--------------\n"
        "Create a concise, 3-5 word phrase as a title for the previous query. ONLY THE TITLE TEXT."
    ),
    "Generate a short title for this chat, no quotation marks.\n\nUser: {said}\nAssistant: No power.",
]


@pytest.mark.parametrize("wish", IN_WORDS)
def test_a_wish_for_a_title_in_words_gets_what_was_asked_first(wish: str) -> None:
    told = Message(role="assistant", content="They have no power.")
    assert chore_of([user(WHY), told, user(wish)]) == WHY
    assert chore_of([Message(role="system", content=wish), user(WHY)]) == WHY
    assert chore_of([user(wish)]) == "Conversation"


@pytest.mark.parametrize("wish", INSIDE)
def test_what_was_said_is_found_within_a_wish_for_a_title(wish: str) -> None:
    assert chore_of([user(wish.format(said=WHY))]) == WHY


@pytest.mark.parametrize(
    "text",
    ["Why?", "### Task: why did the cranes stop?", "The title: what?", "",
     "Who gave the chat about the mine its title?", "What name does the session of the party have?",
     "Which words give the conversation of the ministers its name?"],
)  # fmt: skip
def test_a_question_is_no_task(text: str) -> None:
    assert chore_of([user(text)]) is None
    answers = Message(role="system", content="You give short answers and make no chat.")
    assert chore_of([answers, user(text)]) is None
    assert chore_of([]) is None


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
