"""Lies that change no value: what a source never said, or said otherwise than as a fact.

`plant` makes them from any two neighbouring sentences in a language that frames were written for
(`frames.py`), each kind with true twins. Some kinds need a source that denies, plans or reports:
they change the source and tell the sentence as it was. Everything is a function of its arguments:
the same text gives the same lies.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from evals.bench.misreading.frames import CODES, Filling, Pair, fits, frames_of
from index import language
from index.words import is_cjk

_SHORTEST = 25  # characters of a sentence that can carry a lie; Chinese ones half as many


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A claim, its kind, whether it is true, and the source text that it is to be read beside."""

    text: str
    kind: str
    supported: bool
    evidence: str


Invent = Callable[[Pair], Iterator[tuple[str, bool]]]
"""Claims about a pair's own words, and whether each is true."""


def plant(sentence: str, next_sentence: str, article: str = "") -> Iterator[Planted]:
    """Lies of every kind that two neighbouring sentences offer a hold for, and their true twins.

    A lie that the article happens to say somewhere is left out.
    """
    if is_cjk(sentence) != is_cjk(next_sentence):
        next_sentence = ""
    code = language.of(f"{sentence} {next_sentence}", near=language.of(article)).code
    shortest = _SHORTEST // 2 if is_cjk(sentence) else _SHORTEST
    if (
        code not in CODES
        or len(sentence) < shortest
        or sentence.rstrip("”’\"' ")[-1:] not in (".", "。")
    ):
        return
    frames = frames_of(code)
    names = frozenset(_INSIDE.findall(f"{sentence}\n{next_sentence}\n{article}")) - _NEVER_NAMES
    kinds = dict.fromkeys([*KINDS, *(frame.kind for frame in frames.frames)])
    for kind in kinds:
        chance = Random(f"{kind}\n{sentence}")  # noqa: S311  no secret
        pair = Pair(
            text=sentence.strip(),
            following=next_sentence.strip(),
            names=names,
            frames=frames,
            chance=chance,
        )
        for planted in _of_kind(kind, pair):
            told = planted.text != pair.text and planted.text in article
            if planted.supported or not told:
                yield planted


def _of_kind(kind: str, pair: Pair) -> Iterator[Planted]:
    if kind in KINDS:
        for text, true in KINDS[kind](pair):
            yield Planted(text=text, kind=kind, supported=true, evidence=pair.source)
    fitting = [frame for frame in pair.frames.frames if frame.kind == kind and fits(frame, pair)]
    if not fitting:
        return
    frame = pair.chance.choice(fitting)
    filling = Filling(pair)
    evidence = filling.fill(frame.source) if frame.source else pair.source
    for forms, true in ((frame.lies, False), (frame.truths, True)):
        if forms:
            text = filling.fill(pair.chance.choice(forms))
            yield Planted(text=text, kind=kind, supported=true, evidence=evidence)


def _other_predicate(pair: Pair) -> Iterator[tuple[str, bool]]:
    found = [
        (verb, others)
        for pattern, others in pair.frames.predicates
        for verb in pattern.finditer(pair.text)
    ]
    if found:
        verb, others = pair.chance.choice(found)
        other = pair.chance.choice([word for word in others.split() if word[:4] not in pair.source])
        yield pair.text[: verb.start()] + other + pair.text[verb.end() :], False
    told = [(word, other) for word, other in pair.frames.same if re.search(_word(word), pair.text)]
    if told:
        word, other = pair.chance.choice(told)
        yield re.sub(_word(word), other, pair.text, count=1), True


def _word(word: str) -> str:
    return word if is_cjk(word) else rf"\b{word}\b"


_AHEAD = re.compile(
    r"\b(?:will|would|may|might|could|should|plans? to|intends? to|hopes? to|wants? to|aims? to|"
    r"expects? to|is to|are to|is due to|are due to) (?:(?P<be>be) (?=\w+ed\b)|(?P<have>have )?)"
    r"(?P<verb>[a-z]{3,})\b"
)
_AHEAD_ZH = re.compile("计划|预计|可能|打算|准备|拟|将(?!军|近)")
_NOT_DONE = re.compile(
    r"\b(has|have|had) not (?:yet )?(?=\w+(?:ed|en|own|un)\b)|(?:尚未|还没有|没有)"
)
_PAST: Mapping[str, str] = {
    verb: past
    for verb, _, past in (
        pair.partition("/")
        for pair in """become/become begin/begun break/broken bring/brought build/built buy/bought
        come/come drive/driven fall/fallen find/found get/got give/given go/gone grow/grown
        hold/held keep/kept know/known lead/led leave/left lose/lost make/made meet/met pay/paid
        rise/risen run/run say/said sell/sold send/sent show/shown spend/spent take/taken
        win/won write/written cut/cut put/put have/had bear/borne""".split()
    )
}


def _plan_as_done(pair: Pair) -> Iterator[tuple[str, bool]]:
    if is_cjk(pair.text):
        if found := _AHEAD_ZH.search(pair.text):
            yield pair.text[: found.start()] + "已经" + pair.text[found.end() :], False
        return
    found = _AHEAD.search(pair.text)
    if found and found["verb"] not in ("not", "never", "only", "also", "then", "the"):
        verb = found["verb"]
        if found["be"]:
            done = f"was {verb}"
        elif found["have"]:
            done = verb
        else:
            done = f"has {_participle(verb)}"
        yield pair.text[: found.start()] + done + pair.text[found.end() :], False


def _participle(verb: str) -> str:
    if verb in _PAST:
        return _PAST[verb]
    if verb.endswith("e"):
        return f"{verb}d"
    return f"{verb[:-1]}ied" if re.search(r"[^aeiou]y$", verb) else f"{verb}ed"


def _polarity_dropped(pair: Pair) -> Iterator[tuple[str, bool]]:
    if found := _NOT_DONE.search(pair.text):
        kept = f"{found[1]} " if found[1] else "已经"
        yield pair.text[: found.start()] + kept + pair.text[found.end() :], False


_INSIDE = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{3,}")
_NEVER_NAMES = frozenset(
    """January February March April June July August September October November December Monday
    Tuesday Wednesday Thursday Friday Saturday Sunday""".split()
)
_NAME = re.compile(r"[A-Z][\w'’-]+(?: (?:& )?[A-Z][\w'’-]+){0,3}")


def _subject(sentence: str, pair: Pair) -> str | None:
    """The name that a sentence opens with."""
    found = _NAME.match(sentence)
    opens = found and found.group().split()[0] in pair.frames.openers.split()
    return found.group() if found and not opens else None


def _borrowed(pair: Pair) -> Iterator[tuple[str, bool]]:
    own, other = _subject(pair.text, pair), _subject(pair.following, pair)
    if not own or not other or not {own.split()[0], other.split()[0]} <= pair.names:
        return
    if set(own.split()) & set(other.split()):
        return
    if other in pair.text or own in pair.following:
        return
    yield pair.text.replace(own, other, 1), False
    yield pair.following.replace(other, own, 1), False
    yield pair.following, True


KINDS: Mapping[str, Invent] = {
    "other predicate": _other_predicate,
    "plan told as done": _plan_as_done,
    "polarity dropped": _polarity_dropped,
    "borrowed from the next sentence": _borrowed,
}
"""Kinds that change the sentence's own words; the frames have all others."""
