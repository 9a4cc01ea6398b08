"""Batches of patents, who evaluates them, and what they said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from chassis.database import Connection


@dataclass(frozen=True, slots=True)
class Terms:
    """What an office asked for."""

    batch: str
    home: str
    commissioned_by: str
    commissioned_on: date
    due_on: date
    experts_each: int
    highest_percent: int
    seed: int
    patents: tuple[str, ...]
    name: str = ""


async def add(conn: Connection, terms: Terms) -> None:
    await conn.execute(
        """
        INSERT INTO kept.commission_batch
            (batch, home, commissioned_by, commissioned_on, due_on, experts_each, highest_percent, seed, patents,
             name)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::jsonb, $10)
        """,
        terms.batch,
        terms.home,
        terms.commissioned_by,
        terms.commissioned_on,
        terms.due_on,
        terms.experts_each,
        terms.highest_percent,
        terms.seed,
        orjson.dumps(terms.patents).decode(),
        terms.name,
    )


async def find(conn: Connection, batch: str, *, is_locked: bool = False) -> Terms | None:
    row = await conn.fetchrow(
        """
        SELECT batch, home, commissioned_by, commissioned_on, due_on, experts_each, highest_percent, seed, patents,
               name
        FROM kept.commission_batch WHERE batch = $1
        """
        + (" FOR UPDATE" if is_locked else ""),
        batch,
    )
    return None if row is None else Terms(**{**dict(row), "patents": tuple(orjson.loads(row["patents"]))})


async def note_shortage(conn: Connection, batch: str, sentences: Sequence[tuple[str, str]]) -> None:
    """Why the batch could not be assigned in full; nothing where it could."""
    await conn.execute(
        "UPDATE kept.commission_batch SET shortage = $2::text::jsonb WHERE batch = $1",
        batch,
        orjson.dumps(list(sentences)).decode(),
    )


async def shortage(conn: Connection, batch: str) -> list[list[str]]:
    found: list[list[str]] = orjson.loads(
        await conn.fetchval("SELECT shortage FROM kept.commission_batch WHERE batch = $1", batch)
    )
    return found


async def listed(conn: Connection, *, home: str | None, limit: int) -> list[Any]:
    """The latest batches, with how far they are."""
    return await conn.fetch(
        """
        SELECT b.batch, b.name, b.home, b.commissioned_on, b.due_on, b.experts_each,
               jsonb_array_length(b.patents) AS patents,
               b.shortage <> '[]' AS is_short,
               count(c.expert) FILTER (WHERE c.recused_on IS NULL) AS commissioned,
               count(x.expert) AS evaluated
        FROM kept.commission_batch AS b
        LEFT JOIN commission AS c USING (batch)
        LEFT JOIN expert_evaluation AS x USING (batch, patent, expert)
        WHERE $1::text IS NULL OR b.home = $1
        GROUP BY b.batch ORDER BY b.commissioned_on DESC, b.batch DESC LIMIT $2
        """,
        home,
        limit,
    )


async def pairs(conn: Connection, batch: str) -> list[Any]:
    """Everybody who was ever commissioned in a batch, and what became of it."""
    return await conn.fetch(
        """
        SELECT c.*, d.title, p.name, x.evaluation, x.prospect, x.confidence, x.opinion, x.evaluated_on
        FROM commission AS c
        LEFT JOIN dossier AS d USING (patent)
        LEFT JOIN kept.expert_person AS p USING (expert)
        LEFT JOIN expert_evaluation AS x USING (batch, patent, expert)
        WHERE c.batch = $1 ORDER BY c.patent, c.recused_on IS NOT NULL, c.expert
        """,
        batch,
    )


async def waiting_for(conn: Connection, expert: str, limit: int) -> list[Any]:
    """What an expert has to evaluate and has evaluated, the earliest due first; who else evaluates is not told."""
    return await conn.fetch(
        """
        SELECT c.batch, b.name AS batch_name, b.home, c.patent, c.commissioned_on, c.due_on, d.title, d.abstract,
               d.institution_name, d.ipc, x.prospect, x.confidence, x.opinion, x.evaluated_on
        FROM commission AS c
        LEFT JOIN kept.commission_batch AS b USING (batch)
        LEFT JOIN dossier AS d USING (patent)
        LEFT JOIN expert_evaluation AS x USING (batch, patent, expert)
        WHERE c.expert = $1 AND c.recused_on IS NULL
        ORDER BY x.evaluated_on IS NOT NULL, c.due_on, c.batch, c.patent LIMIT $2
        """,
        expert,
        limit,
    )


async def recused_by(conn: Connection, expert: str, limit: int) -> list[Any]:
    """What an expert was handed and does not evaluate, the latest first."""
    return await conn.fetch(
        """
        SELECT c.patent, c.recused_on, c.ground, c.note, d.title
        FROM commission AS c LEFT JOIN dossier AS d USING (patent)
        WHERE c.expert = $1 AND c.recused_on IS NOT NULL ORDER BY c.recused_on DESC, c.patent, c.batch LIMIT $2
        """,
        expert,
        limit,
    )


async def out_already(conn: Connection, patents: Iterable[str]) -> list[Any]:
    """Those of the patents that wait for experts in some batch, with the experts."""
    return await conn.fetch(
        """
        SELECT c.patent, d.title, b.name, c.commissioned_on, array_agg(c.expert ORDER BY c.expert) AS experts
        FROM commission AS c
        LEFT JOIN dossier AS d USING (patent)
        LEFT JOIN kept.commission_batch AS b USING (batch)
        LEFT JOIN expert_evaluation AS x USING (batch, patent, expert)
        WHERE c.patent = ANY($1::text[]) AND c.recused_on IS NULL AND x.expert IS NULL
        GROUP BY c.patent, d.title, c.batch, b.name, c.commissioned_on ORDER BY c.patent, c.commissioned_on, c.batch
        """,
        sorted(set(patents)),
    )


async def views_of(conn: Connection, patent: str) -> list[Any]:
    """What commissioned experts said of a patent, the latest first; who they are is not told."""
    return await conn.fetch(
        """
        SELECT prospect, confidence, opinion, evaluated_on, valid_until FROM expert_evaluation WHERE patent = $1
        ORDER BY evaluated_on DESC, evaluation DESC LIMIT 200
        """,
        patent,
    )


async def hold_all_of(conn: Connection, expert: str) -> None:
    """Nobody else changes the batches that an expert is in until the end of the transaction."""
    await conn.execute(
        """
        SELECT FROM kept.commission_batch WHERE batch IN (SELECT batch FROM commission WHERE expert = $1)
        ORDER BY batch FOR UPDATE
        """,
        expert,
    )


async def unfinished_of(conn: Connection, expert: str) -> list[Any]:
    return await conn.fetch(
        """
        SELECT c.batch, c.patent FROM commission AS c LEFT JOIN expert_evaluation AS x USING (batch, patent, expert)
        WHERE c.expert = $1 AND c.recused_on IS NULL AND x.expert IS NULL ORDER BY c.batch, c.patent
        """,
        expert,
    )


async def one(conn: Connection, batch: str, patent: str, expert: str) -> Any:  # noqa: ANN401 - asyncpg's record
    """A pair with what became of it, locked; None where it was never commissioned."""
    return await conn.fetchrow(
        """
        SELECT c.recused_on, x.evaluation, x.prospect, x.confidence FROM commission AS c
        LEFT JOIN expert_evaluation AS x USING (batch, patent, expert)
        WHERE c.batch = $1 AND c.patent = $2 AND c.expert = $3 FOR UPDATE OF c
        """,
        batch,
        patent,
        expert,
    )


async def subjects(conn: Connection, patents: Iterable[str]) -> list[Any]:
    """What the patents are about, who owns them, and the enterprises with an interest in them."""
    return await conn.fetch(
        """
        SELECT d.patent, d.home, d.institution, d.title, d.abstract, d.keywords, d.ipc,
               coalesce(l.is_listed, false) AS is_listed,
               ARRAY(SELECT enterprise FROM subscription AS s WHERE s.patent = d.patent
                     UNION SELECT enterprise FROM enterprise_evaluation AS e WHERE e.patent = d.patent
                     ORDER BY 1) AS interested
        FROM dossier AS d LEFT JOIN listing AS l USING (patent)
        WHERE d.patent = ANY($1::text[]) AND d.host IS NOT NULL ORDER BY d.patent
        """,
        sorted(set(patents)),
    )
