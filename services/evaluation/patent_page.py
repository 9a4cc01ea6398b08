"""The page of one patent: shown, and gone back to from whatever was decided on it."""

from collections.abc import Awaitable, Callable

from fastapi import Request
from panhuo_contracts import uuid7
from starlette.responses import RedirectResponse, Response

from chassis.clock import today
from chassis.errors import NotFound, Refused
from chassis.http import once
from chassis.identity import Principal, audit
from chassis.service import Service, Unit
from chassis.web.language import in_words, language, localized
from chassis.web.layout import render
from services.evaluation import words
from services.evaluation.api import settle
from services.evaluation.commands import Answer
from services.evaluation.forms import Mistakes
from services.evaluation.screen import patent_screen
from services.evaluation.store.columns import unlisted


async def carry_out(
    request: Request,
    patent: str,
    principal: Principal,
    service: Service,
    *,
    action: str,
    act: Callable[[Unit], Awaitable[Answer]],
    part: str = "",
) -> Response:
    """Decide, and go back to the page; where a rule or a field stands in the way, the page says which.

    ``part``: the section of the page to go back to.
    """
    try:
        async with service.unit() as unit:

            async def decide() -> Response:
                answer = await act(unit)
                settle(answer)
                if answer.outcome == "accepted":
                    await audit(unit.conn, principal, action, patent)
                path = f"/evaluation/patents/{patent}?done={action}" + (f"#{part}" if part else "")
                return RedirectResponse(localized(path, language(request)), 303)

            return await once(request, unit, principal, decide)
    except Refused as refusal:
        mistakes = [(part or "guards", in_words(refusal))]
        return await show_patent(request, patent, principal, service, mistakes=mistakes, status=409)
    except Mistakes as mistaken:
        return await show_patent(request, patent, principal, service, mistakes=mistaken.fields, status=422)


async def show_patent(
    request: Request,
    patent: str,
    principal: Principal,
    service: Service,
    *,
    done: str = "",
    mistakes: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> Response:
    async with service.database.read() as conn:
        screen = await patent_screen(conn, patent, principal, today())
    if screen is None:
        raise NotFound
    sent = dict(await request.form()) if request.method == "POST" else {}
    context = {
        **screen,
        "mistakes": mistakes or [],
        "sent": sent,
        "chosen": set((await request.form()).getlist("cooperation")) if request.method == "POST" else set(),
        "done": done,
        "key": str(uuid7()),
        "words": words,
        "unlisted": unlisted,
        "day": today(),
    }
    return render(request, "patent.html", context, status=status)
