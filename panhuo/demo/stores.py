"""The five stores, looked into from outside: what they hold, and whether they hold the same."""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final, Self

from chassis.database import Database
from chassis.delivery import agreement
from chassis.delivery.agreement import Line, StoreDigests
from panhuo.operating.installation import Installation
from panhuo.runtime.databases import SERVICES

_LOOK_SECONDS: Final = 0.4
_TODAY: Final = "(now() AT TIME ZONE 'Asia/Shanghai')::date"

COUNTS: Final[Mapping[str, Mapping[str, str]]] = {
    "inventory": {
        "recorded": "SELECT home, count(DISTINCT number) FROM patent GROUP BY home",
        "inventoried": "SELECT home, count(DISTINCT number) FROM patent WHERE state = 'inventoried' GROUP BY home",
        "listed": (
            "SELECT p.home, count(*) FROM patent p JOIN outcome o ON o.patent = p.number AND o.writer = p.writer"
            " WHERE o.listed_on IS NOT NULL AND o.delisted_on IS NULL GROUP BY p.home"
        ),
        "licensed": (
            "SELECT p.home, count(*) FROM patent p JOIN outcome o ON o.patent = p.number AND o.writer = p.writer"
            " WHERE o.licenses > 0 GROUP BY p.home"
        ),
        "industrialized": (
            "SELECT p.home, count(*) FROM patent p JOIN outcome o ON o.patent = p.number AND o.writer = p.writer"
            " WHERE o.products > 0 GROUP BY p.home"
        ),
    },
    "evaluation": {
        "recorded": "SELECT home, count(*) FROM dossier WHERE host IS NOT NULL GROUP BY home",
        "inventoried": "SELECT home, count(*) FROM dossier WHERE is_inventoried GROUP BY home",
        "listed": "SELECT d.home, count(*) FROM listing JOIN dossier d USING (patent) WHERE is_listed GROUP BY d.home",
        "evaluated": (
            "SELECT home, count(DISTINCT patent) FROM enterprise_evaluation AS e"
            f" WHERE valid_until >= {_TODAY} AND NOT EXISTS (SELECT FROM objection LEFT JOIN objection_review AS r"
            " USING (patent, evaluation) WHERE patent = e.patent AND evaluation = e.evaluation"
            " AND r.is_upheld IS NOT FALSE) GROUP BY home"
        ),
        "licensed": (
            "SELECT d.home, count(DISTINCT l.patent) FROM filed_license l JOIN dossier d USING (patent) GROUP BY d.home"
        ),
        "enterprises": "SELECT home, count(*) FROM enterprise GROUP BY home",
    },
    "matching": {
        "listed": "SELECT home, count(*) FROM library_entry GROUP BY home",
        "dealt": "SELECT home, count(DISTINCT patent) FROM deal WHERE signed_on IS NOT NULL GROUP BY home",
        "licensed": "SELECT home, count(DISTINCT patent) FROM deal WHERE filing_number IS NOT NULL GROUP BY home",
        "enterprises": "SELECT home, count(*) FROM enterprise GROUP BY home",
    },
    "filing": {
        "recorded": (
            "SELECT home, count(DISTINCT patent) FROM patent_right WHERE institution IS NOT NULL GROUP BY home"
        ),
        "dealt": "SELECT home, count(DISTINCT patent) FROM deal GROUP BY home",
        "licensed": "SELECT home, count(DISTINCT patent) FROM license GROUP BY home",
        "refused": "SELECT home, count(*) FROM refusal GROUP BY home",
        "industrialized": "SELECT home, count(DISTINCT patent) FROM product GROUP BY home",
        "enterprises": "SELECT home, count(DISTINCT enterprise) FROM enterprise GROUP BY home",
    },
    "monitoring": {
        "recorded": "SELECT home, count(*) FROM dossier WHERE recorded_on IS NOT NULL GROUP BY home",
        "inventoried": "SELECT home, count(*) FROM dossier WHERE upper_inf(inventoried) GROUP BY home",
        "listed": "SELECT home, count(*) FROM dossier WHERE upper_inf(listed) GROUP BY home",
        "evaluated": f"SELECT home, count(*) FROM dossier WHERE evaluated @> {_TODAY} GROUP BY home",
        "dealt": "SELECT home, count(*) FROM dossier WHERE cardinality(deals) > 0 GROUP BY home",
        "licensed": "SELECT home, count(*) FROM dossier WHERE licensed_on IS NOT NULL GROUP BY home",
        "industrialized": "SELECT home, count(*) FROM dossier WHERE industrialized_on IS NOT NULL GROUP BY home",
        "enterprises": "SELECT home, count(DISTINCT enterprise) FROM enterprise GROUP BY home",
    },
}
"""Service → measure → jurisdictions and how many there are, by each store's own tables."""

Figures = dict[str, dict[str, dict[str, int]]]
"""Service → measure → jurisdiction → count."""


class Stores:
    """The databases of one copy, for reading. Use as a context."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._open: dict[str, Database] = {}
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        for service in SERVICES:
            here = Installation.find(service, self._directory)
            self._open[service] = await self._stack.enter_async_context(here.database())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def digests(self) -> dict[str, StoreDigests]:
        """What each store said and holds."""
        found = {}
        for service, database in self._open.items():
            async with database.read() as conn:
                found[service] = await agreement.store_digests(conn)
        return found

    async def lines(self) -> list[Line]:
        """One line for each topic."""
        return agreement.compare(await self.digests())

    async def until_drained(self, stop: asyncio.Event | None = None) -> None:
        """Wait until every reader of the national streams holds what was said, and says no more about it."""
        calm = 0
        while calm < 2 and not (stop and stop.is_set()):  # once more: what was just read may have led to more
            lines = await self.lines()
            calm = calm + 1 if all(line.agrees for line in lines) else 0
            await asyncio.sleep(_LOOK_SECONDS)

    async def figures(self) -> Figures:
        """Every count of every store."""
        found: Figures = {}
        for service, measures in COUNTS.items():
            async with self._open[service].read() as conn:
                found[service] = {
                    measure: {str(row[0]): int(row[1]) for row in await conn.fetch(query)}
                    for measure, query in measures.items()
                }
        return found


def disagreements(figures: Figures) -> list[str]:
    """Measures that two stores count differently, each as a sentence."""
    found = []
    for measure in sorted({measure for measures in figures.values() for measure in measures}):
        held = {service: measures[measure] for service, measures in figures.items() if measure in measures}
        for home in sorted({home for counts in held.values() for home in counts}):
            counts = {service: by_home.get(home, 0) for service, by_home in held.items()}
            if len(set(counts.values())) > 1:
                said = ", ".join(f"{service} {count:,}" for service, count in counts.items())
                found.append(f"{measure} in {home}: {said}")
    return found
