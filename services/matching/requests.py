"""What people ask of matching over HTTP, read from addresses and bodies."""

from typing import Annotated, Any, Final

from fastapi import Depends, Path, Query
from panhuo_contracts.body import Text
from panhuo_contracts.codes import ConversionMode
from panhuo_contracts.identifiers import normalize_patent_number
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chassis.errors import NotFound
from services.matching.enquiry import By, Enquiry, Sort

MOST_ENTERPRISES: Final = 1_000
MOST_CONTRACTS: Final = 500
BULK_BYTES: Final = 8 << 20

Typed = Annotated[str, StringConstraints(max_length=2_000, pattern=r"^[^\x00]*$")]
Value = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_\-]{1,40}$")]
Values = Annotated[list[Value], Query(max_length=60, default_factory=list)]
DealId = Annotated[str, Path(min_length=1, max_length=400, pattern=r"^[^\x00]+$")]


def read_enquiry(
    q: Annotated[Typed, Query()] = "",
    by: By = By.TEXT,
    sort: Sort = Sort.MATCH,
    *,
    type: Values,  # noqa: A002 - the name is the address's
    mode: Values,
    maturity: Values,
    grade: Values,
    home: Values,
    section: Values,
    ipc: Values,
) -> Enquiry:
    """The question that an address holds."""
    chosen = {
        "type": type,
        "mode": mode,
        "maturity": maturity,
        "grade": grade,
        "home": home,
        "section": section,
        "ipc": ipc,
    }
    filters = {name: tuple(dict.fromkeys(values)) for name, values in chosen.items()}
    return Enquiry.read(q, by=by, filters=filters, sort=sort)


EnquiryDep = Annotated[Enquiry, Depends(read_enquiry)]


def read_patent(patent: Annotated[str, Path(max_length=40)]) -> str:
    """A patent number in any of its written forms. Raises NotFound for what is none."""
    try:
        return normalize_patent_number(patent)
    except ValueError:
        raise NotFound from None


PatentDep = Annotated[str, Depends(read_patent)]


class _Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Intent(_Asked):
    """How an enterprise would take a patent up."""

    mode: ConversionMode
    note: Text = ""


class Signature(_Asked):
    """Acceptance of the terms in the version that was read."""

    version: Annotated[int, Field(ge=1)]


class End(_Asked):
    """Why a negotiation ends."""

    reason: Annotated[Text, Field(min_length=1)]


class EnterpriseRows(_Asked):
    """Profiles of enterprises, each read and answered by itself."""

    items: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=MOST_ENTERPRISES)]


class ContractRows(_Asked):
    """Contracts signed outside, each read and answered by itself."""

    items: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=MOST_CONTRACTS)]
