"""What chat front ends ask a model for themselves: a title, tags, follow-ups. No search is needed.

Open WebUI and its kin send such a task as a question of its own, with the form of the reply that
they want; others ask for a title in words, in the question or in a system message. It is given from
what was said, without a model.
"""

import json
import re
from collections.abc import Iterator, Sequence

from index.words import terms
from service.api.messages import Message

_TASK = re.compile(r"\s{0,20}#{2,3}\s{0,5}Task:", re.IGNORECASE)
_FORMS = re.compile(r"[\"'](title|tags|follow_ups|queries|text)[\"']\s*:")
_HISTORY = re.compile(r"<chat_history>(.*?)</chat_history>", re.DOTALL)
_FIRST = re.compile(r"^[ \t]{0,9}(?:USER|HUMAN):[ \t]{0,9}(\S.*)$", re.IGNORECASE | re.MULTILINE)
_NAMES = r"\b(?:title|header|name)\b"
_OF = r"\b(?:conversation|chat|discussion|session|dialogue|query|message)s?\b"
# Who wants a title says what of, and how it must look; a question about one says neither.
_WANTS_TITLE = re.compile(
    r"\b(?:generate|create|provide|write|give|suggest|make)s?\b[^.\n]{0,80}"
    rf"(?:{_NAMES}[^.\n]{{0,80}}{_OF}|{_OF}[^.\n]{{0,40}}{_NAMES})",
    re.IGNORECASE,
)
_LOOKS = re.compile(
    r"\b(?:words?|characters?|concise|short|only|quot\w+|punctuation)\b", re.IGNORECASE
)
_NEAR = 500  # characters of a message that such a wish stands in
_TITLE = 60  # characters


def chore_of(messages: Sequence[Message]) -> str | None:
    """The reply to messages that are such a task; None where they ask a question."""
    if not messages or messages[-1].role != "user":
        return None
    last = messages[-1].text
    if _TASK.match(last):
        return _in_its_form(last)
    wishes = [one.text for one in messages if one.role in ("system", "developer")]
    if any(map(_wants_title, [*wishes, last])):
        return _shortened(next(_said(messages), "Conversation"))
    return None


def _in_its_form(task: str) -> str | None:
    forms = _FORMS.findall(task)
    if not forms:
        return None
    form = "title" if "title" in forms else forms[0]
    replies: dict[str, object] = {"title": _title(task), "text": ""}
    return json.dumps({form: replies.get(form, [])}, ensure_ascii=False)


def _title(task: str) -> str:
    """The first question of the conversation, shortened."""
    history = _HISTORY.search(task)
    first = _FIRST.search(history[1] if history else task)
    return _shortened(first[1]) if first else "Conversation"


def _wants_title(message: str) -> bool:
    head = message[:_NEAR]
    wish = _WANTS_TITLE.search(head)
    if not (wish and _LOOKS.search(head)):
        return False
    ends = re.search(r"[.!?\n]", head[wish.end() :])
    return not (ends and ends[0] == "?")


def _said(messages: Sequence[Message]) -> Iterator[str]:
    """What users said: their messages, and what is quoted beside such a wish."""
    for one in messages:
        if one.role != "user":
            continue
        if not _wants_title(one.text):
            yield one.text
            continue
        if first := _FIRST.search(one.text):
            yield first[1]
        lines = filter(terms, one.text.splitlines())
        yield from (
            line for line in lines if not (line.rstrip().endswith(":") or _LOOKS.search(line))
        )


def _shortened(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _TITLE else f"{words[: _TITLE - 1].rstrip()}…"
