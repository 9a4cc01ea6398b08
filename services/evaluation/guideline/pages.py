"""The screen of the guideline's form."""

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from panhuo_contracts import uuid7
from panhuo_contracts.codes import GuidelineScenario
from panhuo_contracts.identifiers import display_patent_number
from starlette.responses import RedirectResponse, Response

from chassis.clock import today
from chassis.errors import NotFound, Refused
from chassis.http import ServiceDep, once
from chassis.http.forms import Form, text_in
from chassis.identity import Principal, Right, allow, audit
from chassis.service import Service
from chassis.web.language import in_words, language, localized
from chassis.web.layout import render
from services.evaluation import commands
from services.evaluation.api import settle
from services.evaluation.guideline.screen import form_screen
from services.evaluation.guideline.tree import BANDS, EDITION, STANDARD, indicators
from services.evaluation.requests import AnyPatentNumber

router: Final = APIRouter(prefix="/evaluation/patents/{patent}/guideline", include_in_schema=False)

Reader = Annotated[Principal, Depends(allow(Right.PATENT_READ))]
SelfEvaluator = Annotated[Principal, Depends(allow(Right.EVALUATION_SELF))]


@router.get("")
async def show(
    request: Request,
    patent: AnyPatentNumber,
    reader: Reader,
    service: ServiceDep,
    scenario: GuidelineScenario = GuidelineScenario.MANAGEMENT,
    done: str = "",
) -> Response:
    """A scenario's form; whoever may not fill it in sees the answers and the result."""
    return await _shown(request, service, reader, patent, scenario, done=done)


@router.post("")
async def fill_in(
    request: Request,
    patent: AnyPatentNumber,
    principal: SelfEvaluator,
    service: ServiceDep,
    form: Form,
    scenario: GuidelineScenario = GuidelineScenario.MANAGEMENT,
) -> Response:
    scope = principal.scope(Right.EVALUATION_SELF)
    offered = {str(band) for band in BANDS}
    bands = {code: int(text) for code in indicators() if (text := text_in(form, code)) in offered}
    if (other := text_in(form, "look_at")) in set(GuidelineScenario):
        return await _shown(request, service, principal, patent, GuidelineScenario(other), chosen=bands)
    try:
        async with service.unit() as unit:

            async def act() -> Response:
                answer = await commands.fill_in_guideline(unit, scope, patent, scenario, bands, today())
                settle(answer)
                if answer.outcome == "accepted":
                    await audit(unit.conn, principal, "evaluation.guideline", patent, {"scenario": scenario.value})
                path = f"/evaluation/patents/{patent}/guideline?scenario={scenario.value}&done={answer.outcome}"
                return RedirectResponse(localized(path, language(request)), 303)

            return await once(request, unit, principal, act)
    except Refused as refusal:
        return await _shown(request, service, principal, patent, scenario, refused=in_words(refusal), chosen=bands)


async def _shown(
    request: Request,
    service: Service,
    reader: Principal,
    patent: str,
    scenario: GuidelineScenario,
    *,
    done: str = "",
    refused: str = "",
    chosen: Mapping[str, int] | None = None,
) -> Response:
    async with service.database.read() as conn:
        screen = await form_screen(conn, patent, scenario, today(), chosen)
    if screen is None:
        raise NotFound
    context = {
        **screen,
        "number": display_patent_number(patent),
        "may_fill": reader.may(Right.EVALUATION_SELF) and reader.organization == screen["record"].institution,
        "standard": STANDARD,
        "edition": EDITION,
        "done": done,
        "refused": refused,
        "key": str(uuid7()),
    }
    return render(request, "guideline.html", context, status=409 if refused else 200)
