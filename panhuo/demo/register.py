"""What the register says of the sample's patents, line by line."""

from datetime import date, timedelta
from typing import Final

from panhuo_contracts.codes import LegalFlag, LegalStatus
from panhuo_contracts.codes import RegisterEventKind as Kind

from panhuo.demo.sample import Holding
from panhuo.demo.stories import FIRST_WEEK
from panhuo.runtime.accounts import UNIVERSITY
from services.inventory.legal.clocks import annuity_due, patent_year

_PAID_BEFORE: Final = timedelta(days=20)
_OF_STATUS: Final = {
    LegalStatus.FEE_GRACE: Kind.ANNUITY_OVERDUE,
    LegalStatus.LAPSED: Kind.FEE_LAPSED,
    LegalStatus.EXPIRED: Kind.TERM_EXPIRED,
    LegalStatus.INVALIDATED: Kind.INVALIDATED_WHOLLY,
    LegalStatus.ABANDONED: Kind.RIGHT_ABANDONED,
}
_OF_FLAG: Final[dict[LegalFlag, dict[str, object]]] = {
    LegalFlag.PLEDGED: {"kind": Kind.PLEDGE_REGISTERED, "number": "Y0000-示例"},
    LegalFlag.PRESERVED: {"kind": Kind.PRESERVATION_SET, "number": "示例裁定"},
    LegalFlag.SUSPENDED: {"kind": Kind.SUSPENDED},
    LegalFlag.EXCLUSIVELY_LICENSED: {"kind": Kind.LICENSE_FILED, "number": "X0000-示例", "license_kind": "exclusive"},
    LegalFlag.OPEN_LICENSED: {"kind": Kind.OPEN_LICENSE_DECLARED},
}


def register_lines(holding: Holding, made_on: date) -> list[dict[str, object]]:
    """Lines as they are sent; of the sample university also the annuities that it paid last."""
    patent, story = holding.patent, holding.story
    paper = patent.bibliography
    since = max(FIRST_WEEK, paper.grant_date or FIRST_WEEK).isoformat()
    of: dict[str, object] = {"patent": patent.number, "effective_on": since, "note": "示例数据"}
    lines = [of | _OF_FLAG[flag] for flag in story.flags]
    if story.status in _OF_STATUS:
        lines.append(of | {"kind": _OF_STATUS[story.status]})
    elif patent.institution.code == UNIVERSITY:
        year = patent_year(paper.filing_date, made_on)
        paid_on = annuity_due(paper.filing_date, year) - _PAID_BEFORE
        if year > 1 and paid_on > paper.filing_date:
            lines.append(of | {"kind": Kind.ANNUITY_PAID, "annuity_year": year, "effective_on": paid_on.isoformat()})
    return lines
