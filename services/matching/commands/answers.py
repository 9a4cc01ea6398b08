"""What became of each record of a request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from pydantic import BaseModel, ValidationError

from chassis.errors import NotFound, Refused

Outcome = Literal["accepted", "unchanged", "refused", "invalid", "not_found"]
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Answer:
    """One record's outcome. ``key`` is its credit code or patent, ``deal`` the deal it made or met."""

    row: int
    key: str
    outcome: Outcome
    deal: str | None = None
    refusal: Refused | None = None
    problems: Sequence[Mapping[str, str]] = field(default_factory=tuple)


def read_rows(
    rows: Sequence[Mapping[str, object]], model: type[M], key: str
) -> tuple[list[tuple[int, M]], list[Answer]]:
    """Rows that can be read, with their numbers from 1, and answers for those that cannot."""
    good: list[tuple[int, M]] = []
    bad: list[Answer] = []
    for number, row in enumerate(rows, 1):
        try:
            good.append((number, model.model_validate(row)))
        except ValidationError as error:
            problems = [{"field": ".".join(map(str, one["loc"])), "message": one["msg"]} for one in error.errors()[:10]]
            bad.append(Answer(number, str(row.get(key, ""))[:40], "invalid", problems=problems))
    return good, bad


def require_accepted(answer: Answer) -> Answer:
    """For a request about one record: its refusal is the request's. Raises Refused or NotFound."""
    if answer.refusal is not None:
        raise answer.refusal
    if answer.outcome == "not_found":
        raise NotFound
    return answer
