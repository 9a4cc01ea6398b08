"""Objections to evaluations and their reviews."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from panhuo_contracts import Fact
from panhuo_contracts.events.evaluation import EvaluationObjected, EvaluationReviewed

from chassis.database import Connection
from services.evaluation.objections.objecting import Contested
from services.evaluation.store.columns import by_key, columns

COUNTS: Final = """NOT EXISTS (
    SELECT FROM objection AS o LEFT JOIN objection_review AS r USING (patent, evaluation)
    WHERE o.patent = e.patent AND o.evaluation = e.evaluation AND r.is_upheld IS NOT FALSE)"""
"""Whether the evaluation ``e`` counts: nobody objected, or the objection was dismissed."""


async def save_objections(conn: Connection, facts: Sequence[Fact[EvaluationObjected]]) -> None:
    await conn.execute(
        """
        INSERT INTO objection AS o
            (patent, evaluation, writer, home, institution, enterprise, reason, objected_on, review_by, rules)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                             $8::date[], $9::date[], $10::text[])
        ON CONFLICT (patent, evaluation) DO UPDATE SET
            writer = excluded.writer, home = excluded.home, institution = excluded.institution,
            enterprise = excluded.enterprise, reason = excluded.reason, objected_on = excluded.objected_on,
            review_by = excluded.review_by, rules = excluded.rules
        WHERE o.writer <= excluded.writer
        """,
        *columns(
            (
                fact.key,
                fact.body.evaluation,
                fact.writer,
                fact.body.home,
                fact.body.institution,
                fact.body.enterprise,
                fact.body.reason,
                fact.body.objected_on,
                fact.body.review_by,
                fact.body.rules,
            )
            for fact in by_key(facts)
        ),
    )


async def save_reviews(conn: Connection, facts: Sequence[Fact[EvaluationReviewed]]) -> None:
    await conn.execute(
        """
        INSERT INTO objection_review AS r (patent, evaluation, writer, is_upheld, finding, reviewed_on)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::boolean[], $5::text[], $6::date[])
        ON CONFLICT (patent, evaluation) DO UPDATE SET
            writer = excluded.writer, is_upheld = excluded.is_upheld, finding = excluded.finding,
            reviewed_on = excluded.reviewed_on
        WHERE r.writer <= excluded.writer
        """,
        *columns(
            (
                fact.key,
                fact.body.evaluation,
                fact.writer,
                fact.body.is_upheld,
                fact.body.finding,
                fact.body.reviewed_on,
            )
            for fact in by_key(facts)
        ),
    )


async def contested(conn: Connection, patent: str, evaluation: str) -> Contested | None:
    """An evaluation as an objection or its review finds it; home and institution are the record's."""
    row = await conn.fetchrow(
        """
        SELECT e.patent, d.home, d.institution, e.enterprise, e.evaluation, e.evaluated_on,
               EXISTS (SELECT FROM objection AS o WHERE o.patent = e.patent AND o.evaluation = e.evaluation)
                   AS is_objected,
               EXISTS (SELECT FROM objection_review AS r WHERE r.patent = e.patent AND r.evaluation = e.evaluation)
                   AS is_reviewed
        FROM enterprise_evaluation AS e JOIN dossier AS d ON d.patent = e.patent AND d.host IS NOT NULL
        WHERE e.patent = $1 AND e.evaluation = $2 ORDER BY e.writer DESC LIMIT 1
        """,
        patent,
        evaluation,
    )
    return None if row is None else Contested(**dict(row))


async def open_ones(conn: Connection, home: str | None, after: tuple[date, str, str] | None, limit: int) -> list[Any]:
    """Objections that wait for a review, the one due first at the top."""
    due, patent, evaluation = after or (date.min, "", "")
    rows: list[Any] = await conn.fetch(
        """
        SELECT o.patent, o.evaluation, o.reason, o.objected_on, o.review_by, d.title, d.institution_name,
               coalesce(d.is_generated, false) AS is_generated, n.enterprise_name
        FROM objection AS o
        LEFT JOIN dossier AS d ON d.patent = o.patent
        LEFT JOIN LATERAL (SELECT enterprise_name FROM enterprise_evaluation AS e
                           WHERE e.patent = o.patent AND e.enterprise = o.enterprise LIMIT 1) AS n ON true
        WHERE ($1::text IS NULL OR coalesce(d.home, o.home) = $1)
          AND (o.review_by, o.patent, o.evaluation) > ($2, $3, $4)
          AND NOT EXISTS (SELECT FROM objection_review AS r WHERE r.patent = o.patent AND r.evaluation = o.evaluation)
        ORDER BY o.review_by, o.patent, o.evaluation LIMIT $5
        """,
        home,
        due,
        patent,
        evaluation,
        limit,
    )
    return rows
