"""What the register says of an institution: the day of each event, what is kept of it, and how it is told."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, assert_never

from panhuo_contracts.events.institutions import (
    InstitutionAdmitted,
    InstitutionMerged,
    InstitutionReinstated,
    InstitutionRenamed,
    InstitutionSuspended,
)

from chassis.web.language import t
from services.monitoring.words import Words

RegisterBody = (
    InstitutionAdmitted | InstitutionMerged | InstitutionReinstated | InstitutionRenamed | InstitutionSuspended
)
EVENTS: Final[Words] = {
    "InstitutionAdmitted": ("准入名册", "Admitted to the register"),
    "InstitutionSuspended": ("暂停", "Suspended"),
    "InstitutionReinstated": ("恢复", "Reinstated"),
    "InstitutionRenamed": ("更名", "Renamed"),
    "InstitutionMerged": ("并入其他单位", "Merged into another"),
}


def told(body: RegisterBody) -> tuple[date, dict[str, str]]:
    """The day on which it counts, and the names in it."""
    match body:
        case InstitutionAdmitted():
            return body.admitted_on, {"name": body.name}
        case InstitutionSuspended():
            return body.suspended_on, {}
        case InstitutionReinstated():
            return body.reinstated_on, {}
        case InstitutionRenamed():
            return body.renamed_on, {"former_name": body.former_name, "name": body.name}
        case InstitutionMerged():
            return body.merged_on, {"into": body.into, "name": body.into_name}
        case _:
            assert_never(body)


def in_words(type_name: str, said: Mapping[str, Any]) -> str:
    """One line of an institution's history."""
    names = " → ".join(said[name] for name in ("former_name", "name") if said.get(name))
    return t(*EVENTS[type_name]) + (t("：", ": ") + names if names else "")
