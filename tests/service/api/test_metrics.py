"""What operators see in /metrics."""

import asyncio
import re
from pathlib import Path

import httpx
import pytest

from evals.upstream import Reply, Request, Upstream
from index.model import Received
from tests.serving import house

ARTICLE = Received(
    uri="test:k", title="Kessandra", raw="Kessandra made 3,410 tonnes of oxide in 2025."
)
KEY = {"authorization": "Bearer secret"}
ASKED = {"question": "How much oxide did Kessandra make in 2025?"}


def test_questions_are_counted_by_outcome_without_their_words(tmp_path: Path) -> None:
    with house(tmp_path, [ARTICLE]) as url:
        assert "assay_questions_total{" not in httpx.get(f"{url}/metrics").text
        for _ in range(2):
            httpx.post(f"{url}/v1/answers", json=ASKED, timeout=60)
        httpx.post(f"{url}/v1/answers", json={"question": "Who sold the llamas?"}, timeout=60)
        httpx.post(f"{url}/v1/search", json={"query": "oxide"}, timeout=60)
        told = httpx.get(f"{url}/metrics")
    assert told.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = told.text.splitlines()
    assert 'assay_questions_total{outcome="answered"} 2.0' in lines
    assert 'assay_questions_total{outcome="not_in_articles"} 1.0' in lines
    assert 'assay_claims_total{shown="true",verdict="supported"} 2.0' in lines
    assert 'assay_station_seconds_count{station="retrieve"} 3.0' in lines
    assert 'assay_articles{state="indexed"} 1.0' in lines
    assert {"assay_questions_at_work 0.0", "assay_questions_refused_total 0.0"} <= set(lines)
    assert {"assay_searches_total 1.0", "assay_catalogue_up 1.0"} <= set(lines)
    assert {"assay_ingest_lag_seconds 0.0", "assay_articles_behind 0.0"} <= set(lines)
    assert any(line.startswith("assay_catalogue_connections ") for line in lines)
    assert "oxide" not in told.text


def test_with_keys_only_who_administers_sees_the_figures(tmp_path: Path) -> None:
    proxy = {"user_header": "x-user", "user_secret": "proxy"}  # whose users may ask
    with house(tmp_path, api_keys="secret", access=proxy) as url:
        assert httpx.get(f"{url}/metrics").status_code == 401
        user = {"authorization": "Bearer proxy", "x-user": "ann"}
        assert httpx.get(f"{url}/metrics", headers=user).status_code == 403
        told = httpx.get(f"{url}/metrics", headers=KEY)
    assert told.status_code == 200
    assert 'assay_requests_refused_total{problem="access-denied"} 1.0' in told.text


def test_the_figures_tell_that_the_catalogue_is_down(tmp_path: Path) -> None:
    with house(tmp_path, [ARTICLE], api_keys="secret") as url:
        assert "assay_catalogue_up 1.0" in httpx.get(f"{url}/metrics", headers=KEY).text
        (tmp_path / "catalogue.sqlite3").rename(tmp_path / "away")
        assert httpx.get(f"{url}/v1/status", headers=KEY).status_code == 503
        told = httpx.get(f"{url}/metrics", headers=KEY)
        (tmp_path / "away").rename(tmp_path / "catalogue.sqlite3")
        assert "assay_catalogue_up 1.0" in httpx.get(f"{url}/metrics", headers=KEY).text
    assert told.status_code == 200
    assert {"assay_catalogue_up 0.0", 'assay_articles{state="indexed"} 1.0'} <= {
        *told.text.splitlines()
    }


async def test_each_model_has_its_own_tokens_wherever_it_was_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary")

    def script(request: Request) -> Reply:
        opinion = '{"sentence": 1, "verdict": "supported", "evidence": "made 3,410 tonnes"}'
        wrote = "Kessandra made 3,410 tonnes of oxide in 2025 [1].\nEND_OF_ANSWER"
        return Reply(pieces=[wrote if request["model"] == "writer" else opinion])

    def asked(url: str) -> set[str]:
        counted = r'assay_model_tokens_total{.*model="openai/(.*)"} [1-9]'
        return set(re.findall(counted, httpx.get(f"{url}/metrics").text))

    def ask(upstream: Upstream) -> list[set[str]]:
        with house(
            tmp_path, [ARTICLE], model="openai/writer", judge="openai/judge", api_base=upstream.url
        ) as url:
            text = {"text": "Kessandra made 3,410 tonnes of oxide in 2025."}
            httpx.post(f"{url}/v1/checks", json=text, timeout=60).raise_for_status()
            checked = asked(url)
            httpx.post(f"{url}/v1/answers", json=ASKED, timeout=60).raise_for_status()
            return [checked, asked(url)]

    async with Upstream(script).running() as upstream:
        checked, answered = await asyncio.to_thread(ask, upstream)
    assert (checked, answered) == ({"judge"}, {"judge", "writer"})
