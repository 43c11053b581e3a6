"""Where one article corrects another, the correction is quoted over what it corrects."""

import re
from collections.abc import Iterator, Sequence

from index.model import Hit
from service.quoting.candidates import Quote, quotable
from service.quoting.context import with_context

_CORRECTS = re.compile(
    r"""\b(?:correct|right|true|actual)\ (?:figure|number|amount|name|date|year|sum|total)s?
        \ (?:is|are|was|were)\b
    | \bshould\ have\ (?:said|read|been)\b
    | 更正为 | 正确的?(?:数字|数据|日期|名称|说法)?[是为] | [应應][为為是]""",
    re.IGNORECASE | re.VERBOSE,
)
_REACH = 2  # sentences before a correction that tell what is corrected
_VALUE = re.compile(r"\d[\d,.]*\d|\d")
_YEAR = re.compile(r"(?:19|20)\d\d")


def corrections(quotes: Sequence[Quote], passages: Sequence[Hit]) -> list[Quote]:
    """What corrects a value of these quotes, after the sentences that tell the wrong one."""
    wrong = {value for quote in quotes for value in _values(quote.text)}
    found = (stretch for passage in passages for stretch in _of_passage(passage, wrong))
    return list(dict.fromkeys(quote for stretch in found for quote in stretch))


def _of_passage(passage: Hit, wrong: set[str]) -> Iterator[list[Quote]]:
    told = list(quotable(passage))
    for place, sentence in enumerate(told):
        if sentence is None or not _CORRECTS.search(sentence.text):
            continue
        right = _values(sentence.text)
        for earlier in range(max(place - _REACH, 0), place):
            before = told[earlier]
            if before and (_values(before.text) - right) & wrong:
                yield [*(with_context(told, earlier) or [before]), sentence]


def _values(text: str) -> set[str]:
    """The numbers of a text that are no years."""
    return {value for value in _VALUE.findall(text) if not _YEAR.fullmatch(value)}
