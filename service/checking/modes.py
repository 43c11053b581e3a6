"""Mode: what a source denies, plans or passes on is no fact in a claim, nor the other way round."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from index.language import Mode
from service.checking.aligning import Alignment
from service.checking.findings import Findings
from service.checking.governing import Governed, Governor
from service.checking.lexicon import INSTEAD, Standing, language_of
from service.checking.limits import bounds
from service.checking.predicates import predicates
from service.checking.reading import Token, is_year

_STOPS = frozenset(".!?。！？")
_FEWEST = 3  # tokens that are open
_NEARLY = 0.7  # of those that claim and source share
_OPENED = "The source says as a fact what the sentence leaves open."
_NEGATED = "The sentence is negated, its source is not."
_LOST: dict[Standing, str] = {
    "denied": "The source denies what the sentence says.",
    "open": "The source says as a plan, wish or possibility what the sentence says as a fact.",
    "heard": "The source only passes on what the sentence says as a fact.",
}


def modes(alignment: Alignment) -> Findings:
    """What changed between denied, open and hearsay on one side and a fact on the other."""
    limits = _limits(alignment)
    claim, source = (
        Governed(tokens, alignment.words, limits)
        for tokens in (alignment.tokens, alignment.pairing.source)
    )
    lost = {standing: _lost(standing, claim, source) for standing in _LOST}
    doubts = [_LOST[standing] for standing in ("open", "heard") if lost[standing]]
    if not doubts and (_comes_from_a_plan(claim, source) or _is_to_come(claim, source)):
        doubts.append(_LOST["open"])
    wrong: list[str] = []
    asked: list[str] = []
    if words := _gained(claim, source):
        unsure = _may_say_no(words, claim, source) or _negated_elsewhere(words, alignment)
        (doubts if unsure else wrong).append(_NEGATED)
    elif _denies_more(claim, source):
        doubts.append(_NEGATED)
    if lost["denied"]:
        pure = all(governor.negation for governor in lost["denied"])
        (wrong if pure else doubts).append(
            "The source is negated, the sentence is not." if pure else _LOST["denied"]
        )
    if opened := _opened(claim, source):
        duties = {" ".join(phrase) for phrase in alignment.words.modality[Mode.SHOULD]}
        duty = all(governor.words in duties for governor in opened)  # a deadline makes one
        (asked if duty else doubts).append(_OPENED)
    if alignment.near:
        return Findings(wrong=wrong, doubts=doubts, open=asked)
    return Findings(doubts=[*wrong, *doubts], open=asked)


def _limits(alignment: Alignment) -> frozenset[str]:
    """The figures that are the most in the claim and in its source: no more than 40, at most 40."""
    told = bounds(language_of(alignment.main.hit), alignment.source)
    return told & bounds(alignment.spoken, alignment.claim)


def _lost(standing: Standing, claim: Governed, source: Governed) -> list[Governor]:
    """What governs words of the source that the claim says without it."""
    if not source.of(standing):
        return []
    verbs = set(predicates(claim.tokens, 0, len(claim.tokens), claim.words))
    places: dict[str, list[int]] = {}
    for place, token in _words(source.tokens):
        places.setdefault(token.key, []).append(place)
    lost = {
        governor: place
        for place, token in _words(claim.tokens)
        if not claim.over(place, standing)
        if standing != "open" or not claim.over(place, "denied")  # that is no fact either
        for governor in _over_all(places.get(token.key, ()), source, standing, verb=place in verbs)
        if standing != "open" or place in verbs or governor.clausal or not _is_noun(claim, place)
    }
    if _spare(standing, claim, source, lost) >= len(lost):
        return []
    return [governor for governor in lost if not _scheduled(governor, claim, source)]


def _comes_from_a_plan(claim: Governed, source: Governed) -> bool:
    """Whether nearly all that a claim, which leaves nothing open, has of its source is open there.

    So "runs a weekly feeder to Tarn" comes from "plans a weekly feeder to Tarn". What has a verb of
    the claim is told above.
    """
    future = source.words.comparing.future
    open_ = [g for g in source.of("open") if source.tokens[g.start].text.lower() not in future]
    known = {token.key for token in source.tokens}
    verbs = predicates(claim.tokens, 0, len(claim.tokens), claim.words)
    if not open_ or claim.of("open") or any(claim.tokens[verb].key in known for verb in verbs):
        return False
    behind = {token.key for token in source.tokens[min(g.end for g in open_) :]}
    before = {token.key for token in source.tokens[: min(g.start for g in open_)]}
    shared = [
        token
        for place, token in enumerate(claim.tokens)
        if token.counts and token.key in known and not claim.over(place, "denied")
    ]
    planned = [token for token in shared if token.key in behind - before]
    rest = [token for token in shared if token.kind != "name" and token not in planned]
    return len(planned) >= _FEWEST and len(planned) >= _NEARLY * len((*planned, *rest))


def _is_to_come(claim: Governed, source: Governed) -> bool:
    """Whether a verb that the claim tells as done stands in its source as "to do" alone."""
    if claim.of("open"):
        return False
    infinitives = _infinitives(claim)
    for place in predicates(claim.tokens, 0, len(claim.tokens), claim.words):
        verb = claim.tokens[place]
        if claim.over(place, "denied"):
            continue  # "failed to open" is "did not open"
        places = [p for p, t in enumerate(source.tokens) if (t.kind, t.key) == ("word", verb.key)]
        if place not in infinitives and places and set(places) <= _infinitives(source):
            return True
    return False


def _infinitives(governed: Governed) -> set[int]:
    """Places behind a "to", or a "to be", that doesn't follow what tells that it happened."""
    tokens, words = governed.tokens, governed.words
    found: set[int] = set()
    for place, token in enumerate(tokens):
        if token.text.lower() not in words.comparing.infinitive:
            continue
        if place and tokens[place - 1].key in words.comparing.reached:
            continue
        behind = place + 1
        while behind < len(tokens) and tokens[behind].key in words.classes.auxiliaries:
            behind += 1
        found.add(behind)
    return found


