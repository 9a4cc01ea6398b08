"""Experts for a batch of patents through the assigning process, beside HiGHS alone on the same batch without chance."""

import resource
import time
from array import array
from typing import Any

from bench.contestant import run
from bench.findings import Figure, Findings, Table, middle, spread
from bench.progress import Progress, Scale
from bench.world import World
from panhuo.runtime.scratch import scratch
from services.evaluation.assignment.assigner import assigned
from services.evaluation.assignment.conflicts import Conflict, Ground
from services.evaluation.assignment.terms import Assignment, Batch, Draw, Expert, Patent

_MOST_SECONDS = 60
_EXPERTS_EACH, _LOAD, _PERCENT = 3, 13, 50
_TOPICS, _BARRED = 40, 0.02


def generated(patents: int, experts: int, seed: int) -> Batch:
    """Some experts are wanted by many, loads are a little above what is needed, and one pair in fifty is barred."""
    import numpy as np

    chance = np.random.default_rng(seed)
    of_patents, of_experts = (chance.dirichlet(np.full(_TOPICS, 0.08), count) for count in (patents, experts))
    affinity = of_patents @ of_experts.T * chance.uniform(0.6, 1, experts) + chance.random((patents, experts)) * 0.05
    barred = np.argwhere(chance.random((patents, experts)) < _BARRED)
    return Batch(
        tuple(Patent(f"p{at:06}", _EXPERTS_EACH) for at in range(patents)),
        tuple(Expert(f"e{at:06}", _LOAD) for at in range(experts)),
        array("f", (affinity / affinity.max()).astype(np.float32).tobytes()),
        tuple(Conflict(f"p{one:06}", f"e{other:06}", Ground.DECLARED) for one, other in barred.tolist()),
        _PERCENT,
    )


async def by_the_assigner(world: World, patents: int, experts: int, seed: int) -> dict[str, float]:
    """From the order to the explained pairs: the process that the service starts, its start included."""
    batch = generated(patents, experts, seed)
    began = time.perf_counter()
    outcome = await assigned(Draw(batch, seed))
    seconds = time.perf_counter() - began
    assert isinstance(outcome, Assignment)
    _check(batch, outcome)
    return {
        "seconds": seconds,
        "megabytes": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        "expected": outcome.expected,
        "gap": (outcome.bound - outcome.expected) / outcome.bound,
    }


async def by_highs_alone(world: World, patents: int, experts: int, seed: int) -> dict[str, float]:
    """The whole program with every pair in it; nothing is drawn or explained, and a pair may be certain."""
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    from services.evaluation.assignment.grid import grid_of

    grid = grid_of(generated(patents, experts, seed))
    rows, columns = np.nonzero(grid.ceiling)
    order, ones = np.arange(len(rows)), np.ones(len(rows))
    loads = coo_array((ones, (columns, order)), shape=(experts, len(rows))).tocsr()
    coverage = coo_array((ones, (rows, order)), shape=(patents, len(rows))).tocsr()
    gain = -grid.affinity[rows, columns].astype(np.float64)
    began = time.perf_counter()
    answer = linprog(gain, A_ub=loads, b_ub=grid.most, A_eq=coverage, b_eq=grid.need, bounds=(0, 1), method="highs-ds")
    seconds = time.perf_counter() - began
    assert answer.status == 0, answer.message
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "megabytes": peak, "value": -float(answer.fun)}


async def measure(scale: Scale, progress: Progress) -> Findings:
    """Both in turns, each in a process of its own, on another batch each time."""
    findings, size = Findings("assign"), {"patents": scale.assign_patents, "experts": scale.assign_experts}
    ours, alone = list[dict[str, Any]](), list[dict[str, Any]]()
    with scratch("panhuo-bench-") as directory:
        world = World("", "", 0, str(directory))  # neither a broker nor a server takes part
        for seed in range(scale.repetitions):
            ours.append(await run(world, by_the_assigner, **size, seed=seed))
            alone.append(await run(world, by_highs_alone, **size, seed=seed))
            said = f"assigned in {ours[-1]['seconds']:.1f} s, HiGHS alone {alone[-1]['seconds']:.1f} s"
            progress.say(f"{seed + 1}/{scale.repetitions} {said}")
    _conclude(findings, ours, alone, size)
    return findings


def _check(batch: Batch, outcome: Assignment) -> None:
    """A measurement of a wrong answer is worth nothing."""
    barred = {(conflict.patent, conflict.expert) for conflict in batch.conflicts}
    pairs = {(pair.patent, pair.expert) for pair in outcome.pairs}
    assert len(pairs) == sum(patent.experts for patent in batch.patents)
    assert not pairs & barred
    assert max(percent for _, _, percent in outcome.probabilities) <= batch.highest_percent


def _conclude(
    findings: Findings, ours: list[dict[str, Any]], alone: list[dict[str, Any]], size: dict[str, int]
) -> None:
    pairs = list(zip(ours, alone, strict=True))
    findings.figures += [
        Figure("assignment: seconds", middle([one["seconds"] for one in ours]), "s", at_most=_MOST_SECONDS),
        Figure(
            "assignment: rate ÷ HiGHS alone over every pair",
            middle([other["seconds"] / one["seconds"] for one, other in pairs]),
            "ratio",
            at_least=1.0,
        ),
        Figure(
            "assignment: expected affinity ÷ the highest without chance",
            middle([one["expected"] / other["value"] for one, other in pairs]),
            "ratio",
        ),
        Figure("assignment: distance to what is proved", max(one["gap"] for one in ours), "ratio", at_most=1e-6),
        Figure("assignment: peak memory", max(one["megabytes"] for one in ours), "MB"),
    ]
    findings.tables.append(
        Table(
            f"{_EXPERTS_EACH} of {size['experts']:,} experts for each of {size['patents']:,} patents",
            ("Way", "seconds", "peak MB"),
            [
                (
                    name,
                    spread([one["seconds"] for one in times], ".1f"),
                    f"{max(one['megabytes'] for one in times):.0f}",
                )
                for name, times in (("the assigning process", ours), ("HiGHS alone, every pair, no chance", alone))
            ],
        )
    )
