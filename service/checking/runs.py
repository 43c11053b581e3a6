"""A claim as runs of words that its source has in a row: exchanged, or of two sentences.

"Greyfen of Ludo Pennarth Research" falls into four runs of "Ludo Pennarth of Greyfen Research";
with two of them exchanged it is one. What was merely turned round ("In May it fell" for "It fell in
May") loses less, and the items of a list may stand in any order.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import islice, pairwise

from index.language import Language
from service.checking.aligning import Alignment, Place
from service.checking.clauses import joiner, joins_equals, main_clauses, opens
from service.checking.findings import Findings
from service.checking.reading import Token, is_year
from service.checking.sources import SourceSentence

_LONG = 5  # tokens of a run that is no chance; of Chinese characters twice as many
_ROW = 4  # tokens in a row that are another sentence's words; of Chinese characters twice as many
_JOINED = "It joins words of two sentences; no sentence of the source says both."
_GAIN = 2  # runs fewer from which on two runs were exchanged
_TRIES = 32  # pairs of runs that are exchanged to see what it gives
_SHORT = 6  # tokens with content; longer runs are clauses, which stand in any order


@dataclass(frozen=True, slots=True)
class Run:
    """Tokens of a claim, and where its source sentence has them in a row, if anywhere."""

    start: int
    end: int
    sentence: int = -1
    place: int = -1

    def of(self, tokens: Sequence[Token]) -> Sequence[Token]:
        return tokens[self.start : self.end]


def exchanged(alignment: Alignment) -> Findings:
    """Two runs of the source that stand in each other's place."""
    claim = _words_of(alignment.tokens)
    sources = [_words_of(place.sentence.tokens) for place in alignment.sources]
    own = runs(claim, sources)
    neighbours = {(a.key, b.key) for source in sources for a, b in pairwise(source)}
    promising = (
        (one, other)
        for one, other in _crossed(own, claim, alignment.words)
        if _joints(one, other, claim, neighbours) >= _GAIN
    )
    for one, other in islice(promising, _TRIES):
        between = claim[one.end : other.start]
        swapped = [
            *claim[: one.start], *other.of(claim), *between, *one.of(claim), *claim[other.end :]
        ]  # fmt: skip
        if len(runs(swapped, sources)) <= len(own) - _GAIN:
            first, second = (" ".join(t.text for t in run.of(claim)) for run in (one, other))
            reason = f"“{first}” and “{second}” have each other's place in the source."
            return Findings(doubts=[reason])
    return Findings()


def _joints(
    one: Run, other: Run, claim: Sequence[Token], neighbours: AbstractSet[tuple[str, str]]
) -> int:
    """How many runs could grow together if two were exchanged: no more can be gained."""
    keys = ["", *(token.key for token in claim), ""]
    outer = (
        (keys[one.start], claim[other.start].key),
        (claim[one.end - 1].key, keys[other.end + 1]),
    )
    inner = (
        (claim[other.end - 1].key, claim[one.end].key),
        (claim[other.start - 1].key, claim[one.start].key),
    )
    return sum(pair in neighbours for pair in (*outer, *inner))


def seamed(alignment: Alignment) -> Findings:
    """A long run of one sentence that breaks off in a clause and goes on as one of another."""
    claim = _words_of(alignment.tokens)
    places = [*alignment.sources, *alignment.others]
    sources = [_words_of(place.sentence.tokens) for place in places]
    own = [run for run in runs(claim, sources) if any(t.counts for t in run.of(claim))]
    for one, other in pairwise(own):
        if min(_size(one, claim), _size(other, claim)) < _LONG or one.sentence == other.sentence:
            continue
        if not any(t.counts for t in claim[one.end : other.start]) and not (
            _whole(places[other.sentence], other.place, alignment.words)
            and _whole(places[one.sentence], one.place + one.end - one.start, alignment.words)
        ):
            return Findings(doubts=[_JOINED])
    return Findings()


