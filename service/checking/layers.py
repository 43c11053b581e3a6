"""The layers of the check, read downward. A new one is a function, and an entry here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from service.checking.agents import exchanged_agents
from service.checking.aligning import Alignment
from service.checking.borrowing import borrowed
from service.checking.causes import causes
from service.checking.comparing import (
    in_anothers_place,
    moved,
    other_characters,
    turned,
)
from service.checking.crossing import crossed
from service.checking.findings import Findings
from service.checking.limits import unlimited
from service.checking.listing import crossed_pairs
from service.checking.modes import modes
from service.checking.predicates import clauses_held, predicate_held
from service.checking.runs import exchanged, seamed, stitched
from service.checking.scope import widened
from service.checking.values import missing_quotations, missing_values, other_units

May = Literal["refuse", "doubt", "ask"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One exact comparison of a claim with its sources.

    What it finds wrong refuses the claim, where it `may` refuse, and no model makes that supported;
    where it `yields`, the claim is left unverified if a model finds it rather carried than not. A
    claim far from its source's wording may say the same otherwise, so there words only doubt. What
    it asks is open, and a model that reads may settle it; so is what it doubts, where the model is
    very sure. The doubts of a `final` one leave the claim unverified, whatever a model says.
    `by_words` says that it compares words, which only works within languages that are read.
    """

    name: str
    look: Callable[[Alignment], Findings]
    may: tuple[May, ...]
    by_words: bool = True
    final: bool = False
    yields: bool = False

    def __call__(self, alignment: Alignment) -> Findings:
        """What it finds; nothing where it can't compare."""
        if self.by_words and alignment.uncompared:
            return Findings()
        return self.look(alignment)


def other_script(alignment: Alignment) -> Findings:
    """A claim in another script than its source: numbers are compared, words can't be."""
    told = "It is in another language than its source, so its words could not be compared."
    return Findings(open=[told] if alignment.crosses else [])


def unknown_language(alignment: Alignment) -> Findings:
    """A claim or source in a language whose negations no layer can read."""
    if alignment.unread is None:
        return Findings()
    name = alignment.unread.name or "the language"
    return Findings(open=[f"The check compares no words of {name}: it is sure word for word only."])


LAYERS: tuple[Layer, ...] = (
    Layer(name="language", look=unknown_language, may=("ask",), by_words=False),
    Layer(name="script", look=other_script, may=("ask",), by_words=False),
    Layer(
        name="quotations",
        look=missing_quotations,
        may=("refuse", "doubt"),
        by_words=False,
        final=True,
    ),
    Layer(
        name="values",
        look=missing_values,
        may=("refuse", "doubt", "ask"),
        by_words=False,
        final=True,
        yields=True,
    ),
    Layer(name="units", look=other_units, may=("refuse", "doubt"), by_words=False),
    Layer(name="places", look=in_anothers_place, may=("refuse",)),
    Layer(name="agents", look=exchanged_agents, may=("refuse",)),
    Layer(name="lists", look=crossed_pairs, may=("refuse",)),
    Layer(name="modes", look=modes, may=("refuse", "doubt", "ask"), yields=True),
    Layer(name="opposites", look=turned, may=("refuse", "doubt"), yields=True),
    Layer(name="borrowed", look=borrowed, may=("doubt", "ask")),
    Layer(name="crossed", look=crossed, may=("doubt",)),
    Layer(name="scope", look=widened, may=("doubt",)),
    Layer(name="limits", look=unlimited, may=("doubt", "ask"), by_words=False),
    Layer(name="causes", look=causes, may=("refuse", "doubt", "ask"), yields=True),
    Layer(name="exchanged", look=exchanged, may=("doubt",)),
    Layer(name="seamed", look=seamed, may=("doubt",)),
    Layer(name="order", look=moved, may=("ask",)),
    Layer(name="characters", look=other_characters, may=("ask",)),
    Layer(name="clauses", look=clauses_held, may=("doubt", "ask")),
    Layer(name="predicate", look=predicate_held, may=("ask",)),
    Layer(name="stitched", look=stitched, may=("ask",)),
)
