"""The sample questions keep to the sample articles."""

from pathlib import Path

import pytest

from evals.bench.sample import CORPUS, SampleQuestion, questions
from index.model import Received
from index.reading import read
from index.repairing import repair


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The repaired text of every sample article, by file name."""
    received = [item for item in read([CORPUS]) if isinstance(item, Received)]
    return {Path(item.uri).name: repair(item.raw)[0] for item in received}


def test_ids_are_unique() -> None:
    ids = [sample.id for sample in questions()]

    assert len(set(ids)) == len(ids)


def test_three_in_four_questions_are_answerable() -> None:
    answerable = [sample for sample in questions() if sample.answerable]

    assert (len(answerable), len(questions())) == (30, 40)


@pytest.mark.parametrize("sample", questions(), ids=lambda sample: sample.id)
def test_quotes_stand_in_their_article(sample: SampleQuestion, texts: dict[str, str]) -> None:
    """Answerable questions have a quote, which occurs word for word; the others have none."""
    if sample.answerable:
        assert sample.quote
        assert sample.quote in texts[sample.article or ""]
    else:
        assert (sample.quote, sample.article) == (None, None)


def test_every_sample_article_is_asked_about(texts: dict[str, str]) -> None:
    assert {sample.article for sample in questions() if sample.article} == set(texts)
