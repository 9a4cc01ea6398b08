"""An industry library: how its members are found, who keeps it, and how it is changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from panhuo_contracts.body import Text
from panhuo_contracts.identifiers import PatentNumber, normalize_patent_number
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from chassis.errors import Invalid, Refused, Told
from chassis.identity import Principal, Role
from services.matching.pulling.selection import Reach, Selection, Wanted
from services.matching.refusals import WORK_PLAN

MOST_BY_HAND: Final = 2_000


class EditedElsewhere(Refused):
    """Somebody changed the library after this change was made out."""

    basis = Told.by("本平台规则", "修改以最新版本为基础", "changes start from the latest edition")
    mend = Told("重新打开专题库，在最新版本上修改", "Open the library anew and change the latest edition")


class NothingDefined(Refused):
    """It would be the whole library, or nothing."""

    rule = "industry_library_undefined"
    basis = Told.by(WORK_PLAN, "按产业建立专题库", "libraries by industry")
    mend = Told("至少填写一项筛选条件，或选入一件专利", "Set at least one filter, or pick a patent")


def _numbers(said: object) -> object:
    """Patent numbers in any written form, one after another in a field or as a list."""
    values = said if isinstance(said, list | tuple) else [said]
    apart = [part for value in values for part in str(value or "").replace("、", " ").replace(",", " ").split()]
    return tuple(dict.fromkeys(normalize_patent_number(part) for part in apart))


Numbers = Annotated[tuple[PatentNumber, ...], BeforeValidator(_numbers), Field(max_length=MOST_BY_HAND)]


class Definition(BaseModel):
    """What its keeper says of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^\x00]*$")]
    about: Text = ""
    is_public: bool = False
    """Whether everyone who may read the library sees it."""
    selection: Selection = Selection()
    picked: Numbers = ()
    """In it whatever the filters say."""
    excluded: Numbers = ()
    """Left out whatever the filters say."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One state of the definition; earlier ones are kept."""

    number: int
    definition: Definition
    reason: str
    edited_by: str
    edited_at: datetime


@dataclass(frozen=True, slots=True)
class Library:
    """An industry library as it stands."""

    id: UUID
    owner: str
    owner_name: str
    edition: Edition

    def may_be_read_by(self, principal: Principal) -> bool:
        return self.edition.definition.is_public or self.is_kept_by(principal)

    def is_kept_by(self, principal: Principal) -> bool:
        return self.owner == keeper(principal)

    def wanted(self, reach: Reach) -> Wanted:
        """Its members, of which somebody takes those within their reach."""
        said = self.edition.definition
        return Wanted(
            selection=None if said.selection.is_everything else said.selection,
            picked=said.picked,
            excluded=said.excluded,
            reach=reach,
        )


def keeper(principal: Principal) -> str | None:
    """For whom somebody keeps libraries: colleagues of one office keep the same ones. None for who keeps none."""
    match principal.role:
        case Role.NATION | Role.PROVINCE:
            return principal.jurisdiction
        case Role.MINISTRY:
            return f"ministry:{principal.ministry}"
        case Role.CHAIN_LEADER:
            return f"chain:{principal.organization}"
        case _:
            return None


def check(definition: Definition) -> None:
    """Raises NothingDefined, and Invalid where a patent is both picked and excluded."""
    if definition.selection.is_everything and not definition.picked:
        raise NothingDefined(
            "没有筛选条件，也没有选入的专利", english="It has neither filters nor patents that were picked."
        )
    both = sorted({*definition.picked} & {*definition.excluded})
    if both:
        raise Invalid(
            f"{_few(both)} 同时被选入和排除", field="excluded", english=f"{_few(both)}: both picked and left out."
        )


def _few(numbers: Iterable[str]) -> str:
    return "、".join(list(numbers)[:5])
