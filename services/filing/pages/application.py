"""The license form: shown with what the deal says, checked while it is filled in, submitted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from panhuo_contracts import uuid7
from panhuo_contracts.codes import LegalFlag, LicenseKind
from panhuo_contracts.identifiers import display_patent_number
from starlette.responses import RedirectResponse, Response

from chassis.clock import today
from chassis.database import Connection
from chassis.errors import NotFound
from chassis.http import ServiceDep, once
from chassis.identity import Principal
from chassis.service import Unit
from chassis.web.language import language, told
from chassis.web.layout import render
from services.filing import commands, grounds
from services.filing.api import Office, own
from services.filing.clock import FilingClock
from services.filing.findings import Finding, Outcome, Said
from services.filing.license import Deal, License, Right
from services.filing.pages.written import FIELDS, Written, from_deal, read
from services.filing.store import filed, known
from services.filing.words import BASES, KIND_HINTS, KINDS, PAYMENTS

router = APIRouter(include_in_schema=False)

_TEMPLATE: Final = "license_form.html"
_SHOWN_KINDS: Final = (
    LicenseKind.ORDINARY,
    LicenseKind.SOLE,
    LicenseKind.EXCLUSIVE,
    LicenseKind.CROSS,
    LicenseKind.SUBLICENSE,
)
_MARKS: Final = {
    Outcome.PASSED: "pass",
    Outcome.FAILED: "fail",
    Outcome.NOTED: "warn",
    Outcome.MANUAL: "manual",
}
_BY_KIND: Final = frozenset({2, 10})
"""Grounds that a kind alone can trip, so that it is shown as impossible."""


class _NotReady(Exception):
    """The form was submitted, and a guard says no."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the form rests on."""

    deal: Deal
    right: Right
    licenses: list[License]

    def case(self, written: Written, day: date) -> grounds.Case:
        return grounds.Case(written.application, self.right, self.deal, self.licenses, day)


@router.get("/filing/licenses/new")
async def new_license(
    request: Request, office: Office, service: ServiceDep, deal: Annotated[str, Query(max_length=400)] = ""
) -> Response:
    async with service.database.read() as conn:
        basis = await _known(conn, deal, own(office), service.settings.writer)
    return _page(request, basis, from_deal(basis.deal, basis.right))


@router.post("/filing/licenses/check")
async def check_license(request: Request, office: Office, service: ServiceDep) -> Response:
    """The field that was left, the guard list and the clock, as they now stand. Records nothing."""
    form = await _texts(request)
    async with service.database.read() as conn:
        basis = await _known(conn, form.get("deal", ""), own(office), service.settings.writer)
    field = request.headers.get("HX-Target", "").removesuffix("-field")
    written = read(form, basis.deal, basis.right)
    shown = [f"field_{field}"] if field in FIELDS or field == "consents" else []
    return _page(request, basis, written, judged=frozenset({field}), block=[*shown, "guards", "filing_clock"])


@router.post("/filing/licenses")
async def submit_license(request: Request, office: Office, service: ServiceDep) -> Response:
    """File it; or show the form with what stands in the way, unless the office insists on a formal refusal."""
    form = await _texts(request)
    async with service.database.read() as conn:
        basis = await _known(conn, form.get("deal", ""), own(office), service.settings.writer)
    written = read(form, basis.deal, basis.right)

    insists = form.get("insist") == "yes"
    try:
        async with service.unit() as unit:
            return await once(
                request,
                unit,
                office,
                lambda: _submit(unit, office, written, insists=insists),
            )
    except _NotReady:
        return _page(request, basis, written, judged=None, status=422, is_submitted=True)


async def _submit(unit: Unit, office: Principal, written: Written, *, insists: bool) -> Response:
    """Raises _NotReady where something stands in the way, unless a formal refusal is wanted."""
    if written.errors:
        raise _NotReady
    asked, day = [written.request()], today()
    (considered,) = await commands.consider(unit.conn, own(office), asked, writer=unit.delivery.writer, today=day)
    if not considered.can_be_filed and not insists:
        raise _NotReady
    (decided,) = await commands.file_licenses(unit, own(office), asked, submitted_by=office.subject, today=day)
    if decided.filing_number is None:
        return RedirectResponse(f"/filing/refusals/{decided.event_id}", 303)
    return RedirectResponse(f"/filing/licenses/{decided.filing_number}", 303)


