"""The kinds of thing that questions ask for, and how a sentence looks that may hold one."""

import re
from dataclasses import dataclass

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_COUNTED = (
    "share|price|percentage|percent|amount|target|output|capacity|figure|number|population|age|"
    "length|height|size|distance|rate|cost|total|speed|temperature|fee|premium"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """Words that ask for something, and what tells it."""

    asks: re.Pattern[str]
    tells: re.Pattern[str]


DATE = Kind(
    re.compile(
        r"""\bwhen\b | \b(?:what|which)\ (?:day|date|year|month|century|decade)\b
        | [何哪]一?[年天日月时時] | 什[么麼][时時][候间]""",
        re.IGNORECASE | re.VERBOSE,
    ),
    re.compile(
        rf"""\b(?:1\d|20)\d\d\b | \d(?:st|nd|rd|th)\ century | \b(?:{_MONTHS})\b
        | [\d〇一二三四五六七八九十]+[年月日] | 世纪""",
        re.VERBOSE,
    ),
)
COUNT = Kind(
    re.compile(
        rf"""\bhow\ (?:many|much|large|big|long|high|far|old|tall|deep|fast|often|wide|heavy)\b
        | \bwhat\ (?:(?:is|was|are|were)\ )?(?:the\ )?(?:\w+\ )?(?:{_COUNTED})\b
        | 多少 | [几幾] | 多[长高大远久]""",
        re.IGNORECASE | re.VERBOSE,
    ),
    re.compile(
        r"""\d | \b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred
        |thousand|million|billion|half|third|quarter|twice)\b | [一二三四五六七八九十百千万亿两]""",
        re.IGNORECASE | re.VERBOSE,
    ),
)
MONEY = Kind(
    re.compile(
        r"""\b(?:costs?|prices?|pays?|paid|worth|spen[dt]|fees?|fine[ds]?|invest\w*)\b
        | 价格 | 费用 | 成本 | 多少[钱錢]""",
        re.IGNORECASE | re.VERBOSE,
    ),
    re.compile(
        r"[$€£¥]\s?\d | \d\s?(?:dollars?|euros?|pounds?|yuan|USD|EUR|cents?)\b | \d[万亿]?美?元",
        re.IGNORECASE | re.VERBOSE,
    ),
)
PERSON = Kind(
    re.compile(r"\bwho(?:m|se)?\b|[谁誰]", re.IGNORECASE),
    re.compile(r"\b[A-Z]\w+ [A-Z]\w+|[“\"\u4e00-\u9fff]"),
)
CAUSE = Kind(
    re.compile(r"\bwhy\b|[为為]何|[为為]什[么麼]", re.IGNORECASE),
    re.compile(
        r"""\b(?:because|since|due\ to|so\ that|in\ order|after|reason|causes?d?|led|thanks\ to)\b
        | 因 | 由于 | 为了""",
        re.IGNORECASE | re.VERBOSE,
    ),
)
KINDS = (DATE, COUNT, MONEY, PERSON, CAUSE)
