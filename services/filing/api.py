"""The HTTP interface of filing: check, file, report, list."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from panhuo_contracts.identifiers import PatentNumber
from starlette.responses import JSONResponse, Response

from chassis.clock import today
from chassis.errors import Invalid, NotFound
from chassis.http import Page, PageDep, PageRequest, ServiceDep, cursor_of, once
from chassis.identity import Principal, Right, allow
from services.filing import answers, commands
from services.filing.requests import LicenseRequest, LicenseRequests, ProductRequest, ProductRequests
from services.filing.store import lists

router = APIRouter(prefix="/filing/api", tags=["filing"])

Office = Annotated[Principal, Depends(allow(Right.LICENSE_FILE))]
Reader = Annotated[Principal, Depends(allow(Right.LICENSE_READ))]
Maker = Annotated[Principal, Depends(allow(Right.PRODUCT_REPORT))]


@router.post("/licenses/check")
async def check_license(application: LicenseRequest, office: Office, service: ServiceDep) -> answers.CheckAnswer:
    """Hold an application against the eleven grounds. Records nothing."""
    async with service.database.read() as conn:
        writer = service.settings.writer
        considered = await commands.consider(conn, own(office), [application], writer=writer, today=today())
    return answers.CheckAnswer.of(considered[0])


@router.post("/licenses", status_code=201, response_model=answers.DecisionAnswer)
async def file_license(request: Request, application: LicenseRequest, office: Office, service: ServiceDep) -> Response:
    """File a license: 201 with its number, or 409 with the grounds; both are recorded, once per idempotency key."""
    async with service.unit() as unit:

        async def action() -> Response:
            (decided,) = await commands.file_licenses(
                unit,
                own(office),
                [application],
                submitted_by=office.subject,
                today=today(),
            )
            if decided.filing_number is None:
                return answers.refused(decided)
            body = answers.DecisionAnswer.of(decided).model_dump(mode="json")
            return JSONResponse(body, 201, {"Location": f"/filing/api/licenses/{decided.filing_number}"})

        return await once(request, unit, office, action)


@router.post("/licenses/bulk", response_model=answers.DecisionsAnswer)
async def file_licenses(
    request: Request, applications: LicenseRequests, office: Office, service: ServiceDep
) -> Response:
    """Decide up to 500 applications in one transaction, each on its own merits."""
    async with service.unit() as unit:

        async def action() -> answers.DecisionsAnswer:
            decided = await commands.file_licenses(
                unit,
                own(office),
                applications.items,
                submitted_by=office.subject,
                today=today(),
            )
            return answers.DecisionsAnswer(items=[answers.DecisionAnswer.of(each) for each in decided])

        return await once(request, unit, office, action)


@router.get("/licenses")
async def list_licenses(
    reader: Reader,
    service: ServiceDep,
    page: PageDep,
    patent: PatentNumber | None = None,
    deal: str | None = None,
) -> Page[answers.LicenseAnswer]:
    """Licenses on file within reach, newest first."""
    scope = reader.scope(Right.LICENSE_READ)
    async with service.database.read() as conn:
        found = await lists.licenses(
            conn, scope, after=day_and_name(page), limit=page.limit + 1, patent=patent, deal=deal
        )
    rows, more = page.cut(found)
    following = cursor_of(rows[-1].filed_on.isoformat(), rows[-1].filing_number) if more else None
    return Page(items=[answers.LicenseAnswer.of(row) for row in rows], next_cursor=following)


@router.get("/licenses/{filing_number}")
async def read_license(filing_number: str, reader: Reader, service: ServiceDep) -> answers.LicenseAnswer:
    async with service.database.read() as conn:
        found = await lists.license_by_number(conn, reader.scope(Right.LICENSE_READ), filing_number)
    if found is None:
        raise NotFound(filing_number)
    return answers.LicenseAnswer.of(found)


@router.get("/refusals")
async def list_refusals(reader: Reader, service: ServiceDep, page: PageDep) -> Page[answers.RefusalAnswer]:
    """Refusals within reach, newest first."""
    scope = reader.scope(Right.LICENSE_READ)
    async with service.database.read() as conn:
        found = await lists.refusals(conn, scope, after=day_and_name(page), limit=page.limit + 1)
    rows, more = page.cut(found)
    following = cursor_of(rows[-1].refused_on.isoformat(), rows[-1].event_id) if more else None
    return Page(items=[answers.RefusalAnswer.of(row) for row in rows], next_cursor=following)


@router.get("/deals")
async def list_waiting_deals(reader: Reader, service: ServiceDep, page: PageDep) -> Page[answers.WaitingAnswer]:
    """Signed licenses that are not on file, the clock that runs out first at the top."""
    scope = reader.scope(Right.LICENSE_READ)
    async with service.database.read() as conn:
        found = await lists.waiting_deals(conn, scope, after=day_and_name(page), limit=page.limit + 1)
    rows, more = page.cut(found)
    following = cursor_of(rows[-1].deal.effective_on.isoformat(), rows[-1].deal.deal) if more else None
    return Page(items=[answers.WaitingAnswer.of(row, today()) for row in rows], next_cursor=following)


@router.get("/totals")
async def read_totals(reader: Reader, service: ServiceDep) -> answers.TotalsAnswer:
    """How many licenses, refusals, waiting deals and products there are within reach."""
    async with service.database.read() as conn:
        return answers.TotalsAnswer.of(await lists.totals(conn, reader.scope(Right.LICENSE_READ)))


@router.post("/products", status_code=201, response_model=answers.ProductAnswer)
async def report_product(request: Request, product: ProductRequest, maker: Maker, service: ServiceDep) -> Response:
    """Record that a product using the patent is on the market; 409 with the guard that says no."""
    async with service.unit() as unit:

        async def action() -> Response:
            (body,) = await commands.report_products(unit, own(maker), [product], today=today())
            return JSONResponse(answers.ProductAnswer.of(body).model_dump(mode="json"), 201)

        return await once(request, unit, maker, action)


@router.post("/products/bulk", response_model=answers.ProductsAnswer)
async def report_products(request: Request, products: ProductRequests, maker: Maker, service: ServiceDep) -> Response:
    """Record up to 500 products in one transaction: all, or none where a guard says no."""
    async with service.unit() as unit:

        async def action() -> answers.ProductsAnswer:
            bodies = await commands.report_products(unit, own(maker), products.items, today=today())
            return answers.ProductsAnswer(items=[answers.ProductAnswer.of(body) for body in bodies])

        return await once(request, unit, maker, action)


@router.get("/products")
async def list_products(
    reader: Reader, service: ServiceDep, page: PageDep, patent: PatentNumber | None = None
) -> Page[answers.ProductAnswer]:
    """Products within reach, newest report first."""
    scope = reader.scope(Right.LICENSE_READ)
    async with service.database.read() as conn:
        found = await lists.products(conn, scope, after=day_and_names(page), limit=page.limit + 1, patent=patent)
    rows, more = page.cut(found)
    last = rows[-1] if more else None
    following = cursor_of(last.reported_on.isoformat(), last.patent, last.product) if last else None
    return Page(items=[answers.ProductAnswer.listed(row) for row in rows], next_cursor=following)


def own(principal: Principal) -> str:
    """The principal's organization. Raises NotFound for somebody without one: nothing is theirs."""
    if principal.organization is None:
        raise NotFound
    return principal.organization


def day_and_name(page: PageRequest) -> tuple[date, str] | None:
    """Where a list of days and names goes on."""
    marks = page.marks(str, str)
    return None if marks is None else (_day(marks[0]), str(marks[1]))


def day_and_names(page: PageRequest) -> tuple[date, str, str] | None:
    """Where a list of days, patents and names goes on."""
    marks = page.marks(str, str, str)
    return None if marks is None else (_day(marks[0]), str(marks[1]), str(marks[2]))


def _day(mark: object) -> date:
    try:
        return date.fromisoformat(str(mark))
    except ValueError:
        raise Invalid(
            "分页游标无法识别，请从第一页开始。", field="cursor", english="The cursor is not one of this list's."
        ) from None
