"""What is kept of oneself: one's contacts behind their mask, what one corrects, and who looked."""

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from chassis.errors import Refused
from chassis.http import PageDep, PageRequest, ServiceDep, cursor_of
from chassis.http.forms import Form, text_in
from chassis.identity import Principal
from chassis.service import Service
from chassis.web.language import in_words, language, localized, sentence, t
from chassis.web.layout import render
from services.inventory.api.access import ContactsOwner
from services.inventory.api.imports import bounded
from services.inventory.pages.forms import Mistake
from services.inventory.pages.people.contact_fields import read_contacts
from services.inventory.pages.people.listing import PURPOSES, tables
from services.inventory.pages.shown import words
from services.inventory.people import revealing
from services.inventory.people.changing import correct
from services.inventory.people.person import Gender
from services.inventory.people.revealing import Shown, reveal_own
from services.inventory.settings import contact_keys_of
from services.inventory.store import people

router = APIRouter(include_in_schema=False)
_ADDRESS: Final = "/inventory/contacts"
_FIELDS: Final = ("mobile", "email", "gender")
_FIRST: Final = PageRequest(20, None)


@router.get(_ADDRESS)
async def own_contacts(
    request: Request, owner: ContactsOwner, service: ServiceDep, page: PageDep, done: str = ""
) -> Response:
    told = t("已保存", "It is kept") if done == "change" else ""
    return await _show(request, owner, service, page=page, told=told)


@router.post(_ADDRESS + "/reveal")
async def show_contacts(request: Request, owner: ContactsOwner, service: ServiceDep) -> Response:
    """The page with the contacts in full, this once: nothing of it is kept anywhere."""
    try:
        shown = await reveal_own(service, owner)
    except Refused as refused:
        mistake = Mistake("contacts", sentence(refused))
        return await _show(request, owner, service, mistakes=[mistake])
    return await _show(request, owner, service, shown=shown)


@router.post(_ADDRESS)
async def save(request: Request, owner: ContactsOwner, service: ServiceDep, form: Form) -> Response:
    """Correct one's contacts and gender. No answer is kept: contacts may stand in the form."""
    sent = {name: text_in(form, name) for name in _FIELDS}
    changed, mistakes = read_contacts(sent, takes_email_away=form.get("no_email") == "yes")
    if sent["gender"] not in ("", *Gender):
        mistakes.append(Mistake("gender", t("选项无效", "No such option")))
    if not mistakes:
        try:
            await correct(service, owner, Gender(sent["gender"]) if sent["gender"] else None, changed)
        except Refused as refused:
            mistakes = [Mistake("mobile", in_words(refused))]
    if mistakes:
        return await _show(request, owner, service, mistakes=mistakes, sent=sent)
    return RedirectResponse(localized(_ADDRESS + "?done=change", language(request)), 303)


async def _show(
    request: Request,
    owner: Principal,
    service: Service,
    *,
    page: PageRequest = _FIRST,
    shown: Shown | None = None,
    told: str = "",
    mistakes: list[Mistake] | None = None,
    sent: Mapping[str, str] | None = None,
) -> Response:
    (before,) = page.marks(int) or (None,)
    async with service.database.read() as conn:
        kept = await people.get(conn, owner.subject)
        found = (
            await people.reveals(
                conn,
                kept.person.institution,
                person=owner.subject,
                before=None if before is None else bounded(before),
                limit=page.limit + 1,
            )
            if kept
            else []
        )
    looks, more = page.cut(found)
    context = words(
        where=_ADDRESS,
        is_own=True,
        person=kept.person if kept else None,
        contacts=shown or (revealing.hidden(kept, contact_keys_of(service.settings)) if kept else None),
        is_revealed=shown is not None,
        has_email=kept is not None and kept.email is not None,
        looks=looks,
        following=f"{_ADDRESS}?cursor={cursor_of(looks[-1].place)}" if more else "",
        purposes={code: t(*names) for code, names in PURPOSES.items()},
        sent=sent or {"mobile": "", "email": "", "gender": (kept.person.gender or "") if kept else ""},
        mistakes=mistakes or [],
        errors=dict(mistakes or []),
        told=told,
        **tables(),
    )
    kept_nowhere = {"Cache-Control": "no-store"}
    return render(request, "people/own.html", context, status=422 if mistakes else 200, headers=kept_nowhere)
