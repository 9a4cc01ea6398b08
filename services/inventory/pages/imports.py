"""Imports: send a file, follow it, see what was refused and why."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, File, Query, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from chassis.http import UPLOAD_BYTES, PageDep, ServiceDep, cursor_of
from chassis.identity import Principal, Right
from chassis.service import Service
from chassis.web.language import language, localized, t
from chassis.web.layout import render
from services.inventory.api.access import English, Sender
from services.inventory.api.imports import bounded, job_of, send
from services.inventory.files import standard_format
from services.inventory.pages import review
from services.inventory.pages.job_progress import is_asked_for, no_longer_open, pace_of, steps_of
from services.inventory.pages.shown import words
from services.inventory.rules.problems import RULES
from services.inventory.store import imports, stock
from services.inventory.store.imports import Job

router = APIRouter(include_in_schema=False)
_LATEST: Final = 8


@router.get("/inventory/imports")
async def form(request: Request, sender: Sender, service: ServiceDep) -> Response:
    latest = await _latest(service, sender)
    context = words(latest=latest, columns=standard_format.COLUMNS, office=standard_format.OFFICE_COLUMNS)
    return render(request, "imports.html", context)


@router.post("/inventory/imports", max_body_size=UPLOAD_BYTES)
async def upload(
    request: Request, sender: Sender, service: ServiceDep, file: Annotated[UploadFile, File()]
) -> Response:
    identifier = await send(request, sender, service, file)
    return RedirectResponse(localized(f"/inventory/imports/{identifier}", language(request)), 303)


@router.get("/inventory/imports/{identifier}")
async def result(
    request: Request,
    job: Annotated[Job, Depends(job_of)],
    sender: Sender,
    service: ServiceDep,
    page: PageDep,
    *,
    english: English,
    group: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """How far it has come; then the counts and the refused rows. The page asks again each second until it is done."""
    is_progress = is_asked_for(request)
    if is_progress and not job.is_open:
        return no_longer_open()
    row, place = page.marks(int, int) or (0, -1)
    async with service.database.read() as conn:
        by_rule = await imports.problems_by_rule(conn, job.id) if not job.is_open else {}
        rules = [code for code in by_rule if RULES[code].group[1] == group] if group else None
        found = (
            await imports.problems(
                conn, job.id, rules=rules, after=(bounded(row), bounded(place)), limit=page.limit + 1
            )
            if by_rule
            else []
        )
        is_done = job.state == "done"
        waiting = review.search_of("mine", service.settings.writer, is_office=True)
        may_review = sender.may(Right.INVENTORY_REVIEW)
        scope = sender.scope(Right.INVENTORY_REVIEW if may_review else Right.STOCK_IMPORT)
        awaiting = await stock.count(conn, scope, waiting, review.MOST_COUNTED) if is_done and may_review else None
        taken = job.handled - job.refused - job.claimed
        named = await stock.named(conn, job.records, service.settings.writer) if taken <= imports.MOST_NAMED else []
    rows, more = page.cut(found)
    address = f"/inventory/imports/{job.id}"
    context = words(
        job=job,
        taken=taken,
        awaiting=awaiting,
        named=named,
        may_review=may_review,
        groups=_groups(by_rule, address, group),
        rows=[
            (
                each,
                each.problem.problem(english=english),
                each.problem.mend(english=english),
                _letter(job, each.problem.column),
            )
            for each in rows
        ],
        following=f"{address}?group={group}&cursor={cursor_of(rows[-1].row, rows[-1].place)}" if more else "",
        latest=await _latest(service, sender),
        steps=steps_of(job),
        pace=pace_of(job),
        reason=job.reason_english if english and job.reason_english else job.reason,
    )
    return render(request, "import.html", context, block="outcome" if is_progress else "errors")


async def _latest(service: Service, sender: Principal) -> list[Job]:
    scope = sender.scope(Right.STOCK_IMPORT)
    async with service.database.read() as conn:
        return await imports.latest(conn, scope.organization, _LATEST)


def _groups(by_rule: dict[str, int], address: str, group: str) -> list[tuple[str, str, bool]]:
    """Links to the problems of one kind, with how many there are."""
    counts: dict[tuple[str, str], int] = {}
    for code, times in by_rule.items():
        counts[RULES[code].group] = counts.get(RULES[code].group, 0) + times
    total = sum(counts.values())
    links = [(t("全部 {n} 处", "All {n}", n=total), address, not group)]
    return links + [
        (f"{t(*names)} {times}", f"{address}?group={names[1]}", group == names[1]) for names, times in counts.items()
    ]


def _letter(job: Job, column: str) -> str:
    """A column as spreadsheets call it."""
    try:
        number = job.header.index(column) + 1
    except ValueError:
        return ""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
