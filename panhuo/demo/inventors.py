"""Who invented what waits for the sample university's stocktaking, and who of them has an account."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from panhuo.demo.dice import Dice
from panhuo.demo.sample import SEED, Holding
from panhuo.runtime.accounts import ACCOUNTS, UNIVERSITY

_NAMES: Final = tuple(f"{family}示例" for family in "孙李王刘马罗梁宋唐高林")

_INVENTOR: Final = ACCOUNTS["inventor"].principal


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the sample university, as its list of people has them."""

    name: str
    college: str
    rank: str
    status: str = "在职"
    account: str = ""
    """Of whoever signs in with a sample account; else one is made."""


COLLEAGUES: Final = (
    Colleague("孙示例", "C01", "正高"),
    Colleague("李示例", "C01", "副高"),
    Colleague("王示例", "C01", "正高"),
    Colleague("王示例", "C02", "副高"),
    Colleague("刘示例", "C02", "", "学生"),
    Colleague("马示例", "C02", "正高", "退休"),
    Colleague("罗示例", "C02", "中级"),
    Colleague("梁示例", "C03", "副高"),
    Colleague("宋示例", "C03", "中级"),
    Colleague("唐示例", "C03", "初级"),
    Colleague(_INVENTOR.name, "C01", "中级", account=_INVENTOR.subject),
)
"""Two are of one name, one is a student, one has retired; another inventor has no account."""


def is_to_do(holding: Holding) -> bool:
    """Whether the sample university's people are to fill it in."""
    return holding.story.inventoried is None and holding.patent.institution.code == UNIVERSITY


def have_accounts(holdings: Iterable[Holding]) -> set[str]:
    """The colleagues whom the list of people takes in: without a patent nobody has an account."""
    named = {name for holding in holdings if is_to_do(holding) for name in inventors_of(holding)}
    return {one.name for one in COLLEAGUES} & named


def inventors_of(holding: Holding) -> list[str]:
    """Two or three names, the first inventor's first."""
    dice = Dice(SEED, f"inventors/{holding.patent.number}")
    first = dice.one_of("first", _NAMES)
    others = [name for name in _NAMES if name != first]
    return [first, *dice.some_of("others", others, dice.between("how many", 1, 2))]
