"""Tables and lists are told by their lines, and every cell and item by its exact place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.structure import as_sentence, lists, tables

TABLE = """Costs of the lines:

| Line | Plan of 2024 | Plan of April 2026 |
|---|---|---|
| Line A | $310 million | $340 million |
| Line B | $450 million |  |
"""


def test_a_cell_is_told_with_the_heads_of_its_row_and_column() -> None:
    [table] = tables(TABLE)
    told = [as_sentence(TABLE, cell) for cell in table.cells()]
    assert told == [
        "Line A, Plan of 2024: $310 million",
        "Line A, Plan of April 2026: $340 million",
        "Line B, Plan of 2024: $450 million",
    ]


def test_a_first_row_of_figures_is_no_head() -> None:
    text = "| Trams | 12 |\n| Buses | 40 |"
    [table] = tables(text)
    assert table.head == ()
    assert [as_sentence(text, cell) for cell in table.cells()] == ["Trams: 12", "Buses: 40"]
    years = "| | 2023 | 2024 |\n| Trams | 12 | 14 |"
    [table] = tables(years)
    assert [as_sentence(years, cell) for cell in table.cells()] == [
        "Trams, 2023: 12",
        "Trams, 2024: 14",
    ]


def told(text: str) -> list[list[str]]:
    return [[as_sentence(text, cell) for cell in table.cells()] for table in tables(text)]


def test_a_rule_opens_a_table_whose_head_is_the_row_before_it() -> None:
    one = "| Line | Cost |\n|---|---|\n| A | 5 |\n| Depot | Trams |\n|---|---|\n| North | 12 |"
    assert told(one) == [["A, Cost: 5"], ["North, Trams: 12"]]
    captioned = "| Costs in million |  |\n|---|---|\n| Line | Cost |\n|---|---|\n| A | 5 |"
    assert told(captioned) == [[], ["A, Cost: 5"]]
    assert told("| Trams | 12 |\n\n| Crew | 40 |") == [["Trams: 12"], ["Crew: 40"]]


def test_rows_need_no_bars_at_their_ends_where_a_rule_tells_a_table() -> None:
    bare = "Line | Plan | Cost\n--- | :-: | ---\nLine A | 4 | 5\nLine B | | 6 |"
    assert told(bare) == [["Line A, Plan: 4", "Line A, Cost: 5", "Line B, Cost: 6"]]
    assert told("Home | News\nSport | Weather") == []


def test_names_and_what_is_told_of_each_have_no_head() -> None:
    box = "| Owner | Norvane Bank |\n| Builder | Vexling |\n| Length | 310 m |"
    assert told(box) == [["Owner: Norvane Bank", "Builder: Vexling", "Length: 310 m"]]
    assert told("| Line | Cost |\n| A | 5 |\n| B | 6 |") == [["A, Cost: 5", "B, Cost: 6"]]


words = st.text(st.characters(categories=["L", "Nd"]), max_size=6)


@given(st.lists(st.lists(words, min_size=3, max_size=3), min_size=1, max_size=5))
def test_every_cell_stands_where_it_is_said_to(rows: list[list[str]]) -> None:
    text = "Before.\n" + "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\nAfter."
    [table] = tables(text)
    found = [table.head, *table.rows] if table.head else list(table.rows)
    assert [[text[span.start : span.end] for span in row] for row in found] == rows


def test_bullets_of_any_kind_make_a_list_also_below_bold_words() -> None:
    for bullet in "+●■►\uf0b7":
        text = f"**Sponsors:**\n\n{bullet} Norvane Bank\n{bullet} Ostmere Water"
        [found] = lists(text)
        assert found.lead is not None
        assert [text[one.start : one.end] for one in found.items] == [
            "Norvane Bank",
            "Ostmere Water",
        ]


def test_a_list_is_told_with_the_line_that_leads_it_in() -> None:
    text = "There are more sponsors than ever:\n\n- Norvane Bank\n- Ostmere Water\n\nNo lead?\n1. One\n"
    first, second = lists(text)
    assert first.lead is not None
    assert text[first.lead.start : first.lead.end] == "There are more sponsors than ever:"
    assert [text[one.start : one.end] for one in first.items] == ["Norvane Bank", "Ostmere Water"]
    assert (second.lead, len(second.items)) == (None, 1)


@pytest.mark.parametrize(
    "lead", ["Four firms sponsor the run.", "The sponsors are", "## Sponsors", "The sponsors—"]
)
def test_what_leads_a_list_in_needs_no_colon(lead: str) -> None:
    text = f"It opens in May.\n{lead}\n\n- Norvane Bank\n- Ostmere Water"
    [found] = lists(text)
    assert found.lead is not None
    assert text[found.lead.start : found.lead.end] == lead
