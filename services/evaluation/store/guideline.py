"""Filled-in forms of the national guideline, and what a new one draws on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

import asyncpg
from panhuo_contracts import Fact
from panhuo_contracts.codes import GuidelineScenario, ProspectGrade
from panhuo_contracts.events.evaluation import GuidelineEvaluated, IndicatorAnswer, PartScore
from pydantic import TypeAdapter

from chassis import codes
from chassis.database import Connection
from services.evaluation.guideline.record import RULES, Known
from services.evaluation.store import dossiers
from services.evaluation.store.columns import by_key, columns, unlisted
from services.evaluation.store.objections import COUNTS

_ANSWERS: Final[TypeAdapter[tuple[IndicatorAnswer, ...]]] = TypeAdapter(tuple[IndicatorAnswer, ...])
_PARTS: Final[TypeAdapter[tuple[PartScore, ...]]] = TypeAdapter(tuple[PartScore, ...])


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it stands."""

    scenario: GuidelineScenario
    indicators: str
    rules: str
    answers: tuple[IndicatorAnswer, ...]
    parts: tuple[PartScore, ...]
    answered: Decimal
    low: Decimal | None
    high: Decimal | None
    evaluated_on: date

    def says(self, body: GuidelineEvaluated) -> bool:
        """Whether a new form would say nothing new."""
        return (self.indicators, self.rules, self.answers) == (body.indicators, body.rules, body.answers)


async def save(conn: Connection, facts: Sequence[Fact[GuidelineEvaluated]]) -> None:
    await conn.execute(
        """
        INSERT INTO guideline_evaluation AS g
            (patent, scenario, writer, indicators, rules, answers, parts, answered, low, high, evaluated_on)
        SELECT u.patent, u.scenario, u.writer, u.indicators, u.rules, u.answers::jsonb, u.parts::jsonb, u.answered,
               u.low, u.high, u.evaluated_on
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::numeric[],
                    $9::numeric[], $10::numeric[], $11::date[])
             AS u(patent, scenario, writer, indicators, rules, answers, parts, answered, low, high, evaluated_on)
        ON CONFLICT (patent, scenario) DO UPDATE SET
            writer = excluded.writer, indicators = excluded.indicators, rules = excluded.rules,
            answers = excluded.answers, parts = excluded.parts, answered = excluded.answered,
            low = excluded.low, high = excluded.high, evaluated_on = excluded.evaluated_on
        WHERE g.writer <= excluded.writer
        """,
        *columns(
            (
                fact.key,
                fact.body.scenario,
                fact.writer,
                fact.body.indicators,
                fact.body.rules,
                _ANSWERS.dump_json(fact.body.answers).decode(),
                _PARTS.dump_json(fact.body.parts).decode(),
                fact.body.answered,
                fact.body.low,
                fact.body.high,
                fact.body.evaluated_on,
            )
            for fact in by_key(facts)
        ),
    )


async def forms(conn: Connection, patent: str) -> dict[GuidelineScenario, Form]:
    """A patent's forms by scenario."""
    rows = await conn.fetch("SELECT * FROM guideline_evaluation WHERE patent = $1 ORDER BY scenario", patent)
    return {GuidelineScenario(row["scenario"]): _form(row) for row in rows}


async def known(conn: Connection, patent: str, day: date) -> Known | None:
    """What the record answers from on a day; None where nobody spoke of the patent."""
    held = (await dossiers.load(conn, [patent], day)).get(patent)
    if held is None:
        return None
    row: Any = await conn.fetchrow(
        """
        SELECT (SELECT co_patentees FROM dossier WHERE patent = $1) AS co_patentees,
               (SELECT count(DISTINCT deal) FROM
                    (SELECT deal FROM signed_deal WHERE patent = $1
                     UNION ALL SELECT filing_number FROM filed_license AS f WHERE f.patent = $1 AND NOT EXISTS
                         (SELECT FROM signed_deal AS s WHERE s.patent = $1 AND s.enterprise = f.enterprise)) AS one
               ) AS contracts
        """,
        patent,
    )
    views = await conn.fetch(
        f"""
        SELECT prospect FROM
            (SELECT DISTINCT ON (enterprise) patent, evaluation, prospect, valid_until
             FROM enterprise_evaluation WHERE patent = $1
             ORDER BY enterprise, evaluated_on DESC, writer DESC, evaluation DESC) AS e
        WHERE valid_until >= $2 AND {COUNTS}
        """,
        patent,
        day,
    )
    return Known(
        held,
        co_patentees=len(unlisted(row["co_patentees"])),
        contracts=row["contracts"],
        prospects=tuple(ProspectGrade(view["prospect"]) for view in views),
        points=await codes.in_force(conn, RULES, day),
    )


def _form(row: asyncpg.Record) -> Form:
    return Form(
        scenario=GuidelineScenario(row["scenario"]),
        indicators=row["indicators"],
        rules=row["rules"],
        answers=_ANSWERS.validate_json(row["answers"]),
        parts=_PARTS.validate_json(row["parts"]),
        answered=row["answered"],
        low=row["low"],
        high=row["high"],
        evaluated_on=row["evaluated_on"],
    )
