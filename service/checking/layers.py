"""The layers of the check, read downward. A new one is a function, and an entry here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from service.checking.aligning import Alignment
from service.checking.comparing import in_anothers_place, moved, stitched, turned
from service.checking.values import Findings, missing_quotations, missing_values

May = Literal["refuse", "doubt"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One exact comparison of a claim with its sources.

    What it finds wrong refuses the claim, where it `may` refuse, and nobody overrules that. What it
    doubts leaves the claim unverified; if that is `open`, a model that reads may give it back.
    """

    name: str
    look: Callable[[Alignment], Findings]
    may: tuple[May, ...]
    open: bool = False


LAYERS: tuple[Layer, ...] = (
    Layer(name="quotations", look=missing_quotations, may=("refuse",)),
    Layer(name="values", look=missing_values, may=("refuse", "doubt")),
    Layer(name="places", look=in_anothers_place, may=("refuse",)),
    Layer(name="turned round", look=turned, may=("refuse", "doubt")),
    Layer(name="order", look=moved, may=("doubt",), open=True),
    Layer(name="stitched", look=stitched, may=("doubt",), open=True),
)
