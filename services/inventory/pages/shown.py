"""How records and codes are written on a page."""

from datetime import date
from typing import Any, Final

from panhuo_contracts import uuid7
from panhuo_contracts.codes import LegalStatus, WithholdReason
from panhuo_contracts.identifiers import display_patent_number

from chassis.clock import today
from chassis.options import Options, held, in_use, offered
from chassis.web.formats import typed_ten_thousands
from chassis.web.language import t
from services.inventory.files.options import IMPLEMENTATION, LABELS, MATURITY, MODES, SELF_GRADES
from services.inventory.institutions import is_provisional
from services.inventory.records import Remarks

_RIGHTS: Final = {
    LegalStatus.IN_FORCE: "green",
    LegalStatus.FEE_GRACE: "amber",
    LegalStatus.LAPSED: "red",
    LegalStatus.EXPIRED: "red",
    LegalStatus.INVALIDATED: "red",
    LegalStatus.ABANDONED: "red",
}
_WITHHOLD_REASONS: Final = Options("withhold_reason", WithholdReason)
STATE_NAMES: Final = {
    "inventoried": ("已盘点", "Inventoried", "green"),
    "awaiting": ("待审核", "Awaiting review", "blue"),
    "recorded": ("待建档", "To be filled in", "plain"),
    "returned": ("已退回", "Returned", "red"),
}


def withheld(code: str) -> str:
    """Why a patent is kept out of the library."""
    return t(*_WITHHOLD_REASONS[code])


def label(code: object) -> str:
    """An option as people read it; a dash for none."""
    return t(*LABELS[str(code)]) if code else "—"


def labels(codes: tuple[str, ...]) -> str:
    return t("、", ", ").join(label(code) for code in codes) or "—"


def offered_for(remarks: Remarks) -> dict[str, list[Any]]:
    """What the form offers; of what was retired, what was chosen before."""
    return {
        "implementation": [(code, t(*names)) for code, names in offered(IMPLEMENTATION, remarks.implementation)],
        "maturity": [("", "—"), *((code, t(*names)) for code, names in offered(MATURITY, remarks.maturity))],
        "self_grade": [("", "—"), *((code, t(*names)) for code, names in offered(SELF_GRADES, remarks.self_grade))],
        "modes": [(code, t(*names)) for code, names in in_use(MODES).items()],
        "project_kinds": [t(one.zh, one.en) for one in held()["project_kind"].entries if not one.is_retired],
    }


def state_badge(state: str, *, is_awaiting: bool) -> tuple[str, str]:
    """Words and colour of where a record's stocktaking stands."""
    chinese, english, role = STATE_NAMES["awaiting" if is_awaiting else state]
    return t(chinese, english), role


def right_badge(legal_status: str | None, expires_on: date) -> tuple[str, str]:
    """Words and colour of a right: as the register says, else by its term."""
    status = LegalStatus(legal_status) if legal_status else LegalStatus.IN_FORCE
    if status is LegalStatus.IN_FORCE and expires_on < today():
        status = LegalStatus.EXPIRED
    return label(status), _RIGHTS[status]


def words(**others: Any) -> dict[str, Any]:  # noqa: ANN401 - what a template is given
    """What every template of ours is given, and what this one needs."""
    return {
        "display": display_patent_number,
        "label": label,
        "labels": labels,
        "withheld": withheld,
        "state_badge": state_badge,
        "right_badge": right_badge,
        "is_provisional": is_provisional,
        "price": typed_ten_thousands,
        "fresh_key": lambda: str(uuid7()),
        **others,
    }
