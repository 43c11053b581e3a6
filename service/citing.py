"""The marks of a sentence become exact citations: the characters of the source that carry it."""

from collections.abc import Mapping, Sequence
from math import log1p

from index.model import Article, Hit, Span
from index.repairing import to_raw
from index.sentences import sentences
from index.words import content_terms, terms
from service.answers import Citation, CitationError
from service.drafting import Sentence, numbers

_NARROW_GAIN = 0.2  # a further sentence must carry this share of the claim's terms to be cited too


def cite(
    sentence: Sentence, passages: Sequence[Hit], articles: Mapping[str, Article]
) -> tuple[tuple[Citation, ...], tuple[CitationError, ...]]:
    """What the marks of a sentence point at, narrowed to what carries it, and wrong marks."""
    by_number = {passage.number: passage for passage in passages}
    citations: list[Citation] = []
    errors: list[CitationError] = []
    for mark in dict.fromkeys(sentence.marks):
        for number in dict.fromkeys(numbers(mark)):
            if number not in by_number:
                message = f"There is no passage {number}; {len(passages)} were given."
                errors.append(CitationError(mark=mark, message=message))
                continue
            passage = by_number[number]
            for span in narrow(sentence.text, passage.text):
                citation = _citation(passage, span, articles[passage.article_id])
                if citation not in citations:
                    citations.append(citation)
    return tuple(citations), tuple(errors)


def narrow(claim: str, passage: str) -> list[Span]:
    """The stretch of a passage that is the claim, or the one to three sentences that carry it."""
    if (place := passage.find(claim)) >= 0:
        return [Span(start=place, end=place + len(claim))]
    wanted = set(content_terms(claim)) or set(terms(claim))
    held = {
        span: wanted & set(terms(passage[span.start : span.end])) for span in sentences(passage)
    }
    # What few sentences of the passage say tells better which one it is.
    rarity = {term: log1p(len(held) / (1 + _count(term, held))) for term in wanted}
    total = sum(rarity.values())
    chosen: list[Span] = []
    while held and len(chosen) < 3:
        best = max(held, key=lambda span: sum(rarity[term] for term in held[span]))
        gain = held.pop(best)
        if not gain or (chosen and sum(rarity[term] for term in gain) < _NARROW_GAIN * total):
            break
        chosen.append(best)
        held = {span: found - gain for span, found in held.items()}
    if not chosen:
        return [Span(start=0, end=len(passage))]
    return sorted(chosen, key=lambda span: span.start)


def _count(term: str, held: Mapping[Span, set[str]]) -> int:
    return sum(term in found for found in held.values())


def _citation(passage: Hit, span: Span, article: Article) -> Citation:
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
    )
