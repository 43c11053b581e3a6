"""`bench lies`: what the check makes of lies and of truths about the sample articles. Offline.

Lies are made from every sentence of the articles and from every rewording; truths are the sentences
word for word, and the rewordings. Lies that change no value (`misreading`) have true twins, and are
planted in passages of other languages, too. A share's interval is Wilson's, at 95 %.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from random import Random
from time import process_time
from typing import TypeVar

from evals.bench.misreading import Planted, plant
from evals.bench.misreading.frames import CODES, frames_of
from evals.bench.planting import KINDS, Plant, Truth
from evals.bench.rewordings import articles, passages, rewordings
from evals.bench.rows import Row, percentile
from index import language
from index.model import Article, Hit
from index.sentences import is_prose, sentences
from service.calibrating import rarity, wilson
from service.reading_models import check_of
from service.settings import load

_MOST = 100  # lies of a kind
_TRUTHS = 16  # for one lie of a kind
_REWORDED = "reworded, "  # before the kind of a lie that is made from a rewording

C = TypeVar("C")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A claim and the passage that it cites."""

    kind: str
    text: str
    passage: Hit


def lies(limit: int = _MOST) -> list[Row]:
    """The shares of lies that are not supported, by kind, and of truths that are.

    At most `limit` lies of a kind, and sixteen times as many truths, word for word and reworded.
    """
    sources = articles()
    cut = {name: passages(article) for name, article in sources.items()}
    verbatim = _verbatim(cut)
    reworded = _reworded(cut)
    check = check_of(load(), rarity(hit.text for hits in cut.values() for hit in hits))
    by_id = {article.id: article for article in sources.values()}
    times: list[float] = []

    def supported(claim: Cited) -> bool:
        since = process_time()
        verdict = check(claim.text, [claim.passage], by_id)
        times.append(1000 * (process_time() - since))
        return verdict.name == "supported"

    def caught(claim: Cited) -> bool:
        return not supported(claim)

    def held_apart(claim: Planted) -> bool:
        source, hit = apart(claim.evidence)
        return check(claim.text, [hit], {source.id: source}).name == "supported"

    every = list(changed(sources, cut, limit))
    rows = [
        _share("verbatim supported", _drawn(verbatim, _TRUTHS * limit), supported),
        _share("reworded supported", _drawn(reworded, _TRUTHS * limit), supported),
        _share("lies caught", [lie for lie in every if not _is_reworded(lie)], caught),
        _share("lies in other words caught", list(filter(_is_reworded, every)), caught),
    ]
    rows += [
        _share(kind, [lie for lie in every if lie.kind == kind], caught)
        for kind in dict.fromkeys(lie.kind for lie in every)
    ]
    misread = {code: list(_misread(code, cut, limit)) for code in CODES}
    held = {claim: held_apart(claim) for of in misread.values() for claim in of}
    groups = {"misread": list(held)}
    groups |= {f"misread, {code}": claims for code, claims in misread.items()}
    for kind in dict.fromkeys(claim.kind for claim in held):
        groups[kind] = [claim for claim in held if claim.kind == kind]
    for name, claims in groups.items():
        false, true = ([c for c in claims if c.supported == told] for told in (False, True))
        rows += [
            _share(f"{name}, lies caught", false, lambda claim: not held[claim]),
            _share(f"{name}, truths supported", true, held.__getitem__),
        ]
    rows += [_time("p50 CPU ms", times, 50), _time("p95 CPU ms", times, 95)]
    return rows


def changed(
    sources: Mapping[str, Article], cut: Mapping[str, Sequence[Hit]], limit: int
) -> Iterator[Cited]:
    """Up to so many lies of each kind that changes a value or a source, by article.

    They are made from sentences as they stand, and from rewordings.
    """
    verbatim = _verbatim(cut)
    yield from _lies("", verbatim, sources, limit)
    yield from _wrong_sources(verbatim, cut, limit)
    yield from _lies(_REWORDED, _reworded(cut), sources, limit)


def _is_reworded(lie: Cited) -> bool:
    return lie.kind.startswith(_REWORDED)


def _verbatim(cut: Mapping[str, Sequence[Hit]]) -> list[Cited]:
    return [
        Cited(kind="verbatim", text=text, passage=hit)
        for hits in cut.values()
        for hit in hits
        for text in _prose(hit.text)
    ]


