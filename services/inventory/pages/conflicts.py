"""Disputes between two bodies on screen: the queue, and a case with both sides beside each other."""

from collections.abc import Awaitable, Callable
from typing import Final, Literal

from fastapi import APIRouter, Request
from panhuo_contracts.identifiers import CreditCode, PatentNumber
from starlette.responses import RedirectResponse, Response

from chassis.clock import today
from chassis.database import Connection
from chassis.http import PageDep, ServiceDep, cursor_of, once
from chassis.http.forms import Form, text_in
from chassis.identity import Principal, Right, Role
from chassis.service import Service, Unit
from chassis.web.language import language, localized, t
from chassis.web.layout import render
from services.inventory.api.conflicts import Arbiter, CaseReader, Claimant, Participant, place_of
from services.inventory.conflicts import arguing, settling
from services.inventory.conflicts.case import Case, Identity, State
from services.inventory.pages.forms import Mistake, or_shown
from services.inventory.pages.shown import words
from services.inventory.pages.two_sides import compared, course, outcomes
from services.inventory.records import Entry
from services.inventory.store import claims, institutions, standing, statements

router = APIRouter(include_in_schema=False)
_STATES: Final = {
    State.OPEN: ("待裁定", "Open", "amber"),
    State.SETTLED: ("已裁定", "Settled", "green"),
    State.WITHDRAWN: ("已撤回", "Withdrawn", "plain"),
}
_DONE: Final = {
    "statements": ("陈述已提交，双方和裁定方都能看到", "It is stated; both sides and whoever settles it see it"),
    "settlement": ("裁定已作出，双方均可查看", "It is settled; both sides see it"),
    "withdrawal": ("主张已撤回", "The claim is withdrawn"),
    "reopening": ("案件已重新立案", "The case is reopened"),
}
_MOST_COUNTED: Final = 1_000


@router.get("/inventory/conflicts")
async def case_list(
    request: Request,
    reader: CaseReader,
    service: ServiceDep,
    page: PageDep,
    state: Literal["open", "closed"] = "open",
) -> Response:
    """Cases by patent; those that are the reader's to settle are marked."""
    scope = reader.scope(Right.CONFLICT_READ)
    writer = service.settings.writer
    async with service.database.read() as conn:
        found = await claims.page(conn, scope, is_open=state == "open", after=place_of(page), limit=page.limit + 1)
        count = await claims.count_open(conn, scope, _MOST_COUNTED)
    rows, more = page.cut(found)
    context = words(
        rows=[(row, case_badge(row), settling.may_settle(reader, row, writer=writer)) for row in rows],
        tabs=[("open", t("待裁定", "Open"), count), ("closed", t("已结案", "Closed"), None)],
        state=state,
        following=f"/inventory/conflicts?state={state}&cursor={cursor_of(*rows[-1].identity)}" if more else "",
    )
    return render(request, "conflicts.html", context, block="results")


@router.get("/inventory/conflicts/{patent}/{claimant}")
async def case(
    request: Request,
    patent: PatentNumber,
    claimant: CreditCode,
    reader: CaseReader,
    service: ServiceDep,
    done: str = "",
) -> Response:
    told = t(*_DONE[done]) if done in _DONE else ""
    return await _show(request, Identity(patent, claimant), reader, service, told=told)


@router.post("/inventory/conflicts/{patent}/{claimant}/statements")
async def argue(
    request: Request, patent: PatentNumber, claimant: CreditCode, party: Participant, service: ServiceDep, form: Form
) -> Response:
    identity = Identity(patent, claimant)

    async def action(unit: Unit) -> None:
        statement = text_in(form, "statement")
        await arguing.argue(unit, party, identity, statement, writer=service.settings.writer, today=today())

    return await _carry_out(request, identity, party, service, "statements", action, form)


@router.post("/inventory/conflicts/{patent}/{claimant}/settlement")
async def settle(
    request: Request, patent: PatentNumber, claimant: CreditCode, arbiter: Arbiter, service: ServiceDep, form: Form
) -> Response:
    """Asked first, it shows both bodies and what becomes of each one's record; confirmed, it settles the case."""
    identity, writer = Identity(patent, claimant), service.settings.writer
    asked = {name: text_in(form, name) for name in ("awarded", "reason", "evidence")}

    async def ask() -> Response:
        async with service.database.read() as conn:
            found = await settling.find(conn, arbiter, identity)
            said = settling.decided(arbiter, found, **asked, writer=writer, today=today())
            stands = await standing.entries(conn, found.patent)
        winner, loser = found.sides if said.awarded == found.holder.code else found.sides[::-1]
        context = words(case=found, winner=winner, said=said, outcomes=outcomes(winner, loser, stands))
        return render(request, "settlement.html", context)

    async def action(unit: Unit) -> None:
        await settling.settle(unit, arbiter, identity, **asked, writer=writer, today=today())

    if form.get("confirmed") != "yes":
        return await _or_shown(request, identity, arbiter, service, form, ask)

    return await _carry_out(request, identity, arbiter, service, "settlement", action, form)


