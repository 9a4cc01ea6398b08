"""Jobs that take a file in: what was sent, how far it has come, and what was refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from math import ceil
from typing import Any, Final, NamedTuple
from uuid import UUID

import asyncpg
import orjson

from chassis.database import Connection
from services.inventory.rules.problems import Problem, Refusal

OPEN: Final = ("waiting", "reading", "storing")
STOCK, REGISTER = "stock", "register"
"""What a file holds: patents in the standard format, or lines of the patent register."""
MOST_ATTEMPTS: Final = 3
MOST_NAMED: Final = 20
"""Records that a job remembers by number, for its page to link to."""


@dataclass(frozen=True, slots=True)
class Job:
    """One file that was sent."""

    id: UUID
    file_name: str
    path: str
    bytes: int
    fingerprint: str
    subject: str
    sender: str
    organization: str | None
    organization_name: str | None
    jurisdiction: str
    today: date
    state: str
    kind: str
    header: list[str]
    unknown_columns: list[str]
    is_office_export: bool
    rows: int | None
    next_row: int
    handled: int
    new: int
    revised: int
    unchanged: int
    refused: int
    problems: int
    institutions: int
    reason: str
    reason_english: str
    attempts: int
    sent_at: datetime
    recognized_at: datetime | None
    finished_at: datetime | None
    records: list[str]
    """The first that the file holds, by number."""
    dynamic: int
    """New ones that were granted after the stock's cut-off day."""
    storing_since: datetime | None
    """When the present run began to store; after a break another one than the first."""
    storing_from: int
    """How many rows were handled before."""
    claimed: int
    """Rows that claim a patent which stands under another body; among those that come back as a sheet."""
    holds: str
    """STOCK, or REGISTER: then ``new`` and ``unchanged`` are lines."""
    rights_changed: int
    """Rights whose state is another now; of a file of register lines."""

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def rows_per_second(self, now: datetime) -> float | None:
        """How fast the present run is; None before it has come far enough to tell."""
        if self.storing_since is None:
            return None
        seconds = ((self.finished_at or now) - self.storing_since).total_seconds()
        done = self.handled - self.storing_from
        return done / seconds if done > 0 and seconds > 0 else None

    def seconds_left(self, now: datetime) -> int | None:
        rate = self.rows_per_second(now)
        if not self.is_open or not rate or self.rows is None:
            return None
        return ceil((self.rows - self.handled) / rate)


_COLUMNS: Final = ", ".join(Job.__dataclass_fields__)


@dataclass(slots=True)
class Counts:
    """What became of the rows of one step."""

    new: int = 0
    revised: int = 0
    unchanged: int = 0
    refused: int = 0
    claimed: int = 0
    problems: int = 0
    institutions: int = 0
    dynamic: int = 0
    rights_changed: int = 0
    records: list[str] = field(default_factory=list)


def lock_of(job: UUID) -> int:
    """Key of the session lock that the process at work on a job holds."""
    return int.from_bytes(job.bytes[8:], "big", signed=True)


async def add(conn: Connection, job: Mapping[str, Any], *, holds: str = STOCK) -> None:
    await conn.execute(
        """
        INSERT INTO kept.import_job (id, file_name, path, bytes, fingerprint, subject, sender, organization,
            organization_name, jurisdiction, today, holds)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """,
        *job.values(),
        holds,
    )


async def get(conn: Connection, job: UUID) -> Job | None:
    row = await conn.fetchrow(f"SELECT {_COLUMNS} FROM kept.import_job WHERE id = $1", job)
    return Job(**row) if row else None


async def latest(conn: Connection, organization: str | None, limit: int, *, holds: str = STOCK) -> list[Job]:
    """The last files of an institution, or of all."""
    rows = await conn.fetch(
        f"""
        SELECT {_COLUMNS} FROM kept.import_job WHERE ($1::text IS NULL OR organization = $1) AND holds = $3
        ORDER BY sent_at DESC LIMIT $2
        """,
        organization,
        limit,
        holds,
    )
    return [Job(**row) for row in rows]


async def that_changed(conn: Connection, number: str, writer: str) -> list[Job]:
    """The imports that changed what stands of a record of this writer's, the latest first."""
    rows = await conn.fetch(
        f"""
        SELECT {_COLUMNS} FROM kept.import_job
        WHERE id IN (SELECT unnest(imports)::uuid FROM patent WHERE number = $1 AND writer = $2) ORDER BY sent_at DESC
        """,
        number,
        writer,
    )
    return [Job(**row) for row in rows]


async def unfinished(conn: Connection) -> list[UUID]:
    rows = await conn.fetch(
        "SELECT id FROM kept.import_job WHERE state = ANY($1::text[]) ORDER BY sent_at LIMIT 100", OPEN
    )
    return [row["id"] for row in rows]


async def begin(conn: Connection, job: UUID) -> int:
    """Note that reading begins; how many times it has begun without coming to an end."""
    attempts: int = await conn.fetchval(
        """
        UPDATE kept.import_job SET attempts = attempts + 1,
            state = CASE WHEN state = 'waiting' THEN 'reading' ELSE state END
        WHERE id = $1 RETURNING attempts
        """,
        job,
    )
    return attempts


