"""What the HTTP interface is asked of reviews, and how it answers."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from panhuo_contracts.identifiers import PatentNumber
from pydantic import BaseModel, Field, StringConstraints

from services.inventory.requests import Asked, Name, Reason, RefusedOne
from services.inventory.review.reviewers import Decided
from services.inventory.review.reviewing import Route
from services.inventory.review.stocktaking import MOST_AT_ONCE
from services.inventory.store.colleges import College
from services.inventory.store.imports import Job
from services.inventory.store.reviews import Held, Step

Numbers = Annotated[list[PatentNumber], Field(min_length=1, max_length=MOST_AT_ONCE)]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,40}$")]


class ReturnsRequest(Asked):
    """Records to send back at once, for one reason; a trial tells what would happen."""

    numbers: Numbers
    reason: Reason
    is_trial: bool = False


class AssignmentsRequest(Asked):
    """Whom to put records to; what is not given stays as it is, an empty college is none."""

    numbers: Numbers
    college: Code | Annotated[str, StringConstraints(max_length=0)] | None = None
    person: Name | None = None
    """On the institution's list of people: an account, or a name that one of its inventors alone has."""
    is_trial: bool = False


class RouteRequest(Asked):
    route: Route


class CollegeRequest(Asked):
    code: Code
    name: Name
    is_closed: bool = False


class CollegeAnswer(BaseModel):
    code: str
    name: str
    is_closed: bool


class ArrangementAnswer(BaseModel):
    """How an institution reviews, and its colleges."""

    route: str
    colleges: list[CollegeAnswer]

    @classmethod
    def of(cls, route: Route, colleges: Sequence[College]) -> Self:
        return cls(route=route, colleges=[CollegeAnswer(**college._asdict()) for college in colleges])


class MovedAnswer(BaseModel):
    """What became of several records."""

    is_trial: bool
    done: dict[str, str]
    """The stage of each record that moved, or would."""
    refused: list[RefusedOne]

    @classmethod
    def of(cls, decided: Decided, *, is_trial: bool, english: bool) -> Self:
        return cls(
            is_trial=is_trial,
            done={number: stage.value for number, stage in decided.done.items()},
            refused=refusals(decided, english=english),
        )


class StepAnswer(BaseModel):
    at: datetime
    move: str
    stage: str
    name: str
    role: str
    note: str


class FileAnswer(BaseModel):
    """An import that changed the record, and who sent the file when."""

    id: UUID
    file_name: str
    name: str
    at: datetime


class ReviewAnswer(BaseModel):
    """Where a record stands in its review, whose it is, until when, and who did what so far."""

    stage: str
    route: str
    college: str | None
    responsible: str
    due_on: date | None
    steps: list[StepAnswer]
    imports: list[FileAnswer]

    @classmethod
    def of(cls, held: Held, steps: Sequence[Step], files: Sequence[Job]) -> Self:
        return cls(
            stage=held.found.stage,
            route=held.found.route,
            college=held.found.college,
            responsible=held.responsible.name,
            due_on=held.draft.due_on if held.draft else None,
            steps=[StepAnswer(**step._asdict()) for step in steps],
            imports=[FileAnswer(id=one.id, file_name=one.file_name, name=one.sender, at=one.sent_at) for one in files],
        )


def refusals(decided: Decided, *, english: bool) -> list[RefusedOne]:
    return [
        RefusedOne(
            number=number,
            rule=refused.rule,
            message=refused.english if english and refused.english else str(refused),
            mend=refused.mend,
        )
        for number, refused in decided.refused
    ]
