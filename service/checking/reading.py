"""A text as the check compares it: typesetting levelled, then tokens that know what they are."""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from index.language import Language, fold
from index.words import CJK, terms
from service.checking.levelling import level
from service.checking.lexicon import INSTEAD, MONTHS, NOT

__all__ = ["Token", "TokenKind", "bare", "is_year", "level", "plain", "read", "settle"]

TokenKind = Literal[
    "number", "name", "month", "ordinal", "unit", "negation", "word", "stop", "mark", "break"
]


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or CJK character: as shown, as compared, and what it is.

    A number carries its unit, "" where it has none; a name at the start of a sentence, which may be
    a plain word, is not `sure`.
    """

    text: str
    key: str
    kind: TokenKind
    unit: str = ""
    sure: bool = True

    @property
    def counts(self) -> bool:
        """Whether it carries content."""
        return self.kind not in ("stop", "mark", "break")


_GAP = re.compile(r"\(?(?:…|⋯|\.{3,})\)?|\[[^\]]{0,40}\]")  # of a quotation
_LEFT_OUT = r".{0,200}?"
_COUNTED = range(2, 10)  # by a sign alone: 三家; 一 and 十 are in too many other words
TIME = "time"  # the unit of a time of day, whose key is none of a number
DECADE = "years"  # the unit of a decade: 1930s
_YEAR = re.compile(r"(?:19|20)\d\d")
_END = Token("", "", "break")


@lru_cache(maxsize=64)
def _tokens(words: Language) -> re.Pattern[str]:
    latin_sizes, sizes = _by_script(words.numbers.magnitudes)
    latin_units, units = _by_script(words.numbers.units)
    sizes = [
        size + "".join(f"(?!{unit.removeprefix(size)})" for unit in units if unit.startswith(size))
        for size in sizes  # 千 of 千瓦 is none
    ]
    spelled = "|".join(latin_units).replace(r"\-", "[ -]")
    turning = words.direction.rising | words.direction.falling  # 5升 is a measure, 升至 a rise
    measured = (
        unit
        + "".join(
            f"(?!{word.removeprefix(unit)})"
            for word in sorted(turning)
            if word != unit and word.startswith(unit)
        )
        for unit in units
    )
    ends = rf"(?![^\W{CJK}])"
    return re.compile(
        r"(?P<time>\s?(?<![\d.,:])\d{1,2}:\d{2}(?![\d:]))"
        r"|(?P<decade>\s?(?<![\d.,])(?:1\d|20)\d0s\b)"
        r"|(?P<currency>[$€£¥])?\s?(?<![A-Za-z\d])(?<!\d[.,])(?P<digits>\d+(?:,\d{3})*(?:\.\d+)?)"
        rf"(?P<magnitude>[\s-]?(?i:{'|'.join(latin_sizes)}){ends}|{'|'.join(sizes)})?"
        rf"(?P<unit>\s?%|[\s-]?(?i:{spelled}){ends}|{'|'.join(measured)})?"
        r"|(?P<code>[A-Z][A-Za-z]*-\d[\w-]*)"
        rf"|(?P<cjk>[{CJK}])"
        rf"|(?P<word>[^\W\d_{CJK}]+(?:['.&](?=\w)[^\W\d_{CJK}]+)*|\d\w*|[$€£¥%,])"
        r"|(?P<mark>[():\[\]、]|(?<=\s)-(?=\s))"
        r"|(?P<break>[.!?;。！？；\n\"])"
    )


def _by_script(forms: Iterable[str]) -> tuple[list[str], list[str]]:
    """Words in letters, and words in characters, each the longest first."""
    longest = sorted((form for form in forms if form[0].isalpha()), key=len, reverse=True)
    dense = [form for form in longest if re.match(f"[{CJK}]", form)]
    return [re.escape(form) for form in longest if form not in dense], dense


def plain(text: str, words: Language) -> str:
    """Levelled text to look for in other such text, word for word."""
    return re.sub(r" ?([.,;:!?\"'()-]) ?", r"\1", level(text, words)).strip("\"' .。，,").lower()


def stands(quotation: str, passage: str, words: Language) -> bool:
    """Whether a quotation stands in a plain passage, part by part where something is left out."""
    parts = [part for part in (plain(part, words) for part in _GAP.split(quotation)) if part]
    if len(parts) > 1 and not any(len(part.split()) > 1 or not part.isascii() for part in parts):
        return False
    found = _LEFT_OUT.join(rf"(?<![a-z0-9]){re.escape(part)}(?![a-z0-9])" for part in parts)
    return bool(parts) and re.search(found, passage) is not None


def bare(text: str, words: Language) -> str:
    """Levelled text whose numbers stand alone, without units and currencies: 88 for €88m."""
    return _tokens(words).sub(_without_unit, level(text, words))


def _without_unit(match: re.Match[str]) -> str:
    return f" {match['digits']}" if match["digits"] else match.group()


def read(text: str, words: Language) -> tuple[Token, ...]:
    """The tokens of a text."""
    levelled = level(text, words)
    found = [_token(match, levelled, words) for match in _tokens(words).finditer(levelled)]
    return tuple(
        replace(token, unit=follower.key) if _is_day(token, follower) else token
        for token, follower in zip(found, [*found, _END][1:], strict=True)
    )


def _token(match: re.Match[str], text: str, words: Language) -> Token:
    if match["time"] or match["decade"] or match["digits"]:
        return _number(match, words)
    if match["break"]:
        return Token(match.group(), match.group(), "break")
    if match["mark"]:
        return Token(match.group(), match.group(), "mark")
    if match["cjk"]:
        return _cjk(match.group(), words)
    if match["code"]:
        return Token(match.group(), match.group().lower(), "name")
    return _word(match["word"], words, first=_begins(text, match.start()))


def _number(match: re.Match[str], words: Language) -> Token:
    if match["time"]:
        time = match.group().strip()
        return Token(time, time.lstrip("0"), "number", TIME)
    if match["decade"]:
        decade = match.group().strip()
        return Token(decade, decade, "number", DECADE)
    value = Decimal(match["digits"].replace(",", ""))
    value *= words.numbers.magnitudes.get((match["magnitude"] or "").strip(" -").lower(), 1)
    unit = match["currency"] or (match["unit"] or "").strip(" -")
    units = words.numbers.units
    unit = units.get(unit) or units.get(unit.lower().replace(" ", "-"), unit)
    return Token(match.group().strip(), f"{value.normalize():f}", "number", unit)


def _is_day(token: Token, follower: Token) -> bool:
    return token.kind == "number" and not token.unit and follower.kind == "month"


def _cjk(char: str, words: Language) -> Token:
    if char in words.negation.words:
        return Token(char, NOT, "negation")
    if words.numbers.numerals.get(char) in _COUNTED:
        return Token(char, str(words.numbers.numerals[char]), "number")
    return Token(char, char, "stop" if _is_stop(char, words) else "word")


def _word(word: str, words: Language, *, first: bool) -> Token:
    bare = re.sub(r"'s$|'$", "", word)
    lower = fold(bare)
    if word in words.numbers.units and not word.isalpha():
        return Token(word, words.numbers.units[word], "unit")
    if meaning := _meaning(lower, words):
        return Token(word, *meaning)
    capital = bare[:1].isupper()
    month = words.dates.months.get(lower) if capital or not words.dates.capitals else None
    if month and not (first and _is_stop(lower, words)):
        return Token(word, MONTHS[month - 1], "month")
    light = lower in words.classes.stop or (first and bare in words.cutting.starters)
    light = light and not (bare.isupper() and lower in words.lands)  # US
    if capital and not light:
        name = lower.replace(".", "")  # U.S.
        return Token(bare, words.lands.get(name, name), "name", sure=not first)
    kind: TokenKind = "stop" if lower == "," or _is_stop(lower, words) else "word"
    return Token(word, next(iter(terms(bare, words)), lower), kind)


def _meaning(word: str, words: Language) -> tuple[str, TokenKind] | None:
    """What a word is wherever it stands: by what it is compared, and its kind."""
    if word in words.negation.words:
        return NOT, "negation"
    if (words.stem(word),) in words.negation.contrasts:
        return INSTEAD, "stop"
    if (value := words.numbers.numerals.get(word)) is not None:
        return str(value), "number"
    if (place := words.numbers.ordinals.get(word)) is not None:
        return next(
            form for form, same in words.numbers.ordinals.items() if same == place
        ), "ordinal"
    unit = words.numbers.units.get(word) if len(word) > 1 else None
    return (unit, "unit") if unit else None


def _is_stop(word: str, words: Language) -> bool:
    return word in words.classes.stop or word in words.classes.light


def _begins(text: str, place: int) -> bool:
    while place and text[place - 1] in " \"'-":
        place -= 1
    return not place or text[place - 1] in ".!?:;\n("


def is_year(token: Token) -> bool:
    """Whether a number is a year."""
    return token.kind == "number" and not token.unit and bool(_YEAR.fullmatch(token.text))


def settle(
    tokens: Sequence[Token], names: AbstractSet[str], small: AbstractSet[str], words: Language
) -> list[Token]:
    """The tokens; the rest of an article tells names from words that merely begin a sentence.

    `names` stand in the middle of its sentences, `small` are its words in small letters.
    """
    return [
        token if token.sure else _settled(token, follower, names, small, words)
        for token, follower in zip(tokens, [*tokens, _END][1:], strict=True)
    ]


def _settled(
    token: Token,
    follower: Token,
    names: AbstractSet[str],
    small: AbstractSet[str],
    words: Language,
) -> Token:
    if token.key in names:
        return replace(token, sure=True)
    light = follower.kind == "stop" and follower.key not in words.classes.auxiliaries
    filler = not token.text.isupper() and words.stem(token.text.lower()) in words.comparing.fillers
    if token.text.lower() in small or filler or (light and _is_common(token.text, words)):
        return Token(token.text, terms(token.text, words)[0], "word")
    return token


def _is_common(word: str, words: Language) -> bool:
    """Whether a word that opens a sentence begins or ends as names seldom do."""
    heads, endings = tuple(words.comparing.heads), tuple(words.forms.endings)
    lower = word.lower()
    return word.endswith(endings) or (
        lower.startswith(heads) and lower not in words.comparing.heads
    )
