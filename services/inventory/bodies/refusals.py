"""What the register of institutions refuses, each by the name of its rule, and what would mend it."""

from typing import Final

from chassis.errors import Refused

REGISTER: Final = "单位名册：由单位所在地的省级管理部门准入，部委所属单位由国家管理部门准入"


class InstitutionNotAdmitted(Refused):
    """No office has admitted it; that a file has named it is no admission."""

    basis = REGISTER
    mend = "请由本单位成果转化办在“单位名册”（/inventory/institutions）中申请准入，通过后再办理"


class InstitutionIsSuspended(Refused):
    basis = REGISTER
    mend = "请联系单位所在地的省级管理部门；恢复后可以继续，已有记录仍可查阅"


class InstitutionWasMerged(Refused):
    basis = REGISTER
    mend = "请由接收单位的账户办理"


class DecidedElsewhere(Refused):
    """A ministry's institution is the nation's to decide on."""

    basis = REGISTER
    mend = "请由国家管理部门办理"


class AlreadyAdmitted(Refused):
    basis = REGISTER
    mend = "无需再次申请"


class AlreadyApplied(Refused):
    basis = REGISTER
    mend = "请等待管理部门答复"


class AlreadyDecided(Refused):
    basis = REGISTER
    mend = "请刷新页面查看结果"


class NothingToChange(Refused):
    """It stands so already."""

    basis = REGISTER
    mend = "请核对当前状态"


class CannotMerge(Refused):
    basis = REGISTER
    mend = "合并双方须由同一系统承载，且都未并入其他单位；接收单位不能处于暂停状态"
