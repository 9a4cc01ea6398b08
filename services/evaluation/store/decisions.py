"""What was decided in evaluation, here or by other writers, as its own events say it."""

from collections.abc import Sequence

from panhuo_contracts import Fact
from panhuo_contracts.events.evaluation import (
    EnterpriseEvaluated,
    PatentDelisted,
    PatentListed,
    PatentSelfEvaluated,
)

from chassis.database import Connection
from services.evaluation.store.columns import by_key, columns, listed


async def save_self_evaluations(conn: Connection, facts: Sequence[Fact[PatentSelfEvaluated]]) -> None:
    await conn.execute(
        """
        INSERT INTO self_evaluation AS s
            (patent, writer, grade, maturity, scenario, industries, reasons, evaluated_on, method)
        SELECT u.patent, u.writer, u.grade, u.maturity, u.scenario, u.industries::jsonb, u.reasons, u.evaluated_on,
               u.method
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::date[],
                    $9::text[])
             AS u(patent, writer, grade, maturity, scenario, industries, reasons, evaluated_on, method)
        ON CONFLICT (patent) DO UPDATE SET
            writer = excluded.writer, grade = excluded.grade, maturity = excluded.maturity,
            scenario = excluded.scenario, industries = excluded.industries, reasons = excluded.reasons,
            evaluated_on = excluded.evaluated_on, method = excluded.method
        WHERE s.writer <= excluded.writer
        """,
        *columns(
            (
                f.key,
                f.writer,
                f.body.grade,
                f.body.maturity,
                f.body.scenario,
                listed(f.body.industries),
                f.body.reasons,
                f.body.evaluated_on,
                f.body.method,
            )
            for f in by_key(facts)
        ),
    )


async def save_listings(conn: Connection, facts: Sequence[Fact[PatentListed]]) -> None:
    await conn.execute(
        """
        INSERT INTO listing AS l (patent, writer, is_listed, accepted_modes, listed_on)
        SELECT u.patent, u.writer, true, u.accepted_modes::jsonb, u.listed_on
        FROM unnest($1::text[], $2::text[], $3::text[], $4::date[]) AS u(patent, writer, accepted_modes, listed_on)
        ON CONFLICT (patent) DO UPDATE SET
            writer = excluded.writer, is_listed = true, accepted_modes = excluded.accepted_modes,
            listed_on = excluded.listed_on, delisted_on = NULL, reason = NULL, note = ''
        WHERE l.writer <= excluded.writer
        """,
        *columns((f.key, f.writer, listed(f.body.accepted_modes), f.body.listed_on) for f in by_key(facts)),
    )


async def save_delistings(conn: Connection, facts: Sequence[Fact[PatentDelisted]]) -> None:
    """Out of the library; what another writer said on entering is not this one's to keep."""
    await conn.execute(
        """
        INSERT INTO listing AS l (patent, writer, is_listed, delisted_on, reason, note)
        SELECT u.patent, u.writer, false, u.delisted_on, u.reason, u.note
        FROM unnest($1::text[], $2::text[], $3::date[], $4::text[], $5::text[])
             AS u(patent, writer, delisted_on, reason, note)
        ON CONFLICT (patent) DO UPDATE SET
            writer = excluded.writer, is_listed = false, delisted_on = excluded.delisted_on,
            reason = excluded.reason, note = excluded.note,
            accepted_modes = CASE WHEN l.writer = excluded.writer THEN l.accepted_modes ELSE '[]' END,
            listed_on = CASE WHEN l.writer = excluded.writer THEN l.listed_on END
        WHERE l.writer <= excluded.writer
        """,
        *columns((f.key, f.writer, f.body.delisted_on, f.body.reason, f.body.note) for f in by_key(facts)),
    )


async def save_enterprise_evaluations(conn: Connection, facts: Sequence[Fact[EnterpriseEvaluated]]) -> None:
    """Each enterprise's last view; an earlier one of the same enterprise is replaced."""
    await conn.execute(
        """
        INSERT INTO enterprise_evaluation
            (patent, enterprise, writer, evaluation, home, institution, enterprise_name, prospect, confidence,
             improvement_need, cooperation, opinion, evaluated_on, valid_until, uploaded_by)
        SELECT u.patent, u.enterprise, u.writer, u.evaluation, u.home, u.institution, u.enterprise_name,
               u.prospect, u.confidence, u.improvement_need, u.cooperation::jsonb, u.opinion,
               u.evaluated_on, u.valid_until, u.uploaded_by
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                    $9::text[], $10::text[], $11::text[], $12::text[], $13::date[], $14::date[],
                    $15::text[])
             AS u(patent, enterprise, writer, evaluation, home, institution, enterprise_name, prospect, confidence,
                  improvement_need, cooperation, opinion, evaluated_on, valid_until, uploaded_by)
        ON CONFLICT (patent, enterprise, writer) DO UPDATE SET
            evaluation = excluded.evaluation, home = excluded.home, institution = excluded.institution,
            enterprise_name = excluded.enterprise_name, prospect = excluded.prospect,
            confidence = excluded.confidence, improvement_need = excluded.improvement_need,
            cooperation = excluded.cooperation, opinion = excluded.opinion,
            evaluated_on = excluded.evaluated_on, valid_until = excluded.valid_until,
            uploaded_by = excluded.uploaded_by
        """,
        *columns(
            (
                f.key,
                f.body.enterprise,
                f.writer,
                f.body.evaluation,
                f.body.home,
                f.body.institution,
                f.body.enterprise_name,
                f.body.prospect,
                f.body.confidence,
                f.body.improvement_need,
                listed(f.body.cooperation),
                f.body.opinion,
                f.body.evaluated_on,
                f.body.valid_until,
                f.body.uploaded_by,
            )
            for f in by_key(facts)
        ),
    )
