"""Pairs written by hand for the reading model: texts of news with claims and questions.

Each text stands with claims that it carries (`true`), denies (`false`) or leaves open (`unsaid`),
and with questions that it answers (`answers`) or comes near to without an answer (`silent`), in
English, Chinese, German and ten other languages, a text and its queries often in different ones.
A short `text` is read whole; some are twins, of one `group`, that differ in a turn of meaning and
stand with the same queries. Of a `passage`, sentences under a title, each query names by number
those that decide it; a question that several answer, each by itself, stands there once for each.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from evals.training.pairs import TASKS, Pair, Target
from evals.training.rows import Row, is_one_in, rows_of
from evals.training.windows import cut
from index import language
from index.words import content_terms

FILE = Path(__file__).with_name("written.jsonl.xz")
_TARGETS: Mapping[str, Target] = {
    "true": "supported",
    "false": "refuted",
    "unsaid": "neutral",
    "answers": "answers",
    "silent": "silent",
}
_HELD_OUT = 8  # one text in so many
_FULL_STOPS = frozenset(".!。！")
_WITH_THE_ONE_BEFORE = 3  # one query about a passage in so many is read so
_SAID = 3  # one sentence in so many is a claim itself


@dataclass(frozen=True, slots=True)
class Query:
    """A claim or question, and the sentences that decide it, by place."""

    text: str
    target: Target
    places: frozenset[int]


@dataclass(frozen=True, slots=True)
class Text:
    """A title, "" where there is none, sentences under it, and what stands with them."""

    title: str
    sentences: tuple[str, ...]
    queries: tuple[Query, ...]

    @property
    def whole(self) -> str:
        """All sentences."""
        return " ".join(self.sentences)

    @property
    def asked(self) -> tuple[Query, ...]:
        """The queries, each once, however many sentences decide it."""
        return tuple({query.text: query for query in self.queries}.values())

    def deciding(self, query: Query) -> frozenset[int]:
        """The places of all sentences that decide a query, together or each by itself."""
        same = (one.places for one in self.queries if one.text == query.text)
        return frozenset[int]().union(*same)

    @property
    def crosses(self) -> bool:
        """Whether its queries are in another language."""
        own = language.of(self.whole)
        return language.of(" ".join(query.text for query in self.queries), near=own) is not own


def texts(*, held_out: bool) -> list[Text]:
    """The texts that are learned from, or those that nothing is learned from."""
    rows = rows_of(FILE)
    return [_text(row) for row in rows if is_one_in(_group(row), _HELD_OUT) == held_out]


def written(*, held_out: bool) -> Iterator[Pair]:
    """What stands with them, read as the product reads; what is learned from, with `said` too."""
    for text in texts(held_out=held_out):
        yield from pairs_of(text)
        if not held_out:
            yield from said(text)


def pairs_of(text: Text) -> Iterator[Pair]:
    """A claim with the title and its sentences, a question with the title and one or two.

    One that is answered also with what comes near.
    """
    for query in text.queries:
        yield _pair(text, query, query.places, query.target)
    for query in text.asked:
        near = _nearest(text, query) if query.target == "answers" else None
        if near is not None:
            yield _pair(text, query, {near}, "silent")


def said(text: Text) -> Iterator[Pair]:
    """Sentences as claims about themselves and their neighbours.

    A model that only reads claims with a turn in them takes what stands there for one more of them.
    """
    sentences = text.sentences if text.title else cut(text.whole)
    for place, sentence in enumerate(sentences):
        if sentence[-1:] not in _FULL_STOPS or not is_one_in(sentence, _SAID):
            continue
        near = sentences[place - place % 2 : place + 1 + place % 3 // 2]
        told = " ".join(near)
        yield Pair(
            evidence=f"{text.title}\n{told}" if text.title else told,
            query=sentence,
            target="supported",
            set="written",
        )


def _group(row: Row) -> str:
    return str(row.get("group") or row.get("text") or row["title"])


def _text(row: Row) -> Text:
    if "passage" not in row:
        queries = (Query(q, t, frozenset({0})) for kind, t in _TARGETS.items() for q in row[kind])
        return Text("", (row["text"],), tuple(queries))
    queries = (
        Query(q, t, frozenset(places)) for kind, t in _TARGETS.items() for q, places in row[kind]
    )
    return Text(row["title"], tuple(row["passage"]), tuple(queries))


def _pair(text: Text, query: Query, places: Collection[int], target: Target) -> Pair:
    before = min(places) - 1
    if (
        is_one_in(query.text, _WITH_THE_ONE_BEFORE)
        and before >= 0
        and before not in text.deciding(query)
    ):
        places = {before, *places}
    told = " ".join(text.sentences[place] for place in sorted(places))
    mark = "\n" if TASKS[target] == "entailment" else ". "
    evidence = f"{text.title}{mark}{told}" if text.title else told
    return Pair(evidence=evidence, query=query.text, target=target, set="written")


def _nearest(text: Text, query: Query) -> int | None:
    """The sentence beside those that decide a query that shares most words with it."""
    wanted, deciding = set(content_terms(query.text)), text.deciding(query)
    held = {
        place: len(wanted & _words(sentence))
        for place, sentence in enumerate(text.sentences)
        if place not in deciding
    }
    return max(held, key=lambda place: (held[place], -place), default=None)


@lru_cache(maxsize=64)
def _words(sentence: str) -> frozenset[str]:
    return frozenset(content_terms(sentence))
