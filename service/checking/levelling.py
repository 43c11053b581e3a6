"""Text without what typesetting and the spelling of numbers and dates change."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

from index.language import Language
from service.checking.lexicon import MONTHS
from service.checking.numerals import in_digits

_Rewrites = tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]

_MARKS = str.maketrans(dict.fromkeys("™®©*_", ""))
_LEVEL = str.maketrans(
    dict.fromkeys("“”„«»「」『』〝〞＂", '"')
    | dict.fromkeys("‘’‚‛`´", "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | {"￥": "¥", "％": "%"}
)
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_SIGNS = "$€£¥"
_CODE = 3  # letters of a currency's code
_LARGE = 10**6  # magnitudes from here on stand behind a broken decimal: 3. 5 million


@lru_cache(maxsize=2048)
def level(text: str, words: Language) -> str:
    """The text as it is compared, word for word or token by token."""
    text = text.translate(_MARKS).translate(_LEVEL)  # before NFKC makes a blank of an accent
    text = unicodedata.normalize("NFKC", text).translate(_LEVEL)
    text = in_digits(text, words)
    digits = _of_digits(words) if any(map(str.isdigit, text)) else ()
    for pattern, instead in (*digits, *_of_words(words)):
        text = pattern.sub(instead, text)
    return text.strip()


@lru_cache(maxsize=64)
def _of_digits(words: Language) -> _Rewrites:
    numbers = words.numbers
    percent, points, basis_points = map(
        any_of, (numbers.percent, numbers.points, numbers.basis_points)
    )
    large = any_of(form for form, size in numbers.magnitudes.items() if size >= _LARGE)
    return (
        (re.compile(r"\b(\d{1,2})(?:[.:](\d{2}))? ?([AaPp])\.?[Mm]\b\.?"), _time),
        (re.compile(r"^\s*\(?\d{1,2}[.)]\s+"), ""),
        *_of_groups(words),
        (
            re.compile(r"(?<![\d.,])(\d{1,3})((?:, \d{3})+)(?!\d)"),
            lambda m: m[1] + m[2].replace(" ", ""),
        ),
        (re.compile(r"(?<=\d) (?=\d{3}(?!\d))(?<!\d{4} )"), ""),
        (re.compile(rf"(?<![\d.])(\d{{1,2}})\. (?=\d{{1,2}}\s*(?:%|{percent}|{large}))"), r"\1."),
        *_of_money(words),
        (re.compile(percent), "%"),
        (re.compile(points), "pp"),
        (re.compile(basis_points), "bps"),
        *_of_days(words),
    )


def _of_groups(words: Language) -> _Rewrites:
    """Thousands and decimals as in English, where the language writes them otherwise."""
    if words.numbers.decimal == ".":
        return ()
    group, decimal = (
        f"[{re.escape(''.join(marks))}]" for marks in (words.numbers.group, words.numbers.decimal)
    )
    return (
        (re.compile(rf"(?<=\d){group}(?=\d{{3}}(?!\d))"), ""),
        (re.compile(rf"(?<=\d){decimal}(?=\d)"), "."),
    )


def _of_money(words: Language) -> _Rewrites:
    """Amounts as "€88 million": "€88m", "88m euros" and "EUR 88 million" otherwise."""
    units = words.numbers.units
    signs = {
        form.upper(): unit for form, unit in units.items() if unit in _SIGNS and form.isalpha()
    }
    names = any_of({*signs, *map(str.lower, signs)})
    return (
        (
            re.compile(rf"\b({'|'.join(s for s in signs if len(s) == _CODE)}) ?(?=\d)"),
            lambda m: signs[m[1]],
        ),
        *(
            rewrite
            for letter, size in (("[Mm]", 10**6), ("[Bb]", 10**9))
            for rewrite in (
                (
                    re.compile(rf"([{_SIGNS}]\s?\d[\d.,]*)\s?{letter}\b"),
                    rf"\1 {_magnitude(words, size)}",
                ),
                (re.compile(rf"(\d)\s?{letter}(?= {names})"), rf"\1 {_magnitude(words, size)}"),
            )
        ),
    )


def _of_days(words: Language) -> _Rewrites:
    """Days as "3 march 2026", in this order and in English."""
    dates = words.dates
    written = (month for month in dates.months if month[0].isascii())
    months = any_of(month.title() if dates.capitals else month for month in written)
    latin, dense = (
        _behind(suffix for suffix in dates.day_suffixes if suffix.isascii() is ascii_)
        for ascii_ in (True, False)
    )
    year, month = _behind(dates.year_suffixes), _behind(dates.month_suffixes)
    upto = any_of(words.drafts.upto)
    joiners = any_of(dates.joiners)
    return (
        (
            re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)"),
            lambda m: f" {_day(m[1], m[2], m[3])} ",
        ),
        *(
            (re.compile(rf"(?<![\d.])(\d{{1,2}})(?=(?:-|~|{upto})\d{{1,2}}{one})"), rf"\1{one}")
            for one in dates.month_suffixes
        ),
        (
            re.compile(
                rf"(?:(?<!\d)(\d{{4}}){year})?(?<!\d)(\d{{1,2}}){month}(?:(\d{{1,2}}){dense})?"
            ),
            lambda m: f" {_day(m[1], m[2], m[3])} ",
        ),
        (re.compile(rf"(?<!\d)(\d{{4}}){year}"), r" \1 "),
        (
            re.compile(rf"({months}\.?) (\d{{1,2}}){latin}?(?:,? (\d{{4}}))?(?!\d)"),
            r"\2 \1 \3",
        ),
        (re.compile(rf"\b(\d{{1,2}}){latin} (?:{joiners} )?(?={months})"), r"\1 "),
    )


@lru_cache(maxsize=64)
def _of_words(words: Language) -> _Rewrites:
    negation = words.negation
    return (
        (re.compile(rf"^(?i:{any_of(words.drafts.yes_or_no)})[,:] *"), ""),
        (re.compile(rf"\b(?:{'|'.join(n for n in _ROMAN if len(n) > 1)})\b"), _number),
        (re.compile(r"^\s*[-•·>#]+\s+"), ""),
        (
            re.compile(f"(?i:{any_of(negation.contracted)})"),
            lambda m: negation.contracted[m[0].lower()],
        ),
        (re.compile(rf"\b(\w+){re.escape(negation.suffix) or '(?!)'}\b", re.IGNORECASE), r"\1 not"),
        (re.compile(r"\s+"), " "),
    )


def any_of(forms: Iterable[str]) -> str:
    """A pattern for any of some words, whole where they are in Latin letters; '' is nowhere."""
    longest = sorted(forms, key=len, reverse=True)
    told = "|".join(
        rf"\b{re.escape(form)}\b" if form[0].isascii() and form[0].isalpha() else re.escape(form)
        for form in longest
    )
    return f"(?:{told or '(?!)'})"


def _behind(suffixes: Iterable[str]) -> str:
    """A pattern for any of what stands behind a number; '' is nowhere."""
    return f"(?:{'|'.join(sorted(map(re.escape, suffixes))) or '(?!)'})"


def _magnitude(words: Language, size: int) -> str:
    return next(form for form, value in words.numbers.magnitudes.items() if value == size)


def _day(year: str | None, month: str, day: str | None) -> str:
    name = MONTHS[int(month) - 1].title() if 1 <= int(month) <= 12 else ""
    return " ".join(part for part in (day and str(int(day)), name, year) if part)


def _time(match: re.Match[str]) -> str:
    hour = int(match[1]) % 12 + (12 if match[3].lower().startswith("p") else 0)
    return f"{hour}:{match[2] or '00'}"


def _number(match: re.Match[str]) -> str:
    return str(_ROMAN.index(match[0]))
