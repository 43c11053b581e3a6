"""What texts are made of, by language. Everything that knows words of a language stands here.

    language.of(text)            the Language that a text is in; where that can't be told (too
    language.of(text, near=it)   short, or Han characters alone) it is that of the text near it
    language.get(code)           by its code; a code that nobody knows gives UNKNOWN
    language.LANGUAGES           all by code; those without a file of their own have no skills
    Skill.NEGATION in it.knows   ask before you take silence for agreement
    it.negation.words, it.modality[Mode.DENY], it.direction.against(stem), it.dates.months, …
    language.merged((it, other))  the words of both, for texts that quote each other
    language.fold(word), it.stem(word), language.fold_variants(text)

One TOML file a language, read strictly (`loading`); its tables are the classes in `model`,
and what their keys hold is told in `fields`. A new
language is a file here and its code in `_KNOWN`, and the table of tests runs it.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from index.language.fields import AnswerKind, HeadField, Mode, Phrase, Skill
from index.language.loading import LanguageFileWrong, digest, load, table
from index.language.merging import merged
from index.language.model import Drafts, FollowUps, Language, Names
from index.language.stemming import fold
from index.language.telling import Teller, Told
from index.language.variants import fold_variants

__all__ = [
    "CHINESE",
    "DIGEST",
    "ENGLISH",
    "LANGUAGES",
    "UNKNOWN",
    "AnswerKind",
    "Drafts",
    "FollowUps",
    "HeadField",
    "Language",
    "LanguageFileWrong",
    "Mode",
    "Names",
    "Phrase",
    "Skill",
    "fold",
    "fold_variants",
    "get",
    "merged",
    "of",
]

_KNOWN = {  # with the script of each
    "en": "latin", "zh": "han", "de": "latin", "fr": "latin", "es": "latin", "ja": "kana",
}  # fmt: skip
_LONGEST = 20_000  # characters of a text that are read to tell its language


def _with_english(language: Language) -> Language:
    """The language; where it writes no spaces, the Latin words in it are taken for English."""
    cutting = replace(_ENGLISH.cutting, goes_on=language.cutting.goes_on)
    if language.forms.stemmer:
        return language
    return replace(language, forms=_ENGLISH.forms, cutting=cutting)


def _other(code: str, data: Mapping[str, str]) -> Language:
    """A language that is told apart, and of which little more is known."""
    drafts = replace(
        UNKNOWN.drafts,
        yes_or_no=frozenset(data.get("yes_or_no", "").split()),
        nothing=tuple(data.get("nothing", "").split()),
    )
    return replace(UNKNOWN, code=code, name=data["name"], drafts=drafts)


_NEUTRAL = load("neutral")
_ENGLISH = load("en", _NEUTRAL)
UNKNOWN = replace(_with_english(_NEUTRAL), code="und")
_OTHERS = table("others.toml")
LANGUAGES = (
    {code: _with_english(load(code, _NEUTRAL)) for code in _KNOWN}
    | {code: _other(code, data) for code, data in _OTHERS.items()}
    | {"und": UNKNOWN}
)
# For names and joints of any text in their scripts.
ENGLISH, CHINESE = LANGUAGES["en"], LANGUAGES["zh"]
DIGEST = digest((*_KNOWN, "neutral"), ("others.toml", "variants.txt"))  # of the index fingerprint

_tell = Teller(
    [
        *(Told(code, script, LANGUAGES[code].common) for code, script in _KNOWN.items()),
        *(
            Told(code, data["script"], frozenset(data["words"].split()))
            for code, data in _OTHERS.items()
        ),
    ],
    usual="en",
)


def get(code: str | None) -> Language:
    """The language of a code, with or without a region: "de", "zh-TW"."""
    return LANGUAGES.get((code or "und").lower().replace("_", "-").partition("-")[0], UNKNOWN)


@lru_cache(maxsize=4096)
def of(text: str, near: Language | None = None) -> Language:
    """The language that a text is in, or that of what stands `near` it where that can't be told."""
    code = _tell(text[:_LONGEST], near.code if near else None)
    if code is None or (code == "zh" and near and near.code == "ja"):
        return near or UNKNOWN
    return LANGUAGES[code]


def read_as(text: str) -> Language:
    """The language that a text is read in: its own, or English where that can't be told."""
    return of(text, near=ENGLISH)
