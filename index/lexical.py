"""The lexical index: BM25 over the terms of passages, in tantivy. Made from the catalogue."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from math import log
from pathlib import Path
from types import MappingProxyType
from typing import Any

import tantivy

from index import language
from index.language import Skill
from index.model import Filters, Passage
from index.words import content_terms, terms, tokens

VERSION = 4  # part of the index fingerprint: raise it when what is indexed changes

_NOWHERE: Mapping[str, Collection[str]] = MappingProxyType({})
_HEAP = 50_000_000  # bytes
_TIED = 1_000  # passages that are as good as the last one that is wanted, looked through
_PLACES = 5  # of a score that count: sums of the same terms differ in the last ones
_EVERY = "x"  # a term that every passage has
_MOST_DELETED = 0.02  # share of deleted passages that a large index may count with
_SMALL = 5_000  # passages
_LONG = 8  # letters of a word from which on two of them may differ
_OTHER_NAME = 0.25  # weight of a term that only another name has; see ARCHITECTURE.md


class Lexical:
    """Passage ids under the terms of their title and text. Calls take a millisecond or so.

    Both stand in one field: a title counts as a sentence more, which measured better than a field
    of its own with any boost.
    """

    def __init__(self, path: Path) -> None:
        """Open or make the index in the folder `path`; one process at a time."""
        path.mkdir(parents=True, exist_ok=True)
        self._schema = _schema()
        self._index = tantivy.Index(self._schema, path=str(path))
        self._writer = self._index.writer(_HEAP, 1)
        self._writer.garbage_collect_files()  # what a process that died in a commit left in the way

    def upsert(
        self, passages: Iterable[Passage], collections: Mapping[str, Collection[str]] = _NOWHERE
    ) -> None:
        """Index passages, in place of any that were there under the same ids.

        `collections` are those of their articles, by id.
        """
        for passage in passages:
            self._writer.delete_documents_by_term("id", passage.id)
            self._put(_document(passage, collections.get(passage.article_id, ())))
        self._commit()

    def replace(
        self,
        article_ids: Iterable[str],
        passages: Iterable[Passage],
        collections: Mapping[str, Collection[str]],
    ) -> None:
        """Index these passages of some articles, in place of all that were there of these."""
        for id_ in article_ids:
            self._writer.delete_documents_by_term("article", id_)
        for passage in passages:
            self._put(_document(passage, collections.get(passage.article_id, ())))
        self._commit()

    def delete(self, ids: Iterable[str]) -> None:
        """Take these ids out; unknown ones are no error."""
        for id_ in ids:
            self._writer.delete_documents_by_term("id", id_)
        self._commit()

    def tidy(self) -> None:
        """Take out what was deleted, where that is more than a little.

        Deleted passages count in tantivy's BM25 until it merges them away by itself, so scores
        would tell what a collection went through.
        """
        searcher = self._index.searcher()
        live = searcher.num_docs
        deleted = searcher.doc_freq("every", _EVERY) - live
        if not deleted or (live > _SMALL and deleted < _MOST_DELETED * live):
            return
        everything = searcher.search(tantivy.Query.all_query(), max(live, 1), count=False).hits
        self._writer.delete_documents_by_term("every", _EVERY)  # in one commit with the rest
        for _, address in everything:
            self._put(searcher.doc(address).to_dict())
        self._commit()

    def best(
        self, query: str, limit: int, filters: Filters | None = None, also: Iterable[str] = ()
    ) -> list[tuple[str, float]]:
        """The ids that match a query best with their BM25 score, best first.

        Filters leave out passages and don't change the score of any. `also` are other names of
        what the query names; their terms weigh less than its own.
        """
        wanted = dict.fromkeys(content_terms(query) or terms(query))
        if not wanted:
            return []
        seen = Filters(collections=filters.collections) if filters else Filters()
        wanted |= dict.fromkeys(self._otherwise_stemmed(query, seen))
        match = self._any_of(wanted)
        if others := {term for name in also for term in terms(name)} - wanted.keys():
            lighter = tantivy.Query.boost_query(self._any_of(sorted(others)), _OTHER_NAME)
            match = tantivy.Query.boolean_query(
                [(tantivy.Occur.Should, match), (tantivy.Occur.Should, lighter)]
            )
        if filters is not None and filters.any:
            passing = tantivy.Query.const_score_query(self._passing(filters), 0.0)
            match = _both(match, passing)
        return self._top(match, limit)

    def similar(self, word: str, limit: int, filters: Filters) -> list[str]:
        """The ids of some passages with a term that is spelled nearly as a word is."""
        wanted = terms(word)
        if not wanted:
            return []
        far = 1 if len(word) < _LONG else 2  # letters
        spelled = (
            tantivy.Query.fuzzy_term_query(self._schema, "text", term, far) for term in wanted
        )
        return [id_ for id_, _ in self._top(_both(*spelled, self._passing(filters)), limit)]

    def known(self, terms: Iterable[str], filters: Filters) -> set[str]:
        """Those of the terms that any passage has which passes the filters.

        Where all pass, what left may count for a while.
        """
        searcher, passing = self._index.searcher(), self._passing(filters)
        there = {term for term in terms if searcher.doc_freq("text", term)}
        if not filters.any:
            return there
        return {
            term
            for term in there
            if searcher.search(_both(self._term(term), passing), 1, count=False).hits
        }

    def passing(self, ids: Collection[str], filters: Filters) -> set[str]:
        """Those of the ids that pass the filters."""
        some = tantivy.Query.term_set_query(self._schema, "id", list(ids))
        return self._ids(_both(some, self._passing(filters)))

    def weight(self, term: str) -> float:
        """The inverse document frequency of a term, as in BM25: rare terms weigh more.

        ln(1 + (N - n + 0.5) / (n + 0.5)), Robertson and Zaragoza 2009.
        """
        searcher = self._index.searcher()
        found = searcher.search(self._term(term), 1)  # doc_freq counts deleted ones too
        n = found.count or 0  # type: ignore[attr-defined]  # the stubs lack it
        return log(1 + (searcher.num_docs - n + 0.5) / (n + 0.5))

    def count(self, filters: Filters | None = None) -> int:
        """How many passages are indexed, or pass the filters."""
        searcher = self._index.searcher()
        if filters is None:
            return int(searcher.num_docs)
        found = searcher.search(self._passing(filters), 1)
        return int(found.count or 0)  # type: ignore[attr-defined]  # the stubs lack it

    def ids(self, filters: Filters | None = None) -> set[str]:
        """All ids that are indexed, or those that pass the filters."""
        return self._ids(tantivy.Query.all_query() if filters is None else self._passing(filters))

    def close(self) -> None:
        """Let go of the files."""
        self._writer.wait_merging_threads()

    def _top(self, query: tantivy.Query, limit: int) -> list[tuple[str, float]]:
        """The best with their scores, best first, and equally good ones in order of their ids.

        Tantivy itself takes of equally good ones those that came first, and each replica has its
        own first.
        """
        searcher = self._index.searcher()
        hits = searcher.search(query, limit + 1, count=False).hits
        if len(hits) > limit and _equal(hits[limit - 1], hits[limit]):
            tied = searcher.search(query, limit + _TIED, count=False).hits
            hits = [hit for hit in tied if hit[0] >= hits[limit][0] or _equal(hit, hits[limit])]
        found = [(searcher.doc(address)["id"][0], float(score)) for score, address in hits]
        return sorted(found, key=lambda item: (-round(item[1], _PLACES), item[0]))[:limit]

    def _ids(self, query: tantivy.Query) -> set[str]:
        searcher = self._index.searcher()
        found = searcher.search(query, max(searcher.num_docs, 1), count=False).hits
        return {searcher.doc(address)["id"][0] for _, address in found}

    def _otherwise_stemmed(self, query: str, seen: Filters) -> list[str]:
        """The terms of words that no passage has as they are, but in another language's stems."""
        own = language.of(query)
        stemmed = [one for one in language.LANGUAGES.values() if Skill.STEMS in one.knows]
        return [
            term
            for word in tokens(query)
            for plain in [content_terms(word, own)]
            if plain and not self.known(plain, seen)
            for spoken in stemmed
            for term in content_terms(word, spoken)
            if self.known([term], seen)
        ]

    def _passing(self, filters: Filters) -> tantivy.Query:
        """What passes the filters; the same that `index.queries.limits` lets through."""
        among = {
            "outlet": [outlet.casefold() for outlet in filters.outlets],
            "language": list(filters.languages),
            "article": list(filters.articles),
            "collection": list(filters.collections),
        }
        limits = [
            tantivy.Query.term_set_query(self._schema, name, values)
            for name, values in among.items()
            if values
        ]
        first, last = filters.published_from, filters.last_day
        if first or last:
            days = self._published(first, last)
            limits.append(_either(days, self._undated()) if filters.undated else days)
        return _both(*limits) if limits else tantivy.Query.all_query()

    def _published(self, first: date | None, last: date | None) -> tantivy.Query:
        return tantivy.Query.range_query(
            self._schema,
            "published",
            tantivy.FieldType.Integer,
            first.toordinal() if first else None,
            last.toordinal() if last else None,
        )

    def _undated(self) -> tantivy.Query:
        any_day = self._published(date.min, date.max)
        return tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Must, tantivy.Query.all_query()),
                (tantivy.Occur.MustNot, any_day),
            ]
        )

    def _put(self, document: dict[str, Any]) -> None:
        self._writer.add_document(tantivy.Document.from_dict(document, self._schema))

    def _commit(self) -> None:
        self._writer.commit()
        self._index.reload()

    def _any_of(self, wanted: Iterable[str]) -> tantivy.Query:
        return tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, self._term(term)) for term in wanted]
        )

    def _term(self, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, "text", term, "freq")


def _schema() -> tantivy.Schema:
    """Everything is stored, so that `tidy` can store it again."""
    builder = tantivy.SchemaBuilder()
    for name in ("id", "article", "outlet", "language", "collection", "every"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    # The terms come ready-made from index.words, so white space is all there is to cut at.
    builder.add_text_field("text", stored=True, tokenizer_name="whitespace", index_option="freq")
    builder.add_integer_field("published", stored=True, indexed=True, fast=True)
    return builder.build()


def _document(passage: Passage, collections: Collection[str]) -> dict[str, Any]:
    text = f"{passage.title}\n{passage.text}"
    fields: dict[str, Any] = {
        "id": passage.id,
        "article": passage.article_id,
        "language": passage.language,
        "text": " ".join(terms(text, language.of(text, near=language.get(passage.language)))),
        "every": _EVERY,
    }
    if collections:
        fields["collection"] = list(collections)
    if passage.outlet:
        fields["outlet"] = passage.outlet.casefold()
    if passage.published:
        fields["published"] = passage.published.toordinal()
    return fields


def _equal(one: tuple[float, Any], other: tuple[float, Any]) -> bool:
    return round(one[0], _PLACES) == round(other[0], _PLACES)


def _either(*queries: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def _both(*queries: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])
