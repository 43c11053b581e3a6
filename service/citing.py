"""The marks of a sentence become exact citations: the characters of the source that carry it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.model import Article, Hit, Span
from index.places import heading_of, page_of
from index.repairing import to_raw
from service.answers import Citation, CitationError
from service.checking.aligning import Alignment
from service.drafting import Sentence, numbers


def pointed(
    sentence: Sentence, passages: Sequence[Hit]
) -> tuple[tuple[Hit, ...], tuple[CitationError, ...]]:
    """The passages that the marks of a sentence point at, and the marks that point at nothing."""
    by_number = {passage.number: passage for passage in passages}
    cited: dict[int, Hit] = {}
    errors: list[CitationError] = []
    for mark in dict.fromkeys(sentence.marks):
        named = dict.fromkeys(numbers(mark))
        if not named:
            errors.append(CitationError(mark=mark, message="It names no passage by its number."))
        for number in named:
            if number in by_number:
                cited[number] = by_number[number]
            else:
                message = f"There is no passage {number}; {len(passages)} were given."
                errors.append(CitationError(mark=mark, message=message))
    return tuple(cited.values()), tuple(errors)


def cite(alignment: Alignment, articles: Mapping[str, Article]) -> tuple[Citation, ...]:
    """The sentences that carry a claim, as they stand: for each passage that it names at least one.

    What is aligned may be in one spelling; `articles` are as they are.
    """
    return tuple(
        _citation(hit, span, articles) for hit in alignment.cited for span in alignment.spans(hit)
    )


def numbered(citations: Sequence[Citation], order: dict[str, int]) -> tuple[Citation, ...]:
    """The same with the numbers that readers see; `order` grows by articles that are new in it."""
    return tuple(
        replace(one, display_number=order.setdefault(one.article_id, len(order) + 1))
        for one in citations
    )


def _citation(passage: Hit, span: Span, articles: Mapping[str, Article]) -> Citation:
    article = articles[passage.article_id]
    start, end = passage.start + span.start, passage.start + span.end
    raw = to_raw(article.edits, start, end)
    return Citation(
        number=passage.number,
        article_id=article.id,
        version=article.version,
        start=start,
        end=end,
        quote=article.text[start:end],
        raw_start=raw.start,
        raw_end=raw.end,
        page=page_of(article.raw, raw.start),
        heading=heading_of(article.text, start),
        language=article.language,
    )
