"""Small texts made by a grammar, of who did what to whom, in which order, and how far.

Each stands with claims that keep the relation in other words and with claims that cross it, so that
a model can't go by the words alone. The same seed gives the same.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from evals.training.pairs import Pair, Target

_SLOT = re.compile(r"\{(\w+)(?:\.(\w+))?\}")
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_RANGES = {"number": range(3, 97), "year": range(1890, 2026)}
_BESIDE = 0.35  # of the texts: those that stand beside another one

Words = Mapping[str, str]  # the forms of a drawn word; "" is the first


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What is drawn, by letter, the forms of a text, and the forms of claims about it.

    `{A}` stands for what was drawn, `{v.past}` for one of its forms, `[one|other]` for a choice.
    """

    name: str
    draws: Mapping[str, str]
    told: Sequence[str]
    true: Sequence[str]
    crossed: Sequence[str]

    def text(self, grammar: "Grammar", chance: Random) -> str:
        """A text of this kind."""
        return _written(chance.choice(self.told), grammar.draw(self.draws, chance), chance)

    def pairs(self, grammar: "Grammar", chance: Random) -> Iterator[tuple[str, str, Target]]:
        """A text with a claim that keeps its relation, and one that crosses it."""
        drawn = grammar.draw(self.draws, chance)
        evidence = _written(chance.choice(self.told), drawn, chance)
        targets: Mapping[Target, Sequence[str]] = {
            "supported": self.true,
            "unsupported": self.crossed,
        }
        for target, forms in targets.items():
            yield evidence, _written(chance.choice(forms), drawn, chance), target


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """The relations of a language, or of two, and the words that they are told of."""

    words: Mapping[str, Sequence[Sequence[str]]]  # lists whose entries are put together
    forms: Mapping[str, Sequence[str]]  # names of the forms of an entry, which slashes part
    relations: Sequence[Relation]
    gap: str

    def draw(self, draws: Mapping[str, str], chance: Random) -> Mapping[str, Words]:
        """A word for each letter; those of one list differ."""
        taken: dict[str, list[Words]] = {}
        for kind in draws.values():
            taken.setdefault(kind, self._sample(kind, list(draws.values()).count(kind), chance))
        left = {kind: iter(words) for kind, words in taken.items()}
        return {letter: next(left[kind]) for letter, kind in draws.items()}

    def _sample(self, kind: str, count: int, chance: Random) -> list[Words]:
        if kind in _RANGES:
            return [{"": str(number)} for number in sorted(chance.sample(_RANGES[kind], count))]
        parts = self.words[kind]
        if len(parts) == 1:
            return [self._forms(kind, word) for word in chance.sample(list(parts[0]), count)]
        columns = [chance.sample(list(part), count) for part in parts]
        return [{"": "".join(row)} for row in zip(*columns, strict=True)]

    def _forms(self, kind: str, word: str) -> Words:
        forms = word.split("/")
        return {"": forms[0]} | dict(zip(self.forms.get(kind, [""]), forms, strict=True))


def relations(grammar: Grammar, chance: Random, texts: int) -> Iterator[Pair]:
    """Pairs about so many texts, of all relations alike; some stand beside another text."""
    for number in range(texts):
        relation = grammar.relations[number % len(grammar.relations)]
        made = list(relation.pairs(grammar, chance))
        beside = chance.choice(grammar.relations).text(grammar, chance)
        alone, before = chance.random() >= _BESIDE, chance.random() < 0.5
        for text, claim, target in made:
            both = (beside, text) if before else (text, beside)
            yield Pair(
                evidence=text if alone else grammar.gap.join(both),
                query=claim,
                target=target,
                set=f"relation {relation.name}",
                group=text[:80],
            )


def _written(form: str, drawn: Mapping[str, Words], chance: Random) -> str:
    """A form with its choices made and its words put in, each sentence with its capital."""
    while _CHOICE.search(form):
        form = _CHOICE.sub(lambda found: chance.choice(found[1].split("|")), form, count=1)
    text = _SLOT.sub(lambda found: drawn[found[1]][found[2] or ""], form)
    return re.sub(r"(?:^|(?<=[.?!] )|(?<=“))\w", lambda found: found[0].upper(), text)


def _read(name: str) -> Grammar:
    data = _data(name)
    data |= _data(data["words_of"], "words", "forms") if "words_of" in data else {}
    words = data["words"].items()
    return Grammar(
        gap=data["gap"],
        words={kind: some if isinstance(some[0], list) else [some] for kind, some in words},
        forms={kind: names.split() for kind, names in data.get("forms", {}).items()},
        relations=[
            Relation(**{**one, "draws": dict(d.split("=") for d in one["draws"].split())})
            for one in data["relations"]
        ],
    )


def _data(name: str, *parts: str) -> dict[str, Any]:
    """What a file holds, or these parts of it."""
    data = tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))
    return {part: data[part] for part in parts} if parts else data


ENGLISH = _read("relations_english")
CHINESE = _read("relations_chinese")
CHINESE_IN_ENGLISH = _read("relations_chinese_english")
ENGLISH_IN_CHINESE = _read("relations_english_chinese")
