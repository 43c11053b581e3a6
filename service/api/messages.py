"""Messages of OpenAI's protocols: who said what, the question that they ask, what can't be done.

The last message of the user is the question, what was said before is its history. Messages of other
roles are left out, for no one but the articles tells what is true.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field

from index.model import Filters
from index.sentences import sentences
from service.answers import MAX_QUESTION, MAX_TURNS, Question, Turn
from service.errors import BadInput, FieldRefused, ModelUnknown

MODEL = "assay"
MAX_PASTED = 20_000  # characters of a text with a question in it
IGNORE: ConfigDict = {"extra": "ignore"}
_TEXTS = ("text", "input_text", "output_text", "refusal")

Temperature = Annotated[float | None, Field(ge=0, le=2)]
ToolChoice = str | dict[str, Any] | None
Form = dict[str, Any] | None  # of the reply: {"type": "text"}, or one of JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What someone said: text, or parts of which those that hold text are read."""

    __pydantic_config__: ClassVar[ConfigDict] = IGNORE

    role: str = ""  # other items of a conversation have none
    content: str | tuple[dict[str, Any], ...] | None = None

    @property
    def text(self) -> str:
        if self.content is None or isinstance(self.content, str):
            return self.content or ""
        return "\n".join(str(part.get("text") or "") for part in self.content)

    @property
    def unread(self) -> str | None:
        """The type of a part that nobody reads, such as a picture."""
        parts = () if self.content is None or isinstance(self.content, str) else self.content
        types = (str(part.get("type") or "text") for part in parts)
        return next((type_ for type_ in types if type_ not in _TEXTS), None)


def question_in(
    messages: Sequence[Message], filters: Filters, limit: int, *, strict: bool, named: str
) -> Question:
    """The question that messages ask; `named` is their field. Raises `BadInput`."""
    spoken = [one for one in messages if one.role in ("user", "assistant")]
    while spoken and spoken[-1].role != "user":
        spoken.pop()
    if not spoken:
        raise BadInput("There is no message of the user.", "Ask something.")
    if unread := spoken[-1].unread:
        raise FieldRefused(
            f"The question holds a part of type {unread[:40]!r}, and only text is read.",
            "Ask in words.",
            field=named,
        )
    text, pasted = _question_of(spoken[-1].text)
    return Question(
        text=text,
        history=_history([*spoken[:-1], *pasted]),
        filters=filters,
        limit=limit,
        strict=strict,
    )


def check_model(name: str) -> None:
    """Raises `ModelUnknown`."""
    if name != MODEL:
        raise ModelUnknown(f"There is no model {name[:100]!r} here.", f"Ask for {MODEL!r}.")


def check_reply(tool_choice: ToolChoice, form: Form, form_named: str) -> None:
    """Refuse replies that can't be had: calls of tools, JSON. Raises `FieldRefused`."""
    if tool_choice not in (None, "auto", "none"):
        raise FieldRefused(
            "This model calls no tools: it answers from the articles.",
            "Leave tool_choice out, or at 'auto'.",
            field="tool_choice",
        )
    if form and form.get("type") not in (None, "text"):
        raise FieldRefused(
            "This model answers in sentences and in no other form.",
            "POST /v1/answers gives every answer as JSON.",
            field=form_named,
        )


def _question_of(text: str) -> tuple[str, list[Message]]:
    """The question of a message; a long text that was pasted with it is what was said before."""
    if not MAX_QUESTION < len(text) <= MAX_PASTED:
        return text, []
    found = (text[span.start : span.end] for span in sentences(text))
    asked = [one for one in found if one.endswith(("?", "？")) and len(one) <= MAX_QUESTION]
    return (asked[-1], [Message(role="user", content=text)]) if asked else (text, [])


def _history(earlier: Sequence[Message]) -> tuple[Turn, ...]:
    """The latest turns; clients send all there ever were."""
    said = [one for one in earlier if one.text.strip()][-MAX_TURNS:]
    return tuple(
        Turn(
            role="user" if one.role == "user" else "assistant",
            content=one.text[: 20 * MAX_QUESTION],
        )
        for one in said
    )
