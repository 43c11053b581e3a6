"""Numbers in letters as digits: "two hundred and forty-five", 三千二百, 百分之五, "two fifths".

In scripts with spaces a number of several words is rewritten; without them, one of several signs, a
decimal (三点一), tenths (三成 is 30%), and a single sign that a unit or the name of a day or month
follows. What is no number, or may be two, stays as it is: "nineteen twenty-five", 万一.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from index.language import Language
from index.words import CJK

_SIGN = re.compile(f"[{CJK}\u3007]")  # with the zero of years
_YEAR = 4  # signs
_FIFTH = 20  # percent


def in_digits(text: str, words: Language) -> str:
    """The text with its numbers in letters as digits."""
    numerals = _numerals(words)
    text = numerals.fractions.sub(numerals.of_fraction, text)
    text = numerals.words.sub(lambda match: numerals.of_words(match[0]), text)
    text = numerals.composed.sub(numerals.of_parts, text)
    text = numerals.tenths.sub(numerals.of_tenths, text)
    if numerals.sizes.keys().isdisjoint(text):
        return text
    text = numerals.decimals.sub(numerals.of_decimal, text)
    text = numerals.hundredths.sub(lambda match: f"{numerals.of_signs(match[1])}%", text)
    return numerals.signs.sub(lambda match: numerals.of_signs(match[0]), text)


def fractions(text: str, words: Language) -> frozenset[str]:
    """The percent that fractions in letters come to: 40 for two fifths, and for 四成."""
    numerals = _numerals(words)
    found = [numerals.of_fraction(fraction) for fraction in numerals.fractions.finditer(text)]
    found += [numerals.of_tenths(tenths) for tenths in numerals.tenths.finditer(text)]
    return frozenset(one.rstrip("%") for one in found)


@dataclass(frozen=True, slots=True)
class _Numerals:
    """The numerals and magnitudes of a language, and where they make up numbers."""

    sizes: Mapping[str, int]
    shares: Mapping[str, int]
    fractions: re.Pattern[str]
    words: re.Pattern[str]
    signs: re.Pattern[str]
    decimals: re.Pattern[str]
    tenths: re.Pattern[str]
    hundredths: re.Pattern[str]
    composed: re.Pattern[str]

    def of_words(self, numeral: str) -> str:
        """The digits of "two hundred and five"; the words where they are no number."""
        values = [
            self.sizes[word] for word in re.findall(r"\w+", numeral.lower()) if word in self.sizes
        ]
        value = _value(values, whole=10**3)
        return numeral if value is None else str(value)

    def of_fraction(self, fraction: re.Match[str]) -> str:
        """Percent for "two fifths"; the words where that is more than a whole."""
        share = self.sizes[fraction[1].lower()] * self.shares[fraction[2].lower()]
        return f"{share}%" if share < 100 else fraction[0]

    def of_parts(self, number: re.Match[str]) -> str:
        """The digits of 3亿5000万; what is no number as it stands."""
        large, small = self.sizes[number["large"]], self.sizes.get(number["small"] or "", 1)
        rest = Decimal(number["rest"]) * small
        whole = Decimal(number["whole"]) * large + rest
        return f"{whole.normalize():f}" if rest < large else number[0]

    def of_decimal(self, decimal: re.Match[str]) -> str:
        """The digits of 三点一; what is none as it stands."""
        whole = self.of_signs(decimal["whole"])
        digits = "".join(str(self.sizes[sign]) for sign in decimal["digits"])
        return f"{whole}.{digits}" if whole.isascii() else decimal[0]

    def of_tenths(self, tenths: re.Match[str]) -> str:
        """The percent of 四成 or 四成九."""
        count, more = (self.sizes.get(found, found) for found in tenths.group("count", "more"))
        return f"{count}{more or 0}%"

    def of_signs(self, numeral: str) -> str:
        """The digits of 三千二百 or 二〇二六; what is none as it stands."""
        values = [self.sizes[sign] for sign in numeral if sign in self.sizes]
        if len(values) == _YEAR and max(values) < 10:
            return "".join(map(str, values))
        short = len(values) > 1 and 0 < values[-1] < 10 and values[-2] >= 100  # 三千五 is 3,500
        value = None if short or len(values) < len(numeral) else _value(values, whole=10**4)
        return numeral if value is None else str(value)


def _value(sizes: Sequence[int], *, whole: int) -> int | None:
    """The number that numerals and magnitudes make up; None where they don't.

    A magnitude from `whole` on counts all that stands before it, a smaller one the numeral.
    """
    total = part = numeral = 0
    for size in sizes:
        before = part + numeral
        if size >= whole:
            if not (before or total) or (before and total % (size * whole)):
                return None
            total = total + before * size if before else total * size
            part = numeral = 0
        elif size >= 100 or (size == 10 and whole > 10**3):
            if part % (10 * size):
                return None
            part, numeral = part + (numeral or 1) * size, 0
        elif numeral and (numeral % 10 or numeral < 20 or size >= 10):
            return None
        else:
            numeral += size
    return total + part + numeral


@lru_cache(maxsize=64)
def _numerals(words: Language) -> _Numerals:
    numbers, dates = words.numbers, words.dates
    sizes = {**dict.fromkeys(numbers.ones, 1), **numbers.numerals, **numbers.magnitudes}
    spaced, signs = _by_script(sizes)
    first, _ = _by_script(numbers.numerals)
    large, of_many = _by_script(numbers.magnitudes)
    joints, _ = _by_script(words.comparing.items)
    _, ordinals = _by_script(numbers.ordinals)
    _, units = _by_script((*numbers.units, *dates.year_suffixes))
    _, of_dates = _by_script((*dates.month_suffixes, *dates.day_suffixes))
    ones, form, magnitude, joint = map(_any_of, (numbers.ones, spaced, large, joints))
    single = [one for one in signs if len(one) == 1]
    few, digit, counted, numeral = (
        _any_of(one for one in single if sizes[one] in range(least, most))
        for least, most in ((2, 11), (0, 10), (1, 10), (0, 11))
    )
    sign = _not_of(units, single)
    ordinal = f"(?<!{_any_of({form[0] for form in ordinals} - sizes.keys())})"
    start = rf"(?<![\d.])(?<!{_any_of(single)})" if signs else ""
    # A quarter may be one of a year, and a third is no whole number of percent.
    shares = {form: share for form, share in numbers.shares.items() if share <= _FIFTH}
    several = (form for form in first if numbers.numerals[form] > 1)
    return _Numerals(
        sizes=sizes,
        shares=shares,
        fractions=re.compile(rf"\b({_any_of(several)})[ -]({_any_of(shares)})s?\b", re.IGNORECASE),
        words=re.compile(
            rf"\b(?:{_any_of(first)}|{ones}(?=[ -]{magnitude}\b))"
            rf"(?:[ -](?:{magnitude},? {joint} )?{form})+\b",
            re.IGNORECASE,
        ),
        signs=re.compile(
            rf"{start}(?:{sign}{{2,}}|{sign}(?={_any_of(of_dates)})|{ordinal}{few}(?={_any_of(units)}))"
        ),
        decimals=re.compile(
            rf"{start}(?P<whole>{sign}+){_any_of(numbers.point)}(?P<digits>{digit}+)"
            rf"(?!{numeral}|{_any_of(numbers.not_decimals)})"
        ),
        tenths=re.compile(
            rf"{start}(?P<count>{counted}|[1-9]){_any_of(numbers.tenths)}(?P<more>{digit})?"
            rf"(?!{_any_of(numbers.not_tenths)})"
        ),
        hundredths=re.compile(rf"{_any_of(numbers.percent_before)}({sign}+|\d[\d.]*)"),
        composed=re.compile(
            rf"(?<![\d.,])(?P<whole>\d+)(?P<large>{_any_of(of_many)})"
            rf"(?P<rest>\d{{3,4}}(?![\d.,%])|\d{{1,4}}(?={_any_of(of_many)}))"
            rf"(?P<small>{_any_of(of_many)})?"
        ),
    )


def _by_script(forms: Iterable[str]) -> tuple[list[str], list[str]]:
    """Words in letters, and in signs of their own."""
    found = list(forms)
    signs = [form for form in found if _SIGN.match(form)]
    return [form for form in found if form.isalpha() and form not in signs], signs


def _not_of(units: Iterable[str], signs: Iterable[str]) -> str:
    """A pattern for any of the signs, where it doesn't begin a unit: 千 of 千瓦."""
    ends = {
        sign: [unit.removeprefix(sign) for unit in units if unit.startswith(sign) and unit != sign]
        for sign in signs
    }
    return f"(?:{'|'.join(f'{sign}(?!{_any_of(of)})' for sign, of in ends.items()) or '(?!)'})"


def _any_of(forms: Iterable[str]) -> str:
    longest = sorted(forms, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, longest)) or '(?!)'})"
