"""What an edit of the sample articles is: it makes cases whose outcome needs no label."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from evals.cases import Case
from evals.items import Item
from index.model import Received

Corpus = Mapping[str, Received]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """An edited corpus and the cases to ask of it.

    `token_limit` cuts passages shorter than the embedding would.
    """

    corpus: Corpus
    cases: Sequence[Case]
    token_limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """`make` edits the corpus and picks its cases among those that came out right before.

    `kept` says whether an item of the edited corpus is as `law` says in words.
    """

    name: str
    law: str
    make: Callable[[Corpus, Sequence[Case]], Edited]
    kept: Callable[[Item], bool]


def still_right(item: Item) -> bool:
    """Whether the edited articles are answered rightly, too."""
    return item.primary.outcome == "pass" and not item.broken


def refused(item: Item) -> bool:
    """Whether the question is refused."""
    return item.answer is not None and item.answer.status == "not_in_articles"
