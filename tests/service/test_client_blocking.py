"""The client for programs without an event loop."""

from collections.abc import Iterator

import pytest

from index.errors import ArticleUnknown
from index.model import Received
from service.client import (
    Answered,
    BlockingClient,
    Checked,
    CheckRequest,
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
