"""Names that an article pairs itself are found; what else stands in brackets isn't taken for one."""

from functools import partial

import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from index.aliases import Alias, mine
from index.reading.processes import Limits, Readers


@pytest.mark.parametrize(
    ("text", "name", "other"),
    [
        ("昨天，朔砚集团 (Shuoyan Group) 表示", "朔砚集团", "Shuoyan Group"),
        ("公司董事长闻人岱（Wenren Dai）宣布", "闻人岱", "Wenren Dai"),
        ("同处岚陂的赭原矿业 (Zheyuan Mining)", "赭原矿业", "Zheyuan Mining"),
        ("赭原矿业很大。昨日赭原矿业 (Zheyuan Mining)", "赭原矿业", "Zheyuan Mining"),
        ("朔砚稀土（集团）股份有限公司 (SYRE) 是", "朔砚稀土（集团）股份有限公司", "SYRE"),
        ("发展和粮务委员会 (Development and Grain Board)", "发展和粮务委员会", "Development and Grain Board"),
        ("China's Shuoyan Group (朔砚集团) said", "Shuoyan Group", "朔砚集团"),
        ("The chair, President Cen Mohe (岑墨禾), said", "Cen Mohe", "岑墨禾"),
        ("A “two-ledger system” (双台账制度) applies", "two-ledger system", "双台账制度"),
        ("ask the Office of Mine and Process Safety (OMPS)", "Office of Mine and Process Safety", "OMPS"),
        ("the State-owned Ore Administration Board (SOAB)", "State-owned Ore Administration Board", "SOAB"),
        ("Some neodymium-praseodymium (NdPr) oxide", "neodymium-praseodymium", "NdPr"),
        ("Trolley buses (TBs) run", "Trolley buses", "TBs"),
        ("The OMPS (Office of Mine and Process Safety) said", "OMPS", "Office of Mine and Process Safety"),
        ("SOAB (国矿委) said", "SOAB", "国矿委"),
        ("Halvorn Magnetics, formerly Skarre Works, sold", "Halvorn Magnetics", "Skarre Works"),
        ("Halvorn Magnetics (formerly known as Skarre Works)", "Halvorn Magnetics", "Skarre Works"),
        ("Lake Ulb, also known as Mirror Pond.", "Lake Ulb", "Mirror Pond"),
        ("朔砚新材料公司（以下简称“朔砚新材”）", "朔砚新材料公司", "朔砚新材"),
        ("赭原矿业，又称北沟矿业，去年", "赭原矿业", "北沟矿业"),
    ],
)  # fmt: skip
def test_what_an_article_pairs_is_an_alias(text: str, name: str, other: str) -> None:
    assert mine(text) == [Alias(name, other)]


@pytest.mark.parametrize(
    "text",
    [
        "Kessandra Metals (2024) sold more (up 3 %) than before (see below).",
        "CALDREMOUTH (Reuters) - Prices fell in Lanpi (Tuesday) and Vael (Photo).",
        "Shares of Kessandra Metals (KRM rose) and Quarrevane Minerals (NYSE: QVM).",
        "He came on Tuesday evening (ST) to the Ministry of Ore (SOAB).",
        "Lanpi (青海省) lies far from Skarrevik (丹麦).",
        "Bing Lizhou (总工程师) and Cen Mohe (去年上任的) spoke.",
        "第三季度产量同比增长 (Q3)，价格 (RMB)",
        "岚陂 (见上图) 的价格（约两千元）",
        "Kessandra and Shuoyan Group (朔砚集团) signed.",
        "Dr Vaal, formerly chair of Kessandra, and Ms Ree, formerly Chairman of Vael Bank, met.",
        "Putin and DeSantis (formerly ) met.",
    ],
)
def test_what_else_stands_in_brackets_is_none(text: str) -> None:
    assert mine(text) == []


def test_a_name_may_have_an_acronym_beside_it_in_the_bracket() -> None:
    assert mine("粮务局 (State Grain Office, SGO)") == [
        Alias("粮务局", "State Grain Office"),
        Alias("State Grain Office", "SGO"),
    ]


def test_of_a_place_only_its_own_name_is_taken() -> None:
    assert mine("岚陂 (Lanpi, Inner Ulb)") == [Alias("岚陂", "Lanpi")]


def test_a_pair_that_comes_again_is_named_once() -> None:
    assert mine("岚陂 (Lanpi)\n" * 3) == [Alias("岚陂", "Lanpi")]


TEXTS = st.lists(st.sampled_from([
    "岚陂", "粮务局", "Lanpi", "State Grain Office", "SGO", "的", "“", "-", "\n", " ", ", ",
    "岚陂 (Lanpi)", "State Grain Office (", "粮务局（", ")", "）",
]), max_size=16).map("".join)  # fmt: skip


@given(TEXTS)
def test_both_names_stand_in_the_article_as_they_are_given(text: str) -> None:
    for alias in mine(text):
        assert alias.name
        assert alias.name in text
        assert alias.other
        assert alias.other in text


def test_texts_of_such_pieces_hold_pairs() -> None:
    assert find(TEXTS, lambda text: bool(mine(text)))


@pytest.mark.parametrize(
    "text",
    [
        "a" * 150 + " (Aaaaaaaaab)",  # the letters of the acronym fit the word in many ways
        "a-" * 75 + "a (AAAAAAAAAB)",  # so do its capitals the parts of a word
    ],
)
def test_what_fits_an_acronym_in_many_ways_is_tried_once(text: str) -> None:
    readers = Readers(count=1, limits=Limits(seconds=30))
    try:
        assert readers.begin("", partial(mine, text)).result() == []  # type: ignore[arg-type]
    finally:
        readers.close()
