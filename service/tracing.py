"""OpenTelemetry spans of an answer's stations; without a provider they cost next to nothing.

Names are those of the conventions for generative AI. No text of a question, an article or a draft
is ever an attribute.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import parse_qsl

from opentelemetry import trace

from service.answers import Usage

_TRACER = trace.get_tracer("assay")

Attribute = str | int | float | bool


@contextmanager
def traced(name: str, attributes: Mapping[str, Attribute] | None = None) -> Iterator[trace.Span]:
    """A span around a piece of work.

    It is nobody's current one: whoever reads a stream may go on in another task, where a span that
    is current could not be left again.
    """
    begun = _TRACER.start_span(name, attributes=dict(attributes or {}))
    try:
        yield begun
    except Exception as error:
        begun.set_status(trace.StatusCode.ERROR, type(error).__name__)
        raise
    finally:
        begun.end()


def writing(model: str | None) -> tuple[str, dict[str, Attribute]]:
    """Name and attributes of the span in which a model writes, or quotes are chosen."""
    if model is None:
        return "quote", {}
    attributes: dict[str, Attribute] = {
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": model,
    }
    provider, slash, _ = model.partition("/")
    if slash:
        attributes["gen_ai.provider.name"] = provider
    return f"chat {model}", attributes


def retrieval() -> tuple[str, dict[str, Attribute]]:
    """Name and attributes of the span of a search."""
    return "retrieve", {"gen_ai.operation.name": "retrieval"}


def checking() -> tuple[str, dict[str, Attribute]]:
    """Name and attributes of the span in which a sentence is checked."""
    return "check", {"gen_ai.evaluation.name": "support"}


def note_verdict(check: trace.Span, verdict: str) -> None:
    """Tell what a check found."""
    check.set_attribute("gen_ai.evaluation.score.label", verdict)


def hide_query(query: str) -> None:
    """Leave the names alone of what a request's address asks: the values may be words of a reader.

    FastAPI's own span, which is current while a request is answered, has all of it.
    """
    names = [name for name, _ in parse_qsl(query, keep_blank_values=True)]
    if names:
        trace.get_current_span().set_attribute("url.query", "&".join(names))


def note_usage(span: trace.Span, before: Usage, after: Usage) -> None:
    """Tell the tokens that came to those `before`, as far as they are known."""
    for name, was, now in (
        ("input", before.input_tokens, after.input_tokens),
        ("output", before.output_tokens, after.output_tokens),
    ):
        if now is not None:
            span.set_attribute(f"gen_ai.usage.{name}_tokens", now - (was or 0))
