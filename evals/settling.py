"""A model is not the same twice: cases that came out otherwise than before are asked again."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from evals.baselines import Baseline
from evals.cases import Case
from evals.items import Item
from evals.scores import PRIMARY

_TIMES = 2  # besides the first, so that two of three decide

AskAgain = Callable[[Sequence[Case]], Awaitable[list[Item]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The items, with the middle one of three where the case was asked again."""

    items: list[Item]
    again: int
    flipped: int

    @property
    def facts(self) -> dict[str, float | None]:
        """For the manifest: how many were asked again, and the share whose outcome flipped."""
        rate = round(self.flipped / self.again, 4) if self.again else None
        return {"asked_again": self.again, "flip_rate": rate}


async def settle(items: Sequence[Item], baseline: Baseline, ask: AskAgain) -> Settled:
    """Ask those again that differ from the baseline; never until they pass, always twice."""
    moved = [item for item in items if _moved(item, baseline)]
    rounds = [await ask([item.case for item in moved]) for _ in range(_TIMES)]
    tries = {item.case.id: [item, *others] for item, *others in zip(moved, *rounds, strict=True)}
    return Settled(
        items=[_middle(tries.get(item.case.id, [item])) for item in items],
        again=len(moved),
        flipped=sum(len({one.primary.outcome for one in each}) > 1 for each in tries.values()),
    )


def _moved(item: Item, baseline: Baseline) -> bool:
    digest, values = baseline.get(item.case.id, ("", {}))
    return digest == item.digest and values.get(PRIMARY) != item.primary.value


def _middle(tries: Sequence[Item]) -> Item:
    """The item whose value is the median; one without a value counts as the lowest."""
    ranked = sorted(
        tries, key=lambda item: -2.0 if item.primary.value is None else item.primary.value
    )
    return ranked[len(ranked) // 2]