async def recognized(
    conn: Connection, job: UUID, *, kind: str, header: Sequence[str], unknown: Sequence[str], is_office: bool, rows: int
) -> None:
    await conn.execute(
        """
        UPDATE kept.import_job SET state = 'storing', kind = $2, header = $3, unknown_columns = $4,
            is_office_export = $5, rows = $6, recognized_at = coalesce(recognized_at, now()),
            storing_since = now(), storing_from = handled
        WHERE id = $1
        """,
        job,
        kind,
        list(header),
        list(unknown),
        is_office,
        rows,
    )


async def advance(conn: Connection, job: UUID, *, after: int, to: int, handled: int, counts: Counts) -> bool:
    """Move on with the rows that this transaction stores; False where another process was faster."""
    status = await conn.execute(
        f"""
        UPDATE kept.import_job SET next_row = $3, handled = handled + $4, new = new + $5, revised = revised + $6,
            unchanged = unchanged + $7, refused = refused + $8, problems = problems + $9,
            institutions = institutions + $10, records = (records || $11::text[])[1:{MOST_NAMED}],
            dynamic = dynamic + $12, claimed = claimed + $13,
            rights_changed = rights_changed + $14, attempts = 0
        WHERE id = $1 AND next_row = $2 AND state = 'storing'
        """,
        job,
        after,
        to,
        handled,
        counts.new,
        counts.revised,
        counts.unchanged,
        counts.refused,
        counts.problems,
        counts.institutions,
        counts.records,
        counts.dynamic,
        counts.claimed,
        counts.rights_changed,
    )
    return str(status) == "UPDATE 1"


async def finish(conn: Connection, job: UUID) -> None:
    await conn.execute(
        "UPDATE kept.import_job SET state = 'done', finished_at = now() WHERE id = $1 AND state = 'storing'", job
    )


async def refuse(conn: Connection, job: UUID, reason: str, english: str) -> None:
    """The file as a whole is not taken in."""
    await conn.execute(
        """
        UPDATE kept.import_job SET state = 'refused', reason = $2, reason_english = $3, finished_at = now()
        WHERE id = $1
        """,
        job,
        reason,
        english,
    )


async def add_refusals(conn: Connection, job: UUID, refusals: Sequence[Refusal]) -> None:
    if not refusals:
        return
    await conn.copy_records_to_table(
        "import_problem",
        records=[
            (job, refusal.row, place, problem.column, problem.value, problem.rule, orjson.dumps(problem.parts).decode())
            for refusal in refusals
            for place, problem in enumerate(refusal.problems)
        ],
        columns=("job", "row_number", "place", "column_name", "value", "rule", "parts"),
        schema_name="kept",
    )
    await conn.copy_records_to_table(
        "import_refused_row",
        records=[(job, refusal.row, [cell.replace("\x00", "�") for cell in refusal.cells]) for refusal in refusals],
        columns=("job", "row_number", "cells"),
        schema_name="kept",
    )


class RowProblem(NamedTuple):
    """A problem and its row."""

    row: int
    place: int
    problem: Problem


async def problems(
    conn: Connection, job: UUID, *, rules: Sequence[str] | None, after: tuple[int, int], limit: int
) -> list[RowProblem]:
    """Problems by row, of some rules or of all."""
    rows = await conn.fetch(
        """
        SELECT row_number, place, column_name, value, rule, parts::text FROM kept.import_problem
        WHERE job = $1 AND ($2::text[] IS NULL OR rule = ANY($2)) AND (row_number, place) > ($3, $4)
        ORDER BY row_number, place LIMIT $5
        """,
        job,
        rules,
        *after,
        limit,
    )
    return [_problem(row) for row in rows]


async def problems_by_rule(conn: Connection, job: UUID) -> dict[str, int]:
    rows = await conn.fetch(
        "SELECT rule, count(*) AS times FROM kept.import_problem WHERE job = $1 GROUP BY rule ORDER BY rule", job
    )
    return {row["rule"]: row["times"] for row in rows}


async def refused_rows(conn: Connection, job: UUID, *, after: int, limit: int) -> list[Refusal]:
    """Refused rows as they were sent, each with what is wrong with it."""
    rows = await conn.fetch(
        """
        SELECT row_number, cells FROM kept.import_refused_row
        WHERE job = $1 AND row_number > $2 ORDER BY row_number LIMIT $3
        """,
        job,
        after,
        limit,
    )
    found = await conn.fetch(
        """
        SELECT row_number, place, column_name, value, rule, parts::text FROM kept.import_problem
        WHERE job = $1 AND row_number = ANY($2::bigint[]) ORDER BY row_number, place
        """,
        job,
        [row["row_number"] for row in rows],
    )
    wrong: dict[int, list[Problem]] = {}
    for each in map(_problem, found):
        wrong.setdefault(each.row, []).append(each.problem)
    return [Refusal(row["row_number"], row["cells"], wrong.get(row["row_number"], [])) for row in rows]


def _problem(row: asyncpg.Record) -> RowProblem:
    number, place, column, value, rule, parts = row.values()
    return RowProblem(number, place, Problem(column, value, rule, orjson.loads(parts)))
