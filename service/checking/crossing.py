"""Within a sentence: what it says of one thing and the claim of another.

Each clause of a claim is laid beside the one clause of its sources that shares most words with it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.language import Language
from service.checking.aligning import Alignment
from service.checking.clauses import Clause, clauses, main_clauses
from service.checking.findings import Findings
from service.checking.inventory import inventory
from service.checking.lexicon import MONTHS, synonyms
from service.checking.pairing import units_clash
from service.checking.reading import Token, is_year

Clauses = Sequence[Sequence[Token]]


def crossed(alignment: Alignment) -> Findings:
    """Figures and directions of another clause, one name in two places, giver and receiver."""
    reasons = [*_of_other_clauses(alignment), *_in_two_places(alignment), *_receivers(alignment)]
    return Findings(doubts=reasons)


def _of_other_clauses(alignment: Alignment) -> Iterator[str]:
    words = alignment.words
    sentences = [
        [part.of(tokens) for part in _parts(clauses(tokens, words), tokens, words)]
        for tokens in (place.sentence.tokens for place in alignment.sources)
    ]
    for part in _parts(alignment.clauses, alignment.tokens, words):
        own = part.of(alignment.tokens)
        yield from _figures(own, sentences, alignment)
        yield from _directions(own, sentences, alignment)


def _figures(
    own: Sequence[Token], sentences: Sequence[Clauses], alignment: Alignment
) -> Iterator[str]:
    """Figures and months of a clause that its source has in another one, beside others there."""
    sentence, main = _counterpart(own, [s for s in sentences if len(s) > 1], alignment.words)
    others = [token for clause in sentence if clause is not main for token in clause]
    unsaid = _unsaid(main, alignment)
    for token in own:
        if token.kind in ("number", "month") and not is_year(token):
            rivals = _rivals(token, own, main, unsaid)
            if rivals and _is_only_in(token, others, main, alignment):
                yield f"The source says “{rivals[0].text}” there, and {token.text} of another."


def _directions(
    own: Sequence[Token], sentences: Sequence[Clauses], alignment: Alignment
) -> Iterator[str]:
    """Words of a clause whose opposite its source says there, whatever it says elsewhere."""
    words = alignment.words
    _, main = _counterpart(own, sentences, words)
    stated, unsaid = {t.key for t in main}, {t.key for t in _unsaid(main, alignment)}
    for token in own:
        against = words.direction.against(token.key) if token.kind == "word" else frozenset()
        if against & unsaid and not stated & {token.key, *synonyms(words, token.key)}:
            yield f"The source says “{token.text}” of something else."


def _unsaid(main: Sequence[Token], alignment: Alignment) -> list[Token]:
    claimed = {token.key for token in alignment.tokens}
    return [token for token in main if token.key not in claimed]


def _rivals(
    token: Token, own: Sequence[Token], main: Sequence[Token], unsaid: Sequence[Token]
) -> list[Token]:
    """Figures of the one clause that a claim's clause has another one for.

    Those that the claim has nowhere; or of the same unit, where it has them in another clause. Of
    months, only these.
    """
    said = {t.key for t in own}
    if token.kind == "month":
        months = [t for t in main if t.kind == "month" and t.key not in said]
        return [month for month in months if month not in unsaid]
    figures = [
        t
        for t in main
        if t.kind == "number" and not is_year(t) and t.unit not in MONTHS and t.key not in said
        if t.text.isalpha() <= token.text.isalpha()  # ten weeks are no 2,760 tonnes
    ]
    return [
        t
        for t in figures
        if (t in unsaid and not units_clash(t, token)) or (token.unit and t.unit == token.unit)
    ]


def _parts(parts: Sequence[Clause], tokens: Sequence[Token], words: Language) -> Sequence[Clause]:
    """The main clauses; in scripts without spaces each stands between two commas."""
    dense = sum(not token.key.isascii() for token in tokens)
    return parts if 2 * dense > len(tokens) else main_clauses(parts, tokens, words)


def _counterpart(
    own: Sequence[Token], sentences: Sequence[Clauses], words: Language
) -> tuple[Clauses, Sequence[Token]]:
    """The sentence, and its one clause, that share most words with a clause; none where two do.

    Words that have an opposite say how it went, and not with what.
    """
    keys = {token.key for token in own if token.kind in ("word", "name")}
    keys = {key for key in keys if not words.direction.against(key)}
    ranked = sorted(
        (
            (len(keys & {token.key for token in clause}), sentence, clause)
            for sentence in sentences
            for clause in sentence
        ),
        key=lambda found: -found[0],
    )
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return (), ()
    return ranked[0][1], ranked[0][2]


def _is_only_in(
    token: Token, others: Sequence[Token], main: Sequence[Token], alignment: Alignment
) -> bool:
    stated, beside = (inventory(tokens, alignment.words) for tokens in (main, others))
    return beside.holds(token) and not stated.holds(token)


def _in_two_places(alignment: Alignment) -> Iterator[str]:
    """Names that a claim says more often than its sources, in the place of another."""
    claimed, stated = (
        Counter(token.key for token in tokens if token.kind == "name")
        for tokens in (alignment.tokens, (*alignment.pairing.source, *_context(alignment)))
    )
    rivals = [token for token in alignment.pairing.unsaid if token.kind == "name"]
    for token in alignment.tokens:
        if rivals and token.kind == "name" and claimed[token.key] > stated[token.key] > 0:
            yield f"The source names “{rivals[0].text}”, and “{token.text}” only once."
            return


def _context(alignment: Alignment) -> Iterator[Token]:
    return (token for place in alignment.context for token in place.sentence.tokens)


def _receivers(alignment: Alignment) -> Iterator[str]:
    """Who does in the claim what the source says is done to them: "paid to Dene", "Dene paid"."""
    claim, source = alignment.tokens, alignment.pairing.source
    goal = alignment.words.classes.goal
    for name, verb in pairwise(claim):
        if (name.kind, verb.kind) != ("name", "word"):
            continue
        verbs = [place for place, token in enumerate(source) if token.key == verb.key]
        does = any(place and source[place - 1].key == name.key for place in verbs)
        done_to = any(
            place + 2 < len(source)
            and source[place + 1].key in goal
            and source[place + 2].key == name.key
            for place in verbs
        )
        if done_to and not does:
            yield f"The source has “{verb.text}” done to “{name.text}”."
