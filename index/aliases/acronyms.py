"""Acronyms, and the words whose initials they are: SASAC, NdPr."""

import re
from functools import cache

from index import language

_ACRONYM = re.compile(r"[A-Z][A-Za-z&]{1,9}")
_WORDS = re.compile(r"[^\W\d_](?:[\w&.’'-]| (?=\S))*$")
_PASSED_OVER = language.ENGLISH.aliases.passed_over


def is_acronym(text: str) -> bool:
    """Whether a text has an acronym's form: no small letters, or few. "DeSantis" has many."""
    capitals = sum(letter.isupper() for letter in text)
    return _ACRONYM.fullmatch(text) is not None and capitals >= max(2, len(text) / 2)


def words_before(left: str, acronym: str) -> str | None:
    """The fewest words at the end of `left` that the acronym stands for."""
    found = _WORDS.search(left)
    words = found[0].split(" ") if found else []
    counts = range(1, min(len(words), len(acronym) + 6) + 1)
    ends = (words[-count:] for count in counts)
    return next((" ".join(end) for end in ends if stands_for(acronym, end)), None)


def stands_for(acronym: str, words: list[str]) -> bool:
    """Whether each capital is the first letter of a word, in order, from first word to last.

    Joints like "of", later parts of a hyphenated word and, where the acronym is long, one word more
    may be passed over. Small letters stand inside of their word: NdPr, neodymium-praseodymium.
    """
    singular = acronym[:-1] if re.search("[A-Z]s$", acronym) else acronym
    pieces = re.findall("[A-Z&][a-z]*", singular)
    parts = [(part, n > 0) for word in words for n, part in enumerate(word.split("-"))]
    if words[0] in _PASSED_OVER or not _cased_alike(words) or not _opens(pieces[0], parts[0][0]):
        return False
    return _fit(pieces[1:], parts[1:], spare=int(len(pieces) >= 4))


def _cased_alike(words: list[str]) -> bool:
    """Not "said on Tuesday (ST)"."""
    return len({word[:1].isupper() for word in words[1:] if word not in _PASSED_OVER}) < 2 and (
        words[0][:1].isupper() or not any(word[:1].isupper() for word in words)
    )


def _fit(pieces: list[str], parts: list[tuple[str, bool]], spare: int) -> bool:
    @cache
    def fits(piece: int, place: int, spare: int) -> bool:
        if place == len(parts):
            return piece == len(pieces)
        part, joined = parts[place]
        is_next = piece < len(pieces) and _opens(pieces[piece], part)
        if is_next and fits(piece + 1, place + 1, spare):
            return True
        if joined or (place + 1 < len(parts) and part.lower() in _PASSED_OVER):
            return fits(piece, place + 1, spare)
        return spare > 0 and fits(piece, place + 1, spare - 1)

    return fits(0, 0, spare)


def _opens(piece: str, part: str) -> bool:
    """Whether a word starts with the capital, and has the small letters after it in order."""
    letters = iter(part.lower())
    return part[:1].lower() == piece[:1].lower() and all(c in letters for c in piece.lower())
