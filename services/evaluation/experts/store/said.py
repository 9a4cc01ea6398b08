"""What the streams say of experts and of what they evaluate."""

from collections.abc import Sequence

from panhuo_contracts import Fact
from panhuo_contracts.events.evaluation import ExpertEvaluated
from panhuo_contracts.events.experts import (
    ExpertAdmitted,
    ExpertCommissioned,
    ExpertRecommended,
    ExpertRecused,
    ExpertRetired,
)

from chassis.database import Connection
from services.evaluation.store.columns import by_key, columns, listed


async def save_recommended(conn: Connection, facts: Sequence[Fact[ExpertRecommended]]) -> None:
    await conn.execute(
        """
        INSERT INTO expert AS e (expert, home, enterprise, enterprise_name, organization, fields, ipc, research,
                                 recommended_on, is_generated)
        SELECT u.expert, u.home, u.enterprise, u.enterprise_name, u.organization, u.fields::jsonb, u.ipc::jsonb,
               u.research, u.recommended_on, u.is_generated
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                    $9::date[], $10::boolean[])
             AS u(expert, home, enterprise, enterprise_name, organization, fields, ipc, research, recommended_on,
                  is_generated)
        ON CONFLICT (expert) DO UPDATE SET
            home = excluded.home, enterprise = excluded.enterprise, enterprise_name = excluded.enterprise_name,
            organization = excluded.organization, fields = excluded.fields, ipc = excluded.ipc,
            research = excluded.research, recommended_on = excluded.recommended_on,
            is_generated = excluded.is_generated
        """,
        *columns(
            (
                f.key,
                f.body.home,
                f.body.enterprise,
                f.body.enterprise_name,
                f.body.organization,
                listed(f.body.fields),
                listed(f.body.ipc),
                f.body.research,
                f.body.recommended_on,
                f.body.generated,
            )
            for f in by_key(facts)
        ),
    )


async def save_admitted(conn: Connection, facts: Sequence[Fact[ExpertAdmitted]]) -> None:
    await conn.execute(
        """
        INSERT INTO expert AS e (expert, home, consented_on, admitted_on)
        SELECT * FROM unnest($1::text[], $2::text[], $3::date[], $4::date[])
        ON CONFLICT (expert) DO UPDATE SET consented_on = excluded.consented_on, admitted_on = excluded.admitted_on
        """,
        *columns((f.key, f.body.home, f.body.consented_on, f.body.admitted_on) for f in by_key(facts)),
    )


async def save_retired(conn: Connection, facts: Sequence[Fact[ExpertRetired]]) -> None:
    await conn.execute(
        """
        INSERT INTO expert AS e (expert, home, retired_on, retired_for)
        SELECT * FROM unnest($1::text[], $2::text[], $3::date[], $4::text[])
        ON CONFLICT (expert) DO UPDATE SET retired_on = excluded.retired_on, retired_for = excluded.retired_for
        """,
        *columns((f.key, f.body.home, f.body.retired_on, f.body.reason) for f in by_key(facts)),
    )


async def save_commissioned(conn: Connection, facts: Sequence[Fact[ExpertCommissioned]]) -> None:
    """One who was recused may be commissioned again, where nobody else is left."""
    await conn.execute(
        """
        INSERT INTO commission AS c
            (batch, patent, expert, percent, seed, reason, reason_english, commissioned_on, due_on)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::bigint[], $6::text[], $7::text[],
                             $8::date[], $9::date[])
        ON CONFLICT (batch, patent, expert) DO UPDATE SET
            percent = excluded.percent, seed = excluded.seed, reason = excluded.reason,
            reason_english = excluded.reason_english,
            commissioned_on = excluded.commissioned_on, due_on = excluded.due_on,
            recused_on = NULL, ground = NULL, note = ''
        """,
        *columns(
            (
                f.body.batch,
                f.body.patent,
                f.key,
                f.body.percent,
                f.body.seed,
                f.body.reason,
                f.body.reason_english,
                f.body.commissioned_on,
                f.body.due_on,
            )
            for f in by_key(facts)
        ),
    )


async def save_recused(conn: Connection, facts: Sequence[Fact[ExpertRecused]]) -> None:
    """Their commission stands before it in the same stream, under the same key."""
    await conn.execute(
        """
        UPDATE commission AS c SET recused_on = u.recused_on, ground = u.ground, note = u.note
        FROM unnest($1::text[], $2::text[], $3::text[], $4::date[], $5::text[], $6::text[])
             AS u(batch, patent, expert, recused_on, ground, note)
        WHERE c.batch = u.batch AND c.patent = u.patent AND c.expert = u.expert
        """,
        *columns(
            (f.body.batch, f.body.patent, f.key, f.body.recused_on, str(f.body.ground), f.body.note)
            for f in by_key(facts)
        ),
    )


async def save_evaluations(conn: Connection, facts: Sequence[Fact[ExpertEvaluated]]) -> None:
    await conn.execute(
        """
        INSERT INTO expert_evaluation AS x
            (patent, expert, batch, evaluation, prospect, confidence, opinion, evaluated_on, valid_until)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                             $8::date[], $9::date[])
        ON CONFLICT (patent, expert, batch) DO UPDATE SET
            evaluation = excluded.evaluation, prospect = excluded.prospect, confidence = excluded.confidence,
            opinion = excluded.opinion, evaluated_on = excluded.evaluated_on, valid_until = excluded.valid_until
        """,
        *columns(
            (
                f.key,
                f.body.expert,
                f.body.batch,
                f.body.evaluation,
                str(f.body.prospect),
                str(f.body.confidence),
                f.body.opinion,
                f.body.evaluated_on,
                f.body.valid_until,
            )
            for f in by_key(facts)
        ),
    )
