"""Promise: within a sentence, what it says of one thing is not lent to another."""

import pytest

from service.checking.crossing import crossed
from tests.checked import aligned, checked

PRICE = "The price of tin rose from 40 to 55 crowns in May, while output fell by 12 tonnes."
WAGES = "The union had asked for 9% in a year, and the company had offered 2% in each of two."
ORDERS = "铜矿订单下降17%，煤炭订单增长52%，两者都在扩产。"
TWO = "Tin rose above 400 crowns in May. Copper fell, as ore from Tolm came back to the market."
GRANTED = "By 30 June 2026 Tolm had received 118 requests under the order and granted 84."
FINE = "The fine of 4 million crowns was borne by Kessel and paid to Dene."
PIT = "矿山产量从5万吨升至8万吨，员工减少120人。"


@pytest.mark.parametrize(
    ("claim", "source", "reason"),
    [
        ("The company had offered 9% in a year.", WAGES, "The source says “2%” there"),
        ("The union had asked for 2%.", WAGES, "The source says “9%” there"),
        ("The price of tin fell from 40 crowns in May.", PRICE, "says “fell” of something else"),
        ("Output rose by 12 tonnes.", PRICE, "says “rose” of something else"),
        ("员工增加120人。", PIT, "says “增” of something else"),
        (
            "The union had asked for 2% in each of two years, and the company had offered 9%.",
            WAGES,
            "The source says “9%” there",
        ),
        (
            "The 21 samples above the limit came in May, and the 15 below it in March.",
            "All 21 samples above the limit were taken in March; the 15 below it came in May.",
            "says “March” there",
        ),
        ("煤炭订单下降17%，铜矿订单增长52%。", ORDERS, "says “52%” there"),
        ("Copper rose, as ore came back to the market.", TWO, "says “rose” of something else"),
        ("Dene paid the fine of 4 million crowns.", FINE, "has “paid” done to “Dene”"),
        ("Kessel sold Kessel the mill.", "Kessel sold Ovington the mill.", "names “Ovington”"),
    ],
)
def test_what_another_clause_or_name_has_is_not_lent(claim: str, source: str, reason: str) -> None:
    assert any(reason in told for told in crossed(aligned(claim, source)).doubts)
    assert checked(claim, source).name != "supported"


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The company had offered 2% in each of two.", WAGES),
        ("The union had asked for 9%, and the company had offered 2%.", WAGES),
        ("By the end of June Tolm had granted 84 of 118 requests.", GRANTED),
        ("The company offered 2%, against the 9% that the union had asked for.", WAGES),
        ("The price of tin rose, while output fell.", PRICE),
        ("Output fell by 12 tonnes.", PRICE),
        ("员工减少120人，产量升至8万吨。", PIT),
        ("Kessel bore the fine, which was paid to Dene.", FINE),
        ("Kessel said that Kessel would sell.", "Kessel said that it would sell."),
        ("Dene paid 3 crowns to Tolm.", "Dene paid 3 crowns to Tolm, and Tolm paid 2 to Dene."),
    ],
)
def test_what_its_own_clause_has_is_not_doubted(claim: str, source: str) -> None:
    assert not crossed(aligned(claim, source)).doubts
