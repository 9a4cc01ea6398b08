"""One person: what is known, the contacts behind their mask, the patents, and who looked."""

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from chassis.clock import today
from chassis.errors import Invalid, NotFound, Refused
from chassis.http import ServiceDep
from chassis.http.forms import Form, text_in
from chassis.identity import Principal, Role
from chassis.service import Service
from chassis.web.language import in_words, language, localized, sentence, t
from chassis.web.layout import render
from services.inventory.api.access import PeopleManager
from services.inventory.pages.forms import Mistake
from services.inventory.pages.people.contact_fields import read_contacts
from services.inventory.pages.people.listing import PURPOSES, offered_ranks, tables
from services.inventory.pages.shown import words
from services.inventory.people import revealing
from services.inventory.people.changing import change
from services.inventory.people.contacts import Contact
from services.inventory.people.enrolling import sender_of
from services.inventory.people.names import LONGEST, plain
from services.inventory.people.person import Gender, Person, Rank, Status
from services.inventory.people.revealing import Shown, reveal
from services.inventory.settings import contact_keys_of
from services.inventory.store import colleges, delegations, inventors, people
from services.inventory.store.people import Kept

router = APIRouter(include_in_schema=False)
_SOME: Final = 20
_FIELDS: Final = ("name", "mobile", "email", "gender", "rank", "status", "college")


@router.get("/inventory/people/{subject}")
async def person(
    request: Request, subject: str, manager: PeopleManager, service: ServiceDep, done: str = ""
) -> Response:
    return await _show(request, subject, manager, service, told=t("已保存", "It is kept") if done == "change" else "")


@router.post("/inventory/people/{subject}/reveal")
async def show_contacts(
    request: Request, subject: str, manager: PeopleManager, service: ServiceDep, form: Form
) -> Response:
    """The page with the contacts in full, this once: nothing of it is kept anywhere."""
    try:
        shown = await reveal(service, manager, subject, text_in(form, "reason"))
    except Refused as refused:
        mistake = Mistake("contacts", sentence(refused))
        return await _show(request, subject, manager, service, mistakes=[mistake])
    page = await _show(request, subject, manager, service, shown=shown)
    page.headers["Cache-Control"] = "no-store"
    return page


@router.post("/inventory/people/{subject}")
async def save(request: Request, subject: str, manager: PeopleManager, service: ServiceDep, form: Form) -> Response:
    """Change facts; of the contacts those that were typed anew. No answer is kept: contacts may stand in the form."""
    kept = await _found(service, manager, subject)
    sent = {name: text_in(form, name) for name in _FIELDS}
    wanted, changed, mistakes = _read(kept.person, sent, takes_email_away=form.get("no_email") == "yes")
    if not mistakes:
        try:
            await change(service, manager, wanted, changed)
        except Invalid as invalid:
            mistakes = [Mistake(invalid.field, in_words(invalid))]
        except Refused as refused:
            mistakes = [Mistake("mobile", in_words(refused))]
    if mistakes:
        return await _show(request, subject, manager, service, mistakes=mistakes, sent=sent)
    return RedirectResponse(localized(f"/inventory/people/{subject}?done=change", language(request)), 303)


def _read(
    was: Person, sent: Mapping[str, str], *, takes_email_away: bool
) -> tuple[Person, dict[Contact, str | None], list[Mistake]]:
    changed, mistakes = read_contacts(sent, takes_email_away=takes_email_away)
    if not sent["name"] or len(sent["name"]) > LONGEST:
        mistakes.insert(0, Mistake("name", t("姓名：1 至 100 字", "Name: 1 to 100 characters")))
    try:
        wanted = was._replace(
            name=" ".join(sent["name"].split()),
            gender=Gender(sent["gender"]) if sent["gender"] else None,
            rank=Rank(sent["rank"]),
            status=Status(sent["status"]),
            college=sent["college"] or None,
        )
    except ValueError:
        raise Invalid("选项无效", field="rank", english="No such option.") from None
    return wanted, changed, mistakes


async def _found(service: Service, manager: Principal, subject: str) -> Kept:
    """The person, if they are within reach. Raises NotFound."""
    sender = sender_of(manager)
    async with service.database.read() as conn:
        kept = await people.get(conn, subject) if "\x00" not in subject else None
    if kept is None or kept.person.institution != sender.institution:
        raise NotFound(subject)
    if sender.college not in (None, kept.person.college):
        raise NotFound(subject)
    return kept


async def _show(
    request: Request,
    subject: str,
    manager: Principal,
    service: Service,
    *,
    shown: Shown | None = None,
    told: str = "",
    mistakes: list[Mistake] | None = None,
    sent: Mapping[str, str] | None = None,
) -> Response:
    kept = await _found(service, manager, subject)
    one, keys, writer = kept.person, contact_keys_of(service.settings), service.settings.writer
    async with service.database.read() as conn:
        namesakes = (await people.named(conn, one.institution, [plain(one.name)])).get(plain(one.name), [])
        patents = await inventors.naming(conn, one.institution, [plain(one.name)], writer, after="", limit=_SOME + 1)
        responsible = await inventors.put_to(conn, one.institution, subject, writer, limit=_SOME + 1)
        given = await delegations.listed(conn, one.institution, subject=subject, limit=_SOME)
        looks = await people.reveals(conn, one.institution, person=subject, limit=_SOME)
        known = await colleges.of(conn, one.institution)
    context = words(
        where=f"/inventory/people/{subject}",
        person=one,
        contacts=shown or revealing.hidden(kept, keys),
        is_revealed=shown is not None,
        has_email=kept.email is not None,
        namesakes=[other for other in namesakes if other.subject != subject],
        patents=patents[:_SOME],
        has_more_patents=len(patents) > _SOME,
        responsible=responsible[:_SOME],
        has_more_responsible=len(responsible) > _SOME,
        given=[(each, each.stands(today())) for each in given],
        looks=looks,
        purposes={code: t(*names) for code, names in PURPOSES.items()},
        colleges=[
            ("", "—"),
            *[(each.code, each.name) for each in known if not each.is_closed or each.code == one.college],
        ],
        college_names={each.code: each.name for each in known},
        may_choose_college=manager.role is Role.OFFICE,
        sent=sent
        or {**one._asdict(), "gender": one.gender or "", "college": one.college or "", "mobile": "", "email": ""},
        mistakes=mistakes or [],
        errors=dict(mistakes or []),
        told=told,
        **tables(),
        offered_ranks=offered_ranks,
    )
    return render(request, "people/person.html", context, status=422 if mistakes else 200)
