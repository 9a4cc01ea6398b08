"""What is done with several records of a queue at once: shown first, with all that speaks against it, then done."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from chassis.clock import today
from chassis.errors import Invalid
from chassis.http import ServiceDep, once
from chassis.http.forms import Form, text_in
from chassis.identity import Principal, Role
from chassis.service import Service, Unit
from chassis.web.language import language, localized, sentence, t, told
from chassis.web.layout import render
from services.inventory.api.access import Office, Reviewer
from services.inventory.pages.forms import Mistake
from services.inventory.pages.hints import hinted
from services.inventory.pages.people.listing import tables
from services.inventory.pages.reasons import REASON_LACKS, offered_reasons, reason_in
from services.inventory.pages.review import MOST_TICKED, TABS
from services.inventory.pages.shown import words
from services.inventory.pages.stages import stage_badge
from services.inventory.people.looking_up import SeveralOfOneName
from services.inventory.people.person import Person, Status
from services.inventory.review import assigning, reviewers
from services.inventory.review.assigning import CannotFillIn
from services.inventory.review.reviewers import Decided
from services.inventory.review.stocktaking import MOST_AT_ONCE
from services.inventory.store import colleges, people
from services.inventory.store.people import Wanted

router = APIRouter(include_in_schema=False)
_LACKING: Final = {
    "reason": REASON_LACKS,
    "college": ("院系或填报人：至少选一项", "A college or a person: choose one"),
}
_MOST_LISTED: Final = 2_000
"""People who are offered by name; the others are written in full."""


@dataclass(frozen=True, slots=True)
class _Deed:
    """What is to be done with the records of a form."""

    move: str
    act: Callable[[Unit, bool], Awaitable[Decided]]
    """Carried out, or only tried."""
    needs: str = ""
    """A field that is to be filled in first, while it is empty."""


@router.post("/inventory/approvals")
async def approve_selected(request: Request, reviewer: Reviewer, service: ServiceDep, form: Form) -> Response:
    """Asked first, it shows what would be passed; confirmed, it passes that."""

    async def act(unit: Unit, is_trial: bool) -> Decided:  # noqa: FBT001 - as a deed is called
        numbers, writer = _numbers_in(form), service.settings.writer
        return await reviewers.approve(unit, reviewer, numbers, writer=writer, today=today(), is_trial=is_trial)

    return await _several(request, service, reviewer, form, _Deed("approve", act))


@router.post("/inventory/returns")
async def return_selected(request: Request, reviewer: Reviewer, service: ServiceDep, form: Form) -> Response:
    """Asked first, it shows what would go back and asks why; confirmed, it sends them back."""
    reason = reason_in(form)

    async def act(unit: Unit, is_trial: bool) -> Decided:  # noqa: FBT001 - as a deed is called
        numbers, writer = _numbers_in(form), service.settings.writer
        return await reviewers.send_back(
            unit, reviewer, numbers, reason, writer=writer, today=today(), is_trial=is_trial
        )

    return await _several(request, service, reviewer, form, _Deed("return", act, "" if reason else "reason"))


@router.post("/inventory/assignments")
async def assign_selected(request: Request, office: Office, service: ServiceDep, form: Form) -> Response:
    """Asked first, it shows which can be put to somebody and asks to whom; confirmed, it puts them there."""
    college, person = text_in(form, "college"), text_in(form, "person")

    async def act(unit: Unit, is_trial: bool) -> Decided:  # noqa: FBT001 - as a deed is called
        return await assigning.assign(
            unit,
            office,
            _numbers_in(form),
            writer=service.settings.writer,
            college=None if is_trial else college or None,
            person=None if is_trial else person or None,
            is_trial=is_trial,
        )

    return await _several(request, service, office, form, _Deed("assign", act, "" if college or person else "college"))


async def _several(request: Request, service: Service, principal: Principal, form: FormData, deed: _Deed) -> Response:
    """The same for every deed: a trial until it is confirmed and has what it needs, then the deed, once."""
    tab = _tab_in(form)
    if not _numbers_in(form):
        return RedirectResponse(localized(f"/inventory/review?tab={tab}&empty=1", language(request)), 303)
    if form.get("confirmed") != "yes":
        return await _preview(request, service, principal, form, deed)
    if deed.needs:
        return await _preview(request, service, principal, form, deed, Mistake(deed.needs, t(*_LACKING[deed.needs])))
    try:
        async with service.unit() as unit:

            async def action() -> Response:
                decided = await deed.act(unit, False)
                if decided.refused:
                    return await _show(request, unit, principal, form, deed, decided, service.settings.writer)
                address = f"/inventory/review?tab={tab}&move={deed.move}&done={len(decided.done)}"
                return RedirectResponse(localized(address, language(request)), 303)

            return await once(request, unit, principal, action)
    except (Invalid, CannotFillIn) as wrong:
        mistake = Mistake(wrong.field if isinstance(wrong, Invalid) else "person", sentence(wrong))
        several = wrong.found if isinstance(wrong, SeveralOfOneName) else []
        return await _preview(request, service, principal, form, deed, mistake, several)


async def _preview(
    request: Request,
    service: Service,
    principal: Principal,
    form: FormData,
    deed: _Deed,
    mistake: Mistake | None = None,
    several: Sequence[Person] = (),
) -> Response:
    async with service.unit() as unit:
        decided = await deed.act(unit, True)
        return await _show(
            request,
            unit,
            principal,
            form,
            deed,
            decided,
            service.settings.writer,
            is_trial=True,
            mistake=mistake,
            several=several,
        )


async def _show(
    request: Request,
    unit: Unit,
    principal: Principal,
    form: FormData,
    deed: _Deed,
    decided: Decided,
    writer: str,
    *,
    is_trial: bool = False,
    mistake: Mistake | None = None,
    several: Sequence[Person] = (),
) -> Response:
    """Each record by its name, with what speaks against it; of a trial also the form that confirms it."""
    numbers = [*decided.done, *(number for number, _ in decided.refused)]
    institution = principal.organization or ""
    known, listed = [], []
    if deed.move == "assign":
        known = [one for one in await colleges.of(unit.conn, institution) if not one.is_closed]
        serving = Wanted(institution, role=Role.INVENTOR, status=Status.SERVING)
        listed = [one.person for one in await people.listed(unit.conn, serving, limit=_MOST_LISTED)]
    context = words(
        move=deed.move,
        tab=_tab_in(form),
        ticked=_ticked_in(form),
        told_of=await hinted(unit.conn, numbers, writer),
        done=[(number, stage_badge(stage)) for number, stage in decided.done.items()],
        refused=[(number, sentence(one), told(one.mend)) for number, one in decided.refused],
        is_trial=is_trial,
        mistakes=[mistake] if mistake else [],
        errors=dict([mistake]) if mistake else {},
        colleges=[("", "—"), *[(one.code, one.name) for one in known]],
        college_names={one.code: one.name for one in known},
        people=listed,
        names=[one.name for one in listed],
        several=several,
        reasons=offered_reasons(form),
        sent={name: text_in(form, name) for name in ("reason", "college", "person")},
        **tables(),
    )
    return render(request, "approvals.html", context, status=422 if mistake else 200)


def _numbers_in(form: FormData) -> list[str]:
    """The selected records; the button of one row means that one alone."""
    values = form.getlist("only") or form.getlist("numbers")
    return [value for value in values if isinstance(value, str)][: MOST_AT_ONCE + 1]


def _ticked_in(form: FormData) -> str:
    """What was ticked on the queue, for the way back; the confirming form carries it on."""
    if (kept := text_in(form, "ticked")) or form.get("confirmed") == "yes":
        return kept
    numbers = [value for value in form.getlist("numbers") if isinstance(value, str)]
    return ".".join(numbers[:MOST_TICKED])


def _tab_in(form: FormData) -> str:
    return said if (said := text_in(form, "tab")) in TABS else "mine"
