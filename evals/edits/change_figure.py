"""When a figure changes in the article, the answer follows."""

import re
from collections.abc import Sequence
from dataclasses import replace

from evals.cases import Case, Nugget, mentions
from evals.edits.edit import Corpus, Edit, Edited, still_right

# Whole numbers and decimals that are no years, days of the month or parts of a name.
_FIGURE = re.compile(r"(?<![\w.,-])(?!(?:19|20)\d\d\b)\d[\d,]*(?:\.\d+)?(?![\w-])")


def _make(corpus: Corpus, cases: Sequence[Case]) -> Edited:
    """Every figure in every quote changes in all articles that repeat the quote."""
    quotes = {n.quote: _other(n.quote) for case in cases for n in case.nuggets if n.vital}
    edited = {name: replace(a, raw=_swapped(a.raw, quotes)) for name, a in corpus.items()}
    followed = [_followed(case) for case in cases if _old(case)]
    return Edited(corpus=edited, cases=[case for case in followed if _decides(case, edited)])


def _old(case: Case) -> tuple[str, ...]:
    """The forms of the vital facts that hold a figure."""
    forms = (form for nugget in case.nuggets if nugget.vital for form in nugget.accept)
    return tuple(form for form in forms if _other(form) != form)


def _followed(case: Case) -> Case:
    """The case as the edited articles have it: the new figures are right and the old are wrong."""
    nuggets = tuple(_changed(nugget) for nugget in case.nuggets if nugget.vital)
    return replace(case, nuggets=nuggets, must_not=_old(case))


def _changed(nugget: Nugget) -> Nugget:
    accept = tuple(map(_other, nugget.accept))
    return replace(nugget, quote=_other(nugget.quote), accept=accept)


def _decides(case: Case, edited: Corpus) -> bool:
    """Whether the new figures stand in the articles, and the old ones nowhere any more."""
    return all(nugget.quote in edited[nugget.article].raw for nugget in case.nuggets) and not any(
        mentions(article.raw, form) for article in edited.values() for form in case.must_not
    )


def _swapped(text: str, quotes: dict[str, str]) -> str:
    for quote in sorted(quotes, key=len, reverse=True):
        text = text.replace(quote, quotes[quote])
    return text


def _other(text: str) -> str:
    """The text with the first digit of each figure one higher, and 1 after 9."""
    return _FIGURE.sub(lambda figure: _next(figure.group()), text)


def _next(figure: str) -> str:
    return str(int(figure[0]) % 9 + 1) + figure[1:]


CHANGE_FIGURE = Edit(
    name="change the figure",
    law="The answer shows the new figure, and not the old one, when the article has changed it.",
    make=_make,
    kept=still_right,
)
