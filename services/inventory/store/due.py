"""What is due or overdue: steps of reviews by their own date, newly granted patents by the day of their grant."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from chassis.database import Connection
from chassis.identity import Scope
from services.inventory.legal.terms import STOCK_GRANTED_BY
from services.inventory.review.reviewing import Stage
from services.inventory.store.stock import IS_HELD, IS_PUT_TO

COUNTED: Final = 1_000
"""More are not counted: each list of the stock says how many are overdue."""


class Window(NamedTuple):
    """Days between which something is due; None: from the beginning."""

    first: date | None
    last: date
    new_grant_days: int


class Due(NamedTuple):
    """One record with the last day of its present step."""

    due_on: date
    number: str
    writer: str
    title: str
    institution_name: str
    home: str
    stage: Stage


class _Asked:
    """Clauses within a scope, and their parameters."""

    def __init__(self, scope: Scope, writer: str) -> None:
        self.values: list[Any] = []
        self.writer = self.place(writer)
        self._scope = scope

    def place(self, value: object) -> str:
        self.values.append(value)
        return f"${len(self.values)}"

    def within(self, row: str) -> list[str]:
        """A clause for each limit that there is: so the planner sees which index serves."""
        scope, found = self._scope, []
        if scope.jurisdiction is not None:
            found.append(f"{row}.home = {self.place(scope.jurisdiction)}")
        if scope.organization is not None:
            found.append(f"{row}.institution = {self.place(scope.organization)}")
        if scope.college is not None:
            found.append(IS_PUT_TO.format(place=self.place(scope.college)))
        return found

    def steps(self, window: Window, after: tuple[date, str] | None, limit: int) -> str:
        """Submitted and returned drafts of this system's records, by date."""
        clauses = [*self.within("d"), f"d.due_on <= {self.place(window.last)}", IS_HELD]
        if window.first is not None:
            clauses.append(f"d.due_on >= {self.place(window.first)}")
        if after is not None:
            clauses.append(f"(d.due_on, d.patent) > ({self.place(after[0])}, {self.place(after[1])})")
        return f"""
            SELECT d.due_on, p.number, p.writer, p.title, p.institution_name, p.home,
                CASE WHEN d.submitted_at IS NULL
                     THEN CASE d.returned_by WHEN 'authority' THEN 'spot_check_returned' ELSE 'returned' END
                     WHEN d.at_college THEN 'college_review' ELSE 'institution_review' END AS stage
            FROM kept.draft AS d JOIN patent AS p ON p.number = d.patent AND p.writer = {self.writer}
            WHERE {" AND ".join(clauses)} ORDER BY d.due_on, d.patent LIMIT {limit}
        """

    def grants(self, window: Window, after: tuple[date, str] | None, limit: int) -> str:
        """Newly granted patents without a step that has a clock of its own, by date."""
        days = timedelta(days=window.new_grant_days)
        clauses = [
            *self.within("p"),
            "p.state <> 'inventoried'",
            f"p.grant_date > '{STOCK_GRANTED_BY.isoformat()}'",
            f"p.grant_date <= {self.place(window.last - days)}",
            "NOT EXISTS (SELECT FROM kept.draft AS d WHERE d.patent = p.number AND d.due_on IS NOT NULL)",
            IS_HELD,
        ]
        if window.first is not None:
            clauses.append(f"p.grant_date >= {self.place(window.first - days)}")
        if after is not None:
            clauses.append(f"(p.grant_date, p.number) > ({self.place(after[0] - days)}, {self.place(after[1])})")
        return f"""
            SELECT p.grant_date + {window.new_grant_days} AS due_on, p.number, p.writer, p.title,
                p.institution_name, p.home, 'to_fill_in' AS stage
            FROM patent AS p WHERE {" AND ".join(clauses)} ORDER BY p.grant_date, p.number LIMIT {limit}
        """


def query(
    scope: Scope, writer: str, window: Window, *, after: tuple[date, str] | None, limit: int
) -> tuple[str, Sequence[Any]]:
    """The statement of a page, and its parameters: each half reads no more of its index than a page."""
    asked = _Asked(scope, writer)
    steps, grants = asked.steps(window, after, limit), asked.grants(window, after, limit)
    text = f"SELECT * FROM (({steps}) UNION ALL ({grants})) AS found ORDER BY due_on, number LIMIT {limit}"
    return text, asked.values


async def page(
    conn: Connection, scope: Scope, writer: str, window: Window, *, after: tuple[date, str] | None, limit: int
) -> list[Due]:
    """Records by the day on which their step is due."""
    text, values = query(scope, writer, window, after=after, limit=limit)
    return [Due(*row.values())._replace(stage=Stage(row["stage"])) for row in await conn.fetch(text, *values)]


async def count(conn: Connection, scope: Scope, writer: str, window: Window) -> int | None:
    """How many are due; None: more than are counted."""
    text, values = query(scope, writer, window, after=None, limit=COUNTED + 1)
    found: int = await conn.fetchval(f"SELECT count(*) FROM ({text}) AS due", *values)
    return None if found > COUNTED else found
