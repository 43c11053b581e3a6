"""E-mail messages: the subject, who wrote it, when, the text, and messages that it passes on."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

from index.errors import ArticleRefused
from index.model import Received
from index.reading.blocks import lines_of
from index.reading.days import day_of
from index.reading.decoding import decode
from index.reading.source import Remark, Source, one_line, refuse_binary, title_of

ENDINGS = (".eml",)
CONTENT_TYPES = {"message/rfc822": ".eml"}

_DEEPEST = 5  # messages inside of messages
# What the plain part of a message loses: struck-out and raised text, formulas, tables.
_SET = re.compile(r"<(?:del|s|strike|sup|sub|math|table)\b|line-through|vertical-align\s*:\s*su")
_SIGNATURE = "-- "  # stands above it
_POOR = 4  # so many times as long is a page than the plain text that only leads to it


def read(source: Source) -> Iterator[Received | Remark]:
    """The one article of a message with those that it passes on; what else is attached is named."""
    message = message_from_bytes(source.data, policy=policy.default)
    text = "\n\n".join(filter(None, (_text(message), *_passed_on(message, _DEEPEST))))
    if not text:
        raise ArticleRefused("holds no text", "Save what it holds as a file of its own.")
    day = day_of(message.get("date"))
    published = None if isinstance(day, str) else day
    yield Received(
        uri=source.uri,
        raw=text,
        title=one_line(str(message.get("subject", ""))) or title_of(text) or source.stem,
        author=one_line(str(message.get("from", ""))),
        published=published,
        published_how="message, certain" if published else None,
        url=source.url,
    )
    attached = [
        part.get_filename() or part.get_content_type()
        for part in message.iter_attachments()
        if part.get_content_type() != "message/rfc822"
    ]
    if attached:
        yield Remark(source.name, f"its attachments were passed over: {', '.join(attached)[:200]}")


def _passed_on(message: EmailMessage, deepest: int) -> Iterator[str]:
    """The messages that are attached to one, each under its subject."""
    for part in message.iter_attachments() if deepest else ():
        inner = part.get_content() if part.get_content_type() == "message/rfc822" else None
        if isinstance(inner, EmailMessage):
            head = one_line(str(inner.get("subject", ""))) or "Message"
            yield f"# {head}\n\n{_text(inner)}".rstrip()
            yield from _passed_on(inner, deepest - 1)


def _text(message: EmailMessage) -> str:
    """The page where it shows what the plain text can't, or much more; else the plain text."""
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    words, markup = (_decoded(part) if part else "" for part in (plain, page))
    shown = (
        lines_of(markup, of_message=True)
        if markup and (not words.strip() or _SET.search(markup))
        else ""
    )
    if markup and not shown and len(markup) > _POOR * len(words):
        shown = lines_of(markup, of_message=True)
        shown = shown if len(shown) > _POOR * len(words) else ""
    return refuse_binary(shown or words).strip()


def _decoded(part: Message) -> str:
    data = part.get_payload(decode=True)
    text = decode(data, part.get_content_charset()) if isinstance(data, bytes) and data else ""
    if str(part.get_param("format")).lower() != "flowed":
        return text
    return "\n".join(_unflowed(text, spaceless=str(part.get_param("delsp")).lower() == "yes"))


def _unflowed(text: str, *, spaceless: bool) -> Iterator[str]:
    """The lines of a message as they were before it was sent (RFC 3676): joined behind a space."""
    said, depth = "", 0
    for line in text.splitlines():
        bare = line.lstrip(">")
        deep = len(line) - len(bare)
        bare = bare.removeprefix(" ")
        if said and (deep != depth or bare == _SIGNATURE):
            yield _quoted(said, depth)
            said = ""
        said, depth = said + bare, deep
        if bare.endswith(" ") and bare != _SIGNATURE:
            said = said[:-1] if spaceless else said
        else:
            yield _quoted(said, depth)
            said = ""
    if said:
        yield _quoted(said, depth)


def _quoted(line: str, depth: int) -> str:
    return f"{'>' * depth} {line}" if depth else line
