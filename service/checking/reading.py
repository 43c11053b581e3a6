"""A text as the check compares it: typesetting levelled, then tokens that know what they are."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from index.sentences import STARTERS
from index.words import CJK, STOPWORDS, terms
from service.checking.lexicon import (
    AUXILIARIES,
    CONTRASTS,
    LANDS,
    MAGNITUDES,
    MONTHS,
    NEGATIONS,
    NUMERALS,
    ORDINALS,
    UNITS,
)

Kind = Literal[
    "number", "name", "month", "ordinal", "unit", "negation", "word", "stop", "mark", "break"
]

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_MARKS = str.maketrans(dict.fromkeys("™®©*_", ""))
_LEVEL = str.maketrans(
    dict.fromkeys("“”„«»「」『』〝〞＂", '"')
    | dict.fromkeys("‘’‚‛`´", "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | {"￥": "¥", "％": "%"}
)
_ENGLISH_MONTHS = (
    "January February March April May June July August September October November December".split()
)


def _day(year: str | None, month: str, day: str | None) -> str:
    name = _ENGLISH_MONTHS[int(month) - 1] if 1 <= int(month) <= 12 else ""
    return " ".join(part for part in (day and str(int(day)), name, year) if part)


_Rewrites = tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]

_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


def _time(match: re.Match[str]) -> str:
    hour = int(match[1]) % 12 + (12 if match[3].lower().startswith("p") else 0)
    return f"{hour}:{match[2] or '00'}"


_OF_DIGITS: _Rewrites = (
    (re.compile(r"\b(\d{1,2})(?:[.:](\d{2}))? ?([AaPp])\.?[Mm]\b\.?"), _time),
    (re.compile(r"^\s*\(?\d{1,2}[.)]\s+"), ""),
    (
        re.compile(r"(?<![\d.,])(\d{1,3})((?:, \d{3})+)(?!\d)"),
        lambda m: m[1] + m[2].replace(" ", ""),
    ),
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d))(?<!\d{4} )"), ""),
    (re.compile(r"(?<![\d.])(\d{1,2})\. (?=\d{1,2}\s*(?:%|per ?cent|[mb]illion))"), r"\1."),
    (re.compile(r"([$€£¥]\s?\d[\d.,]*)\s?[Mm]\b"), r"\1 million"),
    (re.compile(r"([$€£¥]\s?\d[\d.,]*)\s?[Bb]\b"), r"\1 billion"),
    (re.compile(r"\bper ?cent\b"), "%"),
    (re.compile(r"\bpercentage points?\b"), "pp"),
    (re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)"), lambda m: f" {_day(m[1], m[2], m[3])} "),
    (
        re.compile(r"(?:(?<!\d)(\d{4})年)?(?<!\d)(\d{1,2})月(?:(\d{1,2})[日号])?"),
        lambda m: f" {_day(m[1], m[2], m[3])} ",
    ),
    (re.compile(r"(?<!\d)(\d{4})年"), r" \1 "),
    (re.compile(rf"\b({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?(?:,? (\d{{4}}))?(?!\d)"), r"\2 \1 \3"),
    (re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th) (?:of )?(?={_MONTH})"), r"\1 "),
)
_OF_WORDS: _Rewrites = (
    (re.compile(r"^(?:Yes|No)[,:] +|^(?:是的|不是|不)[,，]"), ""),
    (
        re.compile(r"\b(?:II|III|IV|VI|VII|VIII|IX)\b"),
        lambda m: str(_ROMAN.index(m[0])),
    ),
    (re.compile(r"^\s*[-•·>#]+\s+"), ""),
    (re.compile(r"\bcan(?:'t|not)\b", re.IGNORECASE), "can not"),
    (re.compile(r"\bwon't\b", re.IGNORECASE), "will not"),
    (re.compile(r"\b(\w+)n't\b", re.IGNORECASE), r"\1 not"),
    (re.compile(r"\s+"), " "),
)

_LATIN_UNITS = "|".join(sorted((u for u in UNITS if u.isascii() and u.isalpha()), key=len)[::-1])
_CJK_UNITS = "|".join(sorted((u for u in UNITS if re.match(f"[{CJK}]", u)), key=len)[::-1])
_TOKEN = re.compile(
    r"(?P<time>(?<![\d.,:])\d{1,2}:\d{2}(?![\d:]))|(?P<currency>[$€£¥])?\s?(?<![A-Za-z\d])(?<!\d[.,])(?P<digits>\d+(?:,\d{3})*(?:\.\d+)?)"
    r"(?P<magnitude>[\s-]?(?:thousand|million|billion|trillion|mn|bn)\b|万亿|百万|[亿万千])?"
    rf"(?P<unit>\s?%|[\s-]?(?i:{_LATIN_UNITS})\b|{_CJK_UNITS})?"
    r"|(?P<code>[A-Z][A-Za-z]*-\d[\w-]*)"
    rf"|(?P<cjk>[{CJK}])"
    rf"|(?P<word>[^\W\d_{CJK}]+(?:['.&](?=\w)[^\W\d_{CJK}]+)*|\d\w*|[$€£¥%,])"
    r"|(?P<mark>[():\[\]、]|(?<=\s)-(?=\s))"
    r"|(?P<break>[.!?;。！？；\n\"])"
)
# Words that are the same thing wherever they stand: what they are compared by, and their kind.
_MEANINGS: Mapping[str, tuple[str, Kind]] = {
    **{word: (UNITS[word], "unit") for word in UNITS if len(word) > 1},
    **{word: (word, "ordinal") for word in ORDINALS},
    **{word: (str(value), "number") for word, value in NUMERALS.items()},
    **dict.fromkeys(CONTRASTS, ("instead", "stop")),
    **dict.fromkeys(NEGATIONS, ("not", "negation")),
}
_LIGHT = frozenset((",", "one"))
_CJK_STOPS = frozenset("的了是在和与及将由从其把被到至为对年该")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or CJK character: as shown, as compared, and what it is.

    A number carries its unit, "" where it has none; a name at the start of a sentence, which may be
    a plain word, is not `sure`.
    """

    text: str
    key: str
    kind: Kind
    unit: str = ""
    sure: bool = True

    @property
    def counts(self) -> bool:
        """Whether it carries content."""
        return self.kind not in ("stop", "mark", "break")


