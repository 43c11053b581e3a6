"""What was said so far, and what of it a follow-up may mean."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Literal

from index import language
from service.follow_ups.mentions import NamedThing, ThingKind, last_period, mentions

Fits = Callable[[NamedThing], bool]
Speaker = Literal["user", "assistant"]


@dataclass(frozen=True, slots=True)
class Talk:
    """The turns of a conversation; its questions stand alone already."""

    turns: tuple[tuple[Speaker, str], ...] = ()

    def then(self, role: Speaker, text: str) -> "Talk":
        """The same with one more turn."""
        return Talk((*self.turns, (role, text)))

    @property
    def last_question(self) -> str | None:
        return next((text for role, text in reversed(self.turns) if role == "user"), None)

    @property
    def last_answer(self) -> str | None:
        return next((text for role, text in reversed(self.turns) if role == "assistant"), None)

    @property
    def last_period(self) -> str | None:
        """The latest day, month or year that was spoken of."""
        found = (last_period(text) for _, text in reversed(self.turns))
        return next((period for period in found if period), None)

    def latest(self, *fits: Fits) -> str | None:
        """The name that fits best.

        One from a question comes before one from an answer; then the order of `fits` decides, then
        the latest turn, and in a turn the first.
        """
        answers = [mentions(text) for role, text in reversed(self.turns) if role == "assistant"]
        for turns in (self._asked_about(), answers):
            for fit in fits:
                for mention in chain.from_iterable(turns):
                    if fit(mention):
                        return self.full(mention)
        return None

    @property
    def last_two(self) -> tuple[str, str] | None:
        """The last two things that questions named, in their order."""
        asked = (text for role, text in reversed(self.turns) if role == "user")
        named = (self.full(one) for text in asked for one in reversed(mentions(text)))
        match list(dict.fromkeys(named))[:2]:
            case [latter, former]:
                return former, latter
        return None

    def several(self, pattern: re.Pattern[str]) -> str | None:
        """What the latest question that speaks of several things calls them."""
        asked = (text for role, text in reversed(self.turns) if role == "user")
        found = (pattern.search(text) for text in asked)
        return next((match[0] for match in found if match), None)

    @property
    def asked_about(self) -> str | None:
        """The first name of the latest question that has one, or was answered with one."""
        found = chain.from_iterable(self._asked_about())
        return next((self.full(mention) for mention in found), None)

    def _asked_about(self) -> list[tuple[NamedThing, ...]]:
        """What each question named, or asked for and was told, the latest first."""
        pairs = zip_longest(self.turns, self.turns[1:], fillvalue=("user", ""))
        return [
            (*mentions(text), *(_told(text, answer) if whose == "assistant" else ()))
            for (role, text), (whose, answer) in reversed(list(pairs))
            if role == "user"
        ]

    def full(self, mention: NamedThing) -> str:
        """The first whole name of a person that holds this one: "Vaal" is "Teodric Vaal"."""
        words = set(mention.text.split())
        longer = [
            other.text
            for _, text in self.turns
            for other in mentions(text)
            if other.kind == "person" and words < set(other.text.split())
        ]
        known = mention.kind in ("person", "unknown")
        return longer[0] if longer and known else mention.text

    def names(self, text: str) -> bool:
        """Whether a text names anything, be it something known and in small letters."""
        known = {
            word.lower()
            for _, said in self.turns
            for mention in mentions(said)
            for word in mention.text.split()
            if len(word) > 3
        }
        return bool(mentions(text)) or not known.isdisjoint(re.findall(r"\w+", text.lower()))


def _told(question: str, answer: str) -> tuple[NamedThing, ...]:
    """The first thing in an answer of the kind that was asked for."""
    known = language.read_as(question).follow_ups
    asked: tuple[tuple[re.Pattern[str], ThingKind], ...] = (
        (known.asks_person, "person"),
        (known.asks_place, "place"),
    )
    for asking, kind in asked:
        if asking.search(question):
            return tuple(one for one in mentions(answer) if one.kind == kind)[:1]
    return ()
