"""Stream ``institutions``: which bodies own patents here, under which name, and who has taken them over."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from panhuo_contracts.body import Body, Line
from panhuo_contracts.codes import InstitutionKind, Ministry
from panhuo_contracts.identifiers import CreditCode, Jurisdiction

Reason = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]


class _Institution(Body):
    stream: ClassVar[str] = "institutions"
    key_field: ClassVar[str] = "institution"

    institution: CreditCode
    home: Jurisdiction


class InstitutionAdmitted(_Institution):
    """The office in charge has entered an institution into the register; said again where kind or ministry changed."""

    name: Line
    kind: InstitutionKind = InstitutionKind.UNCLASSIFIED
    ministry: Ministry | None = None
    admitted_on: date
    generated: bool = False


class InstitutionSuspended(_Institution):
    """Its people may do nothing until it is reinstated; what stands stays and can be read."""

    reason: Reason
    suspended_on: date


class InstitutionReinstated(_Institution):
    """The suspension is over."""

    reason: Reason
    reinstated_on: date


class InstitutionRenamed(_Institution):
    """It bears another name under the same credit code; the former one still finds it."""

    name: Line
    former_name: Line
    renamed_on: date
    """From when it bears the name."""
    reason: Annotated[str, Field(max_length=2_000)] = ""
    """Such as the decision's number."""


class InstitutionMerged(_Institution):
    """Another institution has taken it over. Its records pass over in stream ``inventory``, each said again."""

    into: CreditCode
    into_name: Line
    merged_on: date
    reason: Annotated[str, Field(max_length=2_000)] = ""
