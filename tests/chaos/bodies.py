"""What the run speaks of: fictional patents, and the bodies of the events said about them."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

from panhuo_contracts import Body, Fact
from panhuo_contracts.codes import ImplementationStatus, LegalStatus, PatentType, SelfGrade
from panhuo_contracts.events.filing import ProductIndustrialized
from panhuo_contracts.events.inventory import (
    Annotations,
    Bibliography,
    InventoryReturned,
    InventoryRevised,
    LegalStatusChanged,
    PatentInventoried,
)
from panhuo_contracts.identifiers import application_check_digit

from panhuo.runtime.accounts import ENTERPRISE, UNIVERSITY

FIRST_DAY: Final = date(2026, 1, 1)
FORBIDDEN: Final = "forbidden"
"""A cause of change that filing's reader refuses, as a rule of its own would."""
DEFECTIVE: Final = "defective"
"""A cause of change on which filing's reader fails, as a defect would."""


@cache
def patent(serial: int) -> str:
    body = f"20201{serial:07d}"
    return body + application_check_digit(body)


def home_of(writer: str) -> str:
    """The jurisdiction whose patents a writer speaks of."""
    return "cn-11" if writer == "cn" else writer


def body(kind: str, serial: int, day: int, home: str, **different: object) -> Body:
    """The body of one kind about one patent, on a day of the run's calendar."""
    at = FIRST_DAY + timedelta(days=day)
    stated: dict[str, Any] = {"patent": patent(serial), "home": home}
    return _BODIES[kind](stated, serial, at, different)


def _whole(serial: int, at: date) -> dict[str, Any]:
    used = ImplementationStatus.UNUSED if at.toordinal() % 2 else ImplementationStatus.SELF_USED
    return {
        "institution": UNIVERSITY,
        "institution_name": "示例理工大学",
        "bibliography": Bibliography(
            title=f"一种示例装置 {serial}",
            patent_type=PatentType.INVENTION if serial % 3 else PatentType.UTILITY_MODEL,
            filing_date=date(2020, 5, 6),
            grant_date=date(2022, 5, 6),
            expires_on=date(2040, 5, 5),
        ),
        "annotations": Annotations(implementation=used, self_grade=SelfGrade.GOOD),
    }


def _inventoried(stated: dict[str, Any], serial: int, at: date, different: dict[str, Any]) -> Body:
    return PatentInventoried(**(stated | _whole(serial, at) | {"inventoried_on": at} | different))


def _revised(stated: dict[str, Any], serial: int, at: date, different: dict[str, Any]) -> Body:
    changed = ("annotations.implementation",)
    return InventoryRevised(**(stated | _whole(serial, at) | {"revised_on": at, "changed": changed} | different))


def _returned(stated: dict[str, Any], _serial: int, at: date, different: dict[str, Any]) -> Body:
    own = {"institution": UNIVERSITY, "reason": "抽查退回", "returned_on": at}
    return InventoryReturned(**(stated | own | different))


def _status(stated: dict[str, Any], serial: int, at: date, different: dict[str, Any]) -> Body:
    status = LegalStatus.IN_FORCE if (serial + at.toordinal()) % 2 else LegalStatus.LAPSED
    return LegalStatusChanged(**(stated | {"status": status, "effective_on": at, "cause": "示例公告"} | different))


_BODIES: Final[dict[str, Callable[[dict[str, Any], int, date, dict[str, Any]], Body]]] = {
    "inventoried": _inventoried,
    "revised": _revised,
    "returned": _returned,
    "status": _status,
}
KINDS: Final = tuple(_BODIES)


def follows(fact_type: str, event_id: str) -> bool:
    """Whether filing's reader says something because of a fact: of every other revision."""
    return fact_type.endswith("InventoryRevised.v1") and int(event_id[-1], 16) % 2 == 0


def product(fact: Fact[InventoryRevised]) -> ProductIndustrialized:
    """What filing's reader says because of a revision."""
    return ProductIndustrialized(
        patent=fact.key,
        home=fact.body.home,
        institution=fact.body.institution,
        enterprise=ENTERPRISE,
        product=f"P-{fact.id[-12:]}",
        product_name="示例产品",
        product_class="C39",
        on_market_since=fact.body.revised_on,
        reported_on=fact.body.revised_on,
    )
