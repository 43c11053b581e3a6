"""Claims that people labelled, and how the product's check judges them.

A file holds JSON lines `{id, claim, evidence: [text], supported, set}`.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path

from evals.bench.rows import CouldNotMeasure
from index.model import Article, Hit
from index.words import terms
from service.checking import Check, Finding
from service.citing import cut

Weigh = Callable[[str], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledClaim:
    """A claim, the texts that it cites, and whether people found that they carry it."""

    id: str
    claim: str
    evidence: tuple[str, ...]
    supported: bool
    set: str


def read_claims(file: Path) -> list[LabelledClaim]:
    """The claims of a file. Raises `CouldNotMeasure`."""
    with file.open(encoding="utf-8") as lines:
        return [_claim(file, number, line) for number, line in enumerate(lines, start=1)]


def judge(claims: Sequence[LabelledClaim], check: Check) -> list[Finding]:
    """What the check finds; of a claim of several sentences, for the one that is supported least."""
    return [_weakest(claim, check) for claim in claims]


def rarity(texts: Iterable[str]) -> Weigh:
    """Inverse document frequency among these texts, as the lexical index has it for passages."""
    held = [set(terms(text)) for text in texts]
    counts = Counter(term for each in held for term in each)
    return lambda term: log(1 + (len(held) - counts[term] + 0.5) / (counts[term] + 0.5))


def _claim(file: Path, number: int, line: str) -> LabelledClaim:
    try:
        fields = json.loads(line)
        return LabelledClaim(
            id=str(fields["id"]),
            claim=str(fields["claim"]),
            evidence=tuple(map(str, fields["evidence"])),
            supported=bool(fields["supported"]),
            set=str(fields.get("set", "")),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise CouldNotMeasure(
            f"{file}, line {number}, is no claim: {error!r}.",
            "A line is {id, claim, evidence, supported, set}.",
        ) from error


def _weakest(claim: LabelledClaim, check: Check) -> Finding:
    articles = {str(i): _article(str(i), text) for i, text in enumerate(claim.evidence)}
    cited = [_hit(article) for article in articles.values()]
    found = [check.examine(sentence, cited, articles) for sentence in _sentences(claim.claim)]
    return min(found, key=lambda finding: (finding.verdict.name == "supported", finding.score))


def _sentences(claim: str) -> Iterator[str]:
    """The sentences of a claim, without marks, as an answer's are checked one by one."""
    found = [sentence.text for line in claim.split("\n") for sentence in cut(line, whole=True)]
    yield from [text for text in found if terms(text)] or [claim]


def _article(id_: str, text: str) -> Article:
    return Article(
        id=id_, version=1, uri=f"evals:{id_}", title="", language=None, state="indexed",
        raw=text, text=text, edits=(),
    )  # fmt: skip


def _hit(article: Article) -> Hit:
    return Hit(
        id=f"{article.id}:1:0", article_id=article.id, version=1, title="", outlet=None,
        published=None, url=None, language=None, start=0, end=len(article.text),
        text=article.text, number=int(article.id) + 1, score=1.0, ranks={},
    )  # fmt: skip
