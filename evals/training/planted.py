"""Claims planted over sentences of articles: the kinds of lie a check must see, and true twins.

A way of planting gets a true sentence with its surroundings and a source of chance, and gives
pairs of evidence and claim. Where a claim can't be made false by changing it, the evidence is
changed: what was told as fact becomes planned, denied or expected. The same seed gives the same.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from evals.training.pairs import Pair, Target
from evals.training.vocabulary import CHINESE, ENGLISH, Vocabulary, is_negative, upper
from index.words import is_cjk

_SHORTEST = 12  # characters of a sentence that is joined to another

Planter = Callable[["Truth", Random], Iterator[tuple[str, str, Target]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """A true sentence of an article, what stands around it, and clauses of other articles."""

    sentence: str
    before: str
    after: str
    title: str
    clauses: Sequence[str]  # that other articles append to their sentences
    elsewhere: Sequence[str]  # sentences of the same article that stand apart

    @property
    def words(self) -> Vocabulary:
        return CHINESE if is_cjk(self.sentence) else ENGLISH


def plant(truth: Truth, chance: Random, ways: int) -> Iterator[Pair]:
    """Pairs of up to so many different ways of planting, in an order of chance."""
    left = ways
    order = sorted(WAYS, key=lambda name: -(chance.random() ** (1 / (WAYS[name][1] or 1.0))))
    for name in ("mode", *(name for name in order if name != "mode")):
        made = list(WAYS[name][0](truth, chance))
        for evidence, claim, target in made:
            yield Pair(evidence=evidence, query=claim, target=target, set=f"planted {name}")
        left -= bool(made)
        if not left:
            return


def _window(truth: Truth, chance: Random, sentence: str = "") -> str:
    """The sentence as evidence, now and then with its neighbours and the title of its article."""
    gap = truth.words.gap
    parts = [sentence or truth.sentence]
    if truth.before and chance.random() < 0.35:
        parts.insert(0, truth.before)
    if truth.after and chance.random() < 0.35:
        parts.append(truth.after)
    text = gap.join(parts)
    return f"{truth.title}\n{text}" if truth.title and chance.random() < 0.4 else text


def _verbatim(truth: Truth, chance: Random) -> Iterator[tuple[str, str, Target]]:
    yield _window(truth, chance), truth.sentence, "supported"


def _added_clause(truth: Truth, chance: Random) -> Iterator[tuple[str, str, Target]]:
    """An invented clause in front, in brackets or behind; its twin's stands in the source."""
    words, bare = truth.words, truth.sentence.rstrip(" .。!！")
    stop = truth.sentence[len(bare) :] or words.stop
    clause = chance.choice(truth.clauses) if truth.clauses and chance.random() < 0.5 else ""
    made = words.invented(chance)
    forms = [
        form.format(s=bare, low=words.lower(bare), c=made, up=upper(made)) for form in words.joined
    ]
    claim = f"{bare}{clause}{stop}" if clause else chance.choice(forms) + stop
    yield _window(truth, chance), claim, "neutral"
    if chance.random() < 0.5:  # what the evidence says more does no harm
        longer = chance.choice(forms) + stop
        yield _window(truth, chance, longer), chance.choice((longer, truth.sentence)), "supported"


def _joined(truth: Truth, chance: Random) -> Iterator[tuple[str, str, Target]]:
    """Two sentences in one: carried by both, by the first only in half; a cause nobody told."""
    words = truth.words
    both = words.gap.join((truth.sentence, truth.after))
    if len(truth.after) < _SHORTEST or len(truth.sentence) < _SHORTEST or len(both) > 400:
        return
    bare = truth.sentence.rstrip(" .。!！")
    claim = bare + words.link + words.lower(truth.after)
    roll = chance.random()
    if roll < 0.4:
        yield both, claim, "supported"
    elif roll < 0.6:
        yield truth.sentence, claim, "neutral"
    else:
        first, second = chance.sample((bare, truth.after.rstrip(" .。!！")), 2)
        linked = upper(first) + chance.choice(words.unsaid) + words.lower(second) + words.stop
        yield both, linked, "unsupported"


def _shortened(truth: Truth, chance: Random) -> Iterator[tuple[str, str, Target]]:
    """The sentence without one of its side clauses, which says less and nothing else."""
    found = list(truth.words.side_clause.finditer(truth.sentence))
    if found:
        clause = chance.choice(found)
        claim = truth.sentence[: clause.start()] + truth.sentence[clause.end() :]
        yield _window(truth, chance), claim, "supported"


def _fronted(truth: Truth, chance: Random) -> Iterator[tuple[str, str, Target]]:
    """What opens the sentence put at its end."""
    words = truth.words
    if words is ENGLISH and (
        found := re.fullmatch(
            r"((?:In|On|At|By|During|After|Before|For|Since) [^,]{3,40}), (.{20,})\.",
            truth.sentence,
        )
    ):
        opening = found[1][0].lower() + found[1][1:]
        yield _window(truth, chance), f"{upper(found[2])} {opening}.", "supported"


