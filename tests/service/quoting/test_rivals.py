"""Promise: of two states of one thing the later comes first, and the earlier says its day."""

from datetime import date

import pytest

from index.language import HeadField
from service.quoting.corrections import corrections
from service.quoting.quotes import Quote, quotable
from service.quoting.rivals import latest_first, with_head
from tests.fakes import article, hit


def dated(number: int, day: date | None, text: str = "Tolm sold 40 tonnes.") -> object:
    return hit(article(text, id=f"a{number}", published=day, outlet="Post"), number)


@pytest.mark.parametrize(
    ("days", "labels"),
    [
        ((date(2024, 5, 1), date(2024, 6, 1)), ["", "Earlier, 2024-05-01"]),
        ((date(2024, 6, 1), date(2024, 5, 1)), ["", "Earlier, 2024-05-01"]),
        ((date(2024, 6, 1), date(2024, 6, 1)), ["", ""]),
        ((date(2024, 6, 1), None), ["", ""]),
        ((None, None), ["", ""]),
    ],
)
def test_only_what_is_surely_earlier_is_told_as_earlier(
    days: tuple[date | None, date | None], labels: list[str]
) -> None:
    hits = {number: dated(number, day) for number, day in enumerate(days, start=1)}
    quotes = [Quote(number, 0, "Tolm sold 40 tonnes.") for number in hits]
    found = latest_first(quotes, hits, "Earlier")  # type: ignore[arg-type]
    assert [quote.label for quote in found] == labels
    assert {quote.number for quote in found} == set(hits)
    shown = [days[quote.number - 1] for quote in found]
    if all(shown):
        assert shown == sorted(shown, reverse=True)  # type: ignore[type-var]


def test_outlet_and_day_stand_before_the_first_quote_only() -> None:
    hits = {1: dated(1, date(2024, 5, 1))}
    quotes = [Quote(1, 0, "Tolm sold 40 tonnes."), Quote(1, 9, "It rained.")]
    found = with_head(quotes, hits, HeadField.OUTLET)  # type: ignore[arg-type]
    assert [quote.label for quote in found] == ["Post, 2024-05-01", ""]


def test_what_the_catalogue_lacks_of_an_article_is_not_answered_by_something_else() -> None:
    hits = {1: dated(1, None)}
    quotes = [Quote(1, 0, "Tolm sold 40 tonnes.")]
    assert with_head(quotes, hits, HeadField.PUBLISHED) == []  # type: ignore[arg-type]
    assert with_head(quotes, hits, HeadField.AUTHOR) == []  # type: ignore[arg-type]


WRONG = "Tolm sold 43,000 tonnes of salt."


@pytest.mark.parametrize(
    ("report", "corrects"),
    [
        ("Tolm sold 39,000 tonnes, and not 43,000 as we had said.", True),
        ("Our figure of 43,000 tonnes was wrong. The correct figure is 39,000 tonnes.", True),
        ("Dene sold 39,000 tonnes of salt.", False),
        ("Our figure of 12 ships was wrong. The correct figure is 13 ships.", False),
        ("关于43,000吨的说法有误。正确数字是39,000吨。", False),
    ],
)
def test_a_correction_is_told_by_the_value_that_it_corrects(report: str, corrects: bool) -> None:
    first, later = hit(article(WRONG), 1), hit(article(report, id="a2"), 2)
    quotes = [quote for quote in quotable(first) if quote]
    found = corrections(quotes, [first, later])
    assert bool(found) is corrects
    assert all(quote.number == 2 for quote in found)
