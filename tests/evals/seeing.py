"""Answers and cases made by hand, for the tests of scores and gates."""

from collections.abc import Mapping, Sequence
from typing import Any

from evals.cases import Case, Nugget
from evals.items import Item
from evals.outcomes import Mark, abstained, failed, passed
from evals.scores import SCORES
from evals.seen import Seen
from index.model import Article, Hit
from service.answers import Answer, Citation, Claim, MadeWith, Sources, Usage, Verdict
from tests.fakes import article, hit

TEXT = "Veld shipped 36 tonnes of oxide in May. The port of Marn closed in June."
NUGGET = Nugget(
    fact="36 tonnes", vital=True, article="veld.md", quote="36 tonnes", accept=("36 tonnes",)
)


def case(**more: Any) -> Case:
    """An answerable question about Veld."""
    about: dict[str, Any] = {
        "id": "veld-oxide", "kind": "single", "question": "How much oxide did Veld ship?",
        "answerable": True, "nuggets": (NUGGET,),
    }  # fmt: skip
    return Case(**{**about, **more})


def claim(text: str, quote: str, source: Article, **more: Any) -> Claim:
    """A supported sentence that cites these words of an article."""
    start = source.text.index(quote)
    end = start + len(quote)
    cited = Citation(
        number=1, article_id=source.id, version=1, start=start, end=end, quote=quote,
        raw_start=start, raw_end=end,
    )  # fmt: skip
    return Claim(**{"text": text, "verdict": "supported", "citations": (cited,), **more})


def answer(*claims: Claim, passages: Sequence[Hit] = (), **more: Any) -> Answer:
    """An answer that shows these sentences; without any, a refusal."""
    about: dict[str, Any] = {
        "id": "1", "question": "?", "rewritten_question": None,
        "status": "answered" if claims else "not_in_articles",
        "text": " ".join(one.text for one in claims), "claims": claims, "withheld": (),
        "citation_errors": (), "passages": tuple(passages),
        "sources": Sources(articles=1, independent=1), "missing": None, "degraded_reason": None,
        "made_with": MadeWith(writer="quoting", index="words"), "usage": Usage(),
        "timings_ms": {"total": 5.0},
    }  # fmt: skip
    return Answer(**{**about, **more})


def seen(*texts: str, of: Case | None = None, says: Mapping[str, Any] | None = None) -> Seen:
    """A case answered with these sentences, each citing the first of the article."""
    source = article(TEXT, id="v1")
    passage = hit(source)
    claims = [claim(text, "Veld shipped 36 tonnes of oxide in May.", source) for text in texts]
    return Seen(
        case=of or case(),
        answer=answer(*claims, passages=[passage], **(says or {})),
        hits=(passage,),
        articles={"veld.md": source},
        check=verbatim,
    )


def verbatim(claim: str, cited: Sequence[Hit], articles: Mapping[str, Article]) -> Verdict:
    """Supported is what stands in a cited passage word for word."""
    held = any(claim in passage.text for passage in cited)
    return Verdict(name="supported" if held else "unverified")


def item(id_: str, value: float | None, *broken: str, **more: Any) -> Item:
    """An item whose truthfulness is this; None is an error."""
    marks: dict[str, Mark] = dict.fromkeys(SCORES, Mark(outcome="does not apply"))
    made = {1: passed(), 0: abstained(), -1: failed(-1, "It is wrong.")}
    if value is not None:
        marks["truthfulness"] = made[int(value)]
    return Item(
        case=case(id=id_, **more),
        answer=None if value is None else answer(),
        error="It broke." if value is None else None,
        marks=marks if value is not None else dict.fromkeys(SCORES, Mark(outcome="error")),
        broken=broken,
    )
