"""How a text addresses a language model: phrases by class, read through disguises.

The phrases stand with the languages (`Addressing`); those of all are looked for, since a text may
fall into another one. Each class is what only a reader that writes answers could be told; no phrase
is kept that finds nothing beside what `injection_classifier` has learned. What people in the news
say and do, such as "When asked about it, he said" or "They ignore the rules", belongs to none.
"""

import binascii
import re
import unicodedata
from base64 import b64decode
from collections.abc import Iterable

from index.language import LANGUAGES, Language
from index.words import CJK

_WORDS = {
    name: text for spoken in LANGUAGES.values() for name, text in spoken.addressing.words.items()
}
_HEADS = (r"^\W*", "<do>", "<opens>")


def _expression(phrases: str) -> str:
    """Phrases, one a line, as one regular expression: each way to begin is looked for once."""
    by_head: dict[str, list[str]] = {}
    for line in filter(None, map(str.strip, phrases.split("\n"))):
        head = next((head for head in _HEADS if line.startswith(head)), "")
        body = line.removeprefix(head)
        whole = r"\b" if re.search(r"(?:[a-z?]|<[a-z]+>)\)*$", body) else ""
        word = re.match(r"\(?<?[a-z]", body)
        by_head.setdefault(head or (r"\b" if word else ""), []).append(body + whole)
    return "|".join(f"{head}(?:{'|'.join(bodies)})" for head, bodies in by_head.items())


def _spelt_out(phrases: str) -> str:
    for _ in range(3):  # words may hold words
        phrases = re.sub(r"<(\w+)>", lambda name: _WORDS.get(name[1], name[0]), phrases)
    phrases = re.sub(r"(?<![\\\[^])\((?![?{)])", "(?:", phrases)  # many times as fast
    return phrases.replace("…", ".{0,60}")


def _phrases(languages: Iterable[Language]) -> re.Pattern[str]:
    classes = dict.fromkeys(
        phrases for spoken in languages for phrases in spoken.addressing.phrases.values()
    )
    return re.compile(_spelt_out(_expression("\n".join(classes))), re.DOTALL)


_IN_LETTERS, _IN_CHARACTERS = (
    _phrases(spoken for spoken in LANGUAGES.values() if spoken.spaced is spaced)
    for spaced in (True, False)
)

# Letters of other alphabets that look like Latin ones, and those Latin ones.
_LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁһкмтвнАЕОРСУХІЈЅКМТВНαοερικντυΑΒΕΗΙΚΜΝΟΡΤΥΧΖ",
    "aeopcyxijsdhkmtbhAEOPCYXIJSKMTBHaoepikvtuABEHIKMNOPTYXZ",
)
_TAGS = {0xE0000 + code: code for code in range(0x20, 0x7F)}  # ASCII that is never drawn
_ENCODED = re.compile(r"[A-Za-z0-9+/]{16,}")
_SPELT = re.compile(r"(?:\b[^\W\d_]\b[ .*-]){12,}")
_READABLE = re.compile(rf"(?=\S+\s+\S|\W*[{CJK}])[^\x00-\x09\x0b-\x1f\x7f-\x9f]+")


def talks_to_a_model(line: str) -> bool:
    """Whether a line of an article holds what reads as an instruction for a language model."""
    read = undisguised(line)
    ways = (_IN_LETTERS, _IN_CHARACTERS) if re.search(f"[{CJK}]", read) else (_IN_LETTERS,)
    return _hides_words(read) or any(way.search(read.lower()) for way in ways)


def undisguised(line: str) -> str:
    """The line as a reader takes it: without marks, look-alikes and letters that aren't drawn."""
    if line.isascii():
        return line
    decomposed = unicodedata.normalize("NFKD", line.translate(_TAGS))
    drawn = (char for char in decomposed if unicodedata.category(char) not in ("Cf", "Mn"))
    return "".join(drawn).translate(_LOOKALIKES)


def _hides_words(line: str) -> bool:
    """Whether words are encoded in it, or spelt letter by letter."""
    return bool(_SPELT.search(line)) or any(_decoded(code) for code in _ENCODED.findall(line))


def _decoded(code: str) -> bool:
    """Whether base64 stands for words."""
    try:
        text = b64decode(code + "=" * (-len(code) % 4), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return False
    return bool(_READABLE.fullmatch(text))
