"""Promise: a value counts as held where the text has it, however it is inflected, and only there."""

import pytest

from service.checking.inventory import inventory_of
from service.checking.reading import read
from tests.checked import WORDS


def holds(text: str, value: str) -> bool:
    [token, *_] = [t for t in read(f"x {value}", WORDS)[1:] if t.kind not in ("stop", "break")]
    return inventory_of(text, WORDS).holds(token)


@pytest.mark.parametrize(
    ("text", "value", "held"),
    [
        ("They sold 40 tonnes.", "40 tonnes", True),
        ("They sold 40 tonnes.", "40", True),
        ("They sold 40.", "40 tonnes", True),
        ("They sold 40 tonnes.", "40 kg", False),
        ("They sold 40 tonnes.", "4", False),
        ("They sold 40 tonnes.", "40.5 tonnes", False),
        ("They sold 40 tonnes.", "40%", False),
        ("They sold it in May.", "May", True),
        ("They sold it in May.", "March", False),
        ("They sold it in swedish hands.", "Swedish", True),
        ("A firm from Sweden sold it.", "Swedish", True),
        ("A Chinese firm sold it.", "China", True),
        ("A Chilean firm sold it.", "Chile", True),
        ("A Chilean firm sold it.", "China", False),
        ("The Orrins sold it.", "Orrin", True),
        ("The Orringtons sold it.", "Orrin", False),
        ("COVID spread.", "COVID-19", True),
        ("It was the first sale.", "first", True),
        ("It was the first sale.", "second", False),
        ("共有三家工厂。", "3", True),
        ("共有三家工厂。", "5", False),
    ],
)
def test_what_a_text_holds(text: str, value: str, held: bool) -> None:
    assert holds(text, value) is held


def test_the_unit_that_a_text_gives_a_number_is_known() -> None:
    [token] = [t for t in read("40 kg", WORDS) if t.kind == "number"]
    assert inventory_of("They sold 40 tonnes.", WORDS).clashes(token) == "t"
    assert inventory_of("They sold 40.", WORDS).clashes(token) is None
