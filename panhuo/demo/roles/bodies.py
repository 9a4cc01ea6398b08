"""Bodies that ask to be admitted: one waits, one was refused, one is in and has another name since."""

from datetime import timedelta
from typing import Final

from panhuo_contracts.codes import InstitutionKind

from chassis.identity import Principal, Role
from panhuo.demo.roles.desk import BUREAU, Desk
from panhuo.runtime.accounts import credit_code

_HOME: Final = "cn-11"
_FIRST: Final = 601
_NAMES: Final = ("临岚应用技术大学（示例）", "望汀学院（示例）", "砚溪职业技术大学（示例）")
_REFUSED: Final = "所附法人证书与统一社会信用代码不一致，请核对后重新申请。"
_RENAMED: Final = "砚溪应用技术大学（示例）"


async def work(desk: Desk, step: str) -> None:
    desk.progress(step, 0, len(_NAMES))
    path = "/inventory/api/institutions"
    _, refused, admitted = [await _apply(desk, step, n) for n in range(len(_NAMES))]
    desk.progress(step, 2, len(_NAMES))
    decision = f"{path}/applications/{refused}/decision"
    await desk.post(step, decision, BUREAU, {"is_admitted": False, "reason": _REFUSED})
    await desk.post(step, f"{path}/applications/{admitted}/decision", BUREAU, {"is_admitted": True})
    renamed_on = (desk.ledger.made_on - timedelta(days=7)).isoformat()
    renaming = {"name": _RENAMED, "renamed_on": renamed_on, "reason": "示例：更名批复"}
    await desk.post(step, f"{path}/{_code(2)}/name", BUREAU, renaming)
    desk.progress(step, len(_NAMES), len(_NAMES))


async def _apply(desk: Desk, step: str, n: int) -> str:
    office = Principal(f"sample-applicant-{n}", "示例经办人", Role.OFFICE, _code(n), _NAMES[n], _HOME)
    asked = {"kind": InstitutionKind.OTHER_UNIVERSITY}
    return str((await desk.post(step, "/inventory/api/institutions/applications", office, asked))["id"])


def _code(n: int) -> str:
    return credit_code("12", "110108", _FIRST + n)
