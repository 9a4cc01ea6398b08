"""Builders of what the register of institutions says."""

from datetime import date
from typing import Any, Final

from panhuo_contracts.events.institutions import (
    InstitutionAdmitted,
    InstitutionMerged,
    InstitutionReinstated,
    InstitutionRenamed,
    InstitutionSuspended,
)

from panhuo.runtime.accounts import UNIVERSITY, UNIVERSITY_NAME, credit_code

OTHER: Final = credit_code("12", "110108", 9)
DAY: Final = date(2026, 3, 2)


def admitted(institution: str = UNIVERSITY, *, on: date = DAY, **stated: Any) -> InstitutionAdmitted:
    named = {"name": UNIVERSITY_NAME, "kind": "other_university", **stated}
    return InstitutionAdmitted(institution=institution, home="cn-11", admitted_on=on, **named)


def suspended(institution: str = UNIVERSITY, *, on: date = DAY, reason: str = "信息待核实") -> InstitutionSuspended:
    return InstitutionSuspended(institution=institution, home="cn-11", reason=reason, suspended_on=on)


def reinstated(institution: str = UNIVERSITY, *, on: date = DAY) -> InstitutionReinstated:
    return InstitutionReinstated(institution=institution, home="cn-11", reason="已核实", reinstated_on=on)


def renamed(
    institution: str = UNIVERSITY, name: str = "示例科技大学", former_name: str = UNIVERSITY_NAME, *, on: date = DAY
) -> InstitutionRenamed:
    return InstitutionRenamed(institution=institution, home="cn-11", name=name, former_name=former_name, renamed_on=on)


def merged(institution: str = UNIVERSITY, into: str = OTHER, *, on: date = DAY) -> InstitutionMerged:
    return InstitutionMerged(institution=institution, home="cn-11", into=into, into_name="示例综合大学", merged_on=on)
