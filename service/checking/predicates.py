"""Each clause has evidence of its own: its predicate and most of its words stand in a source."""

from collections.abc import Iterator, Sequence

from index.language import Language
from index.words import terms
from service.checking.aligning import Alignment, Place
from service.checking.clauses import Clause
from service.checking.findings import Findings
from service.checking.lexicon import synonyms
from service.checking.reading import Token, level

_SHORT = 6  # words, names and numbers of a claim in which each word decides
_FEWEST = 3  # Chinese characters of a clause that are judged
_LEAST = 0.5  # share of a clause's words that its source must hold
_SHORTEST = 4  # letters of a word that ends as a verb in the past


def clauses_held(alignment: Alignment) -> Findings:
    """Clauses of which the cited sentences hold too little, and predicates that they lack.

    One with several words of which they hold none says something else than the clauses beside it.
    """
    known = _known(alignment.sources)
    unheld = [
        clause
        for clause in alignment.clauses
        if _unheld(clause, alignment, known)
        or _characters_unheld(clause.of(alignment.tokens), alignment)
    ]
    found = Findings()
    for clause in unheld:
        beside = {
            t.key
            for other in alignment.clauses
            if other != clause
            for t in other.of(alignment.tokens)
        }
        words = [
            t for t in _words(clause.of(alignment.tokens), alignment.words) if t.key not in beside
        ]
        added = len(words) > 1 and not any(_held(t, known, alignment.words) for t in words)
        reasons = found.doubts if added and len(unheld) < len(alignment.clauses) else found.open
        reasons.append(f"The cited sentences do not say “{_shown(alignment, clause)}”.")
    return found


def predicate_held(alignment: Alignment) -> Findings:
    """Words of a short claim that its sentence lacks: one of them is often the predicate."""
    content = [token for token in alignment.tokens if token.counts]
    if len({(token.kind, token.key) for token in content}) > _SHORT:
        return Findings()
    missing = [
        token
        for clause in alignment.clauses
        for own in [clause.of(alignment.tokens)]
        for known in [_of_sentence(own, alignment)]
        for token in _words(own, alignment.words)
        if not _held(token, known, alignment.words)
    ]
    return Findings(open=[f"The cited sentence has no “{token.text}”." for token in missing[:1]])


def _of_sentence(own: Sequence[Token], alignment: Alignment) -> frozenset[str]:
    """What the sentence holds that shares most with a clause."""
    keys = {token.key for token in own if token.counts}
    held = [_known([place]) for place in alignment.sources]
    return max(held, key=lambda known: len(keys & known))


def _known(places: Sequence[Place]) -> frozenset[str]:
    return frozenset(
        key
        for place in places
        for key in (*place.sentence.terms, *(token.key for token in place.sentence.tokens))
    )


def _unheld(clause: Clause, alignment: Alignment, known: frozenset[str]) -> bool:
    tokens, spoken = alignment.tokens, alignment.words
    words = list(_words(clause.of(tokens), spoken))
    missing = [token for token in words if not _held(token, known, spoken)]
    if not missing:
        return False
    verbs = [tokens[place] for place in predicates(tokens, clause.start, clause.end, spoken)]
    verbs = [verb for verb in verbs if verb in words]
    if not all(_held(verb, known, spoken) for verb in verbs):
        return True
    if len(words) == 1:
        inserted = tokens[clause.start].text.lower() in spoken.comparing.determiners  # a thief
        return bool(clause.opener) or inserted
    return 1 - len(missing) / len(words) < _LEAST


def _characters_unheld(tokens: Sequence[Token], alignment: Alignment) -> bool:
    """Whether too few of the neighbouring Chinese characters of a clause stand in the passages."""
    own = [t.text for t in tokens if t.kind == "word" and not t.text.isascii()]
    heavy = "".join(char for char in own if char not in alignment.words.comparing.fillers)
    if len(heavy) < _FEWEST:
        return False
    passages = "\n".join(level(hit.text, alignment.words) for hit in alignment.cited)
    pairs = [heavy[place : place + 2] for place in range(len(heavy) - 1)]
    return sum(pair in passages for pair in pairs) < _LEAST * len(pairs)


def _words(tokens: Sequence[Token], words: Language) -> Iterator[Token]:
    """Words with content, in scripts that write spaces."""
    for token in tokens:
        light = token.key in words.comparing.fillers
        if token.kind == "word" and not light and token.key.isascii():
            yield token


def _held(token: Token, known: frozenset[str], words: Language) -> bool:
    """Whether a word, one of its parts or a synonym is known."""
    if token.key in known or not known.isdisjoint(synonyms(words, token.key)):
        return True
    parts = {term for part in token.text.split("-") for term in terms(part, words)}
    return not known.isdisjoint(parts - words.classes.stop)


def predicates(tokens: Sequence[Token], start: int, end: int, words: Language) -> Iterator[int]:
    """Places of predicates: behind an auxiliary or a relative word, or in the past tense."""
    classes, comparing = words.classes, words.comparing
    past, adverb = tuple(comparing.past), tuple(comparing.adverb)
    for place in range(start, end):
        if tokens[place].kind != "word":
            continue
        before = _before(tokens, place, adverb)
        word = tokens[place].text.lower()
        if (
            before in classes.auxiliaries
            or before in comparing.infinitive
            or before in classes.relatives
            or word in comparing.pasts
            or (
                len(word) >= _SHORTEST
                and word.isalpha()
                and word.endswith(past)
                and before not in comparing.determiners
            )
        ):
            yield place


def _before(tokens: Sequence[Token], place: int, adverb: tuple[str, ...]) -> str:
    """The word before a token, past adverbs and negations."""
    while place:
        place -= 1
        token = tokens[place]
        if token.kind != "negation" and not token.text.lower().endswith(adverb):
            return token.text.lower()
    return ""


def _shown(alignment: Alignment, clause: Clause) -> str:
    return " ".join(token.text for token in clause.of(alignment.tokens))