async def _texts(request: Request) -> dict[str, str]:
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


async def _known(conn: Connection, deal_id: str, office: str, writer: str) -> Known:
    deal = await known.deal_named(conn, deal_id, office, writer)
    right = (await known.rights(conn, [deal.patent], writer)).get(deal.patent) if deal else None
    if deal is None or right is None:
        raise NotFound(deal_id)
    if not deal.is_license:
        raise commands.NotALicense(
            f"合同 {deal.contract_number} 不是实施许可", english=f"{deal.contract_number} is not a license"
        )
    return Known(deal, right, (await filed.licenses_of(conn, [deal.patent]))[deal.patent])


def _page(
    request: Request,
    basis: Known,
    written: Written,
    *,
    judged: frozenset[str] | None = frozenset(),
    block: list[str] | None = None,
    status: int = 200,
    is_submitted: bool = False,
) -> Response:
    """``judged``: the fields whose errors are shown; None shows them all, as after a submit."""
    day, tongue = today(), language(request)
    findings = grounds.check(basis.case(written, day))
    clock = FilingClock.of(written.application.effective_on, day)
    errors = _field_errors(findings, written)
    context = {
        "deal": basis.deal,
        "right": basis.right,
        "display": display_patent_number,
        "values": written.values,
        "errors": {field: _say(said, tongue) for field, said in errors.items() if judged is None or field in judged},
        "summary": _summary(findings, written, tongue) if is_submitted else [],
        "can_insist": is_submitted and not written.errors,
        "guards": [_guard(finding, tongue) for finding in findings],
        "clock": clock,
        "kinds": _kinds(basis, written, day, tongue),
        "payments": [{"value": code.value, "label": _say(name, tongue)} for code, name in PAYMENTS.items()],
        "bases": [("", "—"), *((code.value, _say(name, tongue)) for code, name in BASES.items())],
        "is_pledged": LegalFlag.PLEDGED in basis.right.flags,
        "idempotency_key": str(uuid7()),
    }
    return render(request, _TEMPLATE, context, block=block, status=status)


def _field_errors(findings: list[Finding], written: Written) -> Mapping[str, Said]:
    """What is written over each field; what cannot be read goes before what the law says of it."""
    errors: dict[str, Said] = dict(written.errors)
    for finding in grounds.failures(findings):
        fields = finding.fields if finding.number == grounds.CONTENT else finding.fields[:1]
        for field in fields:
            said = Said("请填写", "Fill this in") if finding.number == grounds.CONTENT else finding.mend
            errors.setdefault(field, said or finding.evidence)
    return errors


def _summary(findings: list[Finding], written: Written, tongue: str) -> list[tuple[str, str]]:
    """Everything in the way, each leading to the field that can mend it, or to the guard list."""
    listed = [(field, f"{field}: {_say(said, tongue)}") for field, said in written.errors.items()]
    for finding in grounds.failures(findings):
        number = f"（第 {finding.number} 项）" if tongue == "zh" else f" (ground {finding.number})"
        field = next((field for field in finding.fields if field in FIELDS), "guards")
        listed.append((field, _say(finding.evidence, tongue) + number))
    return listed


def _guard(finding: Finding, tongue: str) -> dict[str, Any]:
    return {
        "number": finding.number,
        "title": _say(finding.name, tongue),
        "evidence": _say(finding.evidence, tongue),
        "outcome": _MARKS[finding.outcome],
    }


def _kinds(basis: Known, written: Written, day: date, tongue: str) -> list[dict[str, str]]:
    """Every kind; one that the register rules out stays visible with its reason."""
    options = []
    for kind in _SHOWN_KINDS:
        other = replace(written, application=replace(written.application, kind=kind))
        barred = [f for f in grounds.failures(grounds.check(basis.case(other, day))) if f.number in _BY_KIND]
        at_fault = [finding for finding in barred if "kind" in finding.fields]
        reason = f"{_say(at_fault[0].evidence, tongue)}，{told(at_fault[0].basis)}" if at_fault else ""
        options.append(
            {
                "value": kind.value,
                "label": _say(KINDS[kind], tongue),
                "hint": _say(KIND_HINTS[kind], tongue),
                "impossible": reason,
            }
        )
    return options


def _say(said: Said, tongue: str) -> str:
    return said.en if tongue == "en" else said.zh