def _synonyms(truth: Truth, chance: Random) -> Iterator[tuple[str, str, Target]]:
    """One to three words replaced by others that mean the same."""
    claim, changed = truth.sentence, 0
    for word, other in chance.sample(truth.words.synonyms, len(truth.words.synonyms)):
        pattern = rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word)
        if changed < 3 and re.search(pattern, claim):
            claim, changed = re.sub(pattern, other, claim, count=1), changed + 1
    if changed:
        yield _window(truth, chance), claim, "supported"


def _other_predicate(truth: Truth, chance: Random) -> Iterator[tuple[str, str, Target]]:
    """Another verb of the same form and another meaning."""
    words = truth.words
    found = _verbs(truth) or [(match, ()) for match in words.verb.finditer(truth.sentence)]
    if found:
        match, group = chance.choice(found)
        others = [g for g in words.verbs if g is not group and match.group() not in g]
        other = chance.choice(chance.choice(others))
        claim = truth.sentence[: match.start()] + other + truth.sentence[match.end() :]
        yield _window(truth, chance), claim, "unsupported"


def _same_predicate(truth: Truth, chance: Random) -> Iterator[tuple[str, str, Target]]:
    """Another verb of the same meaning."""
    found = _verbs(truth)
    if found:
        match, group = chance.choice(found)
        others = [verb for verb in group if verb != match.group()]
        if others:
            claim = (
                truth.sentence[: match.start()]
                + chance.choice(others)
                + truth.sentence[match.end() :]
            )
            yield _window(truth, chance), claim, "supported"


def _verbs(truth: Truth) -> list[tuple[re.Match[str], Sequence[str]]]:
    return [
        (match, group)
        for group in truth.words.verbs
        for verb in group
        for match in re.finditer(rf"(?<= ){verb}\b" if verb.isascii() else verb, truth.sentence)
    ]


def _governed(truth: Truth, chance: Random) -> Iterator[tuple[str, str, Target]]:
    """What was denied, alleged, hoped for or confirmed in the source, told as fact."""
    words = truth.words
    if len(truth.sentence) > 260 or not words.governable(truth.sentence):
        return
    target: Target
    form, target = chance.choice(words.governors)
    who, whole = chance.choice(words.speakers), truth.sentence.rstrip(" .。")
    governed = form.format(who=who, s=words.lower(whole)) + words.stop
    evidence = _window(truth, chance, governed)
    yield evidence, truth.sentence, target
    if chance.random() < 0.3:
        yield evidence, governed, "supported"
    elif target == "refuted":
        yield evidence, words.negation_of.format(s=words.lower(whole)) + words.stop, "supported"
    else:
        other, other_target = chance.choice(words.governors)
        if other_target != target:
            claim = other.format(who=who, s=words.lower(whole)) + words.stop
            yield evidence, claim, "unsupported"


def _mode(truth: Truth, chance: Random) -> Iterator[tuple[str, str, Target]]:
    """What was, told as what is planned, possible or owed; and the reverse."""
    words = truth.words
    found = [(m, mood) for mood in words.moods for m in mood.factual.finditer(truth.sentence)]
    if not found:
        return
    match, mood = chance.choice(found)
    group = chance.choice(mood.modes)
    mode = chance.choice(group)
    open_ = match.expand(mode)
    other = truth.sentence[: match.start()] + open_ + truth.sentence[match.end() :]
    roll = chance.random()
    if roll < 0.6:
        yield (
            _window(truth, chance, other),
            truth.sentence,
            "refuted" if is_negative(mode) else "neutral",
        )
    elif roll < 0.75:
        yield _window(truth, chance), other, "refuted" if is_negative(mode) else "unsupported"
    twin = (
        truth.sentence[: match.start()]
        + match.expand(chance.choice(group))
        + truth.sentence[match.end() :]
    )
    if roll < 0.45 or roll > 0.75:
        yield _window(truth, chance, other), twin, "supported"


def _negated(truth: Truth, chance: Random) -> Iterator[tuple[str, str, Target]]:
    """A negation put in or taken out, in the claim or in the evidence."""
    words = truth.words
    if found := words.negation.search(truth.sentence):
        other = truth.sentence[: found.start()] + truth.sentence[found.end() :]
    else:
        places = list(words.negatable.finditer(truth.sentence))
        if not places:
            return
        at = chance.choice(places).end()
        other = truth.sentence[:at] + words.put_not + truth.sentence[at:]
    if chance.random() < 0.5:
        yield _window(truth, chance), other, "refuted"
    else:
        yield _window(truth, chance, other), truth.sentence, "refuted"
    if chance.random() < 0.5:
        yield _window(truth, chance, other), other, "supported"


def _turned(truth: Truth, chance: Random) -> Iterator[tuple[str, str, Target]]:
    """A word replaced by its opposite."""
    claim = _replaced(truth.sentence, truth.words.opposites, chance)
    if claim:
        yield _window(truth, chance), claim, "refuted"


