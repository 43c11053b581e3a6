"""Promise: what differs from the source is seen: another value, the opposite, another order."""

import pytest

from service.checking.comparing import in_anothers_place, moved, other_characters, turned
from tests.checked import aligned

PRICE = "The price of tin rose from 40 to 55 crowns in May, while output fell by 12 tonnes."
TRIP = "The ferry Ada left Tolm for Dene on 3 May with 40 guests."
LINE = "The line moved 640 boxes of oxide out of Tolm in 2025, up from 410 in 2024."
PIT = "矿山产量从5万吨升至8万吨，员工减少120人。"


@pytest.mark.parametrize(
    ("claim", "source", "reason"),
    [
        ("The price of tin rose from 40 to 12 crowns in May.", PRICE, ""),
        ("The ferry Ada left Dene for Tolm on 3 May.", TRIP, "Dene"),
        ("The price of tin rose from 55 to 40 crowns.", PRICE, "does not fit its figures"),
        ("Tin fell to 55 crowns, up from 40.", "Tin rose to 55 crowns, up from 40.", ""),
        ("产量从8万吨升至5万吨。", PIT, "does not fit its figures"),
        ("In 2024 the line moved 640 boxes of oxide, against 410 in 2025.", LINE, ""),
    ],
)
def test_a_value_in_anothers_place_is_seen(claim: str, source: str, reason: str) -> None:
    found = aligned(claim, source)
    seen = [*in_anothers_place(found).wrong, *moved(found).open, *turned(found).wrong]
    assert any(reason in told for told in seen)


@pytest.mark.parametrize(
    ("claim", "source", "word"),
    [
        ("The price of tin halted.", "The price of tin began.", "halted"),
        ("All of the workers left.", "Some of the workers left.", "All"),
        ("The mayor opened the pier.", "The mayor closed the pier.", "opened"),
        ("The mayor bought the pier.", "The mayor sold the pier.", "bought"),
        ("The most guests came in May.", "The fewest guests came in May, the least.", "most"),
        ("员工增加120人。", "员工减少120人。", "增"),
    ],
)
def test_the_opposite_is_seen(claim: str, source: str, word: str) -> None:
    found = turned(aligned(claim, source))
    assert any(f"opposite of “{word}" in told for told in (*found.wrong, *found.doubts))


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("In May the price of tin rose from 40 to 55 crowns.", PRICE),
        ("Output fell by 12 tonnes, while the price of tin rose.", PRICE),
        ("On 3 May, with 40 guests, the ferry Ada left Tolm for Dene.", TRIP),
        ("The ferry Ada left for Dene from Tolm.", TRIP),
        ("In 2025 the line moved 640 boxes of oxide, against 410 in 2024.", LINE),
        ("员工减少120人，矿山产量升至8万吨。", PIT),
        ("Tin climbed from 40 to 55 crowns.", PRICE),
        ("The fair rose from 9:30 to 8:15.", "The fair rose from 9:30 to 8:15 on Sunday."),
        ("The pier was sold by Ada to Dene.", "Ada sold the pier to Dene."),
    ],
)
def test_what_is_only_told_in_another_order_is_neither_wrong_nor_doubted(
    claim: str, source: str
) -> None:
    found = aligned(claim, source)
    looks = [in_anothers_place(found), turned(found), moved(found)]
    assert not any(look.wrong or look.doubts for look in looks)


@pytest.mark.parametrize(
    ("claim", "seen"),
    [
        ("公司在岚陂建成新工厂。", False),
        ("该公司已经在岚陂建成了新的工厂。", False),
        ("公司在岚陂拆除新工厂。", True),
    ],
)
def test_other_characters_in_the_place_of_the_sources_are_seen(claim: str, seen: bool) -> None:
    assert bool(other_characters(aligned(claim, "公司在岚陂建成新工厂。")).open) is seen
