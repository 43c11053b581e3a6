"""Where one article corrects another, the correction is quoted over what it corrects."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from index import language
from index.language import fold_variants
from index.language.model import Context
from index.model import Hit
from service.quoting.context import tells_error, with_context
from service.quoting.quotes import Quote, quotable

Value = tuple[str, str]  # a number and its unit

_VALUE = re.compile(r"(?<!\d)(?<!\d[.,])(\d[\d,.]*\d|\d)\s?(%|[^\W\d_]+)")


def corrections(quotes: Sequence[Quote], passages: Sequence[Hit]) -> list[Quote]:
    """What corrects a value of these quotes, after the sentences that tell the wrong one."""
    wrong = {value for quote in quotes for value in _values(quote.text)}
    stretches = (stretch for passage in passages for stretch in _of_passage(passage, wrong))
    return list(dict.fromkeys(quote for stretch in stretches for quote in stretch))


def _of_passage(passage: Hit, wrong: AbstractSet[Value]) -> Iterator[list[Quote]]:
    sentences = quotable(passage)
    spoken = language.read_as(passage.text).context
    for place, sentence in enumerate(sentences):
        if sentence and _tells_wrong(sentence.text, wrong, spoken):
            yield with_context(sentences, place) or [sentence]
    for place, (before, sentence) in enumerate(pairwise(sentences)):
        if not (before and sentence and spoken.correction.search(fold_variants(sentence.text))):
            continue
        if _corrected(before.text, sentence.text) & wrong:
            yield [*(with_context(sentences, place) or [before]), sentence]


def _tells_wrong(sentence: str, wrong: AbstractSet[Value], spoken: Context) -> bool:
    """Whether a sentence says of a value that it was wrong: "not 43,000", "an earlier version"."""
    numbers = {number for number, _ in wrong}
    denied = numbers.intersection(spoken.not_but.findall(sentence))
    return bool(denied or (tells_error(sentence) and _values(sentence) & wrong))


def _corrected(before: str, sentence: str) -> set[Value]:
    """The values of the sentence before that have the unit of the right one."""
    right = _values(sentence)
    units = {unit for _, unit in right}
    return {value for value in _values(before) - right if value[1] in units}


def _values(text: str) -> set[Value]:
    """Numbers with the word that follows, most often their unit."""
    return {(number, unit[:4].lower()) for number, unit in _VALUE.findall(text)}
