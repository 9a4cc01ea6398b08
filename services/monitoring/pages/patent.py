"""One patent through all streams: its time line, its events, what is known of it."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from panhuo_contracts.identifiers import display_patent_number
from starlette.responses import RedirectResponse, Response

from chassis.clock import today
from chassis.errors import NotFound
from chassis.http import PageDep, ServiceDep
from chassis.identity import Principal, Right, allow
from chassis.web import formats
from chassis.web.language import language, localized, t
from chassis.web.layout import render
from services.monitoring import event_words, lanes, words
from services.monitoring.api import mark_of, next_cursor, patent_of
from services.monitoring.store import enterprises, patents, timeline
from services.monitoring.store.patents import PatentFile

router: Final = APIRouter(prefix="/monitoring", include_in_schema=False)

Reader = Annotated[Principal, Depends(allow(Right.PATENT_READ))]
_ON_TIME_LINE: Final = 200


@router.get("/patents/{number}")
async def patent(request: Request, number: str, service: ServiceDep, _reader: Reader, page: PageDep) -> Response:
    key = patent_of(number)
    if key != number:
        return RedirectResponse(localized(f"/monitoring/patents/{key}", language(request)), 307)
    day, after = today(), mark_of(page)
    async with service.database.read() as conn:
        file = await patents.find(conn, key)
        count = await timeline.count_of_patent(conn, key)
        if file is None or count == 0:
            raise NotFound
        drawn = await timeline.of_patent(conn, key, None, _ON_TIME_LINE)
        shown, has_more = page.cut(await timeline.of_patent(conn, key, after, page.limit + 1))
        graded = await timeline.grade_of_stocktaking(conn, key)
        codes = {entry.summary["enterprise"] for entry in shown if entry.summary.get("enterprise")}
        names = await enterprises.names(conn, codes)
    context = {
        "file": file,
        "number": display_patent_number(key),
        "count": count,
        "drawn": len(drawn),
        "lanes": lanes.lanes_of(file, drawn, day, graded),
        "axis": lanes.axis_of(file, drawn, day),
        "today": day,
        "events": [
            {
                "id": entry.event_id,
                "at": entry.at,
                "day": entry.day,
                "name": event_words.event_name(entry.type),
                "type": entry.type,
                "facts": event_words.event_facts(entry.summary),
                "enterprise": names.get(entry.summary.get("enterprise", ""), ""),
                "writer": entry.writer,
                "stream": entry.stream,
                "sequence": entry.sequence,
            }
            for entry in shown
        ],
        "is_first": after is None,
        "following": f"/monitoring/patents/{key}?limit={page.limit}&cursor={next_cursor(shown)}" if has_more else "",
        "status": words.word(words.LEGAL_STATUS, file.status),
        "flags": words.listed(words.FLAGS, file.flags),
        "patent_type": words.word(words.PATENT_TYPES, file.patent_type or ""),
        "facts": known(file, graded),
        "generated": file.generated,
    }
    return render(request, "patent.html", context, block="results")


def known(file: PatentFile, graded: tuple[str, date] | None) -> list[tuple[str, str, str]]:
    """What the streams say, as pairs."""
    deals, filed = len(file.deals), len(file.filed)
    grade, since = (
        words.word(words.SELF_GRADES, file.self_grade) if file.self_grade else "—",
        _on(file.self_evaluated_on),
    )
    if not file.self_grade and graded is not None:
        grade = words.word(words.SELF_GRADES, graded[0])
        since = t("随盘点，{day} 起", "with the stocktaking, since {day}", day=graded[1])
    return [
        (t("登记入库", "Recorded"), formats.day(file.recorded_on), ""),
        (t("已盘点", "Inventoried"), _since(file.inventoried), ""),
        (t("自评", "Self-evaluation"), grade, since),
        (t("资源库", "Library"), _since(file.listed), ""),
        (t("企业评价", "Enterprise evaluation"), _since(file.evaluated), ""),
        (t("首次对接", "First contact"), formats.day(file.contacted_on), ""),
        (t("签约", "Deals"), t("{n} 次", "{n}", n=deals) if deals else "—", _on(min(file.deals, default=None))),
        (
            t("许可备案", "Licenses filed"),
            t("{n} 次", "{n}", n=filed) if filed else "—",
            _on(min(file.filed, default=None)),
        ),
        (t("产品上市", "On the market"), formats.day(file.industrialized_on), ""),
    ]


def _on(day: object) -> str:
    return t("{day} 起", "since {day}", day=day) if day is not None else ""


def _since(periods: object) -> str:
    """The last period of a state."""
    if not isinstance(periods, list) or not periods:
        return "—"
    start, end = periods[-1]
    if end is None:
        return t("{day} 起", "since {day}", day=formats.day(start))
    return t("{a} 至 {b}", "{a} to {b}", a=formats.day(start), b=formats.day(end))
