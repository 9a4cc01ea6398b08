"""The HTTP interface of monitoring: figures, census, a patent's events, digests; each with its date and meaning."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Query, Request
from panhuo_contracts.codes import InstitutionKind, PatentType
from panhuo_contracts.identifiers import normalize_patent_number
from panhuo_contracts.jurisdictions import JURISDICTIONS
from pydantic import BaseModel
from starlette.responses import Response

from chassis.clock import today
from chassis.errors import Invalid, NotFound
from chassis.http import Page, PageDep, PageRequest, ServiceDep, cursor_of, once
from chassis.identity import Principal, Right, allow
from services.monitoring import dashboard, definitions, publishing
from services.monitoring.digests import Agreement
from services.monitoring.measures import Measure
from services.monitoring.store import digests, figures, timeline
from services.monitoring.store.figures import Counts, Selection

router = APIRouter(prefix="/monitoring/api", tags=["monitoring"])

Reader = Annotated[Principal, Depends(allow(Right.CENSUS_READ))]
PatentReader = Annotated[Principal, Depends(allow(Right.PATENT_READ))]
Operator = Annotated[Principal, Depends(allow(Right.DELIVERY_OPERATE))]
_MOST_DAYS: Final = 400


def selection(
    jurisdiction: Annotated[str | None, Query(description="cn-11 … cn-66")] = None,
    patent_type: Annotated[list[PatentType] | None, Query()] = None,
    institution_kind: Annotated[list[InstitutionKind] | None, Query()] = None,
) -> Selection:
    """What is asked for. Raises Invalid for a jurisdiction that there is not."""
    if jurisdiction is not None and jurisdiction not in JURISDICTIONS:
        raise Invalid(
            f"没有辖区 {jurisdiction}", field="jurisdiction", english=f"There is no jurisdiction {jurisdiction}."
        )
    return Selection(tuple(patent_type or ()), tuple(institution_kind or ()), jurisdiction)


Selected = Annotated[Selection, Depends(selection)]
AsOf = Annotated[date | None, Query(description="the end of this day in Beijing; today if left out")]


class Part(BaseModel):
    measure: Measure
    zh: str
    en: str
    about_zh: str
    about_en: str
    value: int


class RateAnswer(BaseModel):
    """A rate with all that it rests on; ``percent`` is null below thirty cases."""

    code: str
    zh: str
    en: str
    percent: Decimal | None
    numerator: Part
    denominator: Part
    window_from: date | None
    as_of: date
    definition_version: int
    definition_since: date


class FiguresAnswer(BaseModel):
    as_of: date
    day_rule: str
    jurisdiction: str
    is_generated: bool
    rates: list[RateAnswer]
    funnel: list[Part]
    counts: dict[Measure, int]
    awaiting_record: int
    """Patents of which something was said but no record has come; they count nowhere."""


class CensusRow(BaseModel):
    key: str
    counts: dict[Measure, int]
    rates: dict[str, Decimal | None]


class CensusAnswer(BaseModel):
    as_of: date
    by: str
    rows: list[CensusRow]
    definition_versions: dict[str, int]


def _day(as_of: date | None) -> date:
    """The day asked for. Raises Invalid for one that has not come yet: its figures would be those of today."""
    if as_of is not None and as_of > today():
        raise Invalid("这一天还没有到来", field="as_of", english="This day has not come yet.")
    return as_of or today()


@router.get("/figures")
async def read_figures(service: ServiceDep, _reader: Reader, asked: Selected, as_of: AsOf = None) -> FiguresAnswer:
    """The figures of the nation or of one jurisdiction, each with numerator, denominator, date and version."""
    day = _day(as_of)
    async with service.database.read() as conn:
        total = figures.added((await figures.totals(conn, day, "jurisdiction", asked)).values())
        before = figures.added((await figures.totals(conn, dashboard.year_start(day), "jurisdiction", asked)).values())
        stubs = await figures.waiting_stubs(conn)
    this_year = figures.less(total, before)
    return FiguresAnswer(
        as_of=day,
        day_rule=definitions.DAYS[1],
        jurisdiction=asked.jurisdiction or "cn",
        is_generated=total.get(Measure.GENERATED, 0) > 0,
        rates=[
            _rate(rate, this_year if rate.window is definitions.Window.YEAR else total, day)
            for rate in definitions.RATES
        ],
        funnel=[_part(measure, total) for measure in definitions.FUNNEL],
        counts={measure: total.get(measure, 0) for measure in Measure},
        awaiting_record=stubs,
    )


@router.get("/census")
async def read_census(
    service: ServiceDep,
    _reader: Reader,
    asked: Selected,
    as_of: AsOf = None,
    by: Literal["jurisdiction", "institution", "patent_type", "institution_kind", "day"] = "jurisdiction",
    since: Annotated[date | None, Query(description="first day, with by=day")] = None,
) -> CensusAnswer:
    """Counts and rates under each key at the end of a day; with by=day, at the end of each of up to 400 days."""
    day = _day(as_of)
    async with service.database.read() as conn:
        if by == "day":
            first = since or day - timedelta(days=30)
            if not 0 <= (day - first).days < _MOST_DAYS:
                raise Invalid(f"每次最多 {_MOST_DAYS} 天", field="since", english=f"Ask for at most {_MOST_DAYS} days.")
            found = {str(each): counts for each, counts in (await figures.by_day(conn, asked, first, day)).items()}
        elif by == "institution":
            if asked.jurisdiction is None:
                raise Invalid(
                    "按单位查询须指明辖区", field="jurisdiction", english="Name a jurisdiction with by=institution."
                )
            (found,) = await figures.of_institutions(conn, [day], asked)
        else:
            found = await figures.totals(conn, day, by, asked)
    standing = [rate for rate in definitions.RATES if rate.window is definitions.Window.STANDING]
    return CensusAnswer(
        as_of=day,
        by=by,
        rows=[
            CensusRow(key=key, counts=counts, rates={rate.code: rate.percent(counts) for rate in standing})
            for key, counts in sorted(found.items())
        ],
        definition_versions={rate.code: rate.version for rate in standing},
    )


class EventAnswer(BaseModel):
    event_id: str
    type: str
    stream: str
    writer: str
    sequence: int
    at: datetime
    day: date
    summary: dict[str, Any]


@router.get("/patents/{number}/events")
async def read_events(number: str, service: ServiceDep, _reader: PatentReader, page: PageDep) -> Page[EventAnswer]:
    """A patent's events, the newest first."""
    patent = patent_of(number)
    async with service.database.read() as conn:
        entries, has_more = page.cut(await timeline.of_patent(conn, patent, mark_of(page), page.limit + 1))
    if not entries and page.after is None:
        raise NotFound
    items = [
        EventAnswer(
            event_id=str(entry.event_id), type=entry.type, stream=entry.stream, writer=entry.writer,
            sequence=entry.sequence, at=entry.at, day=entry.day, summary=dict(entry.summary),
        )
        for entry in entries
    ]  # fmt: skip
    return Page(items=items, next_cursor=next_cursor(entries) if has_more else None)


