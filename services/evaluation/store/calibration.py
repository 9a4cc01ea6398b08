"""Counts for the calibration: patents that both sides evaluated."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import asyncpg
from panhuo_contracts.codes import ProspectGrade, SelfGrade

from chassis.database import Connection
from services.evaluation.calibration.reckoning import Count
from services.evaluation.opinion import FAVORABLE
from services.evaluation.store.objections import COUNTS

MOST_GROUPS: Final = 50


@dataclass(frozen=True, slots=True)
class Group:
    """An institution or a field, with its counts by grade. ``code`` is a credit code or an IPC class."""

    code: str
    name: str
    counts: list[Count]

    @property
    def evaluated(self) -> int:
        return sum(one.evaluated for one in self.counts)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of which patents; None is no limit."""

    home: str | None = None
    institution: str | None = None
    field: str | None = None
    """IPC class, such as ``H01``."""


_EVALUATED: Final = f"""
    WITH seen AS (
        SELECT e.patent, count(*) FILTER (WHERE e.prospect = ANY($5::text[])) AS favorable,
               count(*) FILTER (WHERE e.prospect = '{ProspectGrade.POOR}') AS doubtful
        FROM (SELECT DISTINCT ON (patent, enterprise) patent, enterprise, evaluation, prospect, valid_until
              FROM enterprise_evaluation ORDER BY patent, enterprise, evaluated_on DESC, writer DESC, evaluation DESC
             ) AS e
        WHERE e.valid_until >= $4 AND e.prospect <> '{ProspectGrade.UNCLEAR}' AND {COUNTS}
        GROUP BY e.patent
    ), graded AS (
        SELECT d.institution, d.institution_name, left(d.ipc ->> 0, 3) AS field,
               CASE WHEN s.grade IS NULL OR d.annotated_on > s.evaluated_on
                    THEN coalesce(d.self_grade, s.grade) ELSE s.grade END AS grade,
               seen.favorable > seen.doubtful AS is_favorable,
               EXISTS (SELECT FROM signed_deal AS g WHERE g.patent = d.patent)
                   OR EXISTS (SELECT FROM filed_license AS f WHERE f.patent = d.patent) AS is_used
        FROM seen JOIN dossier AS d ON d.patent = seen.patent AND d.is_inventoried
        LEFT JOIN self_evaluation AS s ON s.patent = d.patent
        WHERE ($1::text IS NULL OR d.home = $1) AND ($2::text IS NULL OR d.institution = $2)
          AND ($3::text IS NULL OR left(d.ipc ->> 0, 3) = $3)
    )
"""
_COUNTED: Final = """
    count(*) AS evaluated, count(*) FILTER (WHERE is_favorable) AS favorable,
    count(*) FILTER (WHERE is_used) AS put_to_use
"""


async def counts(conn: Connection, wanted: Wanted, day: date) -> list[Count]:
    """By the institutions' grade, as views count on a day."""
    rows = await conn.fetch(
        f"{_EVALUATED} SELECT grade, {_COUNTED} FROM graded WHERE grade IS NOT NULL GROUP BY grade",
        *_asked(wanted, day),
    )
    return [_count(row) for row in rows]


async def by_institution(conn: Connection, wanted: Wanted, day: date) -> list[Group]:
    """The institutions with most patents that both sides evaluated."""
    return await _groups(conn, wanted, day, "institution", "max(institution_name)")


async def by_field(conn: Connection, wanted: Wanted, day: date) -> list[Group]:
    """The IPC classes with most of them; designs have none."""
    return await _groups(conn, wanted, day, "field", "field")


async def _groups(conn: Connection, wanted: Wanted, day: date, column: str, name: str) -> list[Group]:
    rows = await conn.fetch(
        f"""
        {_EVALUATED}, counted AS (
            SELECT {column} AS code, {name} AS name, grade, {_COUNTED} FROM graded
            WHERE grade IS NOT NULL AND {column} IS NOT NULL GROUP BY {column}, grade
        ), largest AS (SELECT code FROM counted GROUP BY code ORDER BY sum(evaluated) DESC, code LIMIT {MOST_GROUPS})
        SELECT * FROM counted WHERE code IN (SELECT code FROM largest)
        """,
        *_asked(wanted, day),
    )
    groups: dict[str, Group] = {}
    for row in rows:
        groups.setdefault(row["code"], Group(row["code"], row["name"], [])).counts.append(_count(row))
    return sorted(groups.values(), key=lambda group: (-group.evaluated, group.code))


def _asked(wanted: Wanted, day: date) -> tuple[Any, ...]:
    return (wanted.home, wanted.institution, wanted.field, day, [str(grade) for grade in FAVORABLE])


def _count(row: asyncpg.Record) -> Count:
    return Count(SelfGrade(row["grade"]), row["evaluated"], row["favorable"], row["put_to_use"])