@router.post("/inventory/conflicts/{patent}/{claimant}/withdrawal")
async def withdraw(
    request: Request, patent: PatentNumber, claimant: CreditCode, sender: Claimant, service: ServiceDep, form: Form
) -> Response:
    identity = Identity(patent, claimant)

    async def action(unit: Unit) -> None:
        reason = text_in(form, "reason")
        await settling.withdraw(unit, sender, identity, reason, writer=service.settings.writer, today=today())

    return await _carry_out(request, identity, sender, service, "withdrawal", action, form)


@router.post("/inventory/conflicts/{patent}/{claimant}/reopening")
async def reopen(
    request: Request, patent: PatentNumber, claimant: CreditCode, arbiter: Arbiter, service: ServiceDep, form: Form
) -> Response:
    identity = Identity(patent, claimant)

    async def action(unit: Unit) -> None:
        grounds = text_in(form, "grounds")
        await settling.reopen(unit, arbiter, identity, grounds, writer=service.settings.writer, today=today())

    return await _carry_out(request, identity, arbiter, service, "reopening", action, form)


async def _carry_out(
    request: Request,
    identity: Identity,
    principal: Principal,
    service: Service,
    done: str,
    act: Callable[[Unit], Awaitable[None]],
    form: Form,
) -> Response:
    """Decide, once."""

    async def attempt() -> Response:
        async with service.unit() as unit:

            async def action() -> Response:
                await act(unit)
                address = f"/inventory/conflicts/{identity.patent}/{identity.claimant}?done={done}"
                return RedirectResponse(localized(address, language(request)), 303)

            return await once(request, unit, principal, action)

    return await _or_shown(request, identity, principal, service, form, attempt)


async def _or_shown(
    request: Request,
    identity: Identity,
    principal: Principal,
    service: Service,
    form: Form,
    attempt: Callable[[], Awaitable[Response]],
) -> Response:
    """What stands in the way is said beside what was typed."""
    typed = {name: text_in(form, name) for name in ("awarded", "reason", "evidence", "grounds", "statement")}

    async def show(mistake: Mistake, status: int) -> Response:
        return await _show(request, identity, principal, service, mistake=mistake, typed=typed, status=status)

    return await or_shown(attempt, show, "case")


async def _show(
    request: Request,
    identity: Identity,
    principal: Principal,
    service: Service,
    *,
    told: str = "",
    mistake: Mistake | None = None,
    typed: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    writer = service.settings.writer
    async with service.database.read() as conn:
        found = await settling.find(conn, principal, identity)
        on_record, claimed = await _records(conn, found)
        stated = await statements.of_case(conn, identity)
        went = await institutions.successors(conn, [side.code for side in found.sides])
        successors = {code: await institutions.with_code(conn, now) for code, now in went.items()}
    context = words(
        case=found,
        badge=case_badge(found),
        sides=[(t("登记在册一方", "On record"), found.holder), (t("主张方", "Claimant"), found.claimant)],
        compared=compared(on_record, claimed),
        stated=stated,
        successors=successors,
        course=course(found, stated),
        may_argue=found.state is State.OPEN and arguing.side_of(principal, found) is not None,
        longest_statement=arguing.LONGEST,
        may_settle=settling.may_settle(principal, found, writer=writer),
        may_withdraw=settling.may_withdraw(principal, found, writer=writer),
        may_reopen=settling.may_reopen(principal, found, writer=writer),
        is_party=principal.role is Role.OFFICE,
        told=told,
        mistakes=[mistake] if mistake else [],
        errors=dict([mistake]) if mistake else {},
        typed=typed or {},
    )
    return render(request, "conflict.html", context, status=status)


async def _records(conn: Connection, found: Case) -> tuple[Entry | None, Entry | None]:
    """What each says of the patent: its record where one stands, else its claim."""
    records = await standing.entries(conn, found.patent)
    claimed = await claims.entry_claimed(conn, found.patent, found.claimant.code)
    return records.get(found.holder.code), records.get(found.claimant.code) or claimed


def case_badge(found: Case) -> tuple[str, str]:
    chinese, english, role = _STATES[found.state]
    return t(chinese, english), role
