"""The calibration on the screen and for programs."""

from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request
from panhuo_contracts.codes import SelfGrade
from panhuo_contracts.identifiers import CreditCode
from pydantic import BaseModel, BeforeValidator
from starlette.responses import Response

from chassis.clock import today
from chassis.http import ServiceDep
from chassis.identity import Principal, Right, allow
from chassis.service import Service
from chassis.web.layout import render
from services.evaluation import words
from services.evaluation.calibration.reckoning import Calibration, Share, calibrate
from services.evaluation.store import calibration as store
from services.evaluation.store.calibration import Group, Wanted

api: Final = APIRouter(prefix="/evaluation/api/calibration", tags=["evaluation"])
pages: Final = APIRouter(prefix="/evaluation/calibration", include_in_schema=False)

Reader = Annotated[Principal, Depends(allow(Right.STOCK_READ))]
_EMPTY_IS_NONE: Final = BeforeValidator(lambda sent: sent or None)
Institution = Annotated[CreditCode | None, _EMPTY_IS_NONE, Query()]
Field = Annotated[
    Annotated[str, Query(pattern=r"^[A-H]\d{2}$")] | None,
    _EMPTY_IS_NONE,
]


class ShareShown(BaseModel):
    """In percent, with the 95 % Wilson interval; ``value`` is null below thirty cases."""

    part: int
    whole: int
    value: float | None
    low: float | None
    high: float | None


class GradeShown(BaseModel):
    grade: SelfGrade
    agreed: ShareShown
    """Of the patents graded so and evaluated: more favorable than poor views in force."""
    used: ShareShown
    """Of the same: a signed contract or a filed license."""


class GroupShown(BaseModel):
    code: str
    name: str
    grades: list[GradeShown]


class CalibrationShown(BaseModel):
    as_of: date
    grades: list[GradeShown]
    institutions: list[GroupShown]
    fields: list[GroupShown]


@api.get("")
async def show(
    reader: Reader, service: ServiceDep, institution: Institution = None, field: Field = None
) -> CalibrationShown:
    """Institutions' grades beside enterprises' views and what came of the patents, within one's reach."""
    found = await _found(service, reader, institution, field)
    return CalibrationShown(
        as_of=today(),
        grades=[_grade(one) for one in found["grades"]],
        institutions=[_group(group) for group in found["institutions"]],
        fields=[_group(group) for group in found["fields"]],
    )


@pages.get("")
async def show_chart(
    request: Request, reader: Reader, service: ServiceDep, institution: Institution = None, field: Field = None
) -> Response:
    """The chart, its definition, and the tables behind it."""
    found = await _found(service, reader, institution, field)
    grades: list[Calibration] = found["grades"]
    context = {
        **found,
        "by_group": lambda group: calibrate(group.counts),
        "reader": reader,
        "total": sum(one.agreed.whole for one in grades),
        "institution": institution or "",
        "field": field or "",
        "words": words,
        "day": today(),
    }
    return render(request, "calibration.html", context)


async def _found(service: Service, reader: Principal, institution: str | None, field: str | None) -> dict[str, Any]:
    scope = reader.scope(Right.STOCK_READ)
    wanted = Wanted(scope.jurisdiction, scope.organization or institution, field)
    async with service.database.read() as conn:
        return {
            "grades": calibrate(await store.counts(conn, wanted, today())),
            "institutions": await store.by_institution(conn, wanted, today()),
            "fields": await store.by_field(conn, wanted, today()),
        }


def _group(group: Group) -> GroupShown:
    return GroupShown(code=group.code, name=group.name, grades=[_grade(one) for one in calibrate(group.counts)])


def _grade(one: Calibration) -> GradeShown:
    return GradeShown(grade=one.grade, agreed=_share(one.agreed), used=_share(one.used))


def _share(one: Share) -> ShareShown:
    return ShareShown(part=one.part, whole=one.whole, value=one.value, low=one.low, high=one.high)
