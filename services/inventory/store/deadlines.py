"""What is due: the clocks' findings as a list, how far their round has come, and what offices say that they paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple

import asyncpg
import orjson
from panhuo_contracts.codes import LegalFlag, LegalStatus, PatentType

from chassis.clock import now
from chassis.database import Connection
from chassis.identity import Principal, Scope
from services.inventory.legal.clocks import Clock, Deadline, Running
from services.inventory.legal.fold import Burden

_RUNNING: Final = """
    p.number, p.institution, p.home, p.patent_type, p.filing_date, p.grant_date,
    coalesce(said.expires_on, p.expires_on) AS expires_on, said.status, said.away_on,
    greatest(folded.paid_year, (SELECT max(year) FROM kept.annuity_note AS n WHERE n.patent = p.number)) AS paid_year,
    folded.lapse_announced_on, folded.burdens
"""
_JOINS: Final = """
    LEFT JOIN right_said AS said ON said.patent = p.number AND said.writer = p.writer
    LEFT JOIN right_state AS folded ON folded.patent = p.number AND folded.writer = p.writer
"""


MOST_COUNTED: Final = 99


class Owned(NamedTuple):
    """A right with its clocks, and whose it is."""

    number: str
    institution: str
    home: str
    running: Running


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline as lists show it."""

    patent: str
    clock: Clock
    mark: str
    due_on: date
    year: int | None
    is_tracked: bool
    title: str
    patent_type: PatentType
    institution: str
    institution_name: str
    home: str
    generated: bool
    status: LegalStatus
    flags: tuple[str, ...]


class Asked(NamedTuple):
    """What a list is asked for."""

    clock: Clock | None = None
    since: date = date.min
    until: date = date.max
    tracked_only: bool = False


async def running(conn: Connection, writer: str, *, after: str, limit: int) -> list[Owned]:
    """Rights of a writer's records by number, those after the one named."""
    rows = await conn.fetch(
        f"SELECT {_RUNNING} FROM patent AS p {_JOINS} WHERE p.writer = $1 AND p.number > $2 ORDER BY p.number LIMIT $3",
        writer,
        after,
        limit,
    )
    return [_owned(row) for row in rows]


async def running_of(conn: Connection, writer: str, number: str) -> Owned | None:
    """One right with its clocks."""
    row = await conn.fetchrow(
        f"SELECT {_RUNNING} FROM patent AS p {_JOINS} WHERE p.writer = $1 AND p.number = $2", writer, number
    )
    return None if row is None else _owned(row)


async def replace(conn: Connection, found: Sequence[tuple[Owned, Sequence[Deadline]]]) -> None:
    """Let the deadlines of these patents be these; what stays as it is is not touched."""
    wanted = {
        (owned.number, one.clock.value, one.mark, one.due_on, one.year, one.is_tracked, owned.institution, owned.home)
        for owned, deadlines in found
        for one in deadlines
    }
    rows = await conn.fetch(
        "SELECT patent, clock, mark, due_on, year, is_tracked, institution, home FROM kept.deadline"
        " WHERE patent = ANY($1::text[])",
        [owned.number for owned, _ in found],
    )
    held = {tuple(row) for row in rows}
    await conn.executemany(
        "DELETE FROM kept.deadline WHERE patent = $1 AND clock = $2 AND mark = $3",
        sorted(row[:3] for row in held - wanted),
    )
    await conn.executemany(
        "INSERT INTO kept.deadline (patent, clock, mark, due_on, year, is_tracked, institution, home)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (patent, clock, mark) DO UPDATE SET"
        " due_on = excluded.due_on, year = excluded.year, is_tracked = excluded.is_tracked,"
        " institution = excluded.institution, home = excluded.home",
        sorted(wanted - held),
    )


async def page(
    conn: Connection, scope: Scope, asked: Asked, writer: str, *, after: tuple[date, str, str, str], limit: int
) -> list[Due]:
    """What is due within reach, by date."""
    # Written out for who asks and for what: a plan for every case at once would walk through the whole nation's.
    clock = f"AND d.clock = '{asked.clock.value}'" if asked.clock else ""
    rare = f"AND d.clock <> '{Clock.ANNUITY.value}'" if asked.clock not in (None, Clock.ANNUITY) else ""
    rows = await conn.fetch(
        f"""
        SELECT d.patent, d.clock, d.mark, d.due_on, d.year, d.is_tracked, p.title, p.patent_type, p.institution,
            p.institution_name, p.home, p.generated,
            coalesce(said.status, 'in_force') AS status, coalesce(said.flags, '{{}}') AS flags
        FROM (
            SELECT * FROM kept.deadline AS d
            WHERE {_reach(scope)} {clock} {rare} {"AND d.is_tracked" if asked.tracked_only else ""}
                AND d.due_on BETWEEN $2 AND $3 AND (d.due_on, d.patent, d.clock, d.mark) > ($4, $5, $6, $7)
            ORDER BY d.due_on, d.patent, d.clock, d.mark LIMIT $9
        ) AS d
        JOIN patent AS p ON p.number = d.patent AND p.writer = $8
        LEFT JOIN right_said AS said ON said.patent = p.number AND said.writer = p.writer
        ORDER BY d.due_on, d.patent, d.clock, d.mark
        """,
        scope.organization or scope.jurisdiction,
        asked.since,
        asked.until,
        *after,
        writer,
        limit,
    )
    return [_due(row) for row in rows]


