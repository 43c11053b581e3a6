"""`fit reading`: from which probability on the check believes the model that reads.

Claims about half of the sample articles, true and false (planted lies, some with twins, rewordings,
and those that people wrote) and claims of the training sets that nothing was learned from; and what
the model says of each as the check asks for it. For each exact layer, by what it does (`clauses
asks`, `modes doubts`), the threshold is the lowest, from one half on, at which of the claims
against which it speaks at most 4 % of what is supported is false, and of no kind of lie more than
8 % are supported: of what some layers doubt much is true, of what others do little. Claims far from
their source's wording tell one more for each (`clauses asks, afar`), by half that share, where it
is lower: there layers say less. Layers that spoke too seldom have one together. Where no exact
layer compares words, no more than 4 % of a kind pass across scripts, which the model has learned
relations in, and 1 % in languages that no layer reads. Where the layers support a claim, it is the
highest at which at most 2 % of what is true in other words is doubted. Drafts of models hold about
six true sentences to a false one, and so they weigh.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from evals.bench.claims import WRITTEN_BY_HAND
from evals.bench.lies import apart, changed
from evals.bench.misreading import Planted, plant
from evals.bench.rewordings import articles, passages, rewordings
from evals.bench.rows import CouldNotMeasure
from evals.halves import is_fitted_on
from evals.training.mix import is_held_out
from evals.training.pairs import TASKS
from evals.training.rows import rows_of
from evals.training.windows import nearest
from evals.training.written import FILE, texts
from index.model import Article, Hit
from index.pair_model import load_pair_model
from index.sentences import is_prose, sentences
from service.calibrating import rarity, read_claims
from service.checking import Check
from service.checking.entailing import AFAR, TOO_FAR, Entails, Reader, is_doubt
from service.reading_models import reader_of

_WRITTEN = (
    "expertqa",
    "fever-dev-rte",
    "scitail-dev",
    "summedits-other",
    "wice-oracle",
    "uhgeval-news",
)
_AROUND = 3  # sentences of a long text that a claim is checked against
_WRONG = 0.04  # of what is supported by reading where a layer speaks; of all, about half of it
_WRONG_AFAR = 0.02  # the same where a claim is far from its source
_DOUBTED = 0.02  # of what is true in other words; it is then shown as unverified
_REWORDED = ("reworded", "by hand")  # kinds that say it in other words
_EVERY = 2  # of the texts written by hand one in so many
_EACH = 100  # claims of a kind
_FEWEST = 13  # lies of a kind of which one may be supported
_OF_A_KIND = 0.08  # of the lies of a kind that may be supported; a release may pass 10 %
_ENOUGH = 20  # lies against which a layer speaks that tell a threshold of its own
_UNCOMPARED = {"language asks": 0.01, "script asks": 0.04}  # the same where it compares no words
_MORE_LIKELY_THAN_NOT = 0.5
_TRUE = 6.0  # true sentences of a model to a false one


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a claim: what speaks against it, and how likely the model finds it carried.

    The likelihood is None where exact layers closed it, and the model isn't asked.
    """

    kind: str
    true: bool
    likely: float | None = None
    speaks: frozenset[str] = frozenset()
    uncompared: bool = False


@dataclass(frozen=True, slots=True)
class _Claim:
    kind: str
    text: str
    true: bool
    hit: Hit
    article: Article


def files(data: Path) -> Sequence[Path]:
    """The sets of claims that people or models wrote, and the project's own."""
    return [*_sets(data), FILE, WRITTEN_BY_HAND]


def _sets(data: Path) -> Sequence[Path]:
    return [data / "a" / f"{name}.jsonl.xz" for name in _WRITTEN]


def fit(data: Path) -> Mapping[str, Mapping[str, float]]:
    """The thresholds for the packaged model. Raises `CouldNotMeasure` where there is none."""
    model = load_pair_model()
    if model is None:
        raise CouldNotMeasure("There is no model that reads.", "Make it: python -m evals train.")
    entails = reader_of(model).entails
    return {model.fingerprint: fitted([*examined(entails), *written(data, entails)])}


def fitted(told: Sequence[Told]) -> Mapping[str, float]:
    """The thresholds; those of layers by what they do, where enough lies tell them."""
    held = [
        one.likely
        for one in told
        if one.likely is not None and not one.speaks and one.true and one.kind.startswith(_REWORDED)
    ]
    compared = [one for one in told if not one.uncompared]
    across = _asked([one for one in told if one.uncompared])
    doubted = [one for one in compared if any(map(is_doubt, one.speaks))]
    return {
        "support_at": _lowest(_asked(compared), compared, _OF_A_KIND),
        "doubted_at": _lowest(doubted, compared, _OF_A_KIND),
        "trusted_at": _highest(held),
        **_of_layers(compared),
        **_of_languages(across),
    }


def _asked(told: Sequence[Told]) -> list[Told]:
    """The claims that layers ask about, and none doubts."""
    return [one for one in told if one.speaks and not any(map(is_doubt, one.speaks))]


def _of_layers(told: Sequence[Told]) -> Mapping[str, float]:
    """A threshold for each that speaks, from claims against which it does, with others or alone."""
    against: defaultdict[str, list[Told]] = defaultdict(list)
    for one in told:
        for name in one.speaks:
            against[name].append(one)
            if TOO_FAR in one.speaks - {name}:
                against[name + AFAR].append(one)
    found = {
        name: _lowest(claims, told, _OF_A_KIND, _WRONG_AFAR if name.endswith(AFAR) else _WRONG)
        for name, claims in sorted(against.items())
        if sum(not one.true for one in claims) >= _ENOUGH
    }
    return {
        name: at
        for name, at in found.items()
        if not name.endswith(AFAR) or at < found[name.removesuffix(AFAR)]
    }


