"""The census: what each change of a dossier adds to the counts, and their recomputation from the dossiers."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from asyncpg import Record

from chassis.database import Connection
from services.monitoring.measures import Dossier, Measure, Period, Place, marks

_PLACE: Final = ("home", "institution", "institution_kind", "patent_type")
_NEVER: Final = "'{}'::datemultirange"


def _from(day: str) -> str:
    """The days from a day on; none where there is no such day."""
    return f"CASE WHEN {day} IS NULL THEN {_NEVER} ELSE datemultirange(daterange({day}, NULL)) END"


def _if_any(spans: str, expression: str) -> str:
    """Nothing where the spans are empty, as most are: looking is far cheaper than reckoning."""
    return f"CASE WHEN isempty({spans}) THEN {_NEVER} ELSE {expression} END"


_STAGES: Final[tuple[tuple[str, str], ...]] = (
    ("stock", f"({_from('<recorded_on>')}) * <in_force> - <away>"),
    ("inv", _if_any("<inventoried>", "<stock> * <inventoried>")),
    ("lib", _if_any("<listed>", "<inv> * <listed>")),
    ("passed_1", _if_any("<listed>", f"<inv> * ({_from('lower(<listed>)')})")),
    ("passed_2", _if_any("<passed_1>", f"<passed_1> * ({_from('lower(<evaluated>)')})")),
    ("passed_3", _if_any("<passed_2>", f"<passed_2> * ({_from('<contacted_on>')})")),
    # Deals are kept in order, so the first is the earliest.
    ("passed_4", _if_any("<passed_3>", f"<passed_3> * ({_from('<deals>[1]')})")),
    ("passed_5", _if_any("<passed_4>", f"<passed_4> * ({_from('<industrialized_on>')})")),
)
"""Spans that rest on earlier ones, each reckoned once. Names in angle brackets are those, or columns of dossiers."""

_HELD: Final[Mapping[Measure, str]] = {
    Measure.STOCK: "<stock>",
    Measure.INVENTORIED: "<inv>",
    Measure.LISTED: "<lib>",
    Measure.SELF_EVALUATED: _if_any("<inv>", f"<inv> * ({_from('<self_evaluated_on>')})"),
    Measure.SELF_GOOD: _if_any("<self_good>", "<inv> * <self_good>"),
    Measure.EVALUATED: _if_any("<evaluated>", "<lib> * <evaluated>"),
    Measure.CONTACTED: f"<stock> * ({_from('<contacted_on>')})",
    Measure.IMPLEMENTED: f"<stock> * (<used> + ({_from('LEAST(<licensed_on>, <industrialized_on>)')}))",
    Measure.INDUSTRIALIZED: f"<stock> * ({_from('<industrialized_on>')})",
    Measure.PASSED_LISTING: "<passed_1>",
    Measure.PASSED_EVALUATION: "<passed_2>",
    Measure.PASSED_CONTACT: "<passed_3>",
    Measure.PASSED_DEAL: "<passed_4>",
    Measure.PASSED_INDUSTRY: "<passed_5>",
    Measure.GENERATED: f"CASE WHEN <generated> THEN <stock> ELSE {_NEVER} END",
}
_OCCURRED: Final[Mapping[Measure, str]] = {
    Measure.DEALS: "<deals>",
    Measure.LICENSES_FILED: "<filed>",
    Measure.FILED_ON_TIME: "<filed_on_time>",
}
_NAME: Final = re.compile(r"<(\w+)>")


def _names(expressions: Iterable[str]) -> set[str]:
    """Every stage and column on which expressions rest, directly or not."""
    found: set[str] = set()
    left = set(expressions)
    while left:
        names = set(_NAME.findall(left.pop())) - found
        found |= names
        left |= {expression for name, expression in _STAGES if name in names}
    return found


def _plain(expression: str) -> str:
    return _NAME.sub(r"\1", expression)


def _staged(stages: Iterable[tuple[str, str]]) -> str:
    """One query within another, so that each stage rests on the one below; OFFSET 0 keeps them apart."""
    query = "SELECT * FROM states"
    for name, expression in stages:
        query = f"SELECT *, {_plain(expression)} AS {name} FROM ({query} OFFSET 0) AS below"
    return query


def _counts(held: Mapping[Measure, str], occurred: Mapping[Measure, str]) -> str:
    """What each state adds to the counts or takes from them: where spans begin and end, and the days of what occurred.

    Arrays are unnested level by level: VALUES would be compiled anew for each state.
    """
    place = ", ".join(_PLACE)
    measures = ", ".join(f"'{measure}'" for measure in held)
    spans = ", ".join(_plain(expression) for expression in held.values())
    begun_and_ended = f"""
        SELECT {place}, measure, unnest(ARRAY[lower(span), upper(span)]) AS day, unnest(ARRAY[sign, -sign]) AS n FROM (
            SELECT {place}, sign, measure, unnest(spans) AS span FROM (
                SELECT {place}, sign, unnest(ARRAY[{measures}]) AS measure, unnest(ARRAY[{spans}]) AS spans FROM staged
            ) AS every
        ) AS each"""
    days = (
        f"SELECT {place}, '{measure}', unnest({_plain(days)}), sign FROM staged" for measure, days in occurred.items()
    )
    return " UNION ALL ".join([begun_and_ended, *days])


def counted(change: str, touched: Collection[str] = ()) -> str:
    """A statement that changes dossiers and, by the difference, the census.

    ``change`` is an INSERT or UPDATE of ``dossier`` without its RETURNING; ``touched`` names the columns that it may
    change, all of them by default. The statement answers where in ``census`` and ``census_month`` a count fell back to
    nothing, for ``sweep`` to remove.
    """

    def is_touched(expression: str) -> bool:
        return not touched or not _names([expression]).isdisjoint(touched)

    held = {measure: expression for measure, expression in _HELD.items() if is_touched(expression)}
    occurred = {measure: expression for measure, expression in _OCCURRED.items() if is_touched(expression)}
    names = _names([*held.values(), *occurred.values(), "<recorded_on>"])
    stages = [(name, expression) for name, expression in _STAGES if name in names]
    columns = [*_PLACE, *sorted(names - {name for name, _ in stages})]
    returning = ", ".join(f"old.{column} AS was_{column}, new.{column} AS now_{column}" for column in columns)
    was, now = (", ".join(f"{side}_{column} AS {column}" for column in columns) for side in ("was", "now"))
    return f"""
    WITH changed AS ({change} RETURNING {returning}),
    states AS (
        SELECT {now}, 1 AS sign FROM changed WHERE now_recorded_on IS NOT NULL
        UNION ALL SELECT {was}, -1 FROM changed WHERE was_recorded_on IS NOT NULL
    ),
    staged AS MATERIALIZED ({_staged(stages)}),
    counts AS ({_counts(held, occurred)}),
    deltas AS MATERIALIZED (
        SELECT institution, day, measure, patent_type, home, institution_kind, sum(n)::integer AS delta
        FROM counts WHERE day IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(n) <> 0
    ),
    daily AS (
        INSERT INTO census AS c (institution, day, measure, patent_type, jurisdiction, institution_kind, delta)
        SELECT * FROM deltas ORDER BY 1, 2, 3, 4, 5, 6
        ON CONFLICT (institution, day, measure, patent_type, jurisdiction, institution_kind)
        DO UPDATE SET delta = c.delta + excluded.delta
        RETURNING c.ctid, delta
    ),
    monthly AS (
        INSERT INTO census_month AS c (month, jurisdiction, measure, patent_type, institution_kind, delta)
        SELECT date_trunc('month', day::timestamp)::date, home, measure, patent_type, institution_kind, sum(delta)
        FROM deltas GROUP BY 1, 2, 3, 4, 5 HAVING sum(delta) <> 0 ORDER BY 1, 2, 3, 4, 5
        ON CONFLICT (month, jurisdiction, measure, patent_type, institution_kind)
        DO UPDATE SET delta = c.delta + excluded.delta
        RETURNING c.ctid, delta
    )
    SELECT ARRAY(SELECT ctid FROM daily WHERE delta = 0), ARRAY(SELECT ctid FROM monthly WHERE delta = 0)"""


async def sweep(conn: Connection, days: Sequence[Any], months: Sequence[Any]) -> None:
    """Remove rows that say nothing: whether they are there would depend on the order in which events came.

    In the transaction that changed them and in its turn, they stand where they stood.
    """
    for table, rows in (("census", days), ("census_month", months)):
        if rows:
            await conn.execute(f"DELETE FROM {table} WHERE ctid = ANY($1::tid[])", rows)


_ALL: Final = (*_PLACE, *sorted(_names([*_HELD.values(), *_OCCURRED.values()]) - {name for name, _ in _STAGES}))

Key = tuple[date, Place, Measure]


@dataclass(frozen=True, slots=True)
class Difference:
    """A count that the store keeps otherwise than its dossiers give it."""

    table: str
    day: date
    place: Place
    measure: str
    stored: int
    recomputed: int


async def recompute(conn: Connection) -> Counter[Key]:
    """The census as the dossiers give it. In one snapshot with ``stored``, the two are equal at any instant."""
    found: Counter[Key] = Counter()
    async for dossier in _dossiers(conn):
        if dossier.place is not None:
            for (day, measure), n in marks(dossier).items():
                found[day, dossier.place, measure] += n
    return Counter({key: n for key, n in found.items() if n})


async def stored(conn: Connection) -> Counter[Key]:
    """The census as it is kept."""
    rows = await conn.fetch("SELECT * FROM census")
    return Counter({(row["day"], _place(row), Measure(row["measure"])): row["delta"] for row in rows})


async def differences(conn: Connection) -> list[Difference]:
    """Every count that is kept otherwise than recomputed, by day and by month; empty where invariant I7 holds."""
    truth = await recompute(conn)
    kept = await stored(conn)
    found = [
        Difference("census", key[0], key[1], key[2], kept[key], truth[key])
        for key in sorted(truth.keys() | kept.keys(), key=repr)
        if kept[key] != truth[key]
    ]
    by_month: Counter[Key] = Counter()
    for (day, place, measure), n in truth.items():
        by_month[
            day.replace(day=1), Place(place.jurisdiction, "", place.institution_kind, place.patent_type), measure
        ] += n
    rows = await conn.fetch("SELECT *, month AS day, '' AS institution FROM census_month")
    kept = Counter({(row["day"], _place(row), Measure(row["measure"])): row["delta"] for row in rows})
    found += [
        Difference("census_month", key[0], key[1], key[2], kept[key], by_month[key])
        for key in sorted(by_month.keys() | kept.keys(), key=repr)
        if kept[key] != by_month[key]
    ]
    return found


async def _dossiers(conn: Connection) -> AsyncIterator[Dossier]:
    async for row in conn.cursor(f"SELECT {', '.join(_ALL)} FROM dossier", prefetch=1_000):
        yield Dossier(
            place=None if row["home"] is None else Place(*(row[column] for column in _PLACE)),
            is_generated=row["generated"],
            recorded_on=row["recorded_on"],
            in_force=_periods(row["in_force"]),
            away=_periods(row["away"]),
            inventoried=_periods(row["inventoried"]),
            used=_periods(row["used"]),
            self_evaluated_on=row["self_evaluated_on"],
            self_good=_periods(row["self_good"]),
            listed=_periods(row["listed"]),
            evaluated=_periods(row["evaluated"]),
            contacted_on=row["contacted_on"],
            deals=tuple(row["deals"]),
            licensed_on=row["licensed_on"],
            filed=tuple(row["filed"]),
            filed_on_time=tuple(row["filed_on_time"]),
            industrialized_on=row["industrialized_on"],
        )


def _periods(spans: Any) -> tuple[Period, ...]:  # noqa: ANN401 - asyncpg's list of ranges
    return tuple((span.lower, span.upper) for span in spans)


def _place(row: Record) -> Place:
    return Place(row["jurisdiction"], row["institution"], row["institution_kind"], row["patent_type"])
