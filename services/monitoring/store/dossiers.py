"""Dossiers: each event type's statement changes them in bulk and counts the difference in the same breath."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from chassis.database import Connection
from services.monitoring import census

_TURN: Final = 7_430_001
_ASSIGNED: Final = re.compile(r"(?:^|, )(\w+) = ")


async def take_turn(conn: Connection) -> None:
    """Let one transaction at a time change the counts.

    All of them meet in a few rows of the census; taken in turns from the first statement on, they cannot deadlock.
    """
    await conn.execute("SELECT pg_advisory_xact_lock($1)", _TURN)


async def open_stubs(conn: Connection, patents: Iterable[str]) -> None:
    """Make a row for every patent that has none yet."""
    await conn.execute(
        "INSERT INTO dossier (patent) SELECT patent FROM unnest($1::text[]) AS g (patent) ORDER BY 1"
        " ON CONFLICT (patent) DO NOTHING",
        list(patents),
    )


async def _apply(conn: Connection, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    for void in await conn.fetch(statement, *(list(column) for column in zip(*rows, strict=True))):
        await census.sweep(conn, *void)


def _spans(column: str, day: str, stands: str) -> str:
    """What is said holds from its day on: earlier days stay as they were."""
    return (
        f"{column} * datemultirange(daterange(NULL, {day}))"
        f" + CASE WHEN {stands} THEN datemultirange(daterange({day}, NULL)) ELSE '{{}}' END"
    )


_RECORD: Final = """
        INSERT INTO dossier AS d (
            patent, writer, home, institution, institution_name, institution_kind, patent_type, title, generated,
            filing_date, grant_date, expires_on, recorded_on, inventoried, used, away
        )
        SELECT
            patent, writer, home, institution, institution_name, institution_kind, patent_type, title, generated,
            filing_date, grant_date, expires_on, day,
            CASE WHEN is_inventoried THEN since ELSE '{}' END,
            CASE WHEN is_used THEN since ELSE '{}' END,
            CASE WHEN is_away THEN since ELSE '{}' END
        FROM unnest(
            $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bool[],
            $10::date[], $11::date[], $12::date[], $13::date[], $14::bool[], $15::bool[], $16::bool[]
        ) AS g (
            patent, writer, home, institution, institution_name, institution_kind, patent_type, title, generated,
            filing_date, grant_date, expires_on, day, is_inventoried, is_used, is_away
        ), LATERAL (SELECT datemultirange(daterange(day, NULL)) AS since) AS s
        ORDER BY patent
        ON CONFLICT (patent) DO UPDATE SET
            writer = excluded.writer, home = excluded.home, institution = excluded.institution,
            institution_name = excluded.institution_name, institution_kind = excluded.institution_kind,
            patent_type = excluded.patent_type, title = excluded.title, generated = excluded.generated,
            filing_date = excluded.filing_date, grant_date = excluded.grant_date, expires_on = excluded.expires_on,
            recorded_on = LEAST(d.recorded_on, excluded.recorded_on)
            {annotated}"""
_RECORDED: Final = census.counted(_RECORD.replace("{annotated}", ""))
_ANNOTATED: Final = census.counted(
    _RECORD.replace(
        "{annotated}",
        f""",
            inventoried = d.inventoried + excluded.inventoried * datemultirange(daterange(excluded.recorded_on, NULL)),
            used = {_spans("d.used", "excluded.recorded_on", "excluded.used <> '{}'")},
            away = {_spans("d.away", "excluded.recorded_on", "excluded.away <> '{}'")}""",
    )
)


def _change(columns: str, types: str, settings: str) -> str:
    names = [name.strip() for name in columns.split(",")]
    arrays = ", ".join(f"${i}::{kind.strip()}[]" for i, kind in enumerate(types.split(","), 1))
    touched = set(_ASSIGNED.findall(settings))
    change = (
        f"UPDATE dossier AS d SET {settings} FROM unnest({arrays}) AS g ({', '.join(names)}) WHERE d.patent = g.patent"
    )
    return census.counted(change, touched)


_RETURNED: Final = _change("patent, day", "text, date", f"inventoried = {_spans('d.inventoried', 'g.day', 'false')}")
_STATUS: Final = _change(
    "patent, day, status, flags, is_in_force, expires_on, ended, is_away",
    "text, date, text, text, bool, date, text, bool",
    "status = g.status, status_since = g.day, flags = string_to_array(g.flags, ' '),"
    " in_force = CASE WHEN g.ended IS NULL"
    f" THEN {_spans('d.in_force', 'g.day', 'g.is_in_force')} ELSE '{{(,)}}' - g.ended::datemultirange END,"
    f" away = CASE WHEN g.is_away IS FALSE THEN {_spans('d.away', 'g.day', 'false')} ELSE d.away END,"
    " expires_on = coalesce(g.expires_on, d.expires_on)",
)
_SENT_AWAY: Final = _change("patent, day", "text, date", f"away = {_spans('d.away', 'g.day', 'true')}")
_SELF: Final = _change(
    "patent, day, grade, is_good",
    "text, date, text, bool",
    "self_grade = g.grade, self_evaluated_on = LEAST(d.self_evaluated_on, g.day),"
    f" self_good = {_spans('d.self_good', 'g.day', 'g.is_good')}",
)
_LISTED: Final = _change(
    "patent, day, is_listed", "text, date, bool", f"listed = {_spans('d.listed', 'g.day', 'g.is_listed')}"
)
_EVALUATED: Final = _change(
    "patent",
    "text",
    "evaluated = coalesce((SELECT range_agg(v.counts) FROM enterprise_view AS v WHERE v.patent = g.patent), '{}')",
)
_CONTACTED: Final = _change("patent, day", "text, date", "contacted_on = LEAST(d.contacted_on, g.day)")
_DEALT: Final = _change(
    "patent, day",
    "text, date",
    "contacted_on = LEAST(d.contacted_on, g.day),"
    " deals = ARRAY(SELECT each FROM unnest(d.deals || g.day) AS each ORDER BY each)",
)
_FILED: Final = _change(
    "patent, day, effective_on, is_on_time",
    "text, date, date, bool",
    "licensed_on = LEAST(d.licensed_on, g.effective_on),"
    " filed = ARRAY(SELECT each FROM unnest(d.filed || g.day) AS each ORDER BY each),"
    " filed_on_time = CASE WHEN g.is_on_time"
    " THEN ARRAY(SELECT each FROM unnest(d.filed_on_time || g.day) AS each ORDER BY each) ELSE d.filed_on_time END",
)
_INDUSTRIALIZED: Final = _change("patent, day", "text, date", "industrialized_on = LEAST(d.industrialized_on, g.day)")


async def record(conn: Connection, rows: Sequence[Sequence[Any]], *, is_annotated: bool) -> None:
    """Rows: patent, writer, home, institution, its name and kind, patent type, title, generated, filing, grant and
    expiry dates, day, then whether it is inventoried, used, away from that day on. Stubs are completed.
    """
    await _apply(conn, _ANNOTATED if is_annotated else _RECORDED, rows)


async def take_back(conn: Connection, rows: Sequence[Sequence[Any]]) -> None:
    """Rows: patent, day."""
    await _apply(conn, _RETURNED, rows)


async def set_status(conn: Connection, rows: Sequence[Sequence[Any]]) -> None:
    """Rows: patent, day, status, flags joined by spaces, whether that is in force, new expiry date or None.

    Then the times in which the right had ended, as a multirange, or None where only the present state is known; and
    whether the right is away from its institution, or None.
    """
    await _apply(conn, _STATUS, rows)


async def send_away(conn: Connection, rows: Sequence[Sequence[Any]]) -> None:
    """Rows: patent, day of the registered transfer."""
    await _apply(conn, _SENT_AWAY, rows)


async def grade(conn: Connection, rows: Sequence[Sequence[Any]]) -> None:
    """Rows: patent, day, grade, whether it is good."""
    await _apply(conn, _SELF, rows)


async def set_listed(conn: Connection, rows: Sequence[Sequence[Any]]) -> None:
    """Rows: patent, day, whether it stands in the library from then on."""
    await _apply(conn, _LISTED, rows)


async def count_views(conn: Connection, patents: Sequence[str]) -> None:
    """On which days an enterprise's view of these patents counts, after one of them changed."""
    await _apply(conn, _EVALUATED, [(patent,) for patent in patents])


async def contact(conn: Connection, rows: Sequence[Sequence[Any]]) -> None:
    """Rows: patent, day."""
    await _apply(conn, _CONTACTED, rows)


async def sign(conn: Connection, rows: Sequence[Sequence[Any]]) -> None:
    """Rows: patent, day."""
    await _apply(conn, _DEALT, rows)


async def file(conn: Connection, rows: Sequence[Sequence[Any]]) -> None:
    """Rows: patent, day, day of effect, whether it was filed in time."""
    await _apply(conn, _FILED, rows)


async def industrialize(conn: Connection, rows: Sequence[Sequence[Any]]) -> None:
    """Rows: patent, day on the market."""
    await _apply(conn, _INDUSTRIALIZED, rows)
