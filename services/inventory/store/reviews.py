"""Where records stand in their reviews, and the history of their steps."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from chassis.database import Connection
from chassis.identity import Principal
from services.inventory.importing.arrival import Standing
from services.inventory.legal.fold import ENDED
from services.inventory.records import Remarks
from services.inventory.review.reviewing import Circumstances, Move, Route, Stage
from services.inventory.store import colleges, delegations, drafts, standing
from services.inventory.store.colleges import Responsible
from services.inventory.store.delegations import Deputy
from services.inventory.store.drafts import Draft


class Held(NamedTuple):
    """A record, and all that decides where it may go."""

    standing: Standing
    draft: Draft | None
    found: Circumstances
    responsible: Responsible
    deputies: Sequence[Deputy] = ()
    """Who may fill in for whoever is responsible, today."""

    def may_be_filled_by(self, subject: str) -> bool:
        """Whether it is this inventor's to fill in: put to them or to nobody, or delegated to them."""
        return self.found.responsible in (None, subject) or any(one.subject == subject for one in self.deputies)


class Step(NamedTuple):
    """One line of a record's history: who did what, and where it stood then."""

    at: datetime
    move: Move
    stage: Stage
    name: str
    role: str
    note: str


async def locked(conn: Connection, numbers: Sequence[str], writer: str) -> dict[str, Held]:
    """Those of the records that this writer publishes, held until the transaction ends."""
    return await _with_circumstances(conn, await standing.locked(conn, numbers, writer))


async def seen(conn: Connection, number: str, writer: str) -> Held | None:
    """One record of this writer's as it stands at the moment."""
    return (await all_seen(conn, [number], writer)).get(number)


async def all_seen(conn: Connection, numbers: Sequence[str], writer: str) -> dict[str, Held]:
    """Those of the records that this writer publishes, as they stand at the moment."""
    return await _with_circumstances(conn, await standing.known(conn, numbers, writer))


async def _with_circumstances(conn: Connection, held: Mapping[str, Standing]) -> dict[str, Held]:
    # Asked after the lock: what was read with it may be as old as the wait for it.
    drafted = await drafts.of_all(conn, list(held))
    put_to = await colleges.responsible_for(conn, list(held))
    deputies = await delegations.deputies_of(conn, {number: put.subject for number, put in put_to.items()})
    routes = await _routes(conn, {one.entry.institution for one in held.values()})
    return {
        number: _held(
            one,
            drafted.get(number),
            put_to.get(number, Responsible(None)),
            routes.get(one.entry.institution, Route.DIRECT),
        )._replace(deputies=deputies.get(number, ()))
        for number, one in held.items()
    }


def _held(stands: Standing, draft: Draft | None, responsible: Responsible, route: Route) -> Held:
    stands = replace(stands, draft=draft.remarks if draft else None)
    review = draft.review if draft else None
    if review is Stage.COLLEGE_REVIEW and route is not Route.COLLEGES:
        review = Stage.INSTITUTION_REVIEW  # handed in while the office chose to ask no college any more
    found = Circumstances(
        state=stands.state,
        route=route,
        college=responsible.college,
        responsible=responsible.subject,
        # One that says nothing is not filled in yet: files with empty columns leave such drafts.
        has_draft=draft is not None
        and (draft.is_submitted or draft.returned_by is not None or draft.remarks != Remarks()),
        review=review,
        returned_by=draft.returned_by if draft else None,
        is_away=stands.away_on is not None,
        has_ended=stands.right in ENDED,
    )
    return Held(stands, draft, found, responsible)


async def _routes(conn: Connection, institutions: set[str]) -> Mapping[str, Route]:
    rows = await conn.fetch(
        "SELECT institution, route FROM kept.review_route WHERE institution = ANY($1::text[])", sorted(institutions)
    )
    return {row["institution"]: Route(row["route"]) for row in rows}


async def note(
    conn: Connection, principal: Principal, move: Move, stages: Mapping[str, Stage], *, why: str = ""
) -> None:
    """Write down what somebody did to records, and where each stands now."""
    await conn.execute(
        """
        INSERT INTO kept.review_step (patent, move, stage, subject, name, role, note)
        SELECT patent, $3, stage, $4, $5, $6, $7 FROM unnest($1::text[], $2::text[]) AS done (patent, stage)
        ORDER BY patent
        """,
        list(stages),
        list(stages.values()),
        move,
        principal.subject,
        principal.name,
        principal.role,
        why,
    )


async def note_saving(conn: Connection, principal: Principal, number: str, stage: Stage) -> bool:
    """What a form keeps by itself is one step, however often it does; False where that step stands already."""
    status = await conn.execute(
        """
        UPDATE kept.review_step SET at = now()
        WHERE (patent, place) = (SELECT patent, max(place) FROM kept.review_step WHERE patent = $1 GROUP BY patent)
            AND move = $2 AND stage = $3 AND subject = $4
        """,
        number,
        Move.SAVE,
        stage,
        principal.subject,
    )
    if status == "UPDATE 1":
        return False
    await note(conn, principal, Move.SAVE, {number: stage})
    return True


async def last_returns(conn: Connection, numbers: Sequence[str]) -> dict[str, Step]:
    """Why each of these records went back last, who sent it back and when."""
    rows = await conn.fetch(
        """
        SELECT DISTINCT ON (patent) patent, at, move, stage, name, role, note FROM kept.review_step
        WHERE patent = ANY($1::text[]) AND move = ANY($2::text[]) ORDER BY patent, place DESC
        """,
        numbers,
        [Move.RETURN, Move.SPOT_CHECK],
    )
    return {patent: Step(at, Move(move), Stage(stage), *rest) for patent, at, move, stage, *rest in rows}


async def history(conn: Connection, number: str) -> list[Step]:
    """The last hundred steps of a record, the latest first."""
    rows = await conn.fetch(
        """
        SELECT at, move, stage, name, role, note FROM kept.review_step WHERE patent = $1
        ORDER BY place DESC LIMIT 100
        """,
        number,
    )
    return [Step(at, Move(move), Stage(stage), *rest) for at, move, stage, *rest in rows]