def _spare(standing: Standing, claim: Governed, source: Governed, lost: Iterable[Governor]) -> int:
    """How many governing words of the claim may stand for the lost ones, in other words."""
    taken = Counter(governor.words for governor in source.of(standing) if governor not in lost)
    return (Counter(governor.words for governor in claim.of(standing)) - taken).total()


def _over_all(
    places: Sequence[int], source: Governed, standing: Standing, *, verb: bool
) -> list[Governor]:
    """What governs a word of the source, if each time that it stands there something does.

    A word that is no verb must be the very next that is governed: what is asked for may well exist.
    """
    over = [
        [g for g in source.over(place, standing) if verb or _is_head(source, g, place)]
        for place in places
    ]
    return [governors[-1] for governors in over] if over and all(over) else []


def _is_head(source: Governed, governor: Governor, place: int) -> bool:
    """Whether a word is what a governing auxiliary or a negation directly belongs to."""
    if governor.clausal or not source.tokens[place].key.isascii():
        return True
    last = source.tokens[governor.end - 1]
    before_verb = source.words.classes.auxiliaries | source.words.comparing.infinitive
    if not (governor.negation or last.key in before_verb):
        return False
    between = source.tokens[governor.end : place]
    return sum(t.counts and t.kind != "negation" for t in between) <= (
        2 if governor.negation else 0
    )


def _is_noun(claim: Governed, place: int) -> bool:
    """Whether a determiner stands before a word."""
    before = claim.tokens[place - 1].text.lower() if place else ""
    return before in claim.words.comparing.determiners


def _scheduled(governor: Governor, claim: Governed, source: Governed) -> bool:
    """Whether "will start on 1 May" has become "starts on 1 May"."""
    if source.tokens[governor.start].text.lower() not in source.words.comparing.future:
        return False
    dated = any(token.kind == "month" or is_year(token) for token in claim.tokens)
    first = next((t for p, t in _words(source.tokens) if governor.governs(p)), None)
    forms = [t.text.lower() for t in claim.tokens if first and t.key == first.key]
    return dated and bool(first and {first.text, f"{first.text}s"} & set(forms))


def _gained(claim: Governed, source: Governed) -> set[str]:
    """The words to which the claim says no where its source doesn't."""
    gained = [
        governor
        for governor in _lost("denied", source, claim)
        if not _contrasts(claim.tokens, governor, source)
    ]
    return {
        token.key
        for place, token in _words(claim.tokens)
        for governor in gained
        if governor.governs(place)
    }


def _denies_more(claim: Governed, source: Governed) -> bool:
    """Whether the claim has a negation more than its source, wherever it stands."""
    own = [g for g in claim.of("denied") if g.negation and not _contrasts(claim.tokens, g, source)]
    stated = len(source.of("denied")) + sum(token.key == INSTEAD for token in source.tokens)
    return len(own) > stated


def _may_say_no(words: set[str], claim: Governed, source: Governed) -> bool:
    """Whether the source lacks what is directly negated: who "was absent" did not attend."""
    known = {token.key for token in source.tokens}
    heads = [
        next((token.key for token in claim.tokens[g.end : g.reach] if token.counts), "")
        for g in claim.of("denied")
        if any(g.governs(place) and t.key in words for place, t in _words(claim.tokens))
    ]
    return bool(heads) and all(head.isascii() and head not in known for head in heads)


def _negated_elsewhere(words: set[str], alignment: Alignment) -> bool:
    """Whether another cited sentence says no to one of these words."""
    others = (place.sentence.tokens for place in alignment.others)
    return any(
        any(token.kind == "negation" for token in tokens)
        and any(token.key in words for token in tokens)
        for tokens in others
    )


def _contrasts(tokens: Sequence[Token], governor: Governor, source: Governed) -> bool:
    """Whether a "not" only sets beside what the source sets beside: "in May, not in June"."""
    if not any(token.kind == "negation" or token.key == INSTEAD for token in source.tokens):
        return False
    before = tokens[governor.start - 1] if governor.start else None
    governs = any(token.counts for token in tokens[governor.end : governor.reach])
    if not governs or before is None or before.key in _STOPS:
        return False
    apart = before.kind in ("mark", "break") or before.key == ","
    return governor.negation and (apart or before.key in source.words.comparing.beside)


def _opened(claim: Governed, source: Governed) -> list[Governor]:
    """What leaves open in the claim what its source, which leaves nothing open, says or denies."""
    if source.of("open"):
        return []
    known = {token.key for _, token in _words(source.tokens)}
    return [
        governor
        for place, token in _words(claim.tokens)
        if token.key in known and not claim.over(place, "denied")  # could not: was unable to
        for governor in claim.over(place, "open")
    ]


def _words(tokens: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    kinds = ("word", "number")
    return ((place, token) for place, token in enumerate(tokens) if token.kind in kinds)