def _other_number(truth: Truth, chance: Random) -> Iterator[tuple[str, str, Target]]:
    found = list(re.finditer(r"(?<![\w.,])\d+(?:,\d{3})*(?:\.\d+)?(?![\w,.]\d)", truth.sentence))
    if not found:
        return
    match = chance.choice(found)
    digits = [n for n, char in enumerate(match.group()) if char.isdigit()]
    place = chance.choice(digits)
    digit = chance.choice([d for d in "123456789" if d != match.group()[place]])
    claim = (
        truth.sentence[: match.start() + place]
        + digit
        + truth.sentence[match.start() + place + 1 :]
    )
    yield _window(truth, chance), claim, "refuted"


def _crossed(truth: Truth, chance: Random) -> Iterator[tuple[str, str, Target]]:
    """Two figures or two names of one sentence exchanged, as in lists that are told wrongly."""
    for pattern in chance.sample((truth.words.figure, truth.words.name), 2):
        found = [m for m in pattern.finditer(truth.sentence) if m.start()]
        pairs = [
            (a, b)
            for a in found
            for b in found
            if a.end() < b.start() - 4 and a.group() != b.group()
        ]
        if pairs:
            a, b = chance.choice(pairs)
            text = truth.sentence
            claim = (
                text[: a.start()]
                + b.group()
                + text[a.end() : b.start()]
                + a.group()
                + text[b.end() :]
            )
            yield _window(truth, chance), claim, "unsupported"
            return


def _borrowed(truth: Truth, chance: Random) -> Iterator[tuple[str, str, Target]]:
    """A name of the sentence replaced by one from next door."""
    own = list(truth.words.name.finditer(truth.sentence))
    near = [m.group() for m in truth.words.name.finditer(f"{truth.before}\n{truth.after}")]
    near = [name for name in near if name not in truth.sentence]
    if own and near:
        match, other = chance.choice(own), chance.choice(near)
        claim = truth.sentence[: match.start()] + other + truth.sentence[match.end() :]
        evidence = truth.words.gap.join(
            part for part in (truth.before, truth.sentence, truth.after) if part
        )
        yield evidence, claim, "unsupported"


def _cause_swapped(truth: Truth, chance: Random) -> Iterator[tuple[str, str, Target]]:
    """Cause for effect, before for after."""
    for link in truth.words.causes:
        head, found, tail = truth.sentence.rstrip(" .。").partition(link)
        if found and len(head) > 8 and len(tail) > 8:
            words = truth.words
            claim = upper(tail) + link + words.lower(head) + words.stop
            yield _window(truth, chance), claim, "unsupported"
            return


def _elsewhere(truth: Truth, chance: Random) -> Iterator[tuple[str, str, Target]]:
    """A sentence of the same article that another place carries."""
    if truth.elsewhere:
        yield _window(truth, chance), chance.choice(truth.elsewhere), "neutral"


def _attributed(truth: Truth, chance: Random) -> Iterator[tuple[str, str, Target]]:
    """The sentence with who told it in front, named by the title or the text; else invented."""
    words = truth.words
    if len(truth.sentence) > 260 or not words.governable(truth.sentence):
        return
    whole, who = truth.sentence.rstrip(" .。"), chance.choice(words.speakers)
    claim = chance.choice(words.told).format(who=who, s=words.lower(whole)) + words.stop
    if chance.random() < 0.5:
        source = chance.choice(words.told).format(who=who, s=words.lower(whole)) + words.stop
        yield _window(truth, chance, source), claim, "supported"
    else:
        yield _window(truth, chance), claim, "neutral"


def _replaced(text: str, pairs: Sequence[tuple[str, str]], chance: Random) -> str | None:
    for word, other in chance.sample(list(pairs), len(pairs)):
        pattern = rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word)
        if re.search(pattern, text):
            return re.sub(pattern, other, text, count=1)
    return None


# Each way with how often it is tried before the others: those that seldom find a hold come first.
WAYS: dict[str, tuple[Planter, float]] = {
    "verbatim": (_verbatim, 0.7),
    "added clause": (_added_clause, 2.5),
    "joined": (_joined, 1.6),
    "shortened": (_shortened, 1.5),
    "fronted": (_fronted, 2.0),
    "synonyms": (_synonyms, 1.5),
    "other predicate": (_other_predicate, 2.5),
    "same predicate": (_same_predicate, 1.7),
    "governed": (_governed, 2.0),
    "mode": (_mode, 1.0),
    "negated": (_negated, 2.0),
    "turned": (_turned, 1.0),
    "number": (_other_number, 1.0),
    "crossed": (_crossed, 1.2),
    "borrowed": (_borrowed, 1.2),
    "cause": (_cause_swapped, 2.0),
    "elsewhere": (_elsewhere, 0.5),
    "attributed": (_attributed, 0.6),
}
