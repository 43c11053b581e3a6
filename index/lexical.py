"""The lexical index: BM25 over the terms of passages, in tantivy. Made from the catalogue."""

from collections.abc import Iterable, Sequence
from math import log
from pathlib import Path

import tantivy

from index.words import content_terms, terms

VERSION = 1  # part of the index fingerprint: raise it when what is indexed changes

_HEAP = 50_000_000  # bytes
_EVERY = "x"  # a term that every passage has
_MOST_DELETED = 0.02  # share of deleted passages that a large index may count with
_SMALL = 5_000  # passages
_OTHER_NAME = 0.25  # weight of a term that only another name has; see ARCHITECTURE.md


class Lexical:
    """Passage ids under the terms of their title and text. Calls take a millisecond or so.

    Both stand in one field: a title counts as a sentence more, which measured better than a field
    of its own with any boost.
    """

    def __init__(self, path: Path) -> None:
        """Open or make the index in the folder `path`; one process at a time."""
        path.mkdir(parents=True, exist_ok=True)
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        # The terms come ready-made from index.words, so white space is all there is to cut at.
        builder.add_text_field(
            "text", stored=True, tokenizer_name="whitespace", index_option="freq"
        )
        builder.add_text_field("every", tokenizer_name="raw", index_option="basic")
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, path=str(path))
        self._writer = self._index.writer(_HEAP, 1)
        self._writer.garbage_collect_files()  # what a process that died in a commit left in the way

    def upsert(self, passages: Iterable[tuple[str, str, str]]) -> None:
        """Index (id, title, text) of passages, in place of any that were there."""
        for id_, title, text in passages:
            self._writer.delete_documents_by_term("id", id_)
            self._put(id_, " ".join(terms(f"{title}\n{text}")))
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
            kept = searcher.doc(address)
            self._put(kept["id"][0], kept["text"][0])
        self._commit()

    def best(
        self,
        query: str,
        limit: int,
        among: Sequence[str] | None = None,
        also: Iterable[str] = (),
    ) -> list[tuple[str, float]]:
        """The ids that match a query best with their BM25 score, best first.

        `also` are other names of what the query names; their terms weigh less than its own.
        """
        wanted = dict.fromkeys(content_terms(query) or terms(query))
        if not wanted or (among is not None and not among):
            return []
        match = self._any_of(wanted)
        if others := {term for name in also for term in terms(name)} - wanted.keys():
            lighter = tantivy.Query.boost_query(self._any_of(sorted(others)), _OTHER_NAME)
            match = tantivy.Query.boolean_query(
                [(tantivy.Occur.Should, match), (tantivy.Occur.Should, lighter)]
            )
        if among is not None:
            allowed = tantivy.Query.term_set_query(self._schema, "id", list(among))
            match = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, match),
                    (tantivy.Occur.Must, tantivy.Query.const_score_query(allowed, 0.0)),
                ]
            )
        searcher = self._index.searcher()
        hits = searcher.search(match, limit, count=False).hits
        found = ((searcher.doc(address)["id"][0], float(score)) for score, address in hits)
        return sorted(found, key=lambda item: (-round(item[1], 5), item[0]))

    def weight(self, term: str) -> float:
        """The inverse document frequency of a term, as in BM25: rare terms weigh more.

        ln(1 + (N - n + 0.5) / (n + 0.5)), Robertson and Zaragoza 2009.
        """
        searcher = self._index.searcher()
        found = searcher.search(self._term(term), 1)  # doc_freq counts deleted ones too
        n = found.count or 0  # type: ignore[attr-defined]  # the stubs lack it
        return log(1 + (searcher.num_docs - n + 0.5) / (n + 0.5))

    def count(self) -> int:
        """How many passages are indexed."""
        return int(self._index.searcher().num_docs)

    def ids(self) -> set[str]:
        """All ids that are indexed."""
        searcher = self._index.searcher()
        everything = searcher.search(
            tantivy.Query.all_query(), max(searcher.num_docs, 1), count=False
        )
        return {searcher.doc(address)["id"][0] for _, address in everything.hits}

    def close(self) -> None:
        """Let go of the files."""
        self._writer.wait_merging_threads()

    def _put(self, id_: str, words: str) -> None:
        self._writer.add_document(tantivy.Document(id=id_, text=words, every=_EVERY))

    def _commit(self) -> None:
        self._writer.commit()
        self._index.reload()

    def _any_of(self, wanted: Iterable[str]) -> tantivy.Query:
        return tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, self._term(term)) for term in wanted]
        )

    def _term(self, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, "text", term, "freq")
