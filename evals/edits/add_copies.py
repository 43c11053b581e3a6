"""Copies of the articles in other outlets change no outcome."""

from collections.abc import Sequence
from dataclasses import replace

from evals.cases import Case
from evals.edits.edit import Corpus, Edit, Edited, still_right
from index.model import Received


def _make(corpus: Corpus, cases: Sequence[Case]) -> Edited:
    copies = {f"copy of {name}": _copy(article) for name, article in corpus.items()}
    return Edited(corpus={**corpus, **copies}, cases=cases)


def _copy(article: Received) -> Received:
    return replace(
        article,
        id=None,
        uri=f"{article.uri}?copy",
        outlet="The Echo",
        raw=f"{article.raw}\n\nThis report first appeared elsewhere.",
    )


ADD_COPIES = Edit(
    name="add copies",
    law="The outcome is the same when another outlet has carried every article, too.",
    make=_make,
    kept=still_right,
)
