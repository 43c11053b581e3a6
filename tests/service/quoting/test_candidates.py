"""A list is quoted with the line before it: whole where it is to be counted, else what was named."""

import pytest

from service.quoting.asking import read
from service.quoting.candidates import candidates
from tests.fakes import article, hit

FESTIVAL = """\
The festival opens on 12 June. It has more sponsors than ever:

- Norvane Bank
- Kestrel Breweries
- the port authority
"""


@pytest.mark.parametrize(
    ("question", "fit", "items"),
    [
        ("How many sponsors does the festival have?", 1.0, 3),
        ("Is Norvane Bank a sponsor of the festival?", 0.5, 1),
        ("How many visitors does the festival have?", 0.0, 3),
        ("How much did the sponsors of the festival pay?", 0.0, 3),
    ],
)
def test_a_list_answers_how_many_there_are_of_what_leads_it_in(
    question: str, fit: float, items: int
) -> None:
    asked = read(question, lambda _: 1.0)
    found = candidates(asked, [hit(article(FESTIVAL))])
    [lead] = [one for one in found if one.quote.items]
    assert (lead.fit, len(lead.quote.items)) == (fit, items)


@pytest.mark.parametrize(
    ("lead", "question", "items"),
    [
        ("Four firms sponsor the run.", "Which firms sponsor the run?", 2),
        ("Four firms sponsor the run.", "Does Quarn sponsor the run?", 1),
        ("Four firms sponsor the run.", "When was the run founded?", 0),
        ("## Sponsors of the run", "Who are the sponsors of the run?", 2),
        ("The sponsors of the run are", "Who are the sponsors of the run?", 2),
    ],
)
def test_a_list_below_a_heading_or_a_sentence_goes_with_it_where_that_is_asked_for(
    lead: str, question: str, items: int
) -> None:
    asked = read(question, lambda _: 1.0)
    text = f"The run is on 12 June.\n{lead}\n\n- Norrow Bank\n- Quarn\n"
    told = [one.quote for one in candidates(asked, [hit(article(text))])]
    [lead_in] = [one for one in told if one.text == lead.lstrip("# ")]
    assert len(lead_in.items) == items


def test_sentences_below_a_heading_are_no_list_of_it() -> None:
    text = "## News\n\n- The run is on 12 June.\n- It rains.\n"
    found = candidates(read("When is the run?", lambda _: 1.0), [hit(article(text))])
    assert [one.quote.text for one in found] == ["The run is on 12 June."]
