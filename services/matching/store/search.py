"""Search over the library: bounded counting, candidates with the rank of each word, pages by date."""

from collections.abc import Mapping, Sequence
from contextlib import asynccontextmanager
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from chassis.database import Connection
from services.matching.document import quoted
from services.matching.ranking import Candidate

MOST_COUNTED: Final = 10_000
"""Matches are counted, and filters with them, up to here; beyond, the page says so."""
MOST_RANKED: Final = 400
"""So many matches are put in order by their score."""
_MOST_PRERANKED: Final = 2_000
_NEAR: Final = 2_000
"""Rows read along the index by date, before all matches are collected and sorted instead."""

_SORT_COLUMN: Final[Mapping[str, str]] = {"newest": "listed_on", "remaining": "expires_on"}
_FACET_VALUES: Final[Mapping[str, str]] = {
    "type": "SELECT patent_type AS value FROM hit",
    "home": "SELECT home AS value FROM hit",
    "maturity": "SELECT maturity AS value FROM hit",
    "grade": "SELECT self_grade AS value FROM hit",
    "mode": "SELECT unnest(accepted_modes) AS value FROM hit",
    "ipc": "SELECT unnest(ipc_classes) AS value FROM hit",
    "section": "SELECT left(class, 1) AS value FROM hit, LATERAL (SELECT DISTINCT left(c, 1) AS class FROM unnest(ipc_classes) c)",
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Matches, and how many of them each value of each filter has."""

    total: int
    facets: Mapping[str, Mapping[str, int]]

    @property
    def is_capped(self) -> bool:
        return self.total > MOST_COUNTED


@asynccontextmanager
async def searching(conn: Connection) -> AsyncIterator[None]:
    """Settings of a search: enough memory that the index's answer stays exact, and no reading of the whole table."""
    await conn.execute("SET LOCAL work_mem = '32MB'; SET LOCAL enable_seqscan = off; SET LOCAL jit = off")
    yield


async def frequencies(conn: Connection, words: Sequence[str]) -> dict[str, float]:
    """Share of entries that hold each word, as PostgreSQL's statistics have it; words they do not name are rare."""
    if not words:
        return {}
    rows = await conn.fetch(
        """
        SELECT word, share
        FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) AS known (word, share)
        WHERE schemaname = current_schema() AND tablename = 'library_entry' AND attname = 'document'
            AND word = ANY($1::text[])
        """,
        words,
    )
    return {row["word"]: row["share"] for row in rows}


async def has_at_least(conn: Connection, tsquery: str, wanted: int) -> bool:
    """Whether so many entries match."""
    found = await conn.fetchval(
        "SELECT count(*) FROM (SELECT FROM library_entry WHERE document @@ $1::text::tsquery LIMIT $2) AS hit", tsquery, wanted
    )
    return bool(found >= wanted)


async def count(conn: Connection, tsquery: str, facets: Sequence[str]) -> Counts:
    """Count matches and the values of the named filters over them, up to ``MOST_COUNTED``."""
    branches = " UNION ALL ".join(
        f"(SELECT '{name}' AS facet, value, count(*) AS n FROM ({_FACET_VALUES[name]}) AS v"
        " WHERE value IS NOT NULL GROUP BY value)"
        for name in facets
    )
    where, arguments = _condition(tsquery)
    rows = await conn.fetch(
        f"""
        WITH hit AS MATERIALIZED (
            SELECT patent_type, home, maturity, self_grade, accepted_modes, ipc_classes
            FROM library_entry WHERE {where} LIMIT {MOST_COUNTED + 1}
        )
        SELECT '' AS facet, '' AS value, count(*) AS n FROM hit {"UNION ALL " + branches if branches else ""}
        """,
        *arguments,
    )
    facet_counts: dict[str, dict[str, int]] = {name: {} for name in facets}
    total = 0
    for row in rows:
        if row["facet"]:
            facet_counts[row["facet"]][row["value"]] = row["n"]
        else:
            total = row["n"]
    return Counts(total, facet_counts)


async def candidates(conn: Connection, tsquery: str, words: Sequence[str]) -> list[Candidate]:
    """The matches worth scoring, with the rank of each word: title 1, keywords 0.6, abstract 0.3, institution 0.1.

    Of very many matches, those that PostgreSQL ranks highest among the first ``_MOST_PRERANKED``.
    """
    rows = await conn.fetch(
        f"""
        WITH hit AS MATERIALIZED (
            SELECT patent, favorable_evaluations, document FROM library_entry
            WHERE document @@ $1::text::tsquery LIMIT {_MOST_PRERANKED}
        ), best AS MATERIALIZED (
            SELECT * FROM hit ORDER BY ts_rank('{{0.1, 0.3, 0.6, 1.0}}', document, $2::text::tsquery) DESC, patent
            LIMIT {MOST_RANKED}
        )
        SELECT patent, favorable_evaluations, (
            SELECT array_agg(ts_rank('{{0.1, 0.3, 0.6, 1.0}}', document, word::tsquery) ORDER BY n)
            FROM unnest($3::text[]) WITH ORDINALITY AS asked (word, n)
        ) AS ranks
        FROM best
        """,
        tsquery,
        " | ".join(map(quoted, words)),
        [quoted(word) for word in words],
    )
    return [Candidate(row["patent"], tuple(row["ranks"]), row["favorable_evaluations"]) for row in rows]


async def by_date(
    conn: Connection, tsquery: str, sort: str, *, after: tuple[date, str] | None, limit: int
) -> list[tuple[date, str]]:
    """A page of matches, latest first: their date and patent."""
    column = _SORT_COLUMN[sort]
    where, arguments = _condition(tsquery)
    n = len(arguments)
    position = f"({column} < ${n + 1} OR ({column} = ${n + 1} AND patent > ${n + 2}))" if after else "true"
    along = f"{column} <= ${n + 1} AND {position}" if after else "true"
    values = [*arguments, *(after or ())]
    rows = await conn.fetch(
        f"""
        SELECT {column} AS day, patent
        FROM (SELECT * FROM library_entry WHERE {along} ORDER BY {column} DESC, patent LIMIT {_NEAR}) AS near
        WHERE {where} ORDER BY {column} DESC, patent LIMIT {limit}
        """,
        *values,
    )
    if len(rows) < limit and tsquery:
        rows = await conn.fetch(
            f"""
            WITH hit AS MATERIALIZED (SELECT {column}, patent FROM library_entry WHERE {where})
            SELECT {column} AS day, patent FROM hit WHERE {position} ORDER BY {column} DESC, patent LIMIT {limit}
            """,
            *values,
        )
    return [(row["day"], row["patent"]) for row in rows]


def _condition(tsquery: str) -> tuple[str, list[object]]:
    return ("document @@ $1::text::tsquery", [tsquery]) if tsquery else ("true", [])