def _reach(scope: Scope) -> str:
    """Whose deadlines, by one parameter: an institution's, a jurisdiction's or everybody's."""
    if scope.organization is not None:
        return "d.institution = $1"
    return "$1::text IS NULL" if scope.jurisdiction is None else "d.home = $1"


def _due(row: asyncpg.Record) -> Due:
    values: dict[str, Any] = dict(row)
    coded = {
        "clock": Clock(values["clock"]),
        "patent_type": PatentType(values["patent_type"]),
        "status": LegalStatus(values["status"]),
        "flags": tuple(values["flags"]),
    }
    return Due(**values | coded)


async def count_near(conn: Connection, scope: Scope, since: date, until: date) -> int:
    """How much is due between two days within reach, up to a bound."""
    found: int = await conn.fetchval(
        f"""
        SELECT count(*) FROM (
            SELECT FROM kept.deadline AS d WHERE {_reach(scope)} AND d.due_on BETWEEN $2 AND $3 LIMIT {MOST_COUNTED + 1}
        ) AS near
        """,
        scope.organization or scope.jurisdiction,
        since,
        until,
    )
    return found


@dataclass(frozen=True, slots=True)
class Note:
    """An annuity that the office says it paid."""

    year: int
    paid_on: date
    noted_at: datetime
    noted_name: str


async def note_paid(conn: Connection, number: str, year: int, paid_on: date, by: Principal) -> None:
    await conn.execute(
        """
        INSERT INTO kept.annuity_note (patent, year, paid_on, noted_by, noted_name) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (patent, year) DO UPDATE SET paid_on = excluded.paid_on, noted_by = excluded.noted_by,
            noted_name = excluded.noted_name, noted_at = now()
        """,
        number,
        year,
        paid_on,
        by.subject,
        by.name,
    )


async def take_back(conn: Connection, number: str, year: int) -> bool:
    """Drop a note; whether there was one."""
    done = await conn.execute("DELETE FROM kept.annuity_note WHERE patent = $1 AND year = $2", number, year)
    return done == "DELETE 1"


async def notes(conn: Connection, number: str) -> list[Note]:
    """By year, the latest first."""
    rows = await conn.fetch(
        "SELECT year, paid_on, noted_at, noted_name FROM kept.annuity_note WHERE patent = $1 ORDER BY year DESC", number
    )
    return [Note(*row) for row in rows]


class Round(NamedTuple):
    """How far a round of the clocks has come."""

    after: str
    day: date | None


async def take_round(conn: Connection, *, is_due_only: bool) -> Round | None:
    """Hold the round until the transaction ends; None while another process does, or where none is due yet.

    A minute after a short round, half an hour after one of a million rights.
    """
    row = await conn.fetchrow(
        """
        SELECT after_patent, day FROM kept.clock_round
        WHERE name = 'deadlines' AND (NOT $1 OR after_patent <> '' OR ended_at IS NULL
            OR ended_at < now() - make_interval(secs => 60 + rights / 1000.0)) FOR UPDATE SKIP LOCKED
        """,
        is_due_only,
    )
    return None if row is None else Round(*row)


async def go_on(conn: Connection, *, after: str, day: date, rights: int) -> None:
    """The round has come so far; with an empty number it has ended."""
    await conn.execute(
        "UPDATE kept.clock_round SET after_patent = $1, day = $2, rights = $3,"
        " ended_at = CASE WHEN $1 = '' THEN $4 ELSE ended_at END WHERE name = 'deadlines'",
        after,
        day,
        rights,
        now(),
    )


def _owned(row: Any) -> Owned:  # noqa: ANN401 - asyncpg's record
    burdens = [
        Burden(LegalFlag(flag), number, date.fromisoformat(until) if until else None)
        for flag, number, until in orjson.loads(row["burdens"] or "[]")
    ]
    return Owned(
        row["number"],
        row["institution"],
        row["home"],
        Running(
            PatentType(row["patent_type"]),
            row["filing_date"],
            row["grant_date"],
            row["expires_on"],
            LegalStatus(row["status"]) if row["status"] else LegalStatus.IN_FORCE,
            row["away_on"] is not None,
            row["paid_year"],
            row["lapse_announced_on"],
            tuple(burdens),
        ),
    )
