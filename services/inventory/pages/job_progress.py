"""How far a file has come, in words and steps."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from chassis.clock import now
from chassis.web.language import t
from services.inventory.store.imports import Job


def is_asked_for(request: Request) -> bool:
    """Whether the page asks again how far it is: each second, until it is done."""
    return request.headers.get("HX-Target") == "outcome"


def no_longer_open() -> Response:
    """The page is loaded anew: there is more on it now."""
    return Response(headers={"HX-Refresh": "true", "Vary": "HX-Request, Cookie"})


def pace_of(job: Job) -> str:
    """How far, how fast and how long still."""
    if job.rows is None:
        return t("正在识别文件", "Recognizing the file")
    moment = now()
    words = [t("第 {a} 行，共 {b} 行", "Row {a} of {b}", a=f"{job.handled:,}", b=f"{job.rows:,}")]
    rate, left = job.rows_per_second(moment), job.seconds_left(moment)
    if rate is not None and left is not None:
        words.append(t("每秒 {n} 行", "{n} rows a second", n=f"{rate:,.0f}"))
        minutes, seconds = divmod(left, 60)
        words.append(
            t("约余 {m} 分 {s} 秒", "about {m} min {s} s left", m=minutes, s=f"{seconds:02d}")
            if minutes
            else t("约余 {s} 秒", "about {s} s left", s=seconds)
        )
    return " · ".join(words)


def steps_of(job: Job) -> Sequence[dict[str, str]]:
    """Sent, recognized, checked and stored, done."""
    reached = {"waiting": 1, "reading": 1, "storing": 2, "done": 4, "refused": 1}[job.state]
    notes = [
        t("{n} KB", "{n} KB", n=f"{max(1, job.bytes // 1024):,}"),
        job.kind,
        t("{a} / {b} 行", "{a} / {b} rows", a=f"{job.handled:,}", b=f"{job.rows or 0:,}") if job.rows else "",
        "",
    ]
    names = [("上传", "Sent"), ("识别", "Recognized"), ("校验并写入", "Checked and stored"), ("完成", "Done")]
    return [
        {
            "label": t(*name),
            "note": note,
            "state": "done"
            if place < reached
            else ("returned" if job.state == "refused" else "now")
            if place == reached
            else "next",
        }
        for place, (name, note) in enumerate(zip(names, notes, strict=True))
    ]
