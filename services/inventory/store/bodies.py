"""The register's fold, applications for admission, the steps of each institution, and changes still to pass on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
from panhuo_contracts import Fact, uuid7
from panhuo_contracts.codes import InstitutionKind, Ministry
from panhuo_contracts.events.institutions import (
    InstitutionAdmitted,
    InstitutionMerged,
    InstitutionReinstated,
    InstitutionRenamed,
    InstitutionSuspended,
)

from chassis.database import Connection
from chassis.identity import Principal, Scope


class Application(NamedTuple):
    """A request to be admitted; ``state`` is waiting, admitted or refused."""

    id: UUID
    code: str
    name: str
    kind: InstitutionKind
    ministry: Ministry | None
    home: str
    applicant: str
    applied_at: datetime
    state: str
    reason: str
    decided_by: str
    decided_at: datetime | None


class Step(NamedTuple):
    """One line of an institution's history."""

    at: datetime
    move: str
    name: str
    role: str
    note: str


class Change(NamedTuple):
    """An institution whose records are still to say what the register says."""

    code: str
    after: str
    since: datetime


async def admit(conn: Connection, facts: Sequence[Fact[InstitutionAdmitted]]) -> None:
    await conn.executemany(
        """
        INSERT INTO body (code, writer, home, name, kind, ministry, admitted_on) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (code, writer) DO UPDATE SET home = excluded.home, name = excluded.name, kind = excluded.kind,
            ministry = excluded.ministry, admitted_on = coalesce(body.admitted_on, excluded.admitted_on)
        """,
        _rows(facts, "home", "name", "kind", "ministry", "admitted_on"),
    )


async def suspend(conn: Connection, facts: Sequence[Fact[InstitutionSuspended]]) -> None:
    await conn.executemany(
        """
        INSERT INTO body (code, writer, home, suspended_on, suspended_for) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (code, writer) DO UPDATE
        SET suspended_on = excluded.suspended_on, suspended_for = excluded.suspended_for
        """,
        _rows(facts, "home", "suspended_on", "reason"),
    )


async def reinstate(conn: Connection, facts: Sequence[Fact[InstitutionReinstated]]) -> None:
    await conn.executemany(
        """
        INSERT INTO body (code, writer, home) VALUES ($1, $2, $3)
        ON CONFLICT (code, writer) DO UPDATE SET suspended_on = NULL, suspended_for = ''
        """,
        _rows(facts, "home"),
    )


async def rename(conn: Connection, facts: Sequence[Fact[InstitutionRenamed]]) -> None:
    """The former name stays beside the others; a name that is borne again is no former one."""
    await conn.executemany(
        """
        INSERT INTO body AS b (code, writer, home, name, former_names) VALUES ($1, $2, $3, $4, ARRAY[$5::text])
        ON CONFLICT (code, writer) DO UPDATE SET name = excluded.name, former_names = array_append(
            array_remove(array_remove(b.former_names, excluded.name), $5::text), $5::text
        )
        """,
        _rows(facts, "home", "name", "former_name"),
    )


async def merge(conn: Connection, facts: Sequence[Fact[InstitutionMerged]]) -> None:
    await conn.executemany(
        """
        INSERT INTO body (code, writer, home, merged_into, merged_on) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (code, writer) DO UPDATE SET merged_into = excluded.merged_into, merged_on = excluded.merged_on
        """,
        _rows(facts, "home", "into", "merged_on"),
    )


def _rows(facts: Sequence[Fact[Any]], *fields: str) -> list[tuple[Any, ...]]:
    return [
        (fact.key, fact.writer, *(getattr(fact.body, field) for field in fields))
        for fact in sorted(facts, key=lambda fact: fact.key)
    ]


async def apply(conn: Connection, principal: Principal, asked: Application) -> bool:
    """Keep an application; False where one waits already."""
    added: bool | None = await conn.fetchval(
        """
        INSERT INTO kept.institution_application (id, code, name, kind, ministry, home, subject, applicant)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (code) WHERE state = 'waiting' DO NOTHING RETURNING true
        """,
        *asked[:6],
        principal.subject,
        asked.applicant,
    )
    return added is not None


def application_id() -> UUID:
    return uuid7()


_APPLICATION = "id, code, name, kind, ministry, home, applicant, applied_at, state, reason, decided_by, decided_at"


async def locked_application(conn: Connection, identifier: UUID) -> Application | None:
    row = await conn.fetchrow(
        f"SELECT {_APPLICATION} FROM kept.institution_application WHERE id = $1 FOR UPDATE", identifier
    )
    return _application(row) if row else None


