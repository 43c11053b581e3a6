"""Promise: a value is the same in every spelling, and two values never become one."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.checking.reading import is_year, read, settle
from tests.checked import WORDS, keys, values

# Each line is one value, as news spell it.
SPELLINGS = [
    ["€88m", "88 million euros", "€88 million", "88m euros", "88 mn euros", "€88,000,000", "EUR 88 million"],
    ["$1.5bn", "1.5 billion dollars", "$1,500 million", "USD 1.5 billion", "US$1.5 billion"],
    ["14 %", "14%", "14 percent", "14 per cent", "14％"],
    ["3.2万吨", "32,000 tonnes", "32 000 tonnes", "32000吨", "三万二千吨"],
    ["25 firms", "twenty-five firms", "Twenty five firms", "二十五家"],
    ["240 mines", "two hundred and forty mines", "二百四十座"],
    ["3,000,000 lamps", "three million lamps", "三百万盏"],
    ["3家", "三家", "three firms"],
    ["8月5日", "八月五日", "5 August", "August 5th"],
    ["2026年", "二〇二六年", "2026"],
    ["5%", "百分之五", "5 percent"],
    ["40%", "two fifths", "Four tenths"],
    ["2个百分点", "2 percentage points"],
    ["49%", "四成九", "百分之四十九", "49 per cent"],
    ["30%", "三成", "3成"],
    ["3.1", "三点一"],
    ["1.6%", "百分之一点六"],
    ["1.5亿元", "一点五亿元", "1亿5000万元", "一亿五千万元", "150 million yuan"],
    ["12,000 tonnes", "1万2000吨", "一万二千吨"],
    ["30万千瓦", "三十万千瓦", "300,000 kilowatts"],
    ["5千米", "五千米", "5 km"],
    ["70 basis points", "70个基点", "七十个基点", "70 bps"],
    ["30 GWh", "30 gigawatt-hours", "30 gigawatt hours", "30吉瓦时"],
    ["the 1930s", "1930s"],
]  # fmt: skip


@pytest.mark.parametrize("spellings", SPELLINGS, ids=lambda spellings: spellings[0])
def test_a_value_is_the_same_in_every_spelling(spellings: list[str]) -> None:
    first, *others = map(values, spellings)
    assert first
    assert others == [first] * len(others)


def test_no_two_values_are_taken_for_one() -> None:
    more = ["€88bn", "€8.8m", "$88m", "88", "14", "3.2亿吨", "26 firms", "四家", "9月5日", "9:30"]
    found = [values(text) for text in (*(line[0] for line in SPELLINGS), *more)]
    assert all(one != other for one, other in combinations(found, 2))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("他成为第三成员。", []),
        ("下午三点二十分开会。", ["20"]),
        ("一点一滴积累。", []),
        ("会议第二天结束。", []),
        ("他有九成把握。", ["90"]),
    ],
)
def test_what_only_looks_like_a_number_in_signs_is_none(text: str, numbers: list[str]) -> None:
    found = [key for _, key, unit in values(text) if unit or len(key) > 1]
    assert found == numbers


@given(st.integers(min_value=1000, max_value=10**12))
def test_marks_between_thousands_change_no_number(number: int) -> None:
    marked = f"{number:,}"
    for spelled in (str(number), marked, marked.replace(",", " "), marked.replace(",", "\u202f")):
        assert ("number", str(number), "t") in values(f"They sold {spelled} tonnes.")


@given(st.integers(2, 99_999_999))
def test_a_chinese_number_is_the_same_in_characters(number: int) -> None:
    assert values(f"共售出{in_characters(number)}吨。") == values(f"共售出{number}吨。")


def in_characters(number: int) -> str:
    """A number below a hundred million, as Chinese writes it."""
    if number >= 10_000:
        rest = number % 10_000
        zero = "零" if 0 < rest < 1000 else ""
        return f"{in_characters(number // 10_000)}万{zero}{in_characters(rest) if rest else ''}"
    told = ""
    for size, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            told += "零一二三四五六七八九"[digit] + sign
        elif told and number and not told.endswith("零"):
            told += "零"
    return told


@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)))
def test_a_day_is_the_same_in_every_spelling(day: date) -> None:
    month = f"{day:%B}"
    spelled = [
        day.isoformat(),
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{day.day}th of {month} {day.year}",
        f"{day.year}年{day.month}月{day.day}日",
    ]
    first, *others = [[t.key for t in read(text, WORDS)] for text in spelled]
    assert others == [first] * len(others)
    assert str(day.day) in first


@given(st.times())
def test_a_time_is_the_same_in_both_clocks(time: object) -> None:
    hour, minute = str(time).split(":")[:2]
    half = "am" if int(hour) < 12 else "p.m."
    twelve = f"{int(hour) % 12 or 12}.{minute}{half}"
    found = values(f"It began at {hour}:{minute} on a pier.")
    assert (
        values(f"It began at {twelve} on a pier.")
        == found
        == {("number", f"{int(hour)}:{minute}" if int(hour) else f":{minute}", "time")}
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The firm met Ada Brook of BASF in May.", ["ada", "brook", "basf"]),
        ("U.S. officials met at Kessel-2.", ["usa", "kessel-2"]),
        ("In Denmark the Danish firm sued the Danes.", ["denmark", "denmark", "denmark"]),
        ("Mines, May said, may close in March.", ["mines"]),
    ],
)
def test_names_are_told_from_months_and_common_words(text: str, names: list[str]) -> None:
    assert [token.key for token in read(text, WORDS) if token.kind == "name"] == names


def test_what_opens_a_sentence_is_a_name_only_where_its_article_has_it_as_one() -> None:
    tokens = read("Tolm sold salt. Workers left.", WORDS)
    settled = settle(tokens, {"tolm"}, {"workers"}, WORDS)
    assert [(t.text, t.kind, t.sure) for t in settled if t.text in ("Tolm", "Workers")] == [
        ("Tolm", "name", True),
        ("Workers", "word", True),
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It did not fall, nor will it.", 2),
        ("It can't, won't and shan't fall.", 3),
        ("Nobody came without a hat.", 2),
        ("产量没有下降，也未上升。", 2),
        ("A notable nod.", 0),
    ],
)
def test_negations_are_told(text: str, count: int) -> None:
    found = [token for token in read(text, WORDS) if token.kind == "negation"]
    assert keys(found) == ["not"] * count


@pytest.mark.parametrize(
    ("text", "year"),
    [("2024", True), ("1999", True), ("2,024", False), ("2024 tonnes", False), ("1850", False)],
)
def test_a_year_is_four_plain_digits(text: str, year: bool) -> None:
    assert is_year(read(text, WORDS)[0]) is year
