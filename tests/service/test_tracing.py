"""Spans tell how long stations took and which model wrote; never what was asked or said."""

from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from service import tracing
from service.answers import Question
from service.errors import ModelUnavailable
from tests.service.test_pipeline import ASKED, Scripted, pipeline, run


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(tracing, "_TRACER", provider.get_tracer("assay"))
    yield exporter
    provider.shutdown()


async def test_each_station_is_a_span_and_none_holds_a_word(spans: InMemorySpanExporter) -> None:
    draft = "Kessandra made 3,410 tonnes of oxide in 2025 [1].\nEND_OF_ANSWER"
    await run(pipeline(Scripted([draft])), ASKED)
    done = {span.name: span for span in spans.get_finished_spans()}
    assert set(done) == {"retrieve", "check", "chat test/model"}
    assert dict(done["chat test/model"].attributes or {}) == {
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "test/model",
        "gen_ai.usage.input_tokens": 10,
        "gen_ai.usage.output_tokens": 5,
    }
    assert not any("oxide" in span.to_json() for span in done.values())


async def test_a_model_that_fails_is_told_by_the_kind_of_error_alone(
    spans: InMemorySpanExporter,
) -> None:
    failing = Scripted([ModelUnavailable("It said: oxide.")])
    await run(pipeline(failing), Question(text="How much oxide did Kessandra make in 2025?"))
    names = [span.name for span in spans.get_finished_spans()]
    assert names == ["retrieve", "chat test/model", "check", "quote"]
    failed = spans.get_finished_spans()[1]
    assert failed.status.description == "ModelUnavailable"
    assert "oxide" not in failed.to_json()
