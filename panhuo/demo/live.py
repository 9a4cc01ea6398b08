"""A gentle stream after the sample: a few events a second, from people at the doors and from the province."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from panhuo_contracts import Event
from panhuo_contracts.events.inventory import PatentInventoried, PatentRecorded

from chassis import clock
from panhuo.demo import doors
from panhuo.demo.dice import Dice
from panhuo.demo.doors import Closed, Doors
from panhuo.demo.ledger import Ledger
from panhuo.demo.organizations import NATIONAL, PROVINCIAL
from panhuo.demo.patents import patent
from panhuo.demo.province.system import ProvincialSystem
from panhuo.demo.sample import SEED, Holding, Sample
from panhuo.demo.stories import story
from panhuo.runtime.accounts import UNIVERSITY

_PAUSE_SECONDS: Final = 0.6
_BLOCK: Final = 50
_FIRST_NUMBER: Final = 500_000
"""Patents that come after the sample are numbered from here."""
_STATE_EVERY: Final = 60
_STRIDE: Final = 7_919
"""So that one institution's are not taken in a row."""


class LiveStream:
    """Each turn one thing happens; numbers are reserved before they are used, so a restart repeats none."""

    def __init__(self, sample: Sample, entered: Doors, province: ProvincialSystem, ledger: Ledger) -> None:
        self._sample, self._doors, self._province, self._ledger = sample, entered, province, ledger
        self._offered = [h for h in sample.national if h.story.is_offered and h.story.contract is None]
        # The sample university's wait for the sample accounts.
        self._open = [
            h for h in sample.national if h.story.inventoried is None and h.patent.institution.code != UNIVERSITY
        ]
        self._firms = [firm for firm in sample.companies if firm.home in NATIONAL]
        self._provincial_firms = [firm for firm in sample.companies if firm.home == PROVINCIAL]
        self._holders = [one for one in sample.institutions if one.home == PROVINCIAL]

    async def run(self, stop: asyncio.Event, heard: Callable[[str], None]) -> None:
        """Until ``stop`` is set; ``heard`` is told what happened."""
        number = limit = 0
        while not stop.is_set():
            if number == limit:
                number = self._ledger.reserve(_BLOCK)
                limit = number + _BLOCK
            dice = Dice(SEED, f"live/{number}")
            act = dice.weighted(
                "act", [(self._view, 0.4), (self._follow, 0.2), (self._take_stock, 0.15), (self._province_says, 0.25)]
            )
            try:
                heard(await act(number, dice))
            except Closed as refused:
                heard(str(refused))
            if number % _STATE_EVERY == 0:
                await self._province.state_digests(clock.now())
            number += 1
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(stop.wait(), _PAUSE_SECONDS)

    async def _view(self, number: int, dice: Dice) -> str:
        holding, firm = dice.one_of("patent", self._offered), dice.one_of("firm", self._firms)
        body = {
            "prospect": dice.weighted("prospect", [("very_good", 0.2), ("good", 0.5), ("fair", 0.3)]),
            "confidence": dice.one_of("confidence", ["high", "medium", "low"]),
            "opinion": "现场交流后评价：技术路线可行，建议补充中试数据。",
        }
        path = f"/evaluation/api/patents/{holding.patent.number}/enterprise-evaluations"
        await self._doors.post(path, doors.company(firm), body, key=f"live/{number}")
        return f"{firm.name} evaluated {_named(holding)}"

    async def _follow(self, number: int, dice: Dice) -> str:
        holding, firm = dice.one_of("patent", self._offered), dice.one_of("firm", self._firms)
        path = f"/matching/api/library/{holding.patent.number}/subscription"
        await self._doors.post(path, doors.company(firm), key=f"live/{number}")
        return f"{firm.name} subscribed to {_named(holding)}"

    async def _take_stock(self, number: int, dice: Dice) -> str:
        """One of those that wait: filled in, handed in, passed."""
        if not self._open:
            return await self._follow(number, dice)
        holding = self._open[number * _STRIDE % len(self._open)]
        who, path = doors.office(holding.patent.institution), f"/inventory/api/patents/{holding.patent.number}"
        notes = holding.story.annotations.model_dump(mode="json", exclude_none=True)
        await self._doors.put(f"{path}/annotations", who, {"annotations": notes})
        await self._doors.post(f"{path}/submit", who, key=f"live/{number}/submit")
        await self._doors.post(f"{path}/approve", who, key=f"live/{number}/approve")
        return f"{holding.patent.institution.name} inventoried {_named(holding)}"

    async def _province_says(self, number: int, dice: Dice) -> str:
        """A patent new to the province's stock, passed at once by its institution."""
        made = patent(SEED, dice.one_of("holder", self._holders), _FIRST_NUMBER + number, self._provincial_firms)
        notes, now = story(SEED, made, self._provincial_firms).annotations, clock.now()
        record = {
            "patent": made.number,
            "home": made.home,
            "institution": made.institution.code,
            "institution_name": made.institution.name,
            "institution_kind": made.institution.kind,
            "bibliography": made.bibliography,
            "generated": True,
        }
        bodies = [
            PatentRecorded.model_validate(record | {"recorded_on": now.date()}),
            PatentInventoried.model_validate(record | {"annotations": notes, "inventoried_on": now.date()}),
        ]
        events = [Event(body, str(dice.identifier(body.event_type())), now) for body in bodies]
        await self._province.add(events)
        return f"{made.institution.name} inventoried {made.bibliography.title}"


def _named(holding: Holding) -> str:
    return holding.patent.bibliography.title
