"""What chat front ends ask a model for themselves: a title, tags, follow-ups. No search is needed.

Open WebUI and its kin send such a task as a question of its own, with the form of the reply that
they want; it is given from what was said, without a model.
"""

import json
import re

_TASK = re.compile(r"\s{0,20}#{2,3}\s{0,5}Task:", re.IGNORECASE)
_FORMS = re.compile(r"[\"'](title|tags|follow_ups|queries|text)[\"']\s*:")
_HISTORY = re.compile(r"<chat_history>(.*?)</chat_history>", re.DOTALL)
_FIRST = re.compile(r"^[ \t]{0,9}USER:[ \t]{0,9}(\S.*)$", re.IGNORECASE | re.MULTILINE)
_TITLE = 60  # characters


def chore_of(message: str) -> str | None:
    """The reply to a message that is such a task; None where it is a question."""
    if not _TASK.match(message):
        return None
    forms = _FORMS.findall(message)
    if not forms:
        return None
    form = "title" if "title" in forms else forms[0]
    replies: dict[str, object] = {"title": _title(message), "text": ""}
    return json.dumps({form: replies.get(form, [])}, ensure_ascii=False)


def _title(message: str) -> str:
    """The first question of the conversation, shortened."""
    history = _HISTORY.search(message)
    first = _FIRST.search(history[1] if history else message)
    words = " ".join(first[1].split()) if first else "Conversation"
    return words if len(words) <= _TITLE else f"{words[: _TITLE - 1].rstrip()}…"
