"""Enterprises of the register, of which a test states only what matters."""

from datetime import date
from typing import Any

from panhuo_contracts.codes import EnterpriseKind
from panhuo_contracts.events.enterprises import EnterpriseRegistered
from panhuo_contracts.identifiers import credit_check_character, organization_check_character


def credit_code(n: int, *, prefix: str = "91", region: str = "110000") -> str:
    """A valid credit code: 91 a company, 12 a public institution."""
    organization = f"{n:08d}"
    body = f"{prefix}{region}{organization}{organization_check_character(organization)}"
    return body + credit_check_character(body)


ENTERPRISE = credit_code(31)
OTHER_ENTERPRISE = credit_code(32)


def registered(enterprise: str = ENTERPRISE, **other: object) -> EnterpriseRegistered:
    stated: dict[str, Any] = {
        "enterprise": enterprise,
        "name": "恒示例循环材料有限公司",
        "home": "cn-11",
        "kinds": (EnterpriseKind.HIGH_TECH,),
        "industries": ("C4210",),
        "profile": "回收废旧锂电池,提取有价金属",
        "registered_on": date(2026, 3, 1),
    }
    return EnterpriseRegistered(**(stated | other))
