"""Promise: a quoted sentence is understood alone, or comes with what it needs, or is not quoted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.quoting.context import points_back, tells_error, with_context
from service.quoting.quotes import Quote, quotable
from tests.fakes import article, hit

POOL = [
    "Ada Brook opened the fair.", "She left at noon.", "“We waited.", "Nobody came.",
    "It rained,” Brook said.", "The firm sold salt.", "That was wrong.", "It was 40 tonnes.",
    "白河开幕。", "他离开了。",
]  # fmt: skip


@given(st.lists(st.sampled_from(POOL), min_size=1, max_size=7), st.data())
def test_a_sentence_comes_with_its_neighbours_in_a_row_or_not_at_all(
    sentences: list[str], data: st.DataObject
) -> None:
    told = list(quotable(hit(article("\n".join(sentences)))))
    place = data.draw(st.integers(0, len(told) - 1))
    stretch = with_context(told, place)
    if stretch is None:
        return
    assert told[place] in stretch
    first = told.index(stretch[0])
    assert stretch == [quote for quote in told[first : first + len(stretch)] if quote]
    assert len(stretch) <= 5
    opened = sum(quote.text.count("“") - quote.text.count("”") for quote in stretch)
    assert opened <= 0 or told[-1] in stretch


def quotes(*sentences: str) -> list[Quote | None]:
    return [Quote(1, place, text) for place, text in enumerate(sentences)]


@pytest.mark.parametrize(
    ("sentences", "place", "needed"),
    [
        (["Ada Brook opened the fair.", "She left."], 1, 2),
        (["Ada Brook opened the fair.", "She sang.", "Then she left."], 2, 3),
        (["She opened the fair."], 0, None),
        (["Rain fell.", "Ada Brook left."], 1, 1),
        (["“We waited.", "Nobody came,” Ada Brook said."], 1, 2),
        (["“We waited.", "Nobody came,” Ada Brook said."], 0, 2),
        (["Our figure of 40 tonnes was wrong.", "It was 50 tonnes."], 0, 2),
        (["白河开幕。", "他离开了。"], 1, 2),
        (["Norvane Bank raised its rate.", "The bank has 212 branches."], 1, 2),
        (["Norvane Bank raised its rate.", "The bank has 212 branches.", "It grows."], 2, 3),
        (["A bank raised its rate.", "The bank has 212 branches."], 1, 1),
        (["Norvane Bank raised its rate.", "The river bank fell."], 1, 1),
    ],
)
def test_what_a_sentence_needs(sentences: list[str], place: int, needed: int | None) -> None:
    stretch = with_context(quotes(*sentences), place)
    assert (len(stretch) if stretch else None) == needed


def test_what_cannot_be_quoted_between_ends_the_stretch() -> None:
    told = [Quote(1, 0, "Ada Brook opened the fair."), None, Quote(1, 9, "She left.")]
    assert with_context(told, 2) is None


@pytest.mark.parametrize(
    ("sentence", "back"),
    [
        ("These were sold.", True),
        ("Its head left.", True),
        ("The mayor left.", True),
        ("The mayor Ada Brook left.", False),
        ("Tolm's mayor left; he was tired.", False),
        ("其负责人离开。", True),
    ],
)
def test_a_sentence_points_back_by_how_it_begins(sentence: str, back: bool) -> None:
    assert points_back(sentence) is back


def test_an_error_is_told_by_its_words() -> None:
    assert tells_error("An earlier version of this report gave a wrong figure.")
    assert not tells_error("The report gave a figure.")
