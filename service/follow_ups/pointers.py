"""Words that point back (he, her, it, they, there, then, that) give way to what they point at."""

import re
from dataclasses import dataclass, field

from index.language import FollowUps, Language
from service.follow_ups.mentions import NamedThing, mentions
from service.follow_ups.talk import Fits, Talk

_STATEMENT = 300  # characters


def _is(*kinds: str) -> Fits:
    return lambda mention: mention.kind in kinds


_FITS: dict[str, tuple[Fits, ...]] = {
    "person": (_is("person"), _is("unknown")),
    "thing": (_is("thing", "group"), _is("unknown", "place")),
    "many": (_is("group"), _is("unknown", "person"), lambda _: True),
}


def resolved(text: str, talk: Talk, spoken: Language) -> str:
    """The question with names in place of what points at them; first names become whole ones."""
    known = spoken.follow_ups
    pointed = known.pronoun.sub(_StandIn(text, talk, known), text)
    if two := talk.last_two:
        pointed = known.former.sub(lambda match: two[0] if match[1] else two[1], pointed)
    if pointed == text:
        pointed = _in_full(text, talk)
    if not known.exists.search(pointed):
        pointed = known.there.sub(lambda match: _in(talk.latest(_is("place")), match), pointed, 1)
    pointed = known.then.sub(lambda match: _in(talk.last_period, match), pointed, 1)
    return known.said.sub(lambda match: _saying(talk.last_answer, match), pointed)


@dataclass(slots=True)
class _StandIn:
    """What stands in a pronoun's place; one of each kind, later ones can be understood then."""

    text: str
    talk: Talk
    known: FollowUps
    done: dict[str, str | None] = field(default_factory=dict)

    def __call__(self, match: re.Match[str]) -> str:
        word = match[1].lower()
        kind = "person" if word in self.known.persons else "many"
        kind = "thing" if word in self.known.things else kind
        name = None if kind in self.done else self._meant(match, kind)
        self.done.setdefault(kind, name)
        if name is None or not self._owns(match):
            return name or match[0]
        return name + ("'" if name.endswith("s") else "'s")

    def _meant(self, match: re.Match[str], kind: str) -> str | None:
        if self._inside(match, kind):
            return None
        name = self._latest(kind)
        free = name and name not in self.done.values() and not self._named(name)
        return name if free else None

    def _latest(self, kind: str) -> str | None:
        """The latest name that fits; where several are meant, a group or several things first."""
        fits = _FITS[kind]
        if kind != "many":
            return self.talk.latest(*fits)
        several = self.talk.several(self.known.several)
        return self.talk.latest(fits[0]) or several or self.talk.latest(*fits[1:])

    def _named(self, name: str) -> bool:
        """Whether the question has the name, or a part of it, already."""
        words = set(name.split())
        return any(words >= set(mention.text.split()) for mention in mentions(self.text))

    def _inside(self, match: re.Match[str], kind: str) -> bool:
        """Whether the question itself named before what this points at."""
        before = self.text[: match.start()]
        named = [one for one in mentions(before) if any(fit(one) for fit in _FITS[kind])]
        if not named:
            return False
        between = before[before.rindex(named[-1].text) :]
        return self._owns(match) or bool(self.known.clause.search(between))

    def _owns(self, match: re.Match[str]) -> bool:
        word = match[1].lower()
        rest = self.text[match.end() :]
        owns = word in self.known.either and bool(re.match(r" \w", rest))
        return word in self.known.owners or (owns and not self.known.unowned.match(rest))


def _in_full(text: str, talk: Talk) -> str:
    first: NamedThing | None = next(iter(mentions(text)), None)
    return text.replace(first.text, talk.full(first), 1) if first else text


def _in(where_or_when: str | None, match: re.Match[str]) -> str:
    return f"in {where_or_when}" if where_or_when else match[0]


def _saying(answer: str | None, match: re.Match[str]) -> str:
    """The verb with the first sentence of the answer before, unless that is long."""
    bare = re.sub(r" ?\[[\d, \-–]+\]", "", " ".join((answer or "").split()))
    first = re.split(r"(?<=[.!?。！？]) ", bare)[0].rstrip(".。")
    return f"{match[1]} “{first}”?" if 0 < len(first) <= _STATEMENT else match[0]
