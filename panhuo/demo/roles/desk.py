"""From where the people of the sample work: the doors, their holdings, and the key of every request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

import httpx
from panhuo_contracts.codes import LegalStatus

from chassis.identity import Principal, Role
from panhuo.demo.doors import Closed, Doors
from panhuo.demo.ledger import Ledger
from panhuo.demo.sample import Holding, Sample
from panhuo.runtime.accounts import ACCOUNTS, UNIVERSITY, UNIVERSITY_NAME

Progress = Callable[[str, int, int], None]
"""Hears what is being done, how much of it is done, and how much there is."""

INVENTOR: Final = ACCOUNTS["inventor"].principal
COLLEGE: Final = ACCOUNTS["college"].principal
OTHER_COLLEGE: Final = Principal(
    "sample-college-2", "钱示例", Role.COLLEGE, UNIVERSITY, UNIVERSITY_NAME, "cn-11", "C02"
)
OFFICE: Final = ACCOUNTS["office"].principal
DEPUTY: Final = ACCOUNTS["deputy"].principal
PROVINCE: Final = ACCOUNTS["province"].principal
BUREAU: Final = ACCOUNTS["bureau"].principal
"""Of the university's province, which has no system of its own."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One copy of the platform, and the sample that is worked on there."""

    sample: Sample
    doors: Doors
    ledger: Ledger
    progress: Progress

    @property
    def own(self) -> list[Holding]:
        """What the sample university holds and the register says nothing against."""
        return [
            holding
            for holding in self.sample.national
            if holding.patent.institution.code == UNIVERSITY
            and holding.story.status is LegalStatus.IN_FORCE
            and not holding.story.flags
        ]

    @property
    def untouched(self) -> list[Holding]:
        """Of these, what is in the library, graded, and concerns no enterprise yet."""
        return [
            holding
            for holding in self.own
            if holding.story.is_offered
            and holding.story.self_evaluated
            and not (holding.story.views or holding.story.subscribers)
        ]

    async def post(self, step: str, path: str, who: Principal, json: Mapping[str, object] | None = None) -> Any:  # noqa: ANN401 - JSON
        """A command that takes effect once. Raises Closed where it is refused."""
        said = blake2b(repr(json).encode(), digest_size=8).hexdigest()
        answer = await self.doors.post(path, who, json, key=self.key(step, f"{who.subject}{path}/{said}"))
        if isinstance(answer, dict) and answer.get("status") == httpx.codes.CONFLICT:
            raise Closed(f"{step}: {path} was refused: {answer.get('detail')}")
        return answer

    def key(self, step: str, name: str) -> str:
        return f"{self.ledger.seed}/{self.ledger.scale:g}/{step}/{name}"