async def decide(conn: Connection, identifier: UUID, state: str, reason: str, by: str) -> Application:
    (row,) = await conn.fetch(
        f"""
        UPDATE kept.institution_application SET state = $2, reason = $3, decided_by = $4, decided_at = now()
        WHERE id = $1 RETURNING {_APPLICATION}
        """,
        identifier,
        state,
        reason,
        by,
    )
    return _application(row)


async def waiting(conn: Connection, scope: Scope, limit: int = 200) -> list[Application]:
    """Those that wait longest first."""
    rows = await conn.fetch(
        f"""
        SELECT {_APPLICATION} FROM kept.institution_application
        WHERE state = 'waiting' AND ($1::text IS NULL OR home = $1) AND ($2::text IS NULL OR code = $2)
        ORDER BY applied_at, id LIMIT $3
        """,
        scope.jurisdiction,
        scope.organization,
        limit,
    )
    return [_application(row) for row in rows]


async def applications_of(conn: Connection, code: str) -> list[Application]:
    """The last first."""
    rows = await conn.fetch(
        f"SELECT {_APPLICATION} FROM kept.institution_application WHERE code = $1 ORDER BY applied_at DESC LIMIT 50",
        code,
    )
    return [_application(row) for row in rows]


def _application(row: asyncpg.Record) -> Application:
    stated = dict(row)
    stated["kind"] = InstitutionKind(row["kind"])
    stated["ministry"] = Ministry(row["ministry"]) if row["ministry"] else None
    return Application(**stated)


async def note(conn: Connection, principal: Principal, move: str, codes: Sequence[str], note: str = "") -> None:
    """Write down who did what to institutions."""
    await conn.execute(
        """
        INSERT INTO kept.institution_step (code, move, name, role, note)
        SELECT code, $2, $3, $4, $5 FROM unnest($1::text[]) AS done (code) ORDER BY code
        """,
        list(codes),
        move,
        principal.name,
        principal.role,
        note,
    )


async def steps(conn: Connection, code: str) -> list[Step]:
    """The last first."""
    rows = await conn.fetch(
        "SELECT at, move, name, role, note FROM kept.institution_step WHERE code = $1 ORDER BY place DESC LIMIT 200",
        code,
    )
    return [Step(*row) for row in rows]


async def to_pass_on(conn: Connection, code: str) -> None:
    """Its records are to say what the register says, from the first on."""
    await conn.execute(
        """
        INSERT INTO kept.institution_change (code) VALUES ($1)
        ON CONFLICT (code) DO UPDATE SET after_patent = '', records = 0, since = now()
        """,
        code,
    )


async def take_change(conn: Connection) -> Change | None:
    """The change that waits longest and nobody is at, held until the transaction ends."""
    row = await conn.fetchrow(
        """
        SELECT code, after_patent, since FROM kept.institution_change ORDER BY since, code LIMIT 1
        FOR UPDATE SKIP LOCKED
        """
    )
    return Change(*row) if row else None


async def records_of(conn: Connection, code: str, writer: str, *, after: str, limit: int) -> list[str]:
    """Numbers of an institution's own records."""
    rows = await conn.fetch(
        """
        SELECT number FROM patent WHERE institution = $1 AND number > $2 AND writer = $3 ORDER BY number LIMIT $4
        """,
        code,
        after,
        writer,
        limit,
    )
    return [row["number"] for row in rows]


async def go_on(conn: Connection, code: str, *, after: str, said: int) -> None:
    await conn.execute(
        "UPDATE kept.institution_change SET after_patent = $2, records = records + $3 WHERE code = $1",
        code,
        after,
        said,
    )


async def end_change(conn: Connection, change: Change) -> bool:
    """The records all say it. While files are read by an older register, it begins again: False."""
    is_importing: bool = await conn.fetchval(
        "SELECT EXISTS (SELECT FROM kept.import_job WHERE state IN ('waiting', 'reading', 'storing'))"
    )
    if is_importing:
        await conn.execute("UPDATE kept.institution_change SET after_patent = '' WHERE code = $1", change.code)
        return False
    await conn.execute("DELETE FROM kept.institution_change WHERE code = $1", change.code)
    return True


async def are_changing(conn: Connection, codes: Sequence[str]) -> bool:
    """Whether records of one of these are still to say what the register says."""
    found: bool = await conn.fetchval(
        "SELECT EXISTS (SELECT FROM kept.institution_change WHERE code = ANY($1::text[]))", codes
    )
    return found


async def progress(conn: Connection, code: str) -> int | None:
    """How many records were said anew, while some are still to come."""
    found: int | None = await conn.fetchval("SELECT records FROM kept.institution_change WHERE code = $1", code)
    return found


async def owned(conn: Connection, code: str) -> int:
    """How many records name the institution."""
    found: int = await conn.fetchval("SELECT count(*) FROM patent WHERE institution = $1", code)
    return found
