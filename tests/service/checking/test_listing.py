"""Promise: in a list each value belongs to its item."""

import pytest

from service.checking.comparing import in_anothers_place
from service.checking.listing import crossed_pairs
from tests.checked import aligned

TRAMS = "Four towns share 46 trams: Ostmark gets 18, Brackwell 12, Tolm 10 and Dene 6."
SHIPS = "三地共有船46艘：Ostmark 18艘、Brackwell 12艘、Tolm 16艘。"
YEARS = "Trams:\n\n| Town | 2024 | 2025 |\n|---|---|---|\n| Tolm | 4 | 7 |\n| Dene | 9 | 11 |"
FARES = "Fares:\n\n| Town | Fare |\n|---|---|\n| Tolm | 4 |\n| Dene | 7 |"


@pytest.mark.parametrize(
    ("claim", "source", "reason"),
    [
        ("Brackwell gets 18 trams.", TRAMS, "The source gives 12 for “Brackwell”, not 18."),
        ("Tolm gets 6 trams, Dene 10.", TRAMS, "The source gives 10 for “Tolm”, not 6."),
        ("Tolm had 7 trams in 2024.", YEARS, "The source gives 7 for “2025”."),
        ("Tolm, 2024: 7.", YEARS, "The source gives 7 for “2025”."),
        ("Tolm 18艘。", SHIPS, "The source gives 16艘 for “Tolm”, not 18艘."),
    ],
)
def test_a_value_of_another_item_is_refused(claim: str, source: str, reason: str) -> None:
    told = [text.replace("艘", "") for text in crossed_pairs(aligned(claim, source)).wrong]
    assert reason.replace("艘", "") in told


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Brackwell gets 12 trams and Ostmark 18.", TRAMS),
        ("Dene gets 6 of the 46 trams.", TRAMS),
        ("Four towns share 46 trams.", TRAMS),
        ("Tolm has 10 trams, Dene 6.", TRAMS),
        ("In Tolm the fare is 4.", FARES),
        ("Tolm had 4 trams in 2024 and 7 in 2025.", YEARS),
        ("Tolm, 2025: 7.", YEARS),
        (
            "In Tolm the fare is 4 and there are 7 lines.",
            "| Town | Fare | Tram lines |\n|---|---|---|\n| Tolm | 4 | 7 |",
        ),
        (
            "In 2024, Tolm had 4 trams and Dene 7.",
            "| Town | 2024 | 2025 |\n|---|---|---|\n| Tolm | 4 | 7 |\n| Dene | 7 | 11 |",
        ),
    ],
)
def test_a_value_of_its_own_item_is_not(claim: str, source: str) -> None:
    assert not crossed_pairs(aligned(claim, source)).wrong


def test_an_item_of_a_list_is_told_with_the_verb_of_its_total() -> None:
    source = "各地共分得113辆卡车：白塔28辆卡车，青坪64辆卡车，其余各地21辆卡车。"
    assert not in_anothers_place(aligned("青坪分得64辆卡车。", source)).wrong
    assert in_anothers_place(aligned("青坪分得28辆卡车。", source)).wrong