class DigestAnswer(BaseModel):
    topic: str
    day: date
    agreement: Agreement
    stated_events: int | None
    stated_fold: str | None
    as_of: datetime | None
    held_events: int
    held_fold: str


@router.get("/digests")
async def read_digests(
    service: ServiceDep,
    _reader: Reader,
    page: PageDep,
    writer: str | None = None,
    first: Annotated[date | None, Query(alias="from")] = None,
    last: Annotated[date | None, Query(alias="to")] = None,
) -> Page[DigestAnswer]:
    """What writers state of their topics, and what is held here of them, by topic and day, the latest first."""
    marks = page.marks(str, str)
    after = None if marks is None else (date.fromisoformat(str(marks[0])), str(marks[1]))
    async with service.database.read() as conn:
        found = await digests.compared(
            conn, writer, first or date(1970, 1, 1), last or date(9999, 1, 1), after, page.limit + 1
        )
    compared, has_more = page.cut(found)
    items = [
        DigestAnswer(
            topic=each.topic, day=each.day, agreement=each.agreement,
            stated_events=each.stated.events if each.stated else None,
            stated_fold=each.stated.fold if each.stated else None,
            as_of=each.as_of,
            held_events=each.held.events if each.held else 0,
            held_fold=each.held.fold if each.held else "0" * 16,
        )
        for each in compared
    ]  # fmt: skip
    return Page(items=items, next_cursor=cursor_of(str(compared[-1].day), compared[-1].topic) if has_more else None)


class SaidAnswer(BaseModel):
    said: int


@router.post("/digests")
async def say_digests(request: Request, service: ServiceDep, operator: Operator) -> Response:
    """State the digests of this installation's own topics, today's included, where they changed."""
    async with service.unit() as unit:

        async def action() -> SaidAnswer:
            return SaidAnswer(said=len(await publishing.say_digests(unit, service.settings.writer, today())))

        return await once(request, unit, operator, action)


def patent_of(number: str) -> str:
    """A patent number in any of its printed forms. Raises NotFound where it is none."""
    try:
        return normalize_patent_number(number)
    except ValueError:
        raise NotFound from None


def mark_of(page: PageRequest) -> timeline.Mark | None:
    marks = page.marks(str, str, str, int)
    if marks is None:
        return None
    at, stream, writer, sequence = marks
    try:
        return datetime.fromisoformat(str(at)), str(stream), str(writer), int(sequence or 0)
    except ValueError:
        raise Invalid("分页游标无法识别", field="cursor", english="The cursor is not one of this list's.") from None


def next_cursor(entries: Any) -> str:  # noqa: ANN401 - a sequence of Entry
    last: timeline.Entry = entries[-1]
    return cursor_of(last.at.isoformat(), last.stream, last.writer, last.sequence)


def _part(measure: Measure, counts: Counts) -> Part:
    term = definitions.TERMS[measure]
    return Part(
        measure=measure, zh=term.zh, en=term.en, about_zh=term.about_zh, about_en=term.about_en,
        value=counts.get(measure, 0),
    )  # fmt: skip


def _rate(rate: definitions.Rate, counts: Counts, day: date) -> RateAnswer:
    return RateAnswer(
        code=rate.code,
        zh=rate.zh,
        en=rate.en,
        percent=rate.percent(counts),
        numerator=_part(rate.numerator, counts),
        denominator=_part(rate.denominator, counts),
        window_from=date(day.year, 1, 1) if rate.window is definitions.Window.YEAR else None,
        as_of=day,
        definition_version=rate.version,
        definition_since=rate.since,
    )
