"""The census: what each change of a dossier adds to the counts, and their recomputation from the dossiers."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from chassis.database import Connection
from services.monitoring.measures import Dossier, Measure, Period, Place, marks

_PLACE: Final = ("home", "institution", "institution_kind", "patent_type")
_COUNTED: Final = (
    "generated", "recorded_on", "in_force", "away", "inventoried", "used", "self_evaluated_on", "self_good",
    "listed", "evaluated", "contacted_on", "deals", "licensed_on", "filed", "filed_on_time", "industrialized_on",
)  # fmt: skip
_NEVER: Final = "'{}'::datemultirange"


def _from(day: str) -> str:
    """The days from a day on; none where there is no such day."""
    return f"CASE WHEN {day} IS NULL THEN {_NEVER} ELSE datemultirange(daterange({day}, NULL)) END"


def _stock(side: str) -> str:
    return f"({_from(f'{side}_recorded_on')}) * {side}_in_force - {side}_away"


_STAGES: Final[tuple[Mapping[str, str], ...]] = (
    {"stock": "{stock}"},
    {"inv": "{s}_stock * {s}_inventoried"},
    {"lib": "{s}_inv * {s}_listed", "passed_1": "{s}_inv * (" + _from("lower({s}_listed)") + ")"},
    {"passed_2": "{s}_passed_1 * (" + _from("lower({s}_evaluated)") + ")"},
    {"passed_3": "{s}_passed_2 * (" + _from("{s}_contacted_on") + ")"},
    {"passed_4": "{s}_passed_3 * (" + _from("{s}_deals[1]") + ")"},
    {"passed_5": "{s}_passed_4 * (" + _from("{s}_industrialized_on") + ")"},
)
"""Spans that rest on earlier ones, each reckoned once; deals are kept in order, so the first is the earliest."""

_HELD: Final[Mapping[Measure, str]] = {
    Measure.STOCK: "{s}_stock",
    Measure.INVENTORIED: "{s}_inv",
    Measure.LISTED: "{s}_lib",
    Measure.SELF_EVALUATED: "{s}_inv * (" + _from("{s}_self_evaluated_on") + ")",
    Measure.SELF_GOOD: "{s}_inv * {s}_self_good",
    Measure.EVALUATED: "{s}_lib * {s}_evaluated",
    Measure.CONTACTED: "{s}_stock * (" + _from("{s}_contacted_on") + ")",
    Measure.IMPLEMENTED: "{s}_stock * ({s}_used + (" + _from("LEAST({s}_licensed_on, {s}_industrialized_on)") + "))",
    Measure.INDUSTRIALIZED: "{s}_stock * (" + _from("{s}_industrialized_on") + ")",
    Measure.PASSED_LISTING: "{s}_passed_1",
    Measure.PASSED_EVALUATION: "{s}_passed_2",
    Measure.PASSED_CONTACT: "{s}_passed_3",
    Measure.PASSED_DEAL: "{s}_passed_4",
    Measure.PASSED_INDUSTRY: "{s}_passed_5",
    Measure.GENERATED: "CASE WHEN {s}_generated THEN {s}_stock ELSE " + _NEVER + " END",
}
_OCCURRED: Final[Mapping[Measure, str]] = {
    Measure.DEALS: "{s}_deals",
    Measure.LICENSES_FILED: "{s}_filed",
    Measure.FILED_ON_TIME: "{s}_filed_on_time",
}


def _of(side: str, expression: str) -> str:
    return expression.replace("{stock}", _stock(side)).replace("{s}", side)


def _both(expression: str) -> str:
    return ", ".join(f"coalesce({_of(side, expression)}, '{{}}')" for side in ("was", "now"))


def _stages() -> str:
    """One query within another, so that each stage rests on the one below; OFFSET 0 keeps them apart."""
    query = "SELECT *, ({}) IS DISTINCT FROM ({}) AS moved FROM changed WHERE now_recorded_on IS NOT NULL".format(
        *(", ".join(f"{side}_{column}" for column in _PLACE) for side in ("was", "now"))
    )
    for stage in _STAGES:
        columns = ", ".join(
            f"{_of(side, expression)} AS {side}_{name}"
            for name, expression in stage.items()
            for side in ("was", "now")
        )
        query = f"SELECT *, {columns} FROM ({query} OFFSET 0) AS below"
    return query


def _edges(side: str, sign: int) -> str:
    place = ", ".join(f"{side}_{column}" for column in _PLACE)
    return f"""
        SELECT {place}, measure, edge.day, edge.n * {sign} FROM differing, unnest({side}) AS span,
            LATERAL (VALUES (lower(span), 1), (upper(span), -1)) AS edge (day, n) WHERE edge.day IS NOT NULL
        UNION ALL SELECT {place}, measure, day, {sign} FROM occurred, unnest({side}) AS day"""


RETURNING: Final = "RETURNING " + ", ".join(
    f"{version}.{column} AS {side}_{column}"
    for side, version in (("was", "old"), ("now", "new"))
    for column in (*_PLACE, *_COUNTED)
)
"""What a statement on dossiers gives back, under the name ``changed``, for FOLLOW to count."""

FOLLOW: Final = f"""
    staged AS MATERIALIZED ({_stages()}),
    differing AS MATERIALIZED (
        SELECT {", ".join(f"{side}_{column}" for side in ("was", "now") for column in _PLACE)}, measure, was, now
        FROM staged, LATERAL (VALUES {", ".join(f"('{m}', {_both(sql)})" for m, sql in _HELD.items())})
            AS each (measure, was, now)
        WHERE was <> now OR (moved AND was <> '{{}}')
    ),
    occurred AS MATERIALIZED (
        SELECT {", ".join(f"{side}_{column}" for side in ("was", "now") for column in _PLACE)}, measure,
            CASE WHEN was_recorded_on IS NULL THEN '{{}}' ELSE was END AS was, now
        FROM staged, LATERAL (VALUES {", ".join(f"('{m}', {_both(sql)})" for m, sql in _OCCURRED.items())})
            AS each (measure, was, now)
        WHERE was <> now OR was_recorded_on IS NULL AND now <> '{{}}' OR moved AND now <> '{{}}'
    ),
    edges (jurisdiction, institution, institution_kind, patent_type, measure, day, n) AS (
        {_edges("now", 1)} UNION ALL {_edges("was", -1)}
    ),
    deltas AS MATERIALIZED (
        SELECT institution, day, measure, patent_type, jurisdiction, institution_kind, sum(n)::integer AS delta
        FROM edges GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(n) <> 0
    ),
    daily AS (
        INSERT INTO census AS c (institution, day, measure, patent_type, jurisdiction, institution_kind, delta)
        SELECT * FROM deltas ORDER BY 1, 2, 3, 4, 5, 6
        ON CONFLICT (institution, day, measure, patent_type, jurisdiction, institution_kind)
        DO UPDATE SET delta = c.delta + excluded.delta
        RETURNING delta
    ),
    monthly AS (
        INSERT INTO census_month AS c (month, jurisdiction, measure, patent_type, institution_kind, delta)
        SELECT date_trunc('month', day::timestamp)::date, jurisdiction, measure, patent_type, institution_kind, sum(delta)
        FROM deltas GROUP BY 1, 2, 3, 4, 5 HAVING sum(delta) <> 0 ORDER BY 1, 2, 3, 4, 5
        ON CONFLICT (month, jurisdiction, measure, patent_type, institution_kind)
        DO UPDATE SET delta = c.delta + excluded.delta
        RETURNING delta
    )
    SELECT EXISTS (SELECT FROM daily WHERE delta = 0) OR EXISTS (SELECT FROM monthly WHERE delta = 0)"""
"""The rest of such a statement: the difference between what the dossiers added before and what they add now.

It answers whether some count fell back to nothing; ``sweep`` then removes its row.
"""


async def sweep(conn: Connection) -> None:
    """Remove rows that say nothing: whether they are there would depend on the order in which events came."""
    await conn.execute("DELETE FROM census WHERE delta = 0")
    await conn.execute("DELETE FROM census_month WHERE delta = 0")


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
        by_month[day.replace(day=1), Place(place.jurisdiction, "", place.institution_kind, place.patent_type), measure] += n
    rows = await conn.fetch("SELECT *, month AS day, '' AS institution FROM census_month")
    kept = Counter({(row["day"], _place(row), Measure(row["measure"])): row["delta"] for row in rows})
    found += [
        Difference("census_month", key[0], key[1], key[2], kept[key], by_month[key])
        for key in sorted(by_month.keys() | kept.keys(), key=repr)
        if kept[key] != by_month[key]
    ]
    return found


async def _dossiers(conn: Connection) -> AsyncIterator[Dossier]:
    async for row in conn.cursor(f"SELECT {', '.join((*_PLACE, *_COUNTED))} FROM dossier", prefetch=1_000):
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


def _place(row: Mapping[str, Any]) -> Place:
    return Place(row["jurisdiction"], row["institution"], row["institution_kind"], row["patent_type"])
