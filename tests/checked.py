"""What the exact layers of the check make of a claim, and a model that reads in their tests."""

from collections.abc import Mapping, Sequence

from index.model import Article
from service.answers import Verdict
from service.checking import Check
from service.checking.aligning import Alignment, align
from service.checking.entailing import Entails, Reader
from service.checking.lexicon import words_of
from service.checking.reading import Token, read
from service.citing import cite
from tests.fakes import article, hit, weigh

WORDS = words_of(())  # of English and Chinese


def sources(*texts: str | Article) -> list[Article]:
    """Articles a1, a2, … with these texts."""
    return [
        article(text, id=f"a{number}") if isinstance(text, str) else text
        for number, text in enumerate(texts, start=1)
    ]


def aligned(claim: str, *texts: str | Article) -> Alignment:
    """A claim beside one passage for each text, which is all of an article."""
    found = sources(*texts)
    hits = [hit(one, number) for number, one in enumerate(found, start=1)]
    return align(claim, hits, {one.id: one for one in found}, weigh)


def checked(claim: str, *texts: str | Article) -> Verdict:
    """The verdict on a claim that cites these texts."""
    return Check(weigh).examine(aligned(claim, *texts)).verdict


def quoted(alignment: Alignment) -> list[str]:
    """What is cited for a claim."""
    return [citation.quote for citation in cite(alignment, alignment.articles)]


def values(text: str) -> set[tuple[str, str, str]]:
    """The numbers, months and ordinals of a text, as they are compared."""
    kinds = ("number", "month", "ordinal")
    return {(t.kind, t.key, t.unit) for t in read(text, WORDS) if t.kind in kinds}


def keys(tokens: Sequence[Token]) -> list[str]:
    """What tokens are compared by."""
    return [token.key for token in tokens]


def model_that_reads(
    entails: Entails,
    *,
    support_at: float = 0.9,
    doubted_at: float = 0.98,
    trusted_at: float = 0.5,
    of_layers: Mapping[str, float] | None = None,
) -> Reader:
    """What finds pairs so likely supported, and from where on it is believed."""
    return Reader(
        entails=entails,
        support_at=support_at,
        doubted_at=doubted_at,
        trusted_at=trusted_at,
        name="fake",
        of_layers=of_layers or {},
    )
