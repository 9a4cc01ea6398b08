"""Products on the market: their list, and the form by which one is reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from panhuo_contracts import uuid7
from panhuo_contracts.body import Money
from panhuo_contracts.identifiers import display_patent_number, normalize_patent_number
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from chassis.clock import today
from chassis.errors import NotFound
from chassis.http import PageDep, ServiceDep, cursor_of, once
from chassis.identity import Principal, Right, Role
from chassis.service import Service
from chassis.web.formats import TEN_THOUSAND
from chassis.web.language import language
from chassis.web.layout import render
from services.filing import commands
from services.filing.api import Maker, Reader, day_and_names, own
from services.filing.findings import Said
from services.filing.requests import ProductRequest
from services.filing.store import contracts, lists
from services.filing.store.contracts import Usable

router = APIRouter(include_in_schema=False)

_FIELDS = ("patent", "deal", "product_name", "product_class", "on_market_since", "revenue")
_UNREADABLE = {
    "patent": Said("不是专利号：核对数字与校验位", "Not a patent number: check digits and check digit"),
    "deal": Said("选择依据的合同", "Choose the contract it rests on"),
    "product_name": Said("请填写产品名称", "Name the product"),
    "product_class": Said("写成 C38 或 C3841 的形式（GB/T 4754）", "Write it as C38 or C3841 (GB/T 4754)"),
    "on_market_since": Said("写成 2026-04-01 的形式", "Write it as 2026-04-01"),
    "revenue": Said("填写金额（万元）", "Write an amount in 10,000 yuan"),
}


@router.get("/filing/products")
async def products(
    request: Request,
    reader: Reader,
    service: ServiceDep,
    page: PageDep,
    start: Annotated[int, Query(ge=1)] = 1,
) -> Response:
    scope = reader.scope(Right.LICENSE_READ)
    async with service.database.read() as conn:
        totals = await lists.totals(conn, scope)
        found = await lists.products(conn, scope, after=day_and_names(page), limit=page.limit + 1)
    rows, more = page.cut(found)
    following = ""
    if more:
        last = rows[-1]
        cursor = cursor_of(last.reported_on.isoformat(), last.patent, last.product)
        following = f"/filing/products?limit={page.limit}&start={start + len(rows)}&cursor={cursor}"
    context = {
        "rows": rows,
        "totals": totals,
        "start": start,
        "following": following,
        "may_report": reader.may(Right.PRODUCT_REPORT),
        "is_enterprise": reader.role is Role.ENTERPRISE,
        "display": display_patent_number,
    }
    return render(request, "products.html", context, block="results")


@router.get("/filing/products/new")
async def new_product(
    request: Request,
    maker: Maker,
    service: ServiceDep,
    patent: Annotated[str, Query(max_length=40)] = "",
    deal: Annotated[str, Query(max_length=400)] = "",
) -> Response:
    values = dict.fromkeys(_FIELDS, "") | {"patent": patent, "deal": deal}
    return _page(request, values, {}, await _basis(service, maker))


@router.post("/filing/products")
async def report_product(request: Request, maker: Maker, service: ServiceDep) -> Response:
    """Record it; or show the form again with what stands in the way."""
    form = await request.form()
    values = {field: str(form.get(field) or "").replace("\x00", "").strip()[:400] for field in _FIELDS}
    tongue = 1 if language(request) == "en" else 0
    basis = await _basis(service, maker)
    if not values["patent"]:
        # The contract that was chosen names its patent.
        values["patent"] = next((each.patent for each in basis.usable if each.deal == values["deal"]), "")
    try:
        report = _read(values)
    except ValidationError as error:
        fields = [str(problem["loc"][0]) for problem in error.errors() if problem["loc"]]
        if basis.is_enterprise:  # it chooses a contract, and types no number
            fields = ["deal" if field == "patent" else field for field in fields]
        errors = {field: _UNREADABLE[field][tongue] for field in fields if field in _UNREADABLE}
        return _page(request, values, errors, basis)
    try:
        async with service.unit() as unit:

            async def action() -> Response:
                await commands.report_products(unit, own(maker), [report], today=today())
                return RedirectResponse("/filing/products", 303)

            return await once(request, unit, maker, action)
    except commands.NotIndustrialized as refused:
        errors = {
            finding.fields[0]: f"{finding.evidence[tongue]}。{finding.mend[tongue] if finding.mend else ''}"
            for finding in refused.findings
            if finding.fields
        }
        return _page(request, values, errors, basis)
    except NotFound:
        said = Said("没有与这件专利的备案或合同", "You have no part in this patent")
        return _page(request, values, {"deal" if basis.is_enterprise else "patent": said[tongue]}, basis)


@dataclass(frozen=True, slots=True)
class Basis:
    """On what the one who reports may rest a product."""

    is_enterprise: bool
    usable: Sequence[Usable]
    waiting: int
    """License contracts of an enterprise that are not on file yet."""


async def _basis(service: Service, maker: Principal) -> Basis:
    organization = own(maker)
    if maker.role is not Role.ENTERPRISE:
        return Basis(is_enterprise=False, usable=(), waiting=0)
    async with service.database.read() as conn:
        usable = await contracts.usable(conn, organization, service.settings.writer)
        waiting = 0 if usable else (await lists.totals(conn, maker.scope(Right.LICENSE_READ))).waiting
    return Basis(is_enterprise=True, usable=usable, waiting=waiting)


def _choices(basis: Basis) -> list[tuple[str, str]]:
    return [
        (
            each.deal,
            " · ".join(
                filter(
                    None, (each.title, display_patent_number(each.patent), each.filing_number or each.contract_number)
                )
            ),
        )
        for each in basis.usable
    ]


def _page(request: Request, values: dict[str, str], errors: dict[str, str], basis: Basis) -> Response:
    context: dict[str, Any] = {
        "basis": basis,
        "choices": _choices(basis),
        "values": values,
        "errors": errors,
        "idempotency_key": str(uuid7()),
        "today": today(),
    }
    return render(request, "product_form.html", context, status=422 if errors else 200)


def _read(values: dict[str, str]) -> ProductRequest:
    """Raises ValidationError, which names each field that cannot be read."""
    revenue: Any = None
    if values["revenue"]:
        try:
            revenue = Money(amount=Decimal(values["revenue"].replace(",", "")) * TEN_THOUSAND)
        except (InvalidOperation, ValidationError):
            revenue = values["revenue"]
    try:
        patent = normalize_patent_number(values["patent"])
    except ValueError:
        patent = values["patent"]
    return ProductRequest.model_validate(
        {
            "patent": patent,
            "deal": values["deal"] or None,
            "product_name": values["product_name"],
            "product_class": values["product_class"],
            "on_market_since": values["on_market_since"],
            "revenue": revenue,
        }
    )
