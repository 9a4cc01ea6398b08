"""Batches of patents and experts to assign."""

import random
from array import array
from collections.abc import Iterable

from services.evaluation.assignment.conflicts import Conflict, Ground
from services.evaluation.assignment.terms import Batch, Expert, Patent


def batch(
    needs: Iterable[int] = (2, 2, 2),
    loads: Iterable[tuple[int, int]] = ((0, 3), (0, 3), (0, 3), (0, 3)),
    *,
    affinity: Iterable[float] | None = None,
    barred: Iterable[tuple[int, int]] = (),
    percent: int = 100,
    seed: int = 1,
) -> Batch:
    """Patents that need so many, experts with a least and a highest load, and who is barred, by place."""
    patents = tuple(Patent(f"p{at:04}", need) for at, need in enumerate(needs))
    experts = tuple(Expert(f"e{at:04}", most, least) for at, (least, most) in enumerate(loads))
    if affinity is None:
        chance = random.Random(seed)
        affinity = [chance.random() for _ in range(len(patents) * len(experts))]
    conflicts = tuple(Conflict(f"p{one:04}", f"e{other:04}", Ground.DECLARED) for one, other in barred)
    return Batch(patents, experts, array("f", affinity), conflicts, percent)
