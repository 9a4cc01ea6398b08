"""The sample as a whole: who there is, what they hold, and what becomes of it."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from panhuo.demo.organizations import NATIONAL, PROVINCIAL, SHARE, Company, Institution, companies, institutions
from panhuo.demo.patents import Patent, patent
from panhuo.demo.sample_accounts import with_sample_accounts
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
        holders = [holder for holder, count in _sizes(there, scale) for _ in range(count)]
        national: list[tuple[Patent, Story]] = []
        provincial: list[Holding] = []
        for n, holder in enumerate(holders):
            is_provincial = holder.home == PROVINCIAL
            reached = provincial_firms if is_provincial else national_firms
            made = patent(seed, holder, n, reached)
            becomes = story(seed, made, reached)
            if is_provincial:
                provincial.append(Holding(made, becomes))
            else:
                national.append((made, becomes))
        stories = with_sample_accounts(national, firms)
        held = [Holding(made, becomes) for (made, _), becomes in zip(national, stories, strict=True)]
        return cls(there, firms, held, provincial)

    def by_institution(self) -> dict[Institution, list[Holding]]:
        """The national platform's holdings, institution by institution."""
        found: defaultdict[Institution, list[Holding]] = defaultdict(list)
        for holding in self.national:
            found[holding.patent.institution].append(holding)
        return dict(found)


def _sizes(there: list[Institution], scale: float) -> list[tuple[Institution, int]]:
    """How many patents each holds; the first takes what rounding leaves over."""
    total = max(len(there), round(PATENTS * scale))
    sizes = [max(1, int(total * SHARE[holder.home] * holder.weight)) for holder in there]
    sizes[0] += max(0, total - sum(sizes))
    return list(zip(there, sizes, strict=True))
