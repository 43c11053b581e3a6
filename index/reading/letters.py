"""E-mail messages: the subject, who wrote it, when, and the text."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

from index.errors import ArticleRefused
from index.model import Received
from index.reading.blocks import lines_of
from index.reading.days import day_of
from index.reading.source import Remark, Source, one_line, refuse_binary, title_of

ENDINGS = (".eml",)
CONTENT_TYPES = {"message/rfc822": ".eml"}


def read(source: Source) -> Iterator[Received | Remark]:
    """The one article that a message is; what is attached is named."""
    message = message_from_bytes(source.data, policy=policy.default)
    text = _text(message)
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
    attached = [name for part in message.iter_attachments() if (name := part.get_filename())]
    if attached:
        yield Remark(source.name, f"its attachments were passed over: {', '.join(attached)[:200]}")


def _text(message: EmailMessage) -> str:
    part = message.get_body(("plain", "html"))
    if part is None:
        return ""
    content = str(part.get_content())
    text = lines_of(content) if part.get_content_subtype() == "html" else content
    return refuse_binary(text).strip()
