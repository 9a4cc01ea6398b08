"""Reading the stock library: lists, one record, what waits for review."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple

import asyncpg

from chassis.database import Connection
from chassis.identity import Scope
from services.inventory.importing.arrival import State
from services.inventory.legal.fold import ENDED
from services.inventory.records import Entry, Remarks, entry_from_row, remarks_from_row
from services.inventory.store.delegations import DELEGATED
from services.inventory.store.legal import PRESENT
from services.inventory.words import words_of_question

COUNTED: Final = 10_000
"""Longer lists are not counted: they have "more than ten thousand"."""
AWAITING: Final = "awaiting"
STATES: Final = (*State, AWAITING)


_IS_AWAITING: Final = "EXISTS (SELECT FROM kept.draft AS d WHERE d.patent = p.number AND d.submitted_at IS NOT NULL)"
# The institution stands in both, so that its few drafts are looked up instead of its many patents.
_DRAFTED: Final = """EXISTS (SELECT FROM kept.draft AS d
    WHERE d.patent = p.number AND d.institution = p.institution AND {how})"""
_REVIEWS: Final = {
    "college": _DRAFTED.format(how="d.submitted_at IS NOT NULL AND d.at_college"),
    "institution": _DRAFTED.format(how="d.submitted_at IS NOT NULL AND NOT d.at_college"),
    "returned": _DRAFTED.format(how="d.returned_by <> '' AND d.returned_by IN ('college', 'institution')"),
    "spot_check": _DRAFTED.format(how="d.returned_by <> '' AND d.returned_by = 'authority'"),
    "unclaimed": """p.state <> 'inventoried' AND NOT EXISTS (
        SELECT FROM kept.responsibility AS r WHERE r.patent = p.number AND r.college IS NOT NULL)""",
}
IS_PUT_TO: Final = """EXISTS (SELECT FROM kept.responsibility AS r
    WHERE r.patent = p.number AND r.institution = p.institution AND r.college = {place})"""
"""Whether ``patent AS p`` is put to a college."""


IS_HELD: Final = f"""
    NOT EXISTS (SELECT FROM right_said AS s WHERE s.patent = p.number AND s.writer = p.writer
        AND (s.away_on IS NOT NULL OR s.status IN ({", ".join(f"'{status}'" for status in sorted(ENDED))})))
"""
"""Of what has left its institution or ended no stock is taken."""
_IS_TO_FILL_IN: Final = f"""p.number IN (
        SELECT r.patent FROM kept.responsibility AS r WHERE r.subject = {{place}} UNION ALL {DELEGATED})
    AND p.state <> 'inventoried' AND NOT {_IS_AWAITING} AND {IS_HELD}"""


class Search(NamedTuple):
    """What a list is asked for; an empty text is no limit."""

    question: str = ""
    state: str = ""
    patent_type: str = ""
    home: str = ""
    institution: str = ""
    writer: str = ""
    review: str = ""
    """A key of ``_REVIEWS``: which review it waits for, who sent it back, or that nobody has it yet."""
    college: str = ""
    filler: str = ""
    """By whose account it is to be filled in or mended."""

    @property
    def is_looked_up(self) -> bool:
        """Whether an index finds what is asked for, rather than a walk through the list with a look at each."""
        return bool(self.question or self.review or self.college or self.filler) or self.state == AWAITING


@dataclass(frozen=True, slots=True)
class Line:
    """One record as lists show it."""

    number: str
    writer: str
    home: str
    institution: str
    institution_name: str
    title: str
    patent_type: str
    filing_date: date
    expires_on: date
    generated: bool
    maturity: str | None
    state: str
    inventoried_on: date | None
    is_awaiting: bool
    submitted_at: datetime | None
    legal_status: str | None
    is_listed: bool
    licenses: int
    is_away: bool
    """A registered transfer took the right elsewhere."""
    due_on: date | None
    """Last day of its present step."""
    college: str | None
    """By its name."""


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that stands of one patent, from one writer."""

    writer: str
    entry: Entry
    remarks: Remarks
    state: State
    recorded_on: date | None
    inventoried_on: date | None
    revised_on: date | None
    returned_on: date | None
    return_reason: str | None
    listed_on: date | None
    licenses: int
    products: int
    right_status: str | None
    """Legal status as the writer last said it; None: nothing was said."""
    right_flags: list[str] | None
    right_expires_on: date | None
    """Where the term was changed."""
    away_on: date | None


class Tally(NamedTuple):
    """How long a list is and, where it is counted, how it divides; ``total`` None: more than are counted."""

    total: int | None
    states: Mapping[str, int]
    types: Mapping[str, int]
    homes: Mapping[str, int]


