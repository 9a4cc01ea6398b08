"""Annuities as the institution's office keeps them: what is due, what it costs, and the office's note that it paid."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from panhuo_contracts.code_tables import CodeTable
from panhuo_contracts.codes import LegalFlag, PatentType

from chassis.errors import Invalid, NotFound, Refused, Told
from chassis.identity import Principal, Right
from chassis.identity.audit import audit
from chassis.service import Unit
from services.inventory.bodies.guard import require_active
from services.inventory.legal import clock_round
from services.inventory.legal.clocks import Clock, add_months, annuity, annuity_due, surcharge
from services.inventory.store import deadlines
from services.inventory.store.deadlines import Due, Owned

_MOST_YEARS: Final = 40


class NotAnAnnuity(Refused):
    """The year has no annuity of its own: it was paid for at grant, or lies beyond the term."""

    basis = "实施细则 第114条、第115条"
    mend = Told("请核对年度", "Check the year")


@dataclass(frozen=True, slots=True)
class Account:
    """What is to be paid for a deadline on a day, and how it stands by our clock."""

    fee: Decimal
    surcharge: Decimal
    until: date
    """Last day on which it can still be paid."""
    standing: str
    """``due``, ``grace`` or ``past``: by the clock, never by the register."""


def account(due: Due, day: date, table: CodeTable) -> Account | None:
    """Of an annuity; None of other clocks."""
    if due.clock is not Clock.ANNUITY or due.year is None:
        return None
    is_open = LegalFlag.OPEN_LICENSED in due.flags
    return of_year(due.patent_type, due.year, due.due_on, day, table, is_open_licensed=is_open)


def of_year(
    patent_type: PatentType, year: int, due_on: date, day: date, table: CodeTable, *, is_open_licensed: bool
) -> Account:
    """The annuity of a patent year, with what lateness adds to it."""
    fee = annuity(patent_type, year, table, is_open_licensed=is_open_licensed)
    full = annuity(patent_type, year, table, is_open_licensed=False)
    until = add_months(due_on, int(table.number("grace_months")))
    standing = "due" if day <= due_on else "grace" if day <= until else "past"
    return Account(fee, surcharge(full, due_on, min(day, until), table), until, standing)


async def note_paid(
    unit: Unit, principal: Principal, number: str, year: int, paid_on: date, *, writer: str, today: date
) -> None:
    """Note that an annuity was paid. Raises NotFound, NotAnAnnuity, Invalid."""
    owned = await _owned(unit, principal, number, writer)
    running = owned.running
    if not 2 <= year <= _MOST_YEARS or annuity_due(running.filing_date, year) >= running.expires_on:
        raise NotAnAnnuity(f"第 {year} 年度没有应缴年费", english=f"There is no annuity for year {year}.")
    if not running.filing_date <= paid_on <= today:
        raise Invalid(
            "缴费日应在申请日之后、今天或以前", field="paid_on", english="Paid after filing, today at the latest."
        )
    await deadlines.note_paid(unit.conn, number, year, paid_on, principal)
    await _look_again(unit, number, today, writer)
    await audit(unit.conn, principal, "annuity.note", number, {"year": year, "paid_on": paid_on.isoformat()})


async def take_back(unit: Unit, principal: Principal, number: str, year: int, *, writer: str, today: date) -> None:
    """Take a note back that was made by mistake: the annuity is due again. Raises NotFound."""
    await _owned(unit, principal, number, writer)
    if not await deadlines.take_back(unit.conn, number, year):
        raise NotFound(f"{number} {year}")
    await _look_again(unit, number, today, writer)
    await audit(unit.conn, principal, "annuity.take_back", number, {"year": year})


async def _owned(unit: Unit, principal: Principal, number: str, writer: str) -> Owned:
    """Raises NotFound, and what an institution meets that may not act."""
    owned = await deadlines.running_of(unit.conn, writer, number)
    if owned is None:
        raise NotFound(number)
    scope = principal.scope(Right.INVENTORY_REVIEW)
    scope.require(jurisdiction=owned.home, organization=owned.institution)
    if scope.organization is not None:
        await require_active(unit.conn, scope.organization)
    return owned


async def _look_again(unit: Unit, number: str, today: date, writer: str) -> None:
    owned = await deadlines.running_of(unit.conn, writer, number)
    if owned is not None:
        await clock_round.look_at(unit, [owned], today, writer=writer)
