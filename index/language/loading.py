"""Language files read strictly: a table or key that is missing or unknown is an error.

In a string, words stand between spaces, phrases and groups between semicolons, opposites on lines.
What a table holds is what the class in `model` of the same name says.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from functools import cache, partial
from importlib.resources import files
from typing import Any, get_type_hints

from index.language.fields import (
    AnswerKind,
    Firsts,
    HeadField,
    HeadPatterns,
    Keys,
    KindPatterns,
    Mode,
    Opposites,
    Pattern,
    Phrase,
    Phrases,
    Places,
    Rewritten,
    Sayings,
    Skill,
    Stems,
    Values,
    Words,
    Written,
)
from index.language.model import (
    Addressing,
    Aliases,
    Classes,
    Comparing,
    Context,
    Cutting,
    Dates,
    Debris,
    Direction,
    Drafts,
    FollowUps,
    Forms,
    Language,
    Names,
    Negation,
    Numbers,
    Questions,
    Says,
    Topics,
)
from index.language.stemming import fold

_KEYS = """
    name spaced knows classes forms cutting numbers dates negation modality direction comparing
    questions context follow_ups topics names aliases drafts addressing debris says lands"""

_LENT = {  # by the neutral file
    "comparing": Skill.COMPARING,
    "questions": Skill.QUESTIONS,
    "context": Skill.CONTEXT,
    "follow_ups": Skill.FOLLOW_UPS,
    "topics": Skill.FOLLOW_UPS,
    "names": Skill.FOLLOW_UPS,
    "aliases": Skill.ALIASES,
    "drafts": Skill.DRAFTS,
    "addressing": Skill.ADDRESSING,
    "debris": Skill.DEBRIS,
}

# What terms, sentences, aliases and the telling of languages are made with.
_INDEXED = ("spaced", "classes", "forms", "cutting", "dates", "negation", "aliases")

_Readers = dict[Any, Callable[[Any], Any]]


class LanguageFileWrong(ValueError):
    """A language file holds something else than it should."""


def load(code: str, neutral: Language | None = None) -> Language:
    """The language of the file `code`.toml; units of `neutral` hold in it, too."""
    language = read(code, table(f"{code}.toml"))
    if neutral is None:
        return language
    units = {**neutral.numbers.units, **language.numbers.units}
    return replace(language, numbers=replace(language.numbers, units=units))


def read(code: str, data: Mapping[str, Any]) -> Language:
    """A language from what its file holds. Raises `LanguageFileWrong`."""
    try:
        return _language(code, data)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise LanguageFileWrong(f"{code}.toml: {error}") from error


@cache
def table(name: str) -> Mapping[str, Any]:
    """What a file of data holds, as it stands; read once. Raises `LanguageFileWrong`."""
    try:
        return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))
    except ValueError as error:
        raise LanguageFileWrong(f"{name}: {error}") from error


def digest(codes: Iterable[str], names: Iterable[str]) -> str:
    """What tells data that indexes depend on from what it was: of languages, and of other files."""
    found = hashlib.sha256()
    for code in codes:
        told = table(f"{code}.toml")
        found.update(json.dumps([told.get(name) for name in _INDEXED], sort_keys=True).encode())
    for name in names:
        found.update(files(__package__).joinpath(name).read_bytes())
    return found.hexdigest()[:8]


def _language(code: str, own: Mapping[str, Any]) -> Language:
    knows = frozenset(map(Skill, own["knows"]))
    lent = table("neutral.toml")
    data = dict(own)
    data |= {
        name: lent[name]
        for name, skill in _LENT.items()
        if skill not in knows or (name == "topics" and data["spaced"])
    }
    if not data["spaced"]:
        data |= {name: lent[name] for name in ("follow_ups", "names")}
    _exactly(data, _KEYS.split(), "the file")
    if Skill.MODALITY in knows:
        _exactly(data["modality"], list(Mode), "modality")
    forms = _made(Forms, data["forms"], _READERS)
    readers = _READERS | _stemming(forms, spaced=data["spaced"]) | _matching(data)
    return Language(
        code=code,
        name=data["name"],
        spaced=data["spaced"],
        knows=knows,
        common=_common(data),
        classes=_made(Classes, data["classes"], readers),
        forms=forms,
        cutting=_made(Cutting, data["cutting"], readers),
        numbers=_made(Numbers, data["numbers"], readers),
        dates=_made(Dates, data["dates"], readers),
        negation=_made(Negation, data["negation"], readers),
        modality={Mode(mode): readers[Phrases](said) for mode, said in data["modality"].items()},
        direction=_made(Direction, data["direction"], readers),
        comparing=_made(Comparing, data["comparing"], readers),
        questions=_made(Questions, data["questions"], readers),
        context=_made(Context, data["context"], readers),
        follow_ups=_made(FollowUps, data["follow_ups"], readers),
        topics=_made(Topics, data["topics"], readers),
        names=_made(Names, data["names"], readers),
        aliases=_made(Aliases, data["aliases"], readers),
        drafts=_made(Drafts, data["drafts"], readers),
        addressing=_made(Addressing, data["addressing"], readers),
        debris=_made(Debris, data["debris"], readers),
        says=_made(Says, data["says"], readers),
        lands=readers[Keys](data["lands"]),
    )


def _common(data: Mapping[str, Any]) -> frozenset[str]:
    said = (*data["classes"].values(), data["dates"]["months"], data["negation"]["words"])
    return frozenset(word for text in said for word in text.replace(";", " ").split())


def _exactly(data: Iterable[str], keys: Iterable[str], where: str) -> None:
    if odd := set(data) ^ set(keys):
        raise ValueError(f"{where} lacks or doesn't know {', '.join(sorted(odd))}")


def _made(kind: type[Any], data: Mapping[str, Any], readers: _Readers) -> Any:
    hints = get_type_hints(kind, include_extras=True)
    _exactly(data, hints, kind.__name__.lower())
    return kind(**{key: readers[hint](data[key]) for key, hint in hints.items()})


def _stemming(forms: Forms, *, spaced: bool) -> _Readers:
    """What reads stems and phrases, which a language has its own way to make."""

    def phrase(text: str) -> Phrase:
        return tuple(map(forms.stem, text.split() if spaced else "".join(fold(text).split())))

    def stems(text: str) -> frozenset[str]:
        return frozenset(map(forms.stem, text.split()))

    def opposites(text: str) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for line in filter(str.strip, text.splitlines()):
            left, right = map(stems, line.split("|"))
            for word in left:
                found[word] = found.get(word, frozenset()) | right
            for word in right:
                found[word] = found.get(word, frozenset()) | left
        return found

    return {
        Stems: stems,
        Phrases: lambda text: frozenset(map(phrase, filter(str.strip, text.split(";")))),
        Opposites: opposites,
    }


def _matching(data: Mapping[str, Any]) -> _Readers:
    """What reads patterns, in which some words of the language can be named together."""
    months, classes = data["dates"]["months"], data["classes"]
    fills = {
        "{day}": data["dates"]["named"],
        "{months}": _any_of(months.replace(";", " ").split()),
        "{Months}": _any_of(
            group.split()[0].title() for group in months.split(";") if group.strip()
        ),
        "{auxiliaries}": _any_of(classes["auxiliaries"].split()),
        "{prepositions}": _any_of(classes["prepositions"].split()),
    }

    def pattern(text: str) -> re.Pattern[str]:
        for name, words in fills.items():
            text = text.replace(name, words)
        return re.compile(text or "(?!)")

    def patterns(keys: type[StrEnum], data: Mapping[str, str]) -> dict[StrEnum, re.Pattern[str]]:
        _exactly(data, list(keys), keys.__name__.lower())
        return {keys(key): pattern(text) for key, text in data.items()}

    return {
        Pattern: pattern,
        KindPatterns: partial(patterns, AnswerKind),
        HeadPatterns: partial(patterns, HeadField),
    }


def _any_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(map(re.escape, words), key=len, reverse=True))})"


def _groups(text: str) -> Iterator[list[str]]:
    return (fold(group).split() for group in text.split(";") if group.strip())


def _forms(data: Mapping[str, str]) -> dict[str, str]:
    return {fold(form): key for key, forms in data.items() for form in forms.split()}


_READERS: _Readers = {
    str: str,
    bool: bool,
    Words: lambda text: frozenset(map(fold, text.split())),
    Written: lambda text: frozenset(text.split()),
    Firsts: lambda text: {form: group[0] for group in _groups(text) for form in group},
    Places: lambda text: {
        form: place for place, group in enumerate(_groups(text), start=1) for form in group
    },
    Values: lambda data: {form: int(key) for form, key in _forms(data).items()},
    Keys: _forms,
    Rewritten: dict,
    Sayings: lambda text: tuple(
        sorted(filter(None, map(str.strip, text.split(";"))), key=len, reverse=True)
    ),
}