def _conditions(scope: Scope, search: Search) -> tuple[str, list[Any]]:
    """The WHERE of a search within a scope, and its parameters."""
    values: list[Any] = []
    clauses = ["true"]

    def require(clause: str, value: object) -> None:
        values.append(value)
        clauses.append(clause.format(place=f"${len(values)}"))

    # Only limits that there are: the planner then sees which index serves, however the statement was prepared.
    for clause, limit in (
        ("p.home = {place}", scope.jurisdiction),
        ("p.institution = {place}", scope.organization),
        (IS_PUT_TO, scope.college),
        (IS_PUT_TO, search.college or None),
        (_IS_TO_FILL_IN, search.filler or None),
    ):
        if limit is not None:
            require(clause, limit)
    text = search.question.strip()
    digits = text.upper().replace(" ", "").replace(".", "").removeprefix("ZL").removeprefix("CN")
    if digits and digits.removesuffix("X").isdecimal() and digits.isascii():
        require("p.number >= {place} AND p.number < {place} || '~'", digits)
    elif text:
        require("p.words @> {place}::text[]", words_of_question(text))
    if search.state == AWAITING:
        clauses.append(_IS_AWAITING)
    elif search.state:
        require("p.state = {place}", search.state)
        if search.state != State.INVENTORIED:  # an inventoried record stays so while its revision is reviewed
            clauses.append(f"NOT {_IS_AWAITING}")
            clauses.append(IS_HELD)
    if search.review:
        clauses.append(_REVIEWS[search.review])
    for column in ("patent_type", "home", "institution", "writer"):
        if wanted := getattr(search, column):
            require(f"p.{column} = {{place}}", wanted)
    return " AND ".join(clauses), values


_LINES: Final = f"""
    SELECT p.number, p.writer, p.home, p.institution, p.institution_name, p.title, p.patent_type, p.filing_date,
        coalesce(said.expires_on, p.expires_on), p.generated, p.maturity, p.state, p.inventoried_on,
        draft.submitted_at IS NOT NULL, draft.submitted_at, said.status,
        outcome.listed_on IS NOT NULL, coalesce(outcome.licenses, 0), said.away_on IS NOT NULL,
        draft.due_on, college.name
    FROM ({{found}}) AS p
    LEFT JOIN kept.draft ON draft.patent = p.number
    LEFT JOIN kept.responsibility AS put ON put.patent = p.number
    LEFT JOIN kept.college ON college.institution = put.institution AND college.code = put.college
    LEFT JOIN outcome ON outcome.patent = p.number AND outcome.writer = p.writer
    {PRESENT}
    ORDER BY p.number, p.writer
"""
_NAMED: Final = """
    SELECT p.* FROM unnest($1::text[], $2::text[]) AS k (number, writer)
    JOIN patent AS p ON p.number = k.number AND p.writer = k.writer
"""


def page_query(scope: Scope, search: Search, *, after: tuple[str, str], limit: int) -> tuple[str, Sequence[Any]]:
    """The statement of a page, and its parameters: along their numbers until it is full."""
    where, values = _conditions(scope, search)
    places = [f"${len(values) + offset}" for offset in (1, 2, 3)]
    found = f"""
        SELECT * FROM patent AS p WHERE {where} AND (p.number, p.writer) > ({places[0]}, {places[1]})
        ORDER BY p.number, p.writer LIMIT {places[2]}
    """
    return _LINES.format(found=found), [*values, *after, limit]


async def page(
    conn: Connection,
    scope: Scope,
    search: Search,
    *,
    after: tuple[str, str],
    limit: int,
    is_counted: bool | None = None,
) -> list[Line]:
    """Records by number, those after the one named. ``is_counted``: whether they are few enough, where it is known.

    A walk is soon over where many are found, and would lead through the whole library where few are: the planner
    cannot tell, for words seldom occur independently.
    """
    if search.is_looked_up and is_counted is not False:
        return (await opened(conn, scope, search, after=after, limit=limit))[1]
    text, values = page_query(scope, search, after=after, limit=limit)
    return [Line(*row) for row in await conn.fetch(text, *values)]


async def opened(
    conn: Connection, scope: Scope, search: Search, *, after: tuple[str, str], limit: int, most: int = COUNTED
) -> tuple[Tally, list[Line]]:
    """A page of a list, and how long the list is and how it divides: up to ``most`` are found once for all of it."""
    text, values = opening_query(scope, search, after=after, limit=limit, most=most)
    rows = await conn.fetch(text, *values)
    whole = next(row for row in rows if not any((row["state"], row["patent_type"], row["home"])))
    if whole["total"] > most:
        many = await page(conn, scope, search, after=after, limit=limit, is_counted=False)
        return Tally(None, {}, {}, {}), many
    states = _by(rows, "state") | {AWAITING: whole["awaiting"]}
    few = await conn.fetch(_LINES.format(found=_NAMED), whole["numbers"], whole["writers"])
    return Tally(whole["total"], states, _by(rows, "patent_type"), _by(rows, "home")), [Line(*row) for row in few]


