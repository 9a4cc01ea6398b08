"""Builders of what inventory says."""

from datetime import date
from typing import Any, Final

from panhuo_contracts.codes import LegalFlag, LegalStatus, PatentType, RegisterEventKind
from panhuo_contracts.events.inventory import (
    Annotations,
    ClaimArgued,
    ClaimReopened,
    ClaimSettled,
    ClaimWithdrawn,
    InventoryReturned,
    InventoryRevised,
    LegalStatusChanged,
    PatentClaimed,
    PatentInventoried,
    PatentRecorded,
    PatentTransferredAway,
    RegisterEventRecorded,
)

from panhuo.runtime.accounts import UNIVERSITY, UNIVERSITY_NAME, credit_code
from tests.builders import patent_number

PATENT: Final = patent_number(1)
DAY: Final = date(2026, 3, 2)
CLAIMANT: Final = credit_code("12", "330106", 5)
CLAIMANT_NAME: Final = "某示例大学"


def _patent(patent: str, stated: dict[str, Any]) -> dict[str, Any]:
    bibliography = {
        "title": "一种示例装置",
        "abstract": "本发明公开了一种示例装置。",
        "patent_type": PatentType.INVENTION,
        "filing_date": date(2021, 1, 4),
        "grant_date": date(2023, 5, 12),
        "expires_on": date(2041, 1, 4),
        "ipc": ("H01M10/54",),
    }
    for name in tuple(stated):
        if name in bibliography or name in ("publication_number", "locarno", "co_patentees"):
            bibliography[name] = stated.pop(name)
    return {
        "patent": patent,
        "home": "cn-11",
        "institution": UNIVERSITY,
        "institution_name": UNIVERSITY_NAME,
        "institution_kind": "other_university",
        "bibliography": bibliography,
        "generated": True,
        **stated,
    }


def _annotations(stated: dict[str, Any]) -> Annotations:
    annotated = {name: stated.pop(name) for name in tuple(stated) if name in Annotations.model_fields}
    return Annotations.model_validate({"accepted_modes": ("transfer",), "maturity": "pilot", **annotated})


def recorded(patent: str = PATENT, *, on: date = DAY, **stated: Any) -> PatentRecorded:
    """A patent whose stocktaking is still to be done."""
    return PatentRecorded.model_validate({**_patent(patent, stated), "recorded_on": on})


def inventoried(patent: str = PATENT, *, on: date = DAY, **stated: Any) -> PatentInventoried:
    """A patent whose record the institution has passed; names of annotations and of bibliography go beside others."""
    annotations = _annotations(stated)
    return PatentInventoried.model_validate(
        {**_patent(patent, stated), "annotations": annotations, "inventoried_on": on}
    )


def revised(
    patent: str = PATENT,
    *,
    on: date = DAY,
    changed: tuple[str, ...] = ("annotations.maturity",),
    **stated: Any,
) -> InventoryRevised:
    annotations = _annotations(stated)
    return InventoryRevised.model_validate(
        {**_patent(patent, stated), "annotations": annotations, "changed": changed, "revised_on": on}
    )


def returned(patent: str = PATENT, *, on: date = DAY, reason: str = "请补充应用场景") -> InventoryReturned:
    return InventoryReturned(patent=patent, home="cn-11", institution=UNIVERSITY, reason=reason, returned_on=on)


def legal_status(
    patent: str = PATENT,
    status: LegalStatus = LegalStatus.LAPSED,
    *,
    on: date = DAY,
    flags: tuple[LegalFlag, ...] = (),
    expires_on: date | None = None,
    cause: str = "未缴年费",
) -> LegalStatusChanged:
    """What the register says of a right from a day on."""
    return LegalStatusChanged(
        patent=patent, home="cn-11", status=status, flags=flags, effective_on=on, expires_on=expires_on, cause=cause
    )


def register_event(
    patent: str = PATENT, kind: RegisterEventKind = RegisterEventKind.FEE_LAPSED, *, on: date = DAY, **stated: Any
) -> RegisterEventRecorded:
    """One line of the register."""
    return RegisterEventRecorded(patent=patent, home="cn-11", kind=kind, effective_on=on, **stated)


def transferred_away(patent: str = PATENT, *, on: date = DAY) -> PatentTransferredAway:
    return PatentTransferredAway(
        patent=patent, home="cn-11", institution=UNIVERSITY, holders=("示例制造公司",), transferred_on=on
    )


def claimed(patent: str = PATENT, *, on: date = DAY, **stated: Any) -> PatentClaimed:
    """A body of Zhejiang says that the university's patent is its own."""
    theirs = {"home": "cn-33", "institution": CLAIMANT, "institution_name": CLAIMANT_NAME} | stated
    against = {"holder": UNIVERSITY, "holder_name": UNIVERSITY_NAME, "holder_home": "cn-11", "claimed_on": on}
    return PatentClaimed.model_validate({**_patent(patent, theirs), **against})


def _step(patent: str) -> dict[str, Any]:
    return {"patent": patent, "home": "cn-33", "institution": CLAIMANT}


def claim_withdrawn(patent: str = PATENT, *, on: date = DAY, **stated: Any) -> ClaimWithdrawn:
    return ClaimWithdrawn.model_validate({**_step(patent), "withdrawn_on": on, **stated})


def claim_settled(patent: str = PATENT, *, on: date = DAY, **stated: Any) -> ClaimSettled:
    """Settled by the nation for the claimant, unless said otherwise."""
    awarded = stated.pop("awarded", CLAIMANT)
    said = {
        "holder": UNIVERSITY,
        "awarded": awarded,
        "awarded_name": CLAIMANT_NAME if awarded == CLAIMANT else UNIVERSITY_NAME,
        "reason": "登记簿副本载明",
        "settled_by": "cn",
        "settled_on": on,
    }
    return ClaimSettled.model_validate({**_step(patent), **said, **stated})


def claim_reopened(patent: str = PATENT, *, on: date = DAY, **stated: Any) -> ClaimReopened:
    said = {"round": 2, "holder": UNIVERSITY, "grounds": "法院判决", "reopened_on": on}
    return ClaimReopened.model_validate({**_step(patent), **said, **stated})


def claim_argued(patent: str = PATENT, *, on: date = DAY, **stated: Any) -> ClaimArgued:
    said = {"claimant": CLAIMANT, "statement": "登记簿副本载明", "argued_on": on}
    return ClaimArgued.model_validate({**_step(patent), **said, **stated})
