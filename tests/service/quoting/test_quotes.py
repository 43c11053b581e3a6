"""Promise: what can be quoted is exact characters of a passage, whole sentences and cells of tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.quoting.quotes import Quote, cells, quotable, say_the_same
from tests.fakes import article, hit

TEXTS = st.lists(
    st.sampled_from(
        ["Tolm has a fair.", "- salt", "- oats and rye", "Its fairs are:", "| a | b |", "|---|---|",
         "| 1 | 2 |", "“We left,” she said.", "岚陂有港口。", "## Salt", "and so on.", "[3] Notes.", "", "A"]
    ),
    max_size=8,
).map("\n".join)  # fmt: skip


@given(TEXTS)
def test_every_quote_and_item_is_exact_characters(text: str) -> None:
    passage = hit(article(text))
    for quote in filter(None, quotable(passage)):
        for one in (quote, *quote.items):
            assert passage.text[one.start : one.start + len(one.text)] == one.text != ""
    for cell in cells(passage):
        _, _, value = cell.text.rpartition(": ")
        assert passage.text[cell.start :].startswith(value)


@pytest.mark.parametrize(
    "debris",
    [
        "A headline without a stop",
        "[3] Notes on the fair, page 7.",
        "^ Hale: The fair of Tolm.",
        "↑ Hale: The fair of Tolm.",
        "Oh no.",
        "which opened the fair.",
    ],
)
def test_headlines_notes_and_rests_of_sentences_are_not_quoted(debris: str) -> None:
    told = list(quotable(hit(article(f"{debris}\nTolm has a fair. It opened in May."))))
    assert debris not in [quote.text for quote in told if quote]
    assert told[0] is None


@pytest.mark.parametrize(
    "note",
    [
        "[^1]: Not counting two barges. They sank in May.",
        "¹ Not counting two barges. They sank in May.",
        "† Not counting two barges. They sank in May.",
        "- Not counting two barges. They sank in May. ↩",
        "Hale, T. (2016). How to hold a fair. Tolm Press.",
        "3. Hale, T., & Brook, A. (2016a). How to hold a fair. Tolm Press.",
        "> They sank in May. It was sad.",
    ],
)
def test_nothing_of_a_note_a_reference_or_an_older_message_is_quoted(note: str) -> None:
    told = quotable(hit(article(f"Tolm has a fair.\n{note}\nIt opened in May.")))
    assert [one.text for one in told if one] == ["Tolm has a fair.", "It opened in May."]


def test_a_text_that_is_all_in_small_letters_is_quoted_all_the_same() -> None:
    told = list(quotable(hit(article("tolm has a fair!\nit opened in may."))))
    assert [quote.text for quote in told if quote] == ["tolm has a fair!", "it opened in may."]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Tolm sold 40 tonnes of salt.", "Tolm sold 40 tonnes of salt in May.", True),
        ("Tolm sold 40 tonnes of salt.", "Tolm sold 41 tonnes of salt.", False),
        ("Tolm sold 40 tonnes of salt.", "A bishop fainted.", False),
        ("岚陂去年售盐40吨。", "岚陂去年售盐40吨，创新高。", True),
        ("岚陂去年售盐40吨。", "岚陂去年售盐50吨。", False),
    ],
)
def test_two_quotes_say_the_same_where_words_and_numbers_do(
    one: str, other: str, same: bool
) -> None:
    a, b = Quote(1, 0, one), Quote(2, 0, other)
    assert say_the_same(a, b) is say_the_same(b, a) is same


def test_a_list_of_sentences_is_no_list_of_items() -> None:
    text = "The mayor said:\n\n- The fair is over.\n- The school stays open."
    assert [quote.items for quote in quotable(hit(article(text))) if quote][:1] == [()]