def _reworded(cut: Mapping[str, Sequence[Hit]]) -> list[Cited]:
    return [
        Cited(kind="reworded", text=rewording.claim, passage=hit)
        for rewording in rewordings(dict(articles()))
        for hit in [h for h in cut.get(rewording.article, ()) if rewording.source in h.text][:1]
    ]


def _drawn(truths: Sequence[Cited], most: int) -> list[Cited]:
    return Random("truths").sample(truths, min(most, len(truths)))  # noqa: S311  no secret


def _lies(
    prefix: str, truths: Sequence[Cited], sources: Mapping[str, Article], limit: int
) -> Iterator[Cited]:
    """Up to so many lies of each kind, from truths in a random order."""
    everything = "\n".join(article.text for article in sources.values())
    for kind, make in KINDS.items():
        chance = Random(f"{prefix}{kind}")  # noqa: S311  no secret
        made = _plant(make, chance.sample(truths, len(truths)), sources, chance)
        fresh = islice((lie for lie in made if lie.text not in everything), limit)
        yield from (
            Cited(kind=f"{prefix}{kind}", text=lie.text, passage=lie.passage) for lie in fresh
        )


def _plant(
    plant: Plant, truths: Sequence[Cited], sources: Mapping[str, Article], chance: Random
) -> Iterator[Cited]:
    for truth in truths:
        article = sources[truth.passage.article_id].text
        neighbours = tuple(_prose(truth.passage.text))
        lie = plant(Truth(text=truth.text, article=article, neighbours=neighbours), chance)
        if lie and lie != truth.text:
            yield Cited(kind="", text=lie, passage=truth.passage)


def _misread(code: str, cut: Mapping[str, Sequence[Hit]], limit: int) -> Iterator[Planted]:
    """Up to half as many lies and truths of each kind in a language, from neighbouring sentences.

    They stand in sample articles of that language; where there are none, in its own passages.
    """
    frames = frames_of(code)
    articles = [[hit.text for hit in hits] for hits in cut.values() if hits[0].language == code]
    texts = articles or [[text] for text in frames.passages]
    pairs = [
        (one, other, "\n".join(article))
        for article in texts
        for text in article
        for one, other in pairwise(_prose(text))
    ]
    kept: Counter[tuple[str, bool]] = Counter()
    for one, other, article in Random("misread").sample(pairs, len(pairs)):  # noqa: S311  no secret
        for planted in plant(one, other, article):
            kind = (planted.kind, planted.supported)
            if kept[kind] < limit // 2:
                kept[kind] += 1
                yield planted


def apart(evidence: str) -> tuple[Article, Hit]:
    """A source text as an article and its only passage."""
    code = language.of(evidence).code
    source = Article(
        id="planted", version=1, uri="planted", title="", language=code, state="indexed",
        raw=evidence, text=evidence,
    )  # fmt: skip
    return source, Hit(
        id="planted:1:0", article_id="planted", version=1, title="", language=code, start=0,
        end=len(evidence), text=evidence, number=1, score=1.0,
    )  # fmt: skip


def _wrong_sources(
    truths: Sequence[Cited], cut: Mapping[str, Sequence[Hit]], limit: int
) -> Iterator[Cited]:
    """Real sentences that cite a passage of another article, or another one of their own."""
    chance = Random("wrong source")  # noqa: S311  no secret
    every = [hit for hits in cut.values() for hit in hits]
    for truth in chance.sample(truths, min(limit, len(truths))):
        near = [hit for hit in cut[truth.passage.article_id] if truth.text not in hit.text]
        pool = near if near and chance.random() < 0.5 else every
        wrong = chance.choice([hit for hit in pool if truth.text not in hit.text])
        yield Cited(kind="wrong source", text=truth.text, passage=wrong)


def _prose(text: str) -> list[str]:
    found = [text[span.start : span.end] for span in sentences(text)]
    return [one for one in found if is_prose(one) and len(one) >= 10]


def _share(name: str, claims: Sequence[C], holds: Callable[[C], bool]) -> Row:
    share = wilson(sum(map(holds, claims)) / len(claims), len(claims))
    value, low, high = (round(figure, 4) for figure in (share.value, share.low, share.high))
    return Row(name=name, value=value, low=low, high=high, unit="share", n=share.n)


def _time(name: str, times: Sequence[float], percent: float) -> Row:
    value = round(percentile(times, percent), 3)
    return Row(name=name, value=value, low=None, high=None, unit="ms", n=len(times))
