"""Recall@10, nDCG@10 and MRR@10 of the search, over the articles that carry a case's facts."""

from collections.abc import Callable, Mapping
from functools import partial

from evals.outcomes import DOES_NOT_APPLY, Mark, passed
from evals.scores.score import Score
from evals.seen import Seen

_SOURCE = (
    "trec_eval's definitions, by ir-measures; an article is relevant that a vital fact names, "
    "and so are its near-copies."
)


def _of(measure: Callable[[], object], seen: Seen) -> Mark:
    import ir_measures

    if not seen.vital:
        return DOES_NOT_APPLY
    holders = {nugget.article: seen.holders(nugget) for nugget in seen.vital}
    relevant = dict.fromkeys(holders, 1)
    found = list(dict.fromkeys(_name(hit.article_id, holders) for hit in seen.hits))
    ranked = {id_: float(len(found) - place) for place, id_ in enumerate(found)}
    values = ir_measures.iter_calc([measure()], {"q": relevant}, {"q": ranked})
    return passed(next((float(metric.value) for metric in values), 0.0))


def _name(id_: str, holders: Mapping[str, set[str]]) -> str:
    """The name of a relevant article that an id stands for, itself or as its near-copy."""
    return next((name for name, ids in holders.items() if id_ in ids), id_)


def _recall() -> object:
    from ir_measures import R

    return R @ 10


def _ndcg() -> object:
    from ir_measures import nDCG

    return nDCG @ 10


def _mrr() -> object:
    from ir_measures import RR

    return RR @ 10


RECALL = Score(
    name="recall@10",
    of=partial(_of, _recall),
    definition="Share of the articles that carry vital facts among the ten best passages.",
    source=_SOURCE,
)
NDCG = Score(
    name="nDCG@10",
    of=partial(_of, _ndcg),
    definition="Discounted cumulative gain of those articles, as a share of the best order's.",
    source=f"Järvelin and Kekäläinen 2002. {_SOURCE}",
)
MRR = Score(
    name="MRR@10",
    of=partial(_of, _mrr),
    definition="1 / the place of the first such article; 0 if none is found.",
    source=_SOURCE,
)
