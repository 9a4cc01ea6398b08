"""Down from the nation: a jurisdiction with its institutions, an institution with its patents."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from panhuo_contracts.identifiers import check_credit_code
from panhuo_contracts.jurisdictions import JURISDICTIONS
from starlette.responses import Response

from chassis.errors import NotFound
from chassis.http import PageDep, ServiceDep, cursor_of
from chassis.identity import Principal, Right, allow
from chassis.web.layout import render
from services.monitoring import dashboard, definitions, institution_words, words
from services.monitoring.dashboard import Moment
from services.monitoring.measures import Measure
from services.monitoring.pages.overview import agreements_of, common, moment_of
from services.monitoring.store import figures, institutions, patents
from services.monitoring.view import Asked

router: Final = APIRouter(prefix="/monitoring", include_in_schema=False)

Reader = Annotated[Principal, Depends(allow(Right.CENSUS_READ))]
_PER_PAGE: Final = 50


@router.get("/jurisdictions/{code}")
async def jurisdiction(
    request: Request,
    code: str,
    service: ServiceDep,
    _reader: Reader,
    view: Asked,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    if code not in JURISDICTIONS:
        raise NotFound
    path = f"/monitoring/jurisdictions/{code}"
    view = view.at(path)
    async with service.database.read() as conn:
        total = (await moment_of(conn, view, code)).row(code)
        selection = view.selection(code)
        days = (view.day, view.compare, dashboard.year_start(view.day))
        institutions = Moment(*await figures.of_institutions(conn, days, selection))
        rows = [("", key, f"/monitoring/institutions/{key}", institutions.row(key)) for key in institutions.now]
        lines = dashboard.lines(rows, view, {})
        shown = lines[(page - 1) * _PER_PAGE : page * _PER_PAGE]
        names = await figures.institution_names(conn, [line.key for line in shown])
        months = await figures.by_month(conn, selection, view.day)
        agreements, open_ones = await agreements_of(conn, service.settings.writer, view)
    context = {
        "view": view,
        "choices": dashboard.choices(view),
        "code": code,
        "total": total,
        "figures": [
            *(dashboard.figure(rate, total, view) for rate in definitions.MAPPED[:3]),
            dashboard.filings(total, view),
            *(dashboard.figure(rate, total, view) for rate in definitions.MAPPED[3:]),
        ],
        "funnel": dashboard.funnel(total),
        "outside": dashboard.outside_funnel(total),
        "trend": dashboard.trend(months, view),
        "lines": shown,
        "names": names,
        "found": len(lines),
        "page": page,
        "per_page": _PER_PAGE,
        "agreement": agreements.get(code),
        "open_ones": [one for one in open_ones if one.writer == code][:20],
        "generated": total.is_generated,
        **common(),
    }
    return render(request, "jurisdiction.html", context, block=("results", "as_at"))


@router.get("/institutions/{institution}")
async def institution(
    request: Request, institution: str, service: ServiceDep, reader: Reader, view: Asked, page: PageDep
) -> Response:
    try:
        key = check_credit_code(institution)
    except ValueError:
        raise NotFound from None
    view = view.at(f"/monitoring/institutions/{key}")
    marks = page.marks(str)
    may_open = reader.may(Right.PATENT_READ)
    async with service.database.read() as conn:
        known = await figures.institution_names(conn, [key])
        if key not in known:
            raise NotFound
        selection = view.selection()
        days = (view.day, view.compare, dashboard.year_start(view.day))
        moment = Moment(*await figures.of_institutions(conn, days, selection, [key]))
        register = await institutions.history(conn, key)
        # Single patents are for those who may read them; their number is public.
        after = str(marks[0]) if marks else None
        found = (
            await patents.of_institution(conn, key, view.patent_type, after, page.limit + 1, view.day)
            if may_open
            else []
        )
    shown, has_more = page.cut(found)
    total = moment.row(key)
    name, kind, home = known[key]
    context = {
        "view": view,
        "choices": dashboard.choices(view),
        "institution": key,
        "name": name,
        "kind": words.word(words.INSTITUTION_KINDS, kind),
        "home": home,
        "total": total,
        "counted": [
            (measure, total.count(measure))
            for measure in Measure
            if not measure.startswith("passed") and measure is not Measure.GENERATED
        ],
        "figures": [
            *(dashboard.figure(rate, total, view) for rate in definitions.MAPPED[:3]),
            dashboard.filings(total, view),
            *(dashboard.figure(rate, total, view) for rate in definitions.MAPPED[3:]),
        ],
        "register": [(line.day, institution_words.in_words(line.type, line.said)) for line in register],
        "patents": shown,
        "may_open": may_open,
        "following": f"{view.listing()}cursor={cursor_of(shown[-1].patent)}" if has_more else "",
        "is_first": marks is None,
        "legal_status": words.LEGAL_STATUS,
        "generated": total.is_generated,
        **common(),
    }
    return render(request, "institution.html", context, block=("results", "as_at"))
