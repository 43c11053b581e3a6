"""Who did it to whom, where claim or source says "by whom" and the other does not."""

from collections.abc import Sequence

from index.language import Language
from service.checking.aligning import Alignment
from service.checking.findings import Findings
from service.checking.predicates import predicates
from service.checking.reading import Token


def exchanged_agents(alignment: Alignment) -> Findings:
    """A name behind "by" that the other one has behind the same verb, and another one before it."""
    words = alignment.words
    claim, source = alignment.tokens, alignment.main.sentence.tokens
    by = _agent(claim, words), _agent(source, words)
    if (by[0] is None) == (by[1] is None):
        return Findings()
    passive, active, place = (claim, source, by[0]) if by[1] is None else (source, claim, by[1])
    agent = passive[place or 0]
    done = [passive[n].key for n in predicates(passive, 0, place or 0, words)]
    verb = next((n for n, token in enumerate(active) if token.key in done[-1:]), None)
    if verb is None:
        return Findings()
    before, behind = (
        {token.key for token in part if token.kind == "name"}
        for part in (active[:verb], active[verb:])
    )
    if before and agent.key in behind - before:
        return Findings(wrong=[f"“{agent.text}” is not who did it by the source."])
    return Findings()


def _agent(tokens: Sequence[Token], words: Language) -> int | None:
    """The place of a name behind "by"."""
    by = words.classes.agent
    places = range(1, len(tokens))
    return next((n for n in places if tokens[n].kind == "name" and tokens[n - 1].key in by), None)
