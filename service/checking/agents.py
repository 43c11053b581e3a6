"""Who did it to whom, where claim or source says "by whom" and the other does not."""

from collections.abc import Sequence

from index.language import Language
from service.checking.aligning import Alignment
from service.checking.findings import Findings
from service.checking.predicates import predicates
from service.checking.reading import Token


def exchanged_agents(alignment: Alignment) -> Findings:
    """A name behind "by" that stands behind the same verb in the other, and before it to whom.

    Only where the other one says nothing by "by", and has the verb once.
    """
    words, by = alignment.words, alignment.words.classes.agent
    both = (alignment.tokens, alignment.main.sentence.tokens)
    passive = [tokens for tokens in both if _agent(tokens, words)]
    active = [tokens for tokens in both if not any(token.key in by for token in tokens)]
    if len(passive) != 1 or len(active) != 1:
        return Findings()
    [done], [told] = passive, active
    place = _agent(done, words)
    verb = [done[n].key for n in predicates(done, 0, place, words)][-1:]
    same = [n for n in predicates(told, 0, len(told), words) if told[n].key in verb]
    if len(same) != 1:
        return Findings()
    before, behind = _names(told[: same[0]]), _names(told[same[0] :])
    if done[place].key in behind and _names(done[:place]) & before:
        return Findings(wrong=[f"“{done[place].text}” is not who did it by the source."])
    return Findings()


def _names(tokens: Sequence[Token]) -> set[str]:
    return {token.key for token in tokens if token.kind == "name"}


def _agent(tokens: Sequence[Token], words: Language) -> int:
    """The place of a name behind "by"; 0 where there is none."""
    by = words.classes.agent
    places = range(1, len(tokens))
    named = (n for n in places if tokens[n].kind == "name" and tokens[n - 1].key in by)
    return next(named, 0)
