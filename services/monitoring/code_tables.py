"""How the national office changes a code table: other numbers, other words for options, from a day to come."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated

from panhuo_contracts.body import Line, Text
from panhuo_contracts.code_tables import CodeTable
from panhuo_contracts.events.codes import Code, CodeEntry, CodeTablePublished
from panhuo_contracts.jurisdictions import NATION
from pydantic import BaseModel, ConfigDict, Field

from chassis.errors import Invalid, Refused, Told


class EditedElsewhere(Refused):
    """Somebody published an edition after this one was opened."""

    mend = Told("重新打开代码表，在最新版本上修改", "Open the table anew and change the latest edition")


class Unchanged(Refused):
    """The new edition says what the latest one says."""

    rule = "code_table_unchanged"
    mend = Told("修改后再发布", "Change it, then publish")


class NotTheNationalSystem(Refused):
    """A province's system holds the national office's tables as they are."""

    basis = Told("代码表由国家级管理部门发布", "Code tables are published by the national office")
    mend = Told("请在国家平台办理", "Do it on the national platform")


class Option(BaseModel):
    """One option as the office would have it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Code
    zh: Line
    en: Line
    explains: Text = ""
    explains_en: Text = ""
    is_retired: bool = False


class Change(BaseModel):
    """What the office asks for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    values: dict[Code, Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=4)]] = {}
    """The number of each entry that has one."""
    options: Annotated[tuple[Option, ...], Field(max_length=200)] = ()
    """Every option of a list, in its new order."""
    effective_on: date
    reason: Annotated[Text, Field(min_length=1)]
    """Why, or by which document."""
    opened: Annotated[int, Field(ge=1)]
    """The latest edition when the change was made out."""


def next_edition(editions: Sequence[CodeTable], change: Change, *, writer: str, today: date) -> CodeTablePublished:
    """The edition after the latest of ``editions`` (the latest first).

    Raises NotTheNationalSystem, EditedElsewhere, Unchanged, and Invalid for a field.
    """
    latest = editions[0]
    if writer != NATION:
        raise NotTheNationalSystem(
            "代码表由国家平台发布，此处只读",
            english="Code tables are published by the national platform; here they are read-only.",
        )
    if latest.edition != change.opened:
        raise EditedElsewhere(
            f"第 {latest.edition} 版已发布", english=f"Edition {latest.edition} has been published meanwhile."
        )
    # The day of a record tells the edition that it was filled in under: no list changes in the middle of one.
    first = today + timedelta(days=1) if latest.is_of_options else today
    if change.effective_on < max(first, latest.effective_on):
        raise Invalid(
            f"生效日期不早于 {max(first, latest.effective_on)}",
            field="effective_on",
            english=f"It takes effect on {max(first, latest.effective_on)} or later.",
        )
    entries = _listed(latest, change) if latest.is_of_options else _numbered(latest, change)
    if entries == latest.entries:
        raise Unchanged("与最新版本相同", english="It says what the latest edition says.")
    return CodeTablePublished(
        table=latest.table,
        edition=latest.edition + 1,
        effective_on=change.effective_on,
        entries=entries,
        reason=change.reason.strip(),
    )


def _numbered(latest: CodeTable, change: Change) -> tuple[CodeEntry, ...]:
    numbered = {entry.code for entry in latest.entries if entry.value is not None}
    for code in sorted(numbered ^ change.values.keys()):
        raise Invalid(
            f"{code}：每个有数值的条目都要填写，也只能填写这些条目",
            field=f"values.{code}",
            english=f"{code}: every entry with a number needs one, and no other may have one.",
        )
    if change.options:
        raise Invalid("这个代码表没有选项", field="options", english="This table has no options.")
    return tuple(_with_value(entry, change.values) for entry in latest.entries)


def _listed(latest: CodeTable, change: Change) -> tuple[CodeEntry, ...]:
    """Options once given stay: what is no longer wanted is retired. New ones only where people alone read the list."""
    asked = [option.code for option in change.options]
    known = {entry.code for entry in latest.entries}
    for code in asked:
        if asked.count(code) > 1:
            raise Invalid(f"{code} 出现了两次", field=f"options.{code}", english=f"{code} stands twice.")
    for code in sorted(known - set(asked)):
        raise Invalid(
            f"{code} 不能删去；不再使用的选项请停用", field=f"options.{code}", english=f"{code} cannot go: retire it."
        )
    for code in sorted(set(asked) - known):
        if not latest.is_open:
            raise Invalid(
                f"{code}：新的代码随事件语言的新版本发布，不能在此增加",
                field=f"options.{code}",
                english=f"{code}: a new code comes with a release of the contracts, not from here.",
            )
    labels = [option.zh for option in change.options if not option.is_retired]
    if not labels:
        raise Invalid("至少保留一个在用的选项", field="options", english="At least one option stays in use.")
    if len(set(labels)) < len(labels):
        raise Invalid("在用的选项名称重复", field="options", english="Two options in use have the same label.")
    return tuple(CodeEntry(**option.model_dump()) for option in change.options)


def _with_value(entry: CodeEntry, values: dict[str, Decimal]) -> CodeEntry:
    return entry.model_copy(update={"value": values[entry.code]}) if entry.code in values else entry
