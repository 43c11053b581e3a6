"""Names and figures that a claim takes from another sentence than the one that says the rest."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import takewhile

from index.language import Mode
from service.checking.aligning import Alignment, Place
from service.checking.clauses import Clause
from service.checking.findings import Findings
from service.checking.inventory import Inventory, inventory
from service.checking.pairing import neighbour, pair
from service.checking.reading import Token, is_year

_NAME = 2  # characters that may be one
_BEGINS = 3  # tokens of a sentence among which a pronoun is its subject


def borrowed(alignment: Alignment) -> Findings:
    """What stands beside the sentence that says the rest, while that one names another."""
    inventories = {
        id(place): inventory(place.sentence.tokens, alignment.words) for place in alignment.sources
    }
    doubts = [*_borrowed(alignment, inventories), *_speakers(alignment), *_doers(alignment)]
    return Findings(doubts=doubts, open=list(_subjects(alignment)))


def _borrowed(alignment: Alignment, inventories: dict[int, Inventory]) -> Iterator[str]:
    claimed = inventory(alignment.tokens, alignment.words)
    for clause in alignment.clauses:
        own = clause.of(alignment.tokens)
        if not any(token.kind == "word" for token in own):
            continue
        main = max(alignment.sources, key=lambda place: _shared(own, place))
        stated = inventories[id(main)]
        for place in range(clause.start, clause.end):
            token = alignment.tokens[place]
            if _is_name(token, alignment) and not stated.holds(token):
                yield from _of_another(place, clause, main, claimed, alignment)
            elif token.kind == "number" and not is_year(token) and not stated.holds(token):
                others = [p for p in alignment.sources if inventories[id(p)].holds(token)]
                if others and any(_rivals(other, claimed) for other in others):
                    yield f"{token.text} stands in a sentence about something else."


def _of_another(
    place: int, clause: Clause, main: Place, claimed: Inventory, alignment: Alignment
) -> Iterator[str]:
    """A name instead of which the sentence has another one, or somebody named before."""
    name = alignment.tokens[place].text
    for rival in _rivals(main, claimed):
        if _in_its_place(alignment, clause, place, main, rival):
            other = main.sentence.tokens[rival].text
            yield f"The sentence that says this names “{other}”, not “{name}”."
            return
    if _is_named_later(place, clause, main, alignment):
        yield f"“{name}” is not named before the sentence that says this."


def _is_named_later(place: int, clause: Clause, main: Place, alignment: Alignment) -> bool:
    """Whether a passage names a clause's subject only behind a sentence, which so tells of another.

    Of a sentence that begins with a pronoun it is enough that nothing before has the name.
    """
    name = alignment.tokens[place]
    if any(token.kind == "word" for token in alignment.tokens[clause.start : place]):
        return False
    places = (*alignment.sources, *alignment.context, *alignment.others)
    beside = [place for place in places if place.hit is main.hit]
    before = [place for place in beside if place.number < main.number]
    if name.key in _keys(before) | {token.key for token in alignment.head}:
        return False
    begins = {token.text.lower() for token in main.sentence.tokens[:_BEGINS]}
    pronoun = not begins.isdisjoint(alignment.words.context.pronouns)
    if not begins.isdisjoint(alignment.words.context.roles):  # the company
        return False
    later = [p for p in beside if p.number > main.number and name.key in _keys([p])]
    own = clause.of(alignment.tokens)
    if any(2 * _shared(own, place) >= _shared(own, main) for place in later):
        return False
    return bool(later or (pronoun and before))


def _keys(places: Iterable[Place]) -> set[str]:
    return {token.key for place in places for token in place.sentence.tokens}


def _speakers(alignment: Alignment) -> Iterator[str]:
    """Who says in the claim what another one says in its source, and stands elsewhere there.

    In scripts without spaces: the characters before a verb of saying.
    """
    main, words = alignment.main.sentence, alignment.words
    elsewhere = [p.sentence.plain for p in (*alignment.sources, *alignment.others)]
    for verb in words.modality[Mode.SAY]:
        for speaker in _before(verb, alignment.tokens):
            others = [other for other in _before(verb, main.tokens) if other != speaker]
            known = speaker in main.plain or not any(speaker in plain for plain in elsewhere)
            if others and not known:
                yield f"The source has “{others[0]}” say this, not “{speaker}”."


def _before(verb: Sequence[str], tokens: Sequence[Token]) -> Iterator[str]:
    """The last characters before each place where a verb stands."""
    keys = [token.key for token in tokens]
    for place in range(_NAME, len(keys) - len(verb) + 1):
        who = _characters(tokens[place - _NAME : place])
        if tuple(keys[place : place + len(verb)]) == tuple(verb) and len(who) == _NAME:
            yield who


def _doers(alignment: Alignment) -> Iterator[str]:
    """Who does in the claim what somebody else does in its source, and stands next to that there.

    By words: names are looked for one by one.
    """
    places = (*alignment.sources, *alignment.context, *alignment.others)
    forms = {id(place): _forms(place.sentence.tokens) for place in places}
    for clause in alignment.clauses:
        said = [token for token in clause.of(alignment.tokens) if token.counts]
        for place in places:
            own = forms[id(place)]
            split = next((n for n, token in enumerate(said) if _held([token], own)), 0)
            doer, deed = said[:split], said[split:]
            if not (doer and _held(deed, own)):
                continue
            if any(token.kind == "name" and token.sure for token in doer):
                continue
            lent = any(
                _held(doer, forms[id(other)]) and not _held(deed, forms[id(other)])
                for other in places
                if other.hit is place.hit and abs(other.number - place.number) == 1
            )
            if lent and _has_another(place, deed, alignment):
                yield f"“{doer[-1].text}” stands in another sentence than what is said of it."


def _held(tokens: Iterable[Token], forms: AbstractSet[str]) -> bool:
    return all(forms & _forms([token]) for token in tokens)


def _forms(tokens: Iterable[Token]) -> set[str]:
    """By what tokens are compared, and as they are written."""
    return {form for token in tokens for form in (token.key, token.text.lower())}


def _has_another(place: Place, deed: Iterable[Token], alignment: Alignment) -> bool:
    """Whether a sentence begins with somebody of whom the claim has no word."""
    done = {token.key for token in deed if token.kind == "word"}
    before = [*takewhile(lambda token: token.key not in done, place.sentence.tokens)]
    context = alignment.words.context
    if not _forms(before[:_BEGINS]).isdisjoint(context.pronouns | context.roles):
        return False
    others = [token for token in before if token.kind in ("word", "name")]
    return bool(others) and _forms(others).isdisjoint(_forms(alignment.tokens))


def _subjects(alignment: Alignment) -> Iterator[str]:
    """What stands before the rest of a claim, in a script without spaces, and of whom that is told.

    Names are not known there; what differs may be a name, or stand for one.
    """
    main = alignment.main.sentence.tokens
    [(mine, theirs), *_] = pair(alignment.tokens, main).same or [(0, 0)]
    subject, instead = _characters(alignment.tokens[:mine]), _characters(main[:theirs])
    others = (place for place in (*alignment.sources, *alignment.others) if place != alignment.main)
    if min(len(subject), len(instead)) >= _NAME and any(
        subject in other.sentence.plain for other in others
    ):
        yield f"“{subject}” stands in another sentence."


def _characters(tokens: Sequence[Token]) -> str:
    return "".join(t.text for t in tokens if t.kind == "word" and not t.text.isascii())


def _is_name(token: Token, alignment: Alignment) -> bool:
    """Whether a token is surely a name, or one that a cited sentence has as a name."""
    if token.kind != "name" or token.sure:
        return token.kind == "name"
    places = (*alignment.sources, *alignment.context, *alignment.others)
    return any(
        other.kind == "name" and other.key == token.key
        for place in places
        for other in place.sentence.tokens
    )


def _shared(own: Sequence[Token], place: Place) -> float:
    keys = {token.key for token in place.sentence.tokens}
    weights = {"word": 1.0, "number": 1.5}
    return sum(weights.get(token.kind, 0.0) for token in own if token.key in keys)


def _rivals(main: Place, claimed: Inventory) -> list[int]:
    """Names of a sentence that the claim says nothing of, not even in part."""
    tokens = main.sentence.tokens
    groups: list[list[int]] = []
    for place, token in enumerate(tokens):
        if token.kind != "name":
            continue
        if groups and groups[-1][-1] == place - 1:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [
        group[0]
        for group in groups
        if (tokens[group[-1]].sure or not group[0])
        and not any(claimed.holds(tokens[place]) for place in group)
    ]


def _in_its_place(alignment: Alignment, clause: Clause, mine: int, main: Place, rival: int) -> bool:
    """Whether a rival stands where the claim's name does: with its neighbour, or as the subject."""
    tokens, source = alignment.tokens, main.sentence.tokens
    end = rival
    while end < len(source) and source[end].kind == "name":
        end += 1
    if rival and end < len(source) and source[end].key == ",":  # "led by Lisbet Hauvik, employs"
        return False
    if any(
        neighbour(tokens, mine, side) == neighbour(source, rival, other) != ""
        for side, other in ((-1, -1), (1, 1), (1, -1))  # the Orrin plant, the plant in Orrin
    ):
        return True
    if (
        source[rival - 1].key == tokens[mine - 1].key
        and mine
        and rival
        and source[rival - 1].kind == "stop"
    ):
        return True
    said = {token.key for token in clause.of(tokens) if token.kind == "word"}
    first = next((p for p, t in enumerate(source) if t.kind == "word" and t.key in said), 0)
    own = next((p for p in range(clause.start, clause.end) if tokens[p].kind == "word"), 0)
    return rival < first and mine < own
