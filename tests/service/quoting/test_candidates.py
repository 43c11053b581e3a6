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
