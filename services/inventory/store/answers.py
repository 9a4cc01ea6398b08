"""Answers to the questions that follow from annotations."""

from collections.abc import Sequence

from chassis.database import Connection
from services.inventory.review.questions import Answers


async def save(conn: Connection, number: str, institution: str, answers: Answers) -> None:
    await conn.execute(
        """
        INSERT INTO kept.annotation_answer (patent, institution, implemented_on, counterparty, contract_number, amount,
            no_intention_reason, maturity_evidence, grade_reason)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (patent) DO UPDATE SET institution = excluded.institution,
            implemented_on = excluded.implemented_on, counterparty = excluded.counterparty,
            contract_number = excluded.contract_number, amount = excluded.amount,
            no_intention_reason = excluded.no_intention_reason, maturity_evidence = excluded.maturity_evidence,
            grade_reason = excluded.grade_reason
        """,
        number,
        institution,
        *answers,
    )


async def of(conn: Connection, number: str) -> Answers | None:
    return (await of_all(conn, [number])).get(number)


async def of_all(conn: Connection, numbers: Sequence[str]) -> dict[str, Answers]:
    rows = await conn.fetch(
        f"SELECT patent, {', '.join(Answers._fields)} FROM kept.annotation_answer WHERE patent = ANY($1::text[])",
        numbers,
    )
    return {number: Answers(*answers) for number, *answers in rows}
