"""Measures of promotion: assigned, taken on, reported of, closed."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from panhuo_contracts import Fact
from panhuo_contracts.codes import PromotionMeasure
from panhuo_contracts.events.evaluation import (
    PromotionAccepted,
    PromotionAssigned,
    PromotionClosed,
    PromotionReported,
)

from chassis.database import Connection
from services.evaluation.promotion.measures import Assignment
from services.evaluation.store.columns import by_key, columns

_STEPS: Final = """
    LEFT JOIN promotion_acceptance AS b USING (patent, assignment)
    LEFT JOIN promotion_closing AS c USING (patent, assignment)
"""


async def save_assignments(conn: Connection, facts: Sequence[Fact[PromotionAssigned]]) -> None:
    await conn.execute(
        """
        INSERT INTO promotion_assignment AS p
            (patent, assignment, writer, home, institution, measure, tier, assigner, assignee, note, assigned_on,
             due_on, rules)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                             $8::text[], $9::text[], $10::text[], $11::date[], $12::date[], $13::text[])
        ON CONFLICT (patent, assignment) DO UPDATE SET
            writer = excluded.writer, home = excluded.home, institution = excluded.institution,
            measure = excluded.measure, tier = excluded.tier, assigner = excluded.assigner,
            assignee = excluded.assignee, note = excluded.note, assigned_on = excluded.assigned_on,
            due_on = excluded.due_on, rules = excluded.rules
        WHERE p.writer <= excluded.writer
        """,
        *columns(
            (
                fact.key,
                fact.body.assignment,
                fact.writer,
                fact.body.home,
                fact.body.institution,
                fact.body.measure,
                fact.body.tier,
                fact.body.assigner,
                fact.body.assignee,
                fact.body.note,
                fact.body.assigned_on,
                fact.body.due_on,
                fact.body.rules,
            )
            for fact in by_key(facts)
        ),
    )


async def save_acceptances(conn: Connection, facts: Sequence[Fact[PromotionAccepted]]) -> None:
    await conn.execute(
        """
        INSERT INTO promotion_acceptance AS p (patent, assignment, writer, accepted_on)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::date[])
        ON CONFLICT (patent, assignment) DO UPDATE SET
            writer = excluded.writer, accepted_on = excluded.accepted_on
        WHERE p.writer <= excluded.writer
        """,
        *columns((f.key, f.body.assignment, f.writer, f.body.accepted_on) for f in by_key(facts)),
    )


async def save_reports(conn: Connection, facts: Sequence[Fact[PromotionReported]]) -> None:
    """Each by its event's own identifier."""
    await conn.execute(
        """
        INSERT INTO promotion_report (patent, assignment, report, note, reported_on)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::date[]) ON CONFLICT DO NOTHING
        """,
        *columns((f.key, f.body.assignment, str(f.id), f.body.note, f.body.reported_on) for f in by_key(facts)),
    )


async def save_closings(conn: Connection, facts: Sequence[Fact[PromotionClosed]]) -> None:
    await conn.execute(
        """
        INSERT INTO promotion_closing AS p (patent, assignment, writer, outcome, result, closed_on)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[])
        ON CONFLICT (patent, assignment) DO UPDATE SET
            writer = excluded.writer, outcome = excluded.outcome, result = excluded.result,
            closed_on = excluded.closed_on
        WHERE p.writer <= excluded.writer
        """,
        *columns(
            (f.key, f.body.assignment, f.writer, f.body.outcome, f.body.result, f.body.closed_on) for f in by_key(facts)
        ),
    )


async def assignment(conn: Connection, patent: str, identifier: str) -> Assignment | None:
    row = await conn.fetchrow(
        f"""
        SELECT p.patent, p.home, p.institution, p.assignment, p.measure, p.assigner, p.assignee, p.due_on,
               b.assignment IS NOT NULL AS is_accepted, c.assignment IS NOT NULL AS is_closed
        FROM (SELECT * FROM promotion_assignment WHERE patent = $1 AND assignment = $2) AS p {_STEPS}
        """,
        patent,
        identifier,
    )
    return None if row is None else Assignment(**{**dict(row), "measure": PromotionMeasure(row["measure"])})


async def open_measures(conn: Connection, patent: str) -> frozenset[PromotionMeasure]:
    """What is under way for a patent."""
    rows = await conn.fetch(
        f"""
        SELECT measure FROM (SELECT * FROM promotion_assignment WHERE patent = $1) AS p {_STEPS}
        WHERE c.assignment IS NULL
        """,
        patent,
    )
    return frozenset(PromotionMeasure(row["measure"]) for row in rows)


async def of_patent(conn: Connection, patent: str) -> list[Any]:
    """A patent's measures, the latest first, each with its last report."""
    rows: list[Any] = await conn.fetch(
        f"""
        SELECT p.assignment, p.measure, p.assigner, p.assignee, p.note, p.assigned_on, p.due_on, b.accepted_on,
               c.outcome, c.result, c.closed_on,
               (SELECT note FROM promotion_report AS r WHERE r.patent = p.patent AND r.assignment = p.assignment
                ORDER BY reported_on DESC, report DESC LIMIT 1) AS report
        FROM (SELECT * FROM promotion_assignment WHERE patent = $1) AS p {_STEPS}
        ORDER BY p.assigned_on DESC, p.assignment DESC LIMIT 50
        """,
        patent,
    )
    return rows


async def of_office(
    conn: Connection, office: str, *, is_done: bool, after: tuple[date, str] | None, limit: int
) -> list[Any]:
    """What an office is to do or has given others to do; of the open ones, the first due at the top."""
    due, identifier = after or (date.min, "")
    rows: list[Any] = await conn.fetch(
        f"""
        SELECT p.patent, p.assignment, p.measure, p.tier, p.assigner, p.assignee, p.institution, p.due_on,
               b.accepted_on, c.outcome, c.closed_on, d.title, d.institution_name,
               coalesce(d.is_generated, false) AS is_generated
        FROM (SELECT * FROM promotion_assignment WHERE assignee = $1
              UNION SELECT * FROM promotion_assignment WHERE assigner = $1) AS p {_STEPS}
        LEFT JOIN dossier AS d ON d.patent = p.patent
        WHERE (c.assignment IS NOT NULL) = $2 AND (p.due_on, p.assignment) > ($3, $4)
        ORDER BY p.due_on, p.assignment LIMIT $5
        """,
        office,
        is_done,
        due,
        identifier,
        limit,
    )
    return rows
