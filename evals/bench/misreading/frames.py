"""The frames that lies and truths are put into: one data file a language (`en.toml` and so on).

A frame is filled with a sentence of a source and what `slots` offers. `{text}` is the sentence,
`{body}` the same without its full stop, `{next}` and `{next_body}` the one behind; `{a}`, `{b}` and
`{c}` are numbers with their `{sum}`. Every slot can be drawn twice, the second time as `{slot2}`.
`!u` begins a sentence with what it stands behind, `!l` takes it into one.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from string import Formatter

from pydantic import BaseModel, ConfigDict

CODES = ("en", "zh", "de", "fr", "es")
_UNQUOTED = re.compile(r"[“”„\"«»「」?？:：]")  # what has these can't stand inside a sentence


class Frame(BaseModel):
    """Forms of one kind, one of the lies and one of the truths, and the source beside them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    lies: Sequence[str]
    truths: Sequence[str] = ()
    source: str | None = None
    """None: the two sentences as they are."""
    unless: str | None = None
    """A pattern that the two sentences must not have."""

    @property
    def fields(self) -> set[str]:
        """What it is filled with."""
        forms = (*self.lies, *self.truths, self.source or "")
        named = (name for form in forms for _, name, _, _ in Formatter().parse(form) if name)
        return {re.split(r"[\[.]", name)[0] for name in named}


class Frames(BaseModel):
    """What one language makes lies of."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    gap: str  # between sentences
    openers: str  # words that lose their capital inside a sentence
    same: Sequence[tuple[str, str]]  # words, and others for the same thing
    predicates: Sequence[tuple[re.Pattern[str], str]]  # verbs, and some that mean none of these
    passages: Sequence[str]  # to plant in, where no sample article is in the language
    slots: Mapping[str, Sequence[str | Sequence[str]]]
    frames: Sequence[Frame]

    def join(self, *sentences: str) -> str:
        """Sentences as running text."""
        return self.gap.join(filter(None, sentences))

    def lower(self, sentence: str) -> str:
        """A sentence as it goes on inside another; a name keeps its capital."""
        first = re.split(r"[ ,']", sentence, maxsplit=1)[0]
        return sentence[:1].lower() + sentence[1:] if first in self.openers.split() else sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A sentence and the one behind it, as they stand in a source, and the names around them."""

    text: str
    following: str
    names: frozenset[str]
    frames: Frames
    chance: Random

    @property
    def source(self) -> str:
        """Both as running text."""
        return self.frames.join(self.text, self.following)


class Filling(Formatter):
    """Fills the forms of frames for one pair, from slots that are drawn once."""

    def __init__(self, pair: Pair) -> None:
        self._frames, chance = pair.frames, pair.chance
        numbers = chance.sample(range(3, 97), 3)
        self._values: dict[str, object] = {
            **dict(zip("abc", numbers, strict=True)),
            "sum": sum(numbers),
            "text": pair.text,
            "body": body(pair.text),
            "next": pair.following,
            "next_body": body(pair.following),
        }
        for slot, offered in pair.frames.slots.items():
            self._values[slot], self._values[f"{slot}2"] = chance.sample(offered, 2)

    def fill(self, form: str) -> str:
        """A form with everything in its place."""
        return self.vformat(form, (), self._values).strip()

    def convert_field(self, value: object, conversion: str | None) -> object:
        if conversion == "u":
            return str(value)[:1].upper() + str(value)[1:]
        return self._frames.lower(str(value)) if conversion == "l" else value


def fits(frame: Frame, pair: Pair) -> bool:
    """Whether a pair can stand in a frame."""
    used = frame.fields
    return not (
        ("body" in used and _UNQUOTED.search(pair.text))
        or ("next_body" in used and (not pair.following or _UNQUOTED.search(pair.following)))
        or (frame.unless and re.search(frame.unless, pair.source))
    )


def body(sentence: str) -> str:
    """A sentence without its full stop."""
    return sentence.rstrip(" .。")


@cache
def frames_of(code: str) -> Frames:
    """What a language makes lies of, by its code, which is one of `CODES`."""
    file = Path(__file__).with_name(f"{code}.toml")
    return Frames.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
