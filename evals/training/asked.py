"""Questions planted over sentences: about a name that a text mentions, told there or not.

A text that speaks of somebody seldom says how old they are or who owns what they lead. Such a
question shares its name with the text and nothing else, and a reader must see that. So one thing
about a name is put into a sentence, in passing: what asks for it is answered, and what asks for
something else, or for the same of another name, is not. The same seed gives the same.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from evals.training.pairs import Target
from evals.training.vocabulary import ENGLISH

_FILE = Path(__file__).with_name("asked.toml")
_PERSON = re.compile(r"[A-Z][a-z’'-]+ [A-Z][a-z’'-]+")
_LONGEST = 4  # words of a name


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """What can be asked about a name, how it is told, and what finds texts that may tell it."""

    questions: Sequence[str]
    told: Sequence[str]
    shown: re.Pattern[str]


def ask(sentence: str, chance: Random) -> Iterator[tuple[str, str, Target]]:
    """Sentences with a question about a name of them, and whether they answer it."""
    names = [
        match
        for match in ENGLISH.name.finditer(sentence)
        if match.start()
        and len(match.group().split()) <= _LONGEST
        and not re.match(r"['’]|-?\w", sentence[match.end() :])
    ]
    if not names:
        return
    about = chance.choice(names)
    name, kinds = about.group(), _attributes()
    of = kinds["person" if _PERSON.fullmatch(name) and chance.random() < 0.6 else "thing"]
    wanted, other = chance.sample(of, 2)
    question = chance.choice(wanted.questions).replace("{n}", name)
    yield _with(sentence, about, wanted, chance), question, "answers"
    if wanted.shown.search(sentence):
        return
    yield sentence, question, "silent"
    yield _with(sentence, about, other, chance), question, "silent"
    if others := [match for match in names if match.group() not in name]:
        yield _with(sentence, chance.choice(others), wanted, chance), question, "silent"


def _with(sentence: str, about: re.Match[str], told: Attribute, chance: Random) -> str:
    """The sentence with something told about one of its names."""
    words = _filled(chance.choice(told.told), chance)
    before, after = sentence[: about.end()], sentence[about.end() :]
    return before + (words.rstrip(",") if re.match(r"[,.;:)]", after) else words) + after


def _filled(form: str, chance: Random) -> str:
    unit = chance.choice(("", ",000", " million"))
    return form.format(
        age=chance.randint(19, 83),
        year=chance.randint(1850, 2024),
        few=chance.randint(2, 60),
        number=f"{chance.randint(12, 9_900):,}",
        money=f"{chance.choice('$£€')}{chance.randint(2, 990)}{unit}",
        **{name: chance.choice(some) for name, some in _read()["fill"].items()},
    )


@cache
def _attributes() -> Mapping[str, Sequence[Attribute]]:
    """What can be asked about a person, and about a thing."""
    return {
        of: [Attribute(**{**one, "shown": re.compile(one["shown"])}) for one in _read()[of]]
        for of in ("person", "thing")
    }


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
