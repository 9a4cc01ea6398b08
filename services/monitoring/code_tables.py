"""How the national office changes a code table: the same entries, other numbers, from a day to come."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from panhuo_contracts.code_tables import CodeTable
from panhuo_contracts.events.codes import CodeTablePublished
from panhuo_contracts.jurisdictions import NATION

from chassis.errors import Invalid, Refused

_GREATEST: Final = Decimal(1_000_000)


class EditedElsewhere(Refused):
    """Somebody published an edition after this one was opened."""

    mend = "重新打开代码表，在最新版本上修改"


class Unchanged(Refused):
    """The new edition says what the latest one says."""

    mend = "修改数值或生效日期后再发布"


class NotTheNationalSystem(Refused):
    """A province's system holds the national office's tables as they are."""

    basis = "代码表由国家级管理部门发布"
    mend = "请在国家平台办理"


def next_edition(
    editions: Sequence[CodeTable],
    *,
    values: Mapping[str, Decimal],
    effective_on: date,
    reason: str,
    opened: int,
    writer: str,
    today: date,
) -> CodeTablePublished:
    """The edition after the latest of ``editions`` (the latest first), which stood when it was ``opened``.

    Raises NotTheNationalSystem, EditedElsewhere, Unchanged, and Invalid for a field.
    """
    latest = editions[0]
    if writer != NATION:
        raise NotTheNationalSystem(
            "代码表由国家平台发布，此处只读", english="Code tables are published by the national platform; read-only here."
        )
    if latest.edition != opened:
        raise EditedElsewhere(
            f"第 {latest.edition} 版已发布", english=f"Edition {latest.edition} has been published meanwhile."
        )
    if effective_on < max(today, latest.effective_on):
        raise Invalid(
            f"生效日期不早于今天，也不早于上一版的生效日期（{latest.effective_on}）",
            field="effective_on",
            english=f"It takes effect today or later, and not before the edition of {latest.effective_on}.",
        )
    if not reason.strip():
        raise Invalid("请写明修改依据", field="reason", english="Say why, or by which document.")
    entries = tuple(
        entry if entry.value is None else entry.model_copy(update={"value": _value(entry.code, values)})
        for entry in latest.entries
    )
    if entries == latest.entries:
        raise Unchanged("与最新版本相同", english="It says what the latest edition says.")
    return CodeTablePublished(
        table=latest.table,
        edition=latest.edition + 1,
        effective_on=effective_on,
        entries=entries,
        reason=reason.strip(),
    )


def _value(code: str, values: Mapping[str, Decimal]) -> Decimal:
    value = values.get(code)
    if value is None or not 0 <= value <= _GREATEST:
        raise Invalid(
            f"请填写 0 至 {_GREATEST:,} 之间的数", field=code, english=f"A number between 0 and {_GREATEST:,}."
        )
    return value
