"""Questions that leave out what the one before said: "And in 2025?", "And Ellisk?", "Why?"."""

import re

from index.language import FollowUps, Language
from index.words import content_terms
from service.follow_ups.mentions import NamedThing, is_period, mentions


def completed(text: str, before: str, spoken: Language) -> str | None:
    """The question with what it left out; None where it left out nothing."""
    known = spoken.follow_ups
    bare, whole = (part.strip().rstrip(" ?.!") for part in (text, before))
    if asking := known.asking.match(bare):
        return _asked_otherwise(asking[1], whole, known)
    about = known.about.match(bare)
    new = about[1] if about else known.opening.sub("", bare)
    if when := known.when.fullmatch(new):
        return _at_another_time(when, whole, known)
    if not about:
        return None
    return _of_another(new, whole, known) or _of_this_too(new, whole, spoken)


def _asked_otherwise(asking: str, before: str, known: FollowUps) -> str:
    """After "When did it close?", "Why?" is "Why did it close?"."""
    asking = asking[0].upper() + asking[1:]
    if phrase := known.phrase.match(before):
        return f"{asking} {phrase[1]}?"
    between = " " if known.auxiliary.match(before) else ": "
    return f"{asking}{between}{_small(before, known)}?"


def _at_another_time(when: re.Match[str], before: str, known: FollowUps) -> str:
    word = (when[1] or "").lower() or ("in" if is_period(when[2]) else "")
    new = f"{word} {when[2]}".lstrip()
    earlier = list(known.when.finditer(before))
    if not earlier:
        return f"{before} {new}?"
    start, end = earlier[-1].span()
    return f"{before[:start]}{new if earlier[-1][1] else when[2]}{before[end:]}?"


def _of_another(new: str, before: str, known: FollowUps) -> str | None:
    """What comes after "what about" takes the place of what is of its kind, or of the only name."""
    name = known.preposition.sub("", new)
    preposition = new.removesuffix(name).strip()
    found = mentions(f"with {preposition or 'about'} {name}")
    if len(found) != 1 or found[0].text not in (name, name.removeprefix("the ")):
        return None
    old = _like(found[0], mentions(before))
    if old is None:
        return f"{before} {preposition or 'for'} {name}?"
    return f"{before.replace(old.text, name, 1)}?"


def _of_this_too(new: str, before: str, spoken: Language) -> str | None:
    """A word in small letters beside the question before, in which nobody knows its place."""
    plain = new.isalpha() and new.islower() and content_terms(new, spoken)
    return f"{before} ({new})?" if plain and not mentions(new) else None


def _like(new: NamedThing, olds: tuple[NamedThing, ...]) -> NamedThing | None:
    same = [old for old in olds if old.kind == new.kind]
    return same[-1] if same else next(iter(olds), None)


def _small(question: str, known: FollowUps) -> str:
    """The question as it stands after another word."""
    return question[0].lower() + question[1:] if known.small.match(question) else question
