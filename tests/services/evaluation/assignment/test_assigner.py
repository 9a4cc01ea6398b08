import asyncio
import sys
from asyncio.subprocess import PIPE
from dataclasses import replace

import psutil
import pytest

from services.evaluation.assignment.assigner import BrokeOff, assigned
from services.evaluation.assignment.conflicts import Conflict, Ground
from services.evaluation.assignment.terms import Assignment, Draw, Infeasible, Limit, Revision, Unsound
from services.evaluation.assignment.words import reason, shortage
from tests.builders.assignment import batch


async def test_a_batch_is_assigned_by_a_process_of_its_own_and_again_the_same_way() -> None:
    asked = batch([3] * 30, [(0, 12)] * 20, percent=50)

    one, other = await asyncio.gather(assigned(Draw(asked, 7)), assigned(Draw(asked, 7)))

    assert isinstance(one, Assignment)
    assert one == other
    assert {len(experts) for experts in one.by_patent().values()} == {3}
    assert all(pair.percent <= 50 for pair in one.pairs)
    assert not _children()


async def test_another_seed_draws_another_assignment_of_nearly_the_same_worth() -> None:
    asked = batch([3] * 30, [(0, 12)] * 20, percent=50)

    one, other = await asyncio.gather(assigned(Draw(asked, 7)), assigned(Draw(asked, 8)))

    assert isinstance(one, Assignment)
    assert isinstance(other, Assignment)
    assert {(pair.patent, pair.expert) for pair in one.pairs} != {(pair.patent, pair.expert) for pair in other.pairs}
    assert one.expected == other.expected == pytest.approx(one.affinity, rel=0.1)


async def test_a_recusal_replaces_that_pair_and_leaves_the_others_as_they_stand() -> None:
    asked = batch([3] * 30, [(0, 12)] * 20, percent=50)
    before = await assigned(Draw(asked, 7))
    assert isinstance(before, Assignment)
    standing = tuple((pair.patent, pair.expert) for pair in before.pairs)
    recused = standing[10]

    after = await assigned(Revision(replace(asked, conflicts=(Conflict(*recused, Ground.DECLARED),)), standing, 9))

    assert isinstance(after, Assignment)
    now = {(pair.patent, pair.expert) for pair in after.pairs}
    assert set(standing) - now == {recused}
    [new] = now - set(standing)
    assert new[0] == recused[0]
    assert [pair.percent for pair in after.pairs if not pair.is_kept] == [50]


async def test_a_batch_that_cannot_be_assigned_is_answered_with_what_to_relax_in_words() -> None:
    outcome = await assigned(Draw(batch([3, 1], [(0, 5), (0, 5)], percent=100), 1))

    assert isinstance(outcome, Infeasible)
    assert [zh for zh, _ in shortage(outcome)] == [
        "专利 p0000 共需评价 3 次；可评专家在单对概率上限内至多承担 2 次，还差 1 次。",
        "可行的调整：专利 p0000 的评价专家由 3 位减为 2 位（共 1 项，不能再少）。",
    ]
    assert [en for _, en in shortage(outcome)] == [
        (
            "Evaluations needed by p0000: 3; the experts open to them can take at most 2 within the highest "
            "probability of a pair: 1 missing."
        ),
        "It would do to have p0000 evaluated by 2 instead of 3 (1 in all, and no fewer would do).",
    ]


async def test_every_pair_says_why_it_was_chosen() -> None:
    asked = batch(
        [1, 1], [(0, 1), (0, 2), (0, 1)], affinity=[0.9, 0.8, 0.1, 0.9, 0.5, 0.1], barred=[(1, 0)], percent=100
    )

    outcome = await assigned(Draw(asked, 1))

    assert isinstance(outcome, Assignment)
    first, second = outcome.pairs
    assert (first.expert, first.rank, second.expert, second.rank, second.barred) == ("e0000", 1, "e0001", 2, 1)
    assert reason(second) == (
        "亲和度 0.50，居第 2 位；抽取概率 100%；居前者中，1 位须回避。",
        "affinity 0.50, number 2; drawn with a probability of 100%; of those before: 1 with a conflict of interest.",
    )


async def test_a_pair_held_by_the_probability_says_so() -> None:
    outcome = await assigned(Draw(batch([1], [(0, 1)] * 3, affinity=[0.9, 0.8, 0.1], percent=50), 1))

    assert isinstance(outcome, Assignment)
    assert outcome.probabilities == (("p0000", "e0000", 50), ("p0000", "e0001", 50))
    assert outcome.pairs[0].limits == (Limit.PROBABILITY,)
    assert outcome.expected == pytest.approx(0.85)


async def test_an_assignment_that_takes_too_long_is_ended() -> None:
    with pytest.raises(BrokeOff, match=r"within 0\.01 seconds"):
        await assigned(Draw(batch([3] * 200, [(0, 12)] * 100, percent=50), 1), seconds=0.01)

    assert not _children()


async def test_terms_that_contradict_themselves_are_refused_before_anything_starts() -> None:
    with pytest.raises(Unsound, match="named twice"):
        replace(batch([1], [(0, 1)]), patents=batch([1]).patents * 2, affinity=batch([1], [(0, 1)] * 2).affinity)
    with pytest.raises(Unsound, match="least load"):
        batch([1], [(3, 1)])
    with pytest.raises(Unsound, match="finite"):
        batch([1], [(0, 1)], affinity=[float("nan")])
    with pytest.raises(Unsound, match="percent"):
        batch([1], [(0, 1)], percent=0)


async def test_neither_the_service_nor_the_asking_side_loads_the_solver() -> None:
    program = (
        "import sys, services.evaluation.app, services.evaluation.assignment.assigner, "
        "services.evaluation.assignment.words; sys.exit(any(name in sys.modules for name in ('scipy', 'numpy')))"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", program, stdout=PIPE)

    assert await process.wait() == 0


def _children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if "assigner" in " ".join(child.cmdline())]
