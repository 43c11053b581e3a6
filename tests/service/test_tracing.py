"""Spans tell how long stations took and which model wrote; never what was asked or said."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from index.model import Received
from service import tracing
from service.answers import Question
from service.errors import ModelUnavailable
from tests.service.test_pipeline import ASKED, Scripted, pipeline, run
from tests.serving import house

ARTICLE = Received(
    uri="test:k", id="k", title="Kessandra", raw="Kessandra made 3,410 tonnes of oxide in 2025."
)


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    """What a process that has a provider exports."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(tracing, "_TRACER", provider.get_tracer("assay"))
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: provider)
    yield exporter
    provider.shutdown()


async def test_each_station_is_a_span_and_none_holds_a_word(spans: InMemorySpanExporter) -> None:
    draft = "Kessandra made 3,410 tonnes of oxide in 2025 [1].\nEND_OF_ANSWER"
    await run(pipeline(Scripted([draft])), ASKED)
    done = {span.name: span for span in spans.get_finished_spans()}
    assert set(done) == {"retrieve", "check", "chat test/model"}
    assert dict(done["chat test/model"].attributes or {}) == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "test",
        "gen_ai.request.model": "test/model",
        "gen_ai.usage.input_tokens": 10,
        "gen_ai.usage.output_tokens": 5,
    }
    assert dict(done["retrieve"].attributes or {}) == {"gen_ai.operation.name": "retrieval"}
    assert dict(done["check"].attributes or {}) == {
        "gen_ai.evaluation.name": "support",
        "gen_ai.evaluation.score.label": "supported",
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


def test_a_request_is_a_span_around_its_stations_and_keeps_no_word_of_its_address(
    spans: InMemorySpanExporter, tmp_path: Path
) -> None:
    with house(tmp_path, [ARTICLE]) as url:
        question = {"question": "How much oxide did Kessandra make in 2025?"}
        assert httpx.post(f"{url}/v1/answers", json=question, timeout=60).is_success
        assert httpx.get(f"{url}/v1/articles?q=oxide&limit=5", timeout=60).is_success
    done = spans.get_finished_spans()
    [answered] = [span for span in done if span.name == "POST /v1/answers"]
    inside = {span.name for span in done if span.context.trace_id == answered.context.trace_id}
    assert {"retrieve", "quote", "check"} <= inside
    [listed] = [span for span in done if span.name == "GET /v1/articles"]
    assert (listed.attributes or {})["url.query"] == "q&limit"
    assert not any("oxide" in span.to_json() for span in done)