def stitched(alignment: Alignment) -> Findings:
    """Whether a claim goes on with the words of another sentence than the one it begins with."""
    sentences = [place.sentence for place in (*alignment.sources, *alignment.others)]
    for unit in main_clauses(alignment.clauses, alignment.tokens, alignment.words):
        rows = list(_grams(unit.of(alignment.tokens)))
        main = max(sentences, key=lambda sentence: sum(map(sentence.holds, rows)))
        foreign = [run for run in rows if not main.holds(run) and _adds(run, main)]
        if any(other.holds(run) for run in foreign for other in sentences if other is not main):
            return Findings(open=[_JOINED])
    return Findings()


def _adds(run: Sequence[Token], main: SourceSentence) -> bool:
    """Whether at least two words of a run are new to a sentence; a name may stand for a pronoun."""
    known = {token.key for token in main.tokens}
    new = [t for t in run if t.counts and t.kind != "name" and t.key not in known]
    return len(new) >= (2 if new and new[0].key.isascii() else 4)


def _grams(tokens: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    """Runs of neighbouring tokens."""
    words = [token for token in tokens if token.kind not in ("mark", "break")]
    for place in range(len(words)):
        size = _ROW if words[place].key.isascii() else 2 * _ROW
        if place + size <= len(words):
            yield tuple(words[place : place + size])


def _size(run: Run, claim: Sequence[Token]) -> int:
    return run.end - run.start if claim[run.start].key.isascii() else (run.end - run.start) // 2


def _whole(source: Place, place: int, words: Language) -> bool:
    """Whether a clause ends or opens before the token with that number; marks have none."""
    tokens = source.sentence.tokens
    at = [n for n, token in enumerate(tokens) if _is_word(token)]
    while 0 < place < len(at) and tokens[at[place - 1]].key in words.comparing.determiners:
        place -= 1
    if place in (0, len(at)):
        return True
    return any(opens(tokens, n, words) for n in range(at[place - 1] + 1, at[place] + 1))


def runs(claim: Sequence[Token], sources: Sequence[Sequence[Token]]) -> list[Run]:
    """The longest runs from the left; a token that no source has is one of its own."""
    places: dict[str, list[tuple[int, int]]] = {}
    for number, source in enumerate(sources):
        for place, token in enumerate(source):
            places.setdefault(token.key, []).append((number, place))
    longest: list[Run] = []
    start = 0
    while start < len(claim):
        best = Run(start, start + 1)
        for number, place in places.get(claim[start].key, ()):
            length = _length(claim, start, sources[number], place)
            if best.place < 0 or length > best.end - start:
                best = Run(start, start + length, number, place)
        longest.append(best)
        start = best.end
    return longest


def _length(claim: Sequence[Token], start: int, source: Sequence[Token], place: int) -> int:
    length = 0
    while (
        start + length < len(claim)
        and place + length < len(source)
        and claim[start + length].key == source[place + length].key
    ):
        length += 1
    return length


def _crossed(
    own: Sequence[Run], claim: Sequence[Token], words: Language
) -> Iterator[tuple[Run, Run]]:
    """Pairs of runs with something between them whose order the source has the other way."""
    for n, one in enumerate(own):
        for other in own[n + 2 :]:
            crossed = one.sentence == other.sentence >= 0 and one.place > other.place
            between = claim[one.end : other.start]
            listing = all(joins_equals(joiner(token), words) for token in between)
            if crossed and _alike(one.of(claim), other.of(claim)) and not listing:
                yield one, other


def _alike(one: Sequence[Token], other: Sequence[Token]) -> bool:
    """Whether two runs may be taken for each other: short, with content of the same kinds."""
    kinds, others = ({_kind(t) for t in run if t.counts} for run in (one, other))
    short = all(sum(t.counts for t in run) <= _SHORT for run in (one, other))
    return short and bool(kinds) and kinds == others


def _kind(token: Token) -> str:
    return "year" if is_year(token) else token.kind


def _words_of(tokens: Sequence[Token]) -> list[Token]:
    return [token for token in tokens if _is_word(token)]


def _is_word(token: Token) -> bool:
    return token.key[-1:].isalnum()
