"""The gallery as a small application: `uvicorn tests.chassis.web.gallery.app:app`."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from fastapi import FastAPI, Request
from starlette.responses import RedirectResponse, Response

from chassis.web import layout, tiles
from chassis.web.language import t
from chassis.web.timeline import Axis, Lane, Span, Tick


@dataclass(frozen=True, slots=True)
class Person:
    """What the identity layer writes on a request."""

    name: str = "样例办公室"
    role: str = "office"
    organization_name: str = "云川大学"
    jurisdiction: str = "cn-33"

    def may(self, _right: str) -> bool:
        return True


RATES = {tile.code: 62 + (int(tile.code[3:]) * 37 % 379) / 10 for tile in tiles.COUNTED}

JURISDICTIONS = {
    code: {"value": value, "href": f"/monitoring/jurisdictions/{code}", "open": code == "cn-63"}
    for code, value in RATES.items()
}

LANES = [
    Lane(
        "法律状态",
        "Legal",
        [
            Span(date(2024, 1, 15), date(2025, 5, 17), "有效", "green"),
            Span(date(2025, 5, 17), date(2025, 6, 11), "滞纳", "amber"),
            Span(date(2025, 6, 11), None, "有效", "green"),
        ],
        [Tick(date(2025, 5, 17), "年费滞纳", role="amber"), Tick(date(2025, 6, 11), "补缴")],
    ),
    Lane(
        "盘点",
        "Inventory",
        [
            Span(date(2024, 3, 1), date(2024, 4, 11), "", "grey"),
            Span(date(2024, 4, 11), None, "已盘点"),
        ],
        [Tick(date(2024, 3, 20), "退回", "#event-2", "red"), Tick(date(2024, 4, 11), "盘点完成", "#event-3")],
    ),
    Lane("资源库", "Library", [Span(date(2024, 4, 12), None, "在库")], [Tick(date(2024, 4, 12), "入库")]),
    Lane(
        "评价与层级",
        "Tier",
        [
            Span(date(2024, 4, 11), date(2024, 9, 3), "自评", "grey"),
            Span(date(2024, 9, 3), date(2025, 8, 27), "T2 一般推广", "blue-soft"),
            Span(date(2025, 8, 27), None, "T1 重点推广"),
        ],
        [Tick(date(2024, 9, 3), "T2"), Tick(date(2025, 8, 27), "T1")],
    ),
    Lane("备案", "Filing", [Span(date(2026, 3, 6), None, "", "green")], [Tick(date(2026, 3, 6), "生效")]),
]

MONTHS = [f"{2024 + m // 12}-{m % 12 + 1:02}" for m in range(2, 27)]


def _rising(top: float, pace: float) -> list[float]:
    return [round(top * (1 - pace**n), 1) for n in range(1, len(MONTHS) + 1)]


LINES = [
    {"name": "试点高校", "values": _rising(99.6, 0.55), "is_subject": False},
    {"name": "全国", "values": _rising(95.4, 0.72), "is_subject": True},
    {"name": "其他单位", "values": _rising(92.1, 0.75), "is_subject": False},
]

GUARDS = [
    {"number": 1, "title": "专利权有效", "evidence": "登记簿 04-02 08:00 同步：有效", "outcome": "pass"},
    {"number": 2, "title": "许可人为登记的权利人", "evidence": "一致", "outcome": "pass"},
    {"number": 3, "title": "合同载明第九条各项", "evidence": "缺 1 项：被许可方地址", "outcome": "fail"},
    {"number": 6, "title": "不在年费滞纳期", "evidence": "年费至 2026-05-17", "outcome": "warn"},
    {"number": 11, "title": "其他不应备案的情形", "evidence": "由审查员判断", "outcome": "manual"},
]

app = FastAPI()
layout.install(app, Path(__file__).parent, service="monitoring", generated=True, version="0.1.0")


@app.get("/monitoring/gallery")
async def gallery(request: Request, page: int = 1) -> Response:
    request.state.principal = Person()
    request.state.csrf_token = "token-of-the-gallery"
    context = {
        "page": page,
        "jurisdictions": JURISDICTIONS,
        "lanes": LANES,
        "axis": Axis(date(2024, 2, 1), date(2026, 4, 30)),
        "months": MONTHS,
        "lines": LINES,
        "guards": GUARDS,
        "today": date(2026, 4, 2),
        "at": datetime(2026, 4, 2, 1, 41, 26, tzinfo=UTC),
        "volume": [18 + (n * n * 7 % 83) for n in range(108)],
    }
    return layout.render(request, "gallery.html", context, block="results")


@app.get("/monitoring/problem/{status}")
async def problem(request: Request, status: int) -> Response:
    return layout.render_problem(
        request,
        status=status,
        title=request.query_params.get("title", "这份许可与已备案的独占许可冲突"),
        detail="独占许可至 2031-01-27。",
        mend="改为届满之后起算，或先办理注销。",
        basis="备案办法第 12 条第 10 项",
        trace="4bf92f3577b34da6",
    )


@app.get("/monitoring/word")
async def word() -> Response:
    return Response(t("{n} 件", "{n} patents", n=3))


@app.get("/monitoring/live")
async def live() -> Response:
    """Four events at once, then nothing: the page must let them in one by one."""
    events = "".join(f"data: <li><time>09:42:{n:02}</time><span>浙江</span><p>样例 {n}</p></li>\n\n" for n in range(4))
    return Response("retry: 600000\n\n" + events, media_type="text/event-stream")


@app.get("/monitoring/moved")
async def moved() -> Response:
    return RedirectResponse("/monitoring/gallery", status_code=303)
