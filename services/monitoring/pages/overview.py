"""The dashboard and the definitions of its figures."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from chassis.clock import now
from chassis.database import Connection
from chassis.http import ServiceDep
from chassis.identity import Principal, Right, allow, anyone
from chassis.web.language import language, localized
from chassis.web.layout import render
from services.monitoring import dashboard, definitions, event_words, words
from services.monitoring.dashboard import Moment
from services.monitoring.digests import Agreement, Comparison, overall
from services.monitoring.measures import Measure
from services.monitoring.store import digests, figures, timeline
from services.monitoring.view import Asked, View

root: Final = APIRouter(include_in_schema=False)
router: Final = APIRouter(prefix="/monitoring", include_in_schema=False)

Reader = Annotated[Principal, Depends(allow(Right.CENSUS_READ))]
_TICKER: Final = 12


@root.get("/")
async def enter(request: Request, _principal: Annotated[Principal, Depends(anyone)]) -> Response:
    return RedirectResponse(localized("/monitoring/", language(request)), 307)


@router.get("/")
async def overview(request: Request, service: ServiceDep, reader: Reader, view: Asked) -> Response:
    async with service.database.read() as conn:
        moment = await moment_of(conn, view)
        months = await figures.by_month(conn, view.selection(), view.day)
        volume = await figures.volume(conn, view.today)
        agreements, open_ones = await agreements_of(conn, service.settings.writer, view)
        latest = await timeline.latest(conn, _TICKER, now())
        stubs, held = await figures.waiting_stubs(conn), await figures.events_held(conn)
    total = moment.total()
    rows = [
        (words.place(code), code, view.elsewhere(f"/monitoring/jurisdictions/{code}"), moment.row(code))
        for code in dashboard.places(moment)
    ]
    context = {
        "view": view,
        "choices": dashboard.choices(view),
        "total": total,
        "figures": [
            *(dashboard.figure(rate, total, view) for rate in definitions.MAPPED[:3]),
            dashboard.filings(total, view),
            *(dashboard.figure(rate, total, view) for rate in definitions.MAPPED[3:]),
        ],
        "tiles_shown": dashboard.tile_entries(moment, view, agreements),
        "funnel": dashboard.funnel(total),
        "outside": dashboard.outside_funnel(total),
        "trend": dashboard.trend(months, view),
        "lines": dashboard.lines(rows, view, agreements),
        "scrubber": dashboard.scrubber(volume, view),
        "strip": dashboard.digest_strip(agreements),
        "agreements": agreements,
        "open_ones": open_ones[:5],
        "ticker": [event_words.ticker_item(entry, may_open=reader.may(Right.PATENT_READ)) for entry in latest],
        "stubs": stubs,
        "events_held": held,
        "may_operate": reader.may(Right.DELIVERY_OPERATE),
        "generated": total.is_generated,
        **common(),
    }
    return render(request, "overview.html", context, block=("results", "as_at"))


@router.get("/definitions")
async def define(request: Request, _reader: Reader) -> Response:
    return render(request, "definitions.html", {"rates": definitions.RATES, "days": definitions.DAYS, **common()})


def common() -> dict[str, object]:
    """What templates need to put codes into words."""
    return {
        "mapped": definitions.MAPPED,
        "terms": definitions.TERMS,
        "Measure": Measure,
        "Agreement": Agreement,
        "patent_types": words.PATENT_TYPES,
        "institution_kinds": words.INSTITUTION_KINDS,
        "agreement_words": words.AGREEMENTS,
        "agreement_sentences": words.AGREEMENT_SENTENCES,
        "as_at_text": dashboard.as_at_text,
    }


async def moment_of(conn: Connection, view: View, jurisdiction: str | None = None) -> Moment:
    """Counts by jurisdiction on the day shown, the day compared with and at the year's start."""
    selection = view.selection(jurisdiction)
    year = dashboard.year_start(view.day)
    shown = await figures.totals(conn, view.day, "jurisdiction", selection)
    before = await figures.totals(conn, view.compare, "jurisdiction", selection)
    started = before if view.compare == year else await figures.totals(conn, year, "jurisdiction", selection)
    return Moment(shown, before, started)


async def agreements_of(conn: Connection, own_writer: str, view: View) -> tuple[dict[str, Agreement], list[Comparison]]:
    """How each other writer's digests stand up to the day shown, and those that are not settled."""
    open_ones = await digests.open_ones(conn, own_writer, view.day)
    agreeing = await digests.agreeing(conn, own_writer, view.day)
    found: dict[str, Agreement] = {}
    for writer in {*agreeing, *(each.writer for each in open_ones)}:
        each = [one.agreement for one in open_ones if one.writer == writer]
        found[writer] = overall([*each, *([Agreement.AGREE] if agreeing.get(writer) else [])])
    return found, [one for one in open_ones if one.agreement in (Agreement.DISAGREE, Agreement.WAITING)]
