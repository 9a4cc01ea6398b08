"""Search over the library: bounded counting, candidates with the rank of each word, pages by date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from chassis.database import Connection
from services.matching.document import quoted
from services.matching.ranking import Candidate

MOST_COUNTED: Final = 5_000
"""Matches are counted, and filters with them, up to here; beyond, the page says so and shows no counts of filters."""
MOST_RANKED: Final = 300
"""So many matches are put in order by their score."""
_MOST_PRERANKED: Final = 1_000
_NEAR: Final = 1_000
"""Rows read along the index by date, before all matches are collected and sorted instead."""

_WEIGHTS: Final = "{0.1, 0.3, 0.6, 1.0}"
"""Of D, C, B and A in ``ts_rank``."""
_SORT_COLUMN: Final[Mapping[str, str]] = {"newest": "listed_on", "remaining": "expires_on"}
_FACET_VALUES: Final[Mapping[str, str]] = {
    "type": "SELECT patent_type AS value FROM hit",
    "home": "SELECT home AS value FROM hit",
    "maturity": "SELECT maturity AS value FROM hit",
    "grade": "SELECT self_grade AS value FROM hit",
    "mode": "SELECT unnest(accepted_modes) AS value FROM hit",
    "ipc": "SELECT unnest(ipc_classes) AS value FROM hit",
    "section": (
        "SELECT section AS value"
        " FROM hit, LATERAL (SELECT DISTINCT left(class, 1) AS section FROM unnest(ipc_classes) AS class) AS sections"
    ),
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Matches, and how many of them each value of each filter has."""

    total: int
    facets: Mapping[str, Mapping[str, int]]
    patents: Sequence[str]
    """The first of them, as many as are looked at when they are put in order by score."""
    is_capped: bool
    """Whether there are more; then the filters' counts are of the first alone."""


async def prepare(conn: Connection) -> None:
    """For the rest of this transaction: memory in which the index's answer stays exact, and never the whole table."""
    await conn.execute("SET LOCAL work_mem = '32MB'; SET LOCAL enable_seqscan = off; SET LOCAL jit = off")


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
        "SELECT count(*) FROM (SELECT FROM library_entry WHERE document @@ $1::text::tsquery LIMIT $2) AS hit",
        tsquery,
        wanted,
    )
    return bool(found >= wanted)


async def count(conn: Connection, tsquery: str, facets: Sequence[str]) -> Counts:
    """Count matches and the values of the named filters over them, up to ``MOST_COUNTED``."""
    branches = "".join(
        f" UNION ALL (SELECT '{name}', value, count(*), NULL FROM ({_FACET_VALUES[name]}) AS v"
        " WHERE value IS NOT NULL GROUP BY value)"
        for name in facets
    )
    where, arguments = _condition(tsquery)
    rows = await conn.fetch(
        f"""
        WITH hit AS MATERIALIZED (
            SELECT patent, patent_type, home, maturity, self_grade, accepted_modes, ipc_classes
            FROM library_entry WHERE {where} LIMIT {MOST_COUNTED + 1}
        )
        SELECT '' AS facet, '' AS value, count(*) AS n,
            (SELECT array_agg(patent) FROM (SELECT patent FROM hit LIMIT {_MOST_PRERANKED}) AS first) AS patents
        FROM hit {branches}
        """,
        *arguments,
    )
    facet_counts: dict[str, dict[str, int]] = {name: {} for name in facets}
    total = 0
    patents: list[str] = []
    for row in rows:
        if row["facet"]:
            facet_counts[row["facet"]][row["value"]] = row["n"]
        else:
            total, patents = row["n"], row["patents"] or []
    return Counts(total, facet_counts, patents, is_capped=total > MOST_COUNTED)


async def candidates(conn: Connection, patents: Sequence[str], words: Sequence[str]) -> list[Candidate]:
    """The matches worth scoring, with the rank of each word: title 1, keywords 0.6, abstract 0.3, institution 0.1."""
    rows = await conn.fetch(
        f"""
        WITH best AS MATERIALIZED (
            SELECT patent, favorable_evaluations, document FROM library_entry WHERE patent = ANY($1::text[])
            ORDER BY ts_rank('{_WEIGHTS}', document, $2::text::tsquery) DESC, patent LIMIT {MOST_RANKED}
        )
        SELECT patent, favorable_evaluations, (
            SELECT array_agg(ts_rank('{_WEIGHTS}', document, word::tsquery) ORDER BY n)
            FROM unnest($3::text[]) WITH ORDINALITY AS asked (word, n)
        ) AS ranks
        FROM best
        """,
        patents,
        " | ".join(map(quoted, words)),
        [quoted(word) for word in words],
    )
    return [Candidate(row["patent"], tuple(row["ranks"]), row["favorable_evaluations"]) for row in rows]


async def by_date(
    conn: Connection, tsquery: str, sort: str, *, after: tuple[date, str] | None, limit: int, is_frequent: bool
) -> list[tuple[date, str]]:
    """A page of matches, latest first: their date and patent.

    Where matches are frequent, the latest rows soon hold a page of them; else all are collected and sorted.
    """
    column = _SORT_COLUMN[sort]
    where, arguments = _condition(tsquery)
    n = len(arguments)
    position = f"({column} < ${n + 1} OR ({column} = ${n + 1} AND patent > ${n + 2}))" if after else "true"
    along = f"{column} <= ${n + 1}" if after else "true"
    values = [*arguments, *(after or ())]
    rows = []
    if is_frequent:
        rows = await conn.fetch(
            f"""
            SELECT {column} AS day, patent
            FROM (SELECT * FROM library_entry WHERE {along} ORDER BY {column} DESC, patent LIMIT {_NEAR}) AS near
            WHERE {where} AND {position} ORDER BY {column} DESC, patent LIMIT {limit}
            """,
            *values,
        )
    if len(rows) < limit:
        rows = await conn.fetch(
            f"""
            WITH hit AS MATERIALIZED (SELECT {column}, patent FROM library_entry WHERE {where} AND {along})
            SELECT {column} AS day, patent FROM hit WHERE {position} ORDER BY {column} DESC, patent LIMIT {limit}
            """,
            *values,
        )
    return [(row["day"], row["patent"]) for row in rows]


def _condition(tsquery: str) -> tuple[str, list[object]]:
    return ("document @@ $1::text::tsquery", [tsquery]) if tsquery else ("true", [])
