"""The register as it was taken down: lines, what stands by them, and what writers say of rights."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import orjson
from panhuo_contracts import Fact
from panhuo_contracts.codes import LegalFlag, LegalStatus, LicenseKind, RegisterEventKind, RegisterSource
from panhuo_contracts.events.inventory import LegalStatusChanged, PatentTransferredAway, RegisterEventRecorded

from chassis.database import Connection
from services.inventory.legal.entry import FIELDS, RegisterEntry
from services.inventory.legal.fold import Burden, RightState, fold
from services.inventory.store.bulk import Merge, replacing

_STATE: Final = RightState.__slots__
_ENTRIES: Final = Merge(
    "register_entry",
    ("patent", "writer", "id", *FIELDS),
    "(patent, writer, id) DO NOTHING",
    arrays=("holders", "flags"),
)
_STATES: Final = Merge(
    "right_state",
    ("patent", "writer", *_STATE),
    replacing(("patent", "writer", *_STATE), ("patent", "writer")),
    arrays=("flags", "holders"),
)
_SAID: Final = Merge(
    "right_said",
    ("patent", "writer", "status", "flags", "effective_on", "expires_on", "away_on"),
    """(patent, writer) DO UPDATE SET status = excluded.status, flags = excluded.flags,
        effective_on = excluded.effective_on, expires_on = coalesce(excluded.expires_on, right_said.expires_on),
        away_on = right_said.away_on""",
    arrays=("flags",),
)
PRESENT: Final = "LEFT JOIN right_said AS said ON said.patent = p.number AND said.writer = p.writer"
"""Joins what is said of the right to ``patent AS p``: status, and ``away_on`` where it has left its institution."""


async def save_entries(conn: Connection, facts: Sequence[Fact[RegisterEventRecorded]]) -> None:
    """Take lines down, no patent twice, and fold what then stands."""
    entries = [(fact.key, fact.writer, RegisterEntry.of(fact.body)) for fact in facts]
    await _ENTRIES.put(conn, [(patent, writer, entry.identity(patent), *entry) for patent, writer, entry in entries])
    histories = await histories_of(conn, [(patent, writer) for patent, writer, _ in entries])
    await _STATES.put(
        conn,
        [
            (*place, *_row(state))
            for place, history in sorted(histories.items())
            if (state := fold(history)) is not None
        ],
    )


async def histories_of(
    conn: Connection, places: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], list[RegisterEntry]]:
    """Every line of these patents and writers; in no order that matters."""
    wanted = sorted(set(places))
    rows = await conn.fetch(
        f"""
        SELECT e.patent, e.writer, {", ".join(f"e.{name}" for name in FIELDS)}
        FROM unnest($1::text[], $2::text[]) AS wanted (patent, writer)
        JOIN register_entry AS e USING (patent, writer)
        """,
        [patent for patent, _ in wanted],
        [writer for _, writer in wanted],
    )
    found: defaultdict[tuple[str, str], list[RegisterEntry]] = defaultdict(list)
    for patent, writer, *values in rows:
        found[patent, writer].append(_entry(values))
    return dict(found)


async def history(conn: Connection, patent: str, writer: str) -> list[RegisterEntry]:
    """A patent's lines, the one that took effect last first."""
    found = (await histories_of(conn, [(patent, writer)])).get((patent, writer), [])
    return sorted(found, key=lambda entry: (entry.effective_on, str(entry.announced_on or "")), reverse=True)


async def known(conn: Connection, patents: Sequence[str], writer: str) -> set[UUID]:
    """Identities of the lines that stand already."""
    rows = await conn.fetch(
        "SELECT id FROM register_entry WHERE patent = ANY($1::text[]) AND writer = $2", patents, writer
    )
    return {UUID(int=row["id"].int) for row in rows}


async def states(conn: Connection, patents: Sequence[str], writer: str) -> dict[str, RightState]:
    """What stands by register lines."""
    rows = await conn.fetch(
        f"SELECT patent, {', '.join(_STATE)} FROM right_state WHERE patent = ANY($1::text[]) AND writer = $2",
        patents,
        writer,
    )
    return {row["patent"]: _state(dict(row)) for row in rows}


async def save_said(conn: Connection, facts: Sequence[Fact[LegalStatusChanged]]) -> None:
    """Each writer's last word; that a right came back to its institution ends its absence."""
    await _SAID.put(
        conn,
        [(f.key, f.writer, f.body.status, f.body.flags, f.body.effective_on, f.body.expires_on, None) for f in facts],
    )
    back = [(fact.key, fact.writer) for fact in facts if fact.body.is_away is False]
    if back:
        await conn.executemany("UPDATE right_said SET away_on = NULL WHERE patent = $1 AND writer = $2", sorted(back))


async def save_away(conn: Connection, facts: Sequence[Fact[PatentTransferredAway]]) -> None:
    await conn.executemany(
        """
        INSERT INTO right_said (patent, writer, away_on) VALUES ($1, $2, $3)
        ON CONFLICT (patent, writer) DO UPDATE SET away_on = excluded.away_on
        """,
        sorted((fact.key, fact.writer, fact.body.transferred_on) for fact in facts),
    )


def _row(state: RightState) -> tuple[Any, ...]:
    values = {name: getattr(state, name) for name in _STATE}
    values["burdens"] = orjson.dumps([tuple(burden) for burden in state.burdens]).decode()
    values["course"] = orjson.dumps(state.course).decode()
    return tuple(values.values())


def _state(row: Mapping[str, Any]) -> RightState:
    values = {name: row[name] for name in _STATE}
    burdens = [
        Burden(LegalFlag(flag), number, date.fromisoformat(until) if until else None)
        for flag, number, until in orjson.loads(row["burdens"])
    ]
    course = [(LegalStatus(status), date.fromisoformat(since)) for status, since in orjson.loads(row["course"])]
    return RightState(
        **values
        | {
            "status": LegalStatus(row["status"]),
            "flags": tuple(map(LegalFlag, row["flags"])),
            "cause": RegisterEventKind(row["cause"]),
            "holders": tuple(row["holders"]),
            "burdens": tuple(burdens),
            "course": tuple(course),
        }
    )


def _entry(values: Sequence[Any]) -> RegisterEntry:
    entry = RegisterEntry(*values)
    return entry._replace(
        kind=RegisterEventKind(entry.kind),
        holders=tuple(entry.holders),
        license_kind=LicenseKind(entry.license_kind) if entry.license_kind else None,
        status=LegalStatus(entry.status) if entry.status else None,
        flags=tuple(map(LegalFlag, entry.flags)),
        source=RegisterSource(entry.source),
    )
