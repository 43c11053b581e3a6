"""The client for programs without an event loop."""

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import get_type_hints

import pytest

from index.errors import ArticleUnknown
from index.model import Received
from service import client
from service.client import (
    Answered,
    BlockingClient,
    Checked,
    CheckRequest,
    Client,
    Reported,
    connect_blocking,
)
from tests.serving import house

KESSANDRA = Received(
    uri="test:k",
    id="kessandra",
    title="Kessandra's year",
    raw="Kessandra made 3,410 tonnes of oxide in 2025.",
)
ASKED = "How much oxide did Kessandra make in 2025?"


@pytest.fixture(scope="module")
def assay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BlockingClient]:
    with (
        house(tmp_path_factory.mktemp("data"), [KESSANDRA], api_keys="secret") as url,
        connect_blocking(url, key="secret") as client,
    ):
        yield client


def test_a_question_is_answered_and_its_events_can_be_read_one_by_one(
    assay: BlockingClient,
) -> None:
    answer = assay.answer(ASKED)
    assert answer.text == "Kessandra made 3,410 tonnes of oxide in 2025 [1]."
    assert assay.receipt(answer.id).text == answer.text
    *_, last = assay.events(ASKED)
    assert isinstance(last, Answered)
    assert last.answer.text == answer.text


def test_a_stream_can_be_left_early(assay: BlockingClient) -> None:
    for event in assay.events(ASKED):
        if isinstance(event, Checked):
            break
    assert [one.id for one in assay.articles()] == ["kessandra"]


def test_a_text_is_checked(assay: BlockingClient) -> None:
    request = CheckRequest(text="Kessandra made 4,000 tonnes of oxide.", articles=("kessandra",))
    *_, last = assay.checks(request)
    assert isinstance(last, Reported)
    assert not last.report.supported
    assert assay.check("Kessandra made 3,410 tonnes of oxide in 2025.").supported


def test_errors_are_those_of_the_service(assay: BlockingClient) -> None:
    with pytest.raises(ArticleUnknown, match="No article has the id"):
        assay.article("nothing")


def test_the_program_in_the_readme_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    [program] = re.findall(r"```python\n(from service\.client .*?)```", readme, re.DOTALL)
    ulbrace = Received(
        uri="test:u", title="Ulbrace", raw="40 litres of acid escaped at Mount Ulbrace in May."
    )
    with house(tmp_path, [ulbrace]) as url:
        said: dict[str, object] = {}
        exec(program.replace("http://127.0.0.1:8321", url), said)
    assert "40 litres of acid escaped" in capsys.readouterr().out
    assert isinstance(said["report"], client.CheckReport)
    assert said["report"].supported


def test_programs_see_its_types_and_find_them_where_the_client_is() -> None:
    for package in ("index", "prompts", "service"):
        assert (files(package) / "py.typed").is_file(), package
    for kind in (Client, BlockingClient):
        for method in ("answer", "check", "search", "article", "receipt", "add"):
            given = get_type_hints(getattr(kind, method))["return"]
            [one] = getattr(given, "__args__", (given,))
            assert getattr(client, one.__name__) is one
