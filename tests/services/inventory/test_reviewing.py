"""The machine of reviews by itself: every circumstance, every move, everybody who might make it."""

from collections.abc import Iterator
from itertools import product

import pytest

from chassis.errors import Refused
from services.inventory.importing.arrival import State
from services.inventory.review.reviewing import (
    MOVES,
    Actor,
    Circumstances,
    Move,
    NoCollege,
    NotInventoried,
    Route,
    Stage,
    StillAtTheCollege,
    UnderReview,
    decide,
)
from services.inventory.review.stocktaking import NotAwaitingReview, NothingFilledIn, RightIsGone

DRAFTS: list[dict[str, object]] = [
    {},
    {"has_draft": True, "review": Stage.COLLEGE_REVIEW},
    {"has_draft": True, "review": Stage.INSTITUTION_REVIEW},
    *({"has_draft": True, "returned_by": by} for by in (None, Actor.COLLEGE, Actor.INSTITUTION, Actor.AUTHORITY)),
]


def everything() -> Iterator[Circumstances]:
    for state, route, college, draft, away, ended in product(
        State, Route, (None, "C01"), DRAFTS, (False, True), (False, True)
    ):
        yield Circumstances(state, route, college, is_away=away, has_ended=ended, **draft)


def test_every_move_leads_where_the_table_says_or_is_refused_with_a_reason() -> None:
    seen: set[tuple[Move, Stage, Stage]] = set()
    refusals: list[Refused] = []
    for found, move, actor in product(everything(), Move, Actor):
        try:
            after = decide(move, actor, found)
        except Refused as refused:
            refusals.append(refused)
        else:
            seen.add((move, found.stage, after))

    assert all(str(refused) and refused.english and refused.mend for refused in refusals)
    assert {(move, before, after) for move, before, after in seen if after not in MOVES[move][before]} == set()
    unused = {
        (move, before, after)
        for move, table in MOVES.items()
        for before, following in table.items()
        for after in following
        if move is not Move.ASSIGN and (move, before, after) not in seen
    }
    assert unused == set()


ON_ITS_WAY = Circumstances(State.RECORDED, has_draft=True)
AT_COLLEGE = Circumstances(State.RECORDED, Route.COLLEGES, "C01", has_draft=True, review=Stage.COLLEGE_REVIEW)
AT_INSTITUTION = Circumstances(State.RECORDED, has_draft=True, review=Stage.INSTITUTION_REVIEW)


@pytest.mark.parametrize(
    ("guard", "move", "actor", "found"),
    [
        (UnderReview, Move.SAVE, Actor.FILLER, AT_INSTITUTION),
        (UnderReview, Move.SAVE, Actor.INSTITUTION, AT_COLLEGE),
        (UnderReview, Move.SUBMIT, Actor.FILLER, AT_COLLEGE),
        (NoCollege, Move.SUBMIT, Actor.FILLER, Circumstances(State.RECORDED, Route.COLLEGES, has_draft=True)),
        (NothingFilledIn, Move.SUBMIT, Actor.FILLER, Circumstances(State.RECORDED)),
        (StillAtTheCollege, Move.APPROVE, Actor.INSTITUTION, AT_COLLEGE),
        (StillAtTheCollege, Move.RETURN, Actor.INSTITUTION, AT_COLLEGE),
        (NotAwaitingReview, Move.APPROVE, Actor.COLLEGE, AT_INSTITUTION),
        (NotAwaitingReview, Move.APPROVE, Actor.INSTITUTION, ON_ITS_WAY),
        (
            NotAwaitingReview,
            Move.RETURN,
            Actor.INSTITUTION,
            Circumstances(State.RECORDED, Route.OFFICE, has_draft=True),
        ),
        (NotAwaitingReview, Move.WITHDRAW, Actor.FILLER, ON_ITS_WAY),
        (NotAwaitingReview, Move.WITHDRAW, Actor.FILLER, Circumstances(State.INVENTORIED)),
        (NotInventoried, Move.SPOT_CHECK, Actor.AUTHORITY, AT_INSTITUTION),
        (RightIsGone, Move.SAVE, Actor.FILLER, Circumstances(State.RECORDED, is_away=True)),
        (RightIsGone, Move.APPROVE, Actor.INSTITUTION, Circumstances(State.RECORDED, has_ended=True)),
    ],
)
def test_each_guard_says_what_it_forbids(guard: type[Refused], move: Move, actor: Actor, found: Circumstances) -> None:
    with pytest.raises(guard):
        decide(move, actor, found)


def test_a_centralized_assessment_passes_what_nobody_submitted() -> None:
    centralized = Circumstances(State.RECORDED, Route.OFFICE, has_draft=True)

    assert decide(Move.APPROVE, Actor.INSTITUTION, centralized) is Stage.INVENTORIED


def test_the_office_takes_what_waits_for_it_into_its_own_hands() -> None:
    assert decide(Move.SAVE, Actor.INSTITUTION, AT_INSTITUTION) is Stage.DRAFT
