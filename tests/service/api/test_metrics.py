"""What operators see in /metrics."""

from pathlib import Path

import httpx

from index.model import Received
from tests.serving import house

ARTICLE = Received(
    uri="test:k", title="Kessandra", raw="Kessandra made 3,410 tonnes of oxide in 2025."
)
ASKED = {"question": "How much oxide did Kessandra make in 2025?"}


def test_questions_are_counted_by_outcome_without_their_words(tmp_path: Path) -> None:
    with house(tmp_path, [ARTICLE]) as url:
        assert "assay_questions_total{" not in httpx.get(f"{url}/metrics").text
        for _ in range(2):
            httpx.post(f"{url}/v1/answers", json=ASKED, timeout=60)
        httpx.post(f"{url}/v1/answers", json={"question": "Who sold the llamas?"}, timeout=60)
        told = httpx.get(f"{url}/metrics")
    assert told.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = told.text.splitlines()
    assert 'assay_questions_total{outcome="answered"} 2.0' in lines
    assert 'assay_questions_total{outcome="not_in_articles"} 1.0' in lines
    assert 'assay_claims_total{shown="true",verdict="supported"} 2.0' in lines
    assert 'assay_station_seconds_count{station="retrieve"} 3.0' in lines
    assert 'assay_articles{state="indexed"} 1.0' in lines
    assert "assay_questions_at_work 0.0" in lines
    assert {"assay_ingest_lag_seconds 0.0", "assay_articles_behind 0.0"} <= set(lines)
    assert any(line.startswith("assay_catalogue_connections ") for line in lines)
    assert "oxide" not in told.text


def test_with_keys_only_who_shows_one_sees_the_figures(tmp_path: Path) -> None:
    with house(tmp_path, api_keys="secret") as url:
        assert httpx.get(f"{url}/metrics").status_code == 401
        headers = {"authorization": "Bearer secret"}
        told = httpx.get(f"{url}/metrics", headers=headers)
    assert told.status_code == 200
    assert 'assay_requests_refused_total{problem="access-denied"} 1.0' in told.text
