"""What a text names is known by its other names too, in both directions and languages."""

from collections.abc import Sequence

import pytest

from index.aliases import Alias
from index.naming import Names, Naming

PAIRS = [
    (Alias("Shuoyan Group", "朔砚集团"), 3),
    (Alias("State Grain Office", "SGO"), 2),
    (Alias("SGO", "粮务局"), 1),
    (Alias("World Ore Hall", "WHO"), 1),
]
NAMES = Names.of(PAIRS)


def test_an_acronym_of_two_things_does_not_make_them_one() -> None:
    names = Names.of([(Alias("Lanpi Ore Bank", "LOB"), 1), (Alias("Lake Ulb Office", "LOB"), 2)])
    assert names.others("the Lanpi Ore Bank") == ["LOB"]
    assert names.others("What is LOB?") == ["Lake Ulb Office", "Lanpi Ore Bank"]


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("What did Shuoyan Group say?", ["朔砚集团"]),
        ("the shuoyan group's plan", ["朔砚集团"]),
        ("朔砚集团说了什么？", ["Shuoyan Group"]),
        ("朔砚（集团）说了什么？", ["Shuoyan Group"]),
        ("Who leads the State Grain Office?", ["SGO", "粮务局"]),
        ("粮务局和朔砚集团", ["SGO", "State Grain Office", "Shuoyan Group"]),
        ("Is Shuoyan Group (朔砚集团) large?", []),
        ("Who said so, and what is a group?", []),
        ("What is WHO?", ["World Ore Hall"]),
        ("", []),
    ],
)
def test_other_names_of_what_a_question_names(text: str, others: list[str]) -> None:
    assert NAMES.others(text) == others


def test_the_longest_name_counts() -> None:
    names = Names.of([(Alias("Lanpi", "岚陂"), 9), (Alias("Lanpi Ore Bank", "岚陂矿行"), 1)])
    assert names.others("the Lanpi Ore Bank") == ["岚陂矿行"]


def test_the_names_that_most_articles_give_come_first_and_are_few() -> None:
    names = Names.of([(Alias("Lanpi", f"{sign}岚"), n) for n, sign in enumerate("甲乙丙丁戊")])
    assert names.others("Lanpi") == ["戊岚", "丁岚", "丙岚", "乙岚"]


def test_a_text_says_a_name_also_by_another_one_that_is_paired_with_it() -> None:
    assert NAMES.says("朔砚集团去年", "Shuoyan Group")
    assert NAMES.says("Shuoyan Group sold", "朔砚集团")
    assert NAMES.says("The Shuoyan Group sold", "Shuoyan Group")
    assert NAMES.says("said Zheyuan Mining's chair", "Zheyuan Mining")  # that has no other name
    assert not NAMES.says("赭原矿业去年", "Shuoyan Group")
    assert not NAMES.says("朔砚集团去年", "Zheyuan Mining")
    assert not NAMES.says("Shuoyan is a group", "Shuoyan Group")
    assert not NAMES.says("anything", "")
    assert not NAMES.says("粮务局", "State Grain Office")  # paired by no article


async def test_names_are_read_again_only_when_they_have_changed() -> None:
    revision, reads = 1, 0

    async def now() -> int:
        return revision

    async def read(collections: Sequence[str]) -> Sequence[tuple[Alias, int]]:
        nonlocal reads
        reads += not collections
        return [] if collections else PAIRS[:reads]

    naming = Naming(now, read)
    assert await naming("SGO") == []
    assert await naming("SGO") == []
    assert reads == 1
    revision = 2
    assert await naming("SGO") == ["State Grain Office"]
    assert await naming("SGO", ("elsewhere",)) == []