def opening_query(
    scope: Scope, search: Search, *, after: tuple[str, str], limit: int, most: int = COUNTED
) -> tuple[str, Sequence[Any]]:
    """The statement that finds few, and its parameters: how they divide, and which are on the page."""
    where, values = _conditions(scope, search)
    places = [f"${len(values) + offset}" for offset in (1, 2, 3)]
    # Materialized, as one would else look for each draft as often as its answer is used.
    text = f"""
        WITH found AS MATERIALIZED (
            SELECT p.number, p.writer, p.state, p.patent_type, p.home FROM patent AS p WHERE {where} LIMIT {most + 1}
        ), few AS MATERIALIZED (
            SELECT *, (SELECT submitted_at IS NOT NULL FROM kept.draft WHERE patent = found.number) AS is_awaiting
            FROM found WHERE (SELECT count(*) FROM found) <= {most}
        ), shown AS (
            SELECT number, writer FROM few WHERE (number, writer) > ({places[0]}, {places[1]})
            ORDER BY number, writer LIMIT {places[2]}
        )
        SELECT CASE WHEN is_awaiting AND state <> 'inventoried' THEN 'awaiting' ELSE state END AS state,
            patent_type, home, count(*) AS times, count(*) FILTER (WHERE is_awaiting) AS awaiting,
            (SELECT count(*) FROM found) AS total,
            ARRAY(SELECT number FROM shown) AS numbers, ARRAY(SELECT writer FROM shown) AS writers
        FROM few GROUP BY GROUPING SETS ((), (1), (patent_type), (home))
    """
    return text, [*values, *after, limit]


class Named(NamedTuple):
    """A record by its name, and where its stocktaking stands."""

    number: str
    title: str
    state: str
    is_awaiting: bool


async def named(conn: Connection, numbers: Sequence[str], writer: str) -> list[Named]:
    """These records of a writer, by number."""
    rows = await conn.fetch(
        f"""
        SELECT number, title, state, {_IS_AWAITING} FROM patent AS p
        WHERE number = ANY($1::text[]) AND writer = $2 ORDER BY number
        """,
        numbers,
        writer,
    )
    return [Named(*row) for row in rows]


def count_query(scope: Scope, search: Search, most: int = COUNTED) -> tuple[str, Sequence[Any]]:
    """The statement of a count up to a bound, and its parameters."""
    where, values = _conditions(scope, search)
    return f"SELECT count(*) FROM (SELECT FROM patent AS p WHERE {where} LIMIT {most + 1}) AS found", values


async def count(conn: Connection, scope: Scope, search: Search, most: int = COUNTED) -> int | None:
    """How many there are; None: more than ``most``."""
    text, values = count_query(scope, search, most)
    found: int = await conn.fetchval(text, *values)
    return None if found > most else found


def _by(rows: list[asyncpg.Record], column: str) -> dict[str, int]:
    return {row[column]: row["times"] for row in rows if row[column] is not None}


async def record(conn: Connection, scope: Scope, number: str, writer: str) -> Record | None:
    """One record within reach: this installation's own first, else a copy."""
    row = await conn.fetchrow(
        f"""
        SELECT p.*, outcome.listed_on, coalesce(outcome.licenses, 0) AS licenses,
            coalesce(outcome.products, 0) AS products, said.status AS right_status, said.flags AS right_flags,
            said.expires_on AS right_expires_on, said.away_on
        FROM patent AS p LEFT JOIN outcome ON outcome.patent = p.number AND outcome.writer = p.writer
        {PRESENT}
        WHERE p.number = $3 AND ($1::text IS NULL OR p.home = $1) AND ($2::text IS NULL OR p.institution = $2)
          AND ($5::text IS NULL OR {IS_PUT_TO.format(place="$5")})
        ORDER BY p.writer <> $4, p.writer LIMIT 1
        """,
        scope.jurisdiction,
        scope.organization,
        number,
        writer,
        scope.college,
    )
    if row is None:
        return None
    columns = dict(row)
    return Record(
        row["writer"],
        entry_from_row(columns),
        remarks_from_row(columns),
        State(row["state"]),
        *[
            row[name]
            for name in (
                "recorded_on",
                "inventoried_on",
                "revised_on",
                "returned_on",
                "return_reason",
                "listed_on",
                "licenses",
                "products",
                "right_status",
                "right_flags",
                "right_expires_on",
                "away_on",
            )
        ],
    )
