"""What the register of institutions refuses, each by the name of its rule, and what would mend it."""

from typing import Final

from chassis.errors import Refused, Told

REGISTER: Final = "单位名册：由单位所在地的省级管理部门准入，部委所属单位由国家管理部门准入"


class InstitutionNotAdmitted(Refused):
    """No office has admitted it; that a file has named it is no admission."""

    basis = REGISTER
    mend = Told(
        "请由本单位成果转化办在“单位名册”（/inventory/institutions）中申请准入，通过后再办理",
        "The transfer office asks for admission in the register of institutions (/inventory/institutions) first",
    )


class InstitutionIsSuspended(Refused):
    basis = REGISTER
    mend = Told(
        "请联系单位所在地的省级管理部门；恢复后可以继续，已有记录仍可查阅",
        "Ask the institution's provincial office; the records stay readable meanwhile",
    )


class InstitutionWasMerged(Refused):
    basis = REGISTER
    mend = Told("请由接收单位的账户办理", "An account of the receiving institution acts")


class DecidedElsewhere(Refused):
    """A ministry's institution is the nation's to decide on."""

    basis = REGISTER
    mend = Told("请由国家管理部门办理", "The national office acts")


class AlreadyAdmitted(Refused):
    basis = REGISTER
    mend = Told("无需再次申请", "It need not be asked for again")


class AlreadyApplied(Refused):
    basis = REGISTER
    mend = Told("请等待管理部门答复", "Wait for the office's answer")


class AlreadyDecided(Refused):
    basis = REGISTER
    mend = Told("请刷新页面查看结果", "Load the page anew to see the result")


class NothingToChange(Refused):
    """It stands so already."""

    basis = REGISTER
    mend = Told("请核对当前状态", "Check the present state")


class CannotMerge(Refused):
    basis = Told.by(
        "民法典第67条",
        "法人合并的，其权利和义务由合并后的法人享有和承担",
        "the merged legal person takes over rights and obligations",
    )
    mend = Told(
        "合并双方须由同一系统承载，且都未并入其他单位；接收单位不能处于暂停状态",
        "One system keeps both, neither has merged before, and the receiving one is not suspended",
    )
