"""Whether everybody holds the same: the stores among each other, and every reader with what each writer states."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from chassis.delivery.agreement import Line
from chassis.delivery.digest import Entry
from panhuo.demo.doors import NATION, Doors
from panhuo.demo.province.system import ProvincialSystem
from panhuo.demo.stores import Figures, Stores, disagreements

_PATIENCE_SECONDS: Final = 300
_LOOK_SECONDS: Final = 0.5
_PAGE: Final = 100


@dataclass(slots=True)
class Findings:
    """Figures of every store, and each thing that does not agree as a sentence."""

    figures: Figures
    lines: list[Line]
    stated: dict[str, int]
    """How many topic-days writers stated, by how what is held here compares with them."""
    problems: list[str] = field(default_factory=list)

    @property
    def agree(self) -> bool:
        return not self.problems

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "generated": True,
            "agree": self.agree,
            "problems": self.problems,
            "figures": self.figures,
            "stated_digests": self.stated,
            "topics": [line.plain() for line in self.lines],
        }


async def settle(
    entered: Doors, stores: Stores, province: ProvincialSystem, stop: asyncio.Event | None = None
) -> Findings:
    """Let every writer state its digests, wait until every reader holds them, and compare."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _PATIENCE_SECONDS
    await stores.until_drained(stop)
    await entered.post("/monitoring/api/digests", NATION)
    while True:
        problems = [*await _topics_behind(stores, province), *await _stated_otherwise(entered)]
        if not problems or loop.time() > deadline or (stop and stop.is_set()):
            break
        await asyncio.sleep(_LOOK_SECONDS)
    figures = await stores.figures()
    return Findings(
        figures=figures,
        lines=await stores.lines(),
        stated=await _stated(entered),
        problems=[*problems, *disagreements(figures)],
    )


async def _topics_behind(stores: Stores, province: ProvincialSystem) -> list[str]:
    """Topics that a reader does not hold as their writer said them."""
    totals = {topic: Entry(*total) for topic, total in province.totals().items()}
    found = []
    for line in await stores.lines():
        if not line.agrees:
            found.append(f"{line.topic}: {_verdicts(line)}")
        elif (told := totals.get(line.topic)) is not None:
            found += [
                f"{line.topic}: {service} holds {held.events:,} of {told.events:,} events"
                for service, held in line.held.items()
                if held != told
            ]
    return found


async def _stated_otherwise(entered: Doors) -> list[str]:
    """What monitoring finds of the digests that writers published."""
    counts = await _stated(entered)
    return [
        f"{count:,} stated digests {how}" for how, count in counts.items() if how in ("waiting", "disagree") and count
    ]


async def _stated(entered: Doors) -> dict[str, int]:
    counts: dict[str, int] = {}
    cursor = ""
    while True:
        page = await entered.get(f"/monitoring/api/digests?limit={_PAGE}{cursor}", NATION)
        for item in page["items"]:
            counts[item["agreement"]] = counts.get(item["agreement"], 0) + 1
        if page["next_cursor"] is None:
            return counts
        cursor = f"&cursor={page['next_cursor']}"


def _verdicts(line: Line) -> str:
    verdicts: Mapping[str, str] = {service: line.verdict(service) for service in line.held}
    waiting = [f"{line.waiting:,} events wait in the outbox"] if line.waiting else []
    return ", ".join([*waiting, *(f"{service} {said}" for service, said in verdicts.items() if said != "agrees")])
