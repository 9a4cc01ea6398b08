"""Figures at a day: sums of the census, by months where they are over and by days in the last one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal

from asyncpg import Record
from panhuo_contracts.jurisdictions import JURISDICTIONS

from chassis.database import Connection
from services.monitoring.measures import Measure

By = Literal["jurisdiction", "institution", "patent_type", "institution_kind"]
Counts = dict[Measure, int]

_COLUMNS: Final[Mapping[str, str]] = {
    "jurisdiction": "jurisdiction",
    "patent_type": "patent_type",
    "institution_kind": "institution_kind",
}
_JURISDICTIONS: Final = list(JURISDICTIONS)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which patents are counted; an empty field is no limit."""

    patent_types: tuple[str, ...] = ()
    institution_kinds: tuple[str, ...] = ()
    jurisdiction: str | None = None

    def parameters(self) -> tuple[Any, ...]:
        jurisdictions = _JURISDICTIONS if self.jurisdiction is None else [self.jurisdiction]
        return jurisdictions, list(self.patent_types) or None, list(self.institution_kinds) or None


_SELECTED: Final = """jurisdiction = ANY($2::text[])
    AND ($3::text[] IS NULL OR patent_type = ANY($3)) AND ($4::text[] IS NULL OR institution_kind = ANY($4))"""


async def totals(conn: Connection, day: date, by: By, selection: Selection) -> dict[str, Counts]:
    """Counts at the end of a day by jurisdiction, patent type or kind of institution."""
    column = _COLUMNS[by]
    rows = await conn.fetch(
        f"""
        SELECT key, measure, sum(delta)::bigint AS n FROM (
            SELECT {column} AS key, measure, delta FROM census_month
            WHERE month < date_trunc('month', $1::date::timestamp)::date AND {_SELECTED}
            UNION ALL
            SELECT {column}, measure, delta FROM census
            WHERE day BETWEEN date_trunc('month', $1::date::timestamp)::date AND $1 AND {_SELECTED}
        ) AS parts GROUP BY key, measure HAVING sum(delta) <> 0
        """,
        day,
        *selection.parameters(),
    )
    return _pivot(rows)


async def of_institutions(
    conn: Connection, days: Sequence[date], selection: Selection, only: Sequence[str] = ()
) -> list[dict[str, Counts]]:
    """Counts at the end of each of the days by institution, within a jurisdiction or for the institutions named."""
    sums = ", ".join(f"coalesce(sum(delta) FILTER (WHERE day <= ($1::date[])[{n}]), 0)::bigint" for n in _nth(days))
    rows = await conn.fetch(
        f"""
        SELECT institution AS key, measure, ARRAY[{sums}] AS counts FROM census
        WHERE day <= $6 AND {_SELECTED} AND ($5::text[] IS NULL OR institution = ANY($5)) GROUP BY 1, 2
        """,
        list(days),
        *selection.parameters(),
        list(only) or None,
        max(days),
    )
    found: list[dict[str, Counts]] = [{} for _ in days]
    for row in rows:
        for counts, n in zip(found, row["counts"], strict=True):
            if n:
                counts.setdefault(row["key"], {})[Measure(row["measure"])] = n
    return found


def _nth(days: Sequence[date]) -> range:
    return range(1, len(days) + 1)


async def by_month(conn: Connection, selection: Selection, until: date) -> dict[date, dict[str, Counts]]:
    """What changed in each month up to a day, by kind of institution; the last month up to that day."""
    rows = await conn.fetch(
        f"""
        SELECT month, institution_kind AS key, measure, sum(delta)::bigint AS n FROM (
            SELECT month, institution_kind, measure, delta FROM census_month
            WHERE month < date_trunc('month', $1::date::timestamp)::date AND {_SELECTED}
            UNION ALL
            SELECT date_trunc('month', day::timestamp)::date, institution_kind, measure, delta FROM census
            WHERE day BETWEEN date_trunc('month', $1::date::timestamp)::date AND $1 AND {_SELECTED}
        ) AS parts GROUP BY 1, 2, 3 ORDER BY 1
        """,
        until,
        *selection.parameters(),
    )
    found: dict[date, dict[str, Counts]] = {}
    for row in rows:
        found.setdefault(row["month"], {}).setdefault(row["key"], {})[Measure(row["measure"])] = row["n"]
    return found


async def by_day(conn: Connection, selection: Selection, first: date, last: date) -> dict[date, Counts]:
    """Counts at the end of each day of a period."""
    standing = added((await totals(conn, first - timedelta(days=1), "patent_type", selection)).values())
    rows = await conn.fetch(
        f"SELECT day, measure, sum(delta)::bigint AS n FROM census"
        f" WHERE day BETWEEN $1 AND $5 AND {_SELECTED} GROUP BY 1, 2",
        first,
        *selection.parameters(),
        last,
    )
    changes: dict[date, Counts] = {}
    for row in rows:
        changes.setdefault(row["day"], {})[Measure(row["measure"])] = row["n"]
    found: dict[date, Counts] = {}
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        standing = added([standing, changes.get(day, {})])
        found[day] = standing
    return found


async def volume(conn: Connection, until: date) -> dict[date, int]:
    """How much the census changed in each month: the number of beginnings and endings of stock and inventory."""
    rows = await conn.fetch(
        "SELECT month, sum(abs(delta))::bigint AS n FROM census_month WHERE month <= $1 AND measure = ANY($2)"
        " GROUP BY month ORDER BY month",
        until,
        [Measure.STOCK, Measure.INVENTORIED, Measure.LISTED],
    )
    return {row["month"]: row["n"] for row in rows}


async def institution_names(conn: Connection, institutions: Iterable[str]) -> dict[str, tuple[str, str, str]]:
    """Name, kind and jurisdiction as the institution's newest application has them."""
    rows = await conn.fetch(
        """
        SELECT i.institution, d.institution_name, d.institution_kind, d.home
        FROM unnest($1::text[]) AS i (institution), LATERAL (
            SELECT institution_name, institution_kind, home FROM dossier
            WHERE institution = i.institution ORDER BY patent DESC LIMIT 1
        ) AS d
        """,
        list(institutions),
    )
    return {row["institution"]: (row["institution_name"], row["institution_kind"], row["home"]) for row in rows}


async def waiting_stubs(conn: Connection) -> int:
    """Patents of which something is said, but whose record has not come yet; they count nowhere."""
    count: int = await conn.fetchval("SELECT count(*) FROM dossier WHERE recorded_on IS NULL")
    return count


async def events_held(conn: Connection) -> int:
    """How many events of patents stand behind the figures."""
    count: int = await conn.fetchval(
        "SELECT coalesce(sum(events), 0)::bigint FROM digest_entry WHERE direction = 'received'"
    )
    return count


def added(parts: Iterable[Counts]) -> Counts:
    """The sum of counts."""
    total: Counts = {}
    for part in parts:
        for measure, n in part.items():
            total[measure] = total.get(measure, 0) + n
    return total


def less(total: Counts, before: Counts) -> Counts:
    """What was added since."""
    return {measure: total.get(measure, 0) - before.get(measure, 0) for measure in {*total, *before}}


def _pivot(rows: Iterable[Record]) -> dict[str, Counts]:
    found: dict[str, Counts] = {}
    for row in rows:
        found.setdefault(row["key"], {})[Measure(row["measure"])] = row["n"]
    return found
