"""The sample questions keep to the sample articles."""

import pytest

from evals.articles import sample_articles
from evals.bench.sample import SampleQuestion, questions
from evals.cases import load


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The repaired text of every sample article, by name."""
    return {name: article.text for name, article in sample_articles().items()}


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
    asked = {sample.article for sample in questions() if sample.article}
    in_cases = {nugget.article for case in load() for nugget in case.nuggets}

    assert asked | in_cases == set(texts)