# Endings of words that open a sentence, and that names seldom have.
_COMMON = re.compile(
    r"(?:ly|ing|ed|[st]ions?|ments?|ness|ers|ors|ists|ties|ive|ous|ful|able|ible)$|^(?:Further|More|Never|There)\w+"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_END = Token("", "", "break")


@lru_cache(maxsize=2048)
def level(text: str) -> str:
    """Text without what typesetting and the spelling of dates change."""
    text = unicodedata.normalize("NFKC", text.translate(_MARKS)).translate(_LEVEL)
    digits = _OF_DIGITS if any(map(str.isdigit, text)) else ()
    for pattern, instead in (*digits, *_OF_WORDS):
        text = pattern.sub(instead, text)
    return text.strip()


def plain(text: str) -> str:
    """Levelled text to look for in other such text, word for word."""
    return re.sub(r" ?([.,;:!?\"'()-]) ?", r"\1", level(text)).strip("\"' .。，,").lower()


def bare(text: str) -> str:
    """Levelled text whose numbers stand alone, without units and currencies: 88 for €88m."""
    return _TOKEN.sub(_without_unit, level(text))


def _without_unit(match: re.Match[str]) -> str:
    return f" {match['digits']}" if match["digits"] else match.group()


def read(text: str) -> tuple[Token, ...]:
    """The tokens of a text."""
    levelled = level(text)
    found = [_token(match, levelled) for match in _TOKEN.finditer(levelled)]
    return tuple(
        replace(token, unit=follower.key) if _is_day(token, follower) else token
        for token, follower in zip(found, [*found, _END][1:], strict=True)
    )


def _token(match: re.Match[str], text: str) -> Token:
    if match["time"] or match["digits"]:
        return _number(match)
    if match["break"]:
        return Token(match.group(), match.group(), "break")
    if match["mark"]:
        return Token(match.group(), match.group(), "mark")
    if match["cjk"]:
        return _cjk(match.group())
    if match["code"]:
        return Token(match.group(), match.group().lower(), "name")
    return _word(match["word"], match.start(), text)


def _number(match: re.Match[str]) -> Token:
    if match["time"]:
        return Token(match.group(), match.group().lstrip("0"), "number", "time")
    value = Decimal(match["digits"].replace(",", ""))
    value *= MAGNITUDES.get((match["magnitude"] or "").strip(" -"), 1)
    unit = match["currency"] or (match["unit"] or "").strip(" -")
    unit = UNITS.get(unit) or UNITS.get(unit.lower(), unit)
    return Token(match.group().strip(), f"{value.normalize():f}", "number", unit)


def _is_day(token: Token, follower: Token) -> bool:
    return token.kind == "number" and not token.unit and follower.kind == "month"


def _cjk(char: str) -> Token:
    if char in NEGATIONS:
        return Token(char, "not", "negation")
    return Token(char, char, "stop" if char in _CJK_STOPS else "word")


def _word(word: str, start: int, text: str) -> Token:
    bare = re.sub(r"'s$|'$", "", word)
    lower = bare.lower()
    if word in UNITS and not word.isalpha():
        return Token(word, UNITS[word], "unit")
    if meaning := _MEANINGS.get(lower):
        return Token(word, *meaning)
    first = _begins(text, start)
    if bare[:1].isupper():
        if lower in MONTHS and not (first and lower == "may"):
            return Token(word, MONTHS[lower], "month")
        if lower not in STOPWORDS and not (first and bare in STARTERS):
            key = LANDS.get(lower, lower.replace(".", ""))
            return Token(bare, key, "name", sure=not first)
    return _plain_word(word, bare)


def _plain_word(word: str, bare: str) -> Token:
    lower = bare.lower()
    stop = lower in STOPWORDS or lower in _LIGHT
    return Token(word, next(iter(terms(bare)), lower), "stop" if stop else "word")


def _begins(text: str, place: int) -> bool:
    while place and text[place - 1] in " \"'-":
        place -= 1
    return not place or text[place - 1] in ".!?:;\n("


def is_year(token: Token) -> bool:
    """Whether a number is a year."""
    return token.kind == "number" and not token.unit and bool(_YEAR.fullmatch(token.text))


def settle(
    tokens: Sequence[Token], names: AbstractSet[str], words: AbstractSet[str]
) -> list[Token]:
    """The tokens; the rest of an article tells names from words that merely begin a sentence."""
    return [
        token if token.sure else _settled(token, follower, names, words)
        for token, follower in zip(tokens, [*tokens, _END][1:], strict=True)
    ]


def _settled(
    token: Token, follower: Token, names: AbstractSet[str], words: AbstractSet[str]
) -> Token:
    if token.key in names:
        return replace(token, sure=True)
    light = follower.kind == "stop" and follower.key not in AUXILIARIES
    if token.text.lower() in words or (light and _COMMON.search(token.text)):
        return Token(token.text, terms(token.text)[0], "word")
    return token