def _of_languages(told: Sequence[Told]) -> Mapping[str, float]:
    """The same of those that say why no words are compared, each from its own claims alone."""
    against = {name: [one for one in told if name in one.speaks] for name in _UNCOMPARED}
    return {name: _lowest(of, of, _UNCOMPARED[name]) for name, of in against.items() if of}


def examined(entails: Entails) -> list[Told]:
    """Every claim, with what the model says of it where it is asked."""
    sources = {name: one for name, one in articles().items() if is_fitted_on(name)}
    cut = {name: passages(article) for name, article in sources.items()}
    check = Check(weigh=rarity(hit.text for hits in cut.values() for hit in hits))
    return [_examine(check, claim, entails) for claim in _claims(sources, cut)]


def written(data: Path, entails: Entails) -> list[Told]:
    """The training data's claims that nothing was learned from, as `examined` has them."""
    rows = [row for file in _sets(data) for row in rows_of(file) if is_held_out(row)]
    claims = [
        _about(
            "written",
            nearest(row["evidence"], row["claim"], _AROUND),
            row["claim"],
            true=row["label"] == "supported",
        )
        for row in rows
    ]
    claims += [
        _about(
            "by hand: of news",
            text.whole,
            query.text,
            true=query.target == "supported",
            title=text.title,
        )
        for text in texts(held_out=True)[::_EVERY]
        for query in text.queries
        if TASKS[query.target] == "entailment"
    ]
    check = Check(weigh=rarity(claim.hit.text for claim in claims))
    return [_examine(check, claim, entails) for claim in claims]


def _about(kind: str, text: str, claim: str, *, true: bool, title: str = "") -> _Claim:
    source, hit = apart(text)
    return _Claim(kind, claim, true, replace(hit, title=title), replace(source, title=title))


def _examine(check: Check, claim: _Claim, entails: Entails) -> Told:
    known = {claim.article.id: claim.article}
    reader = Reader(entails=entails, support_at=0.0, doubted_at=0.0, trusted_at=0.0, name="")
    asks = replace(check, reader=reader)
    alignment = asks.align(claim.text, [claim.hit], known)
    found = asks.examine(alignment)
    return Told(
        claim.kind,
        claim.true,
        found.likely if found.verdict.name == "supported" else None,
        frozenset(found.speaks),
        uncompared=alignment is not None and alignment.uncompared,
    )


def _claims(sources: Mapping[str, Article], cut: Mapping[str, Sequence[Hit]]) -> Iterator[_Claim]:
    counts: Counter[tuple[str, bool]] = Counter()
    for name, article in sources.items():
        for lie in (lie for hit in cut[name] for lie in _planted(hit, article)):
            counts[lie.kind, lie.supported] += 1
            if counts[lie.kind, lie.supported] <= _EACH:
                text = lie.evidence
                hit = replace(cut[name][0], text=text, start=0, end=len(text))
                yield _Claim(lie.kind, lie.text, lie.supported, hit, replace(article, text=text))
    by_id = {article.id: article for article in sources.values()}
    for cited in changed(sources, cut, _EACH):
        yield _Claim(cited.kind, cited.text, False, cited.passage, by_id[cited.passage.article_id])
    yield from _by_hand(sources)
    for one in rewordings(dict(articles())):
        for hit in [hit for hit in cut.get(one.article, ()) if one.source in hit.text][:1]:
            yield _Claim("reworded", one.claim, True, hit, sources[one.article])


def _by_hand(sources: Mapping[str, Article]) -> Iterator[_Claim]:
    """The claims that people wrote about these articles; each is named `ARTICLE#NUMBER`."""
    for claim in read_claims(WRITTEN_BY_HAND):
        name, _, _ = claim.id.partition("#")
        if name in sources:
            source, hit = apart(claim.evidence[0])
            yield _Claim(f"by hand: {claim.set}", claim.claim, claim.supported, hit, source)


def _planted(hit: Hit, article: Article) -> Iterator[Planted]:
    found = [hit.text[span.start : span.end] for span in sentences(hit.text)]
    for sentence, following in pairwise([*filter(is_prose, found), ""]):
        yield from plant(sentence, following, article.text)


def _lowest(
    claims: Sequence[Told], of: Sequence[Told], of_a_kind: float, most: float = _WRONG
) -> float:
    """The lowest threshold at which little of what is supported is false, of all and of a kind."""
    true = sum(one.true for one in of)
    kinds = Counter(one.kind for one in of if not one.true)
    for at in filter(_MORE_LIKELY_THAN_NOT.__le__, _STEPS):
        passing = [one for one in claims if one.likely is not None and one.likely >= at]
        lies = Counter(one.kind for one in passing if not one.true)
        right = sum(one.true for one in passing) / max(1, true)
        wrong = lies.total() / max(1, kinds.total())
        few = wrong <= most * (_TRUE * right + wrong)
        if few and all(
            lies[kind] <= of_a_kind * number for kind, number in kinds.items() if number >= _FEWEST
        ):
            return at
    return 1.0


def _highest(likely: Sequence[float]) -> float:
    """The highest threshold below which little enough of what is true lies."""
    most = _DOUBTED * len(likely)
    return max((at for at in _STEPS if sum(p < at for p in likely) <= most), default=0.0)


_STEPS = [*(step / 50 for step in range(1, 50)), 0.985, 0.99, 0.995, 0.998]
