"""The sample as a whole: who there is, what they hold, and what becomes of it."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from panhuo.demo.organizations import NATIONAL, PROVINCIAL, SHARE, Company, Institution, companies, institutions
from panhuo.demo.patents import Patent, patent
from panhuo.demo.stories import Story, story

SEED: Final = "panhuo-1"
PATENTS: Final = 20_000
ENTERPRISES: Final = 200
_FEWEST_ENTERPRISES: Final = 12


@dataclass(frozen=True, slots=True)
class Holding:
    """A patent and its story."""

    patent: Patent
    story: Story


@dataclass(frozen=True, slots=True)
class Sample:
    """Everything; ``national`` is hosted by the national platform, ``provincial`` by a system of its own."""

    institutions: list[Institution]
    companies: list[Company]
    national: list[Holding]
    provincial: list[Holding]

    @classmethod
    def make(cls, scale: float = 1.0, seed: str = SEED) -> "Sample":
        """The sample of a size: 1 is 20,000 patents and 200 enterprises."""
        there = institutions(seed)
        firms = companies(seed, max(_FEWEST_ENTERPRISES, round(ENTERPRISES * scale)))
        national_firms = [firm for firm in firms if firm.home in NATIONAL]
        provincial_firms = [firm for firm in firms if firm.home == PROVINCIAL]
        national, provincial = [], []
        n = 0
        for holder in there:
            reached = provincial_firms if holder.home == PROVINCIAL else national_firms
            into = provincial if holder.home == PROVINCIAL else national
            for _ in range(max(1, round(PATENTS * scale * SHARE[holder.home] * holder.weight))):
                made = patent(seed, holder, n, reached)
                into.append(Holding(made, story(seed, made, reached)))
                n += 1
        return cls(there, firms, national, provincial)

    def by_institution(self) -> dict[Institution, list[Holding]]:
        """The national platform's holdings, institution by institution."""
        found: defaultdict[Institution, list[Holding]] = defaultdict(list)
        for holding in self.national:
            found[holding.patent.institution].append(holding)
        return dict(found)
