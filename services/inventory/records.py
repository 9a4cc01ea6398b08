"""A stock record: what the register says of a patent, and what its institution says."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any, Final, NamedTuple, TypeVar

from panhuo_contracts import Money
from panhuo_contracts.body import Value
from panhuo_contracts.codes import (
    ConversionMode,
    ImplementationStatus,
    InstitutionKind,
    Maturity,
    Ministry,
    PatentType,
    SelfGrade,
)
from panhuo_contracts.events.inventory import (
    Annotations,
    Bibliography,
    InventoryRevised,
    PatentInventoried,
    PatentRecorded,
)

from services.inventory.institutions import Institution

V = TypeVar("V", bound=Value)


class Entry(NamedTuple):
    """The register's part of a record, in the order of the table's columns."""

    number: str
    home: str
    institution: str
    institution_name: str
    institution_kind: InstitutionKind
    ministry: Ministry | None
    title: str
    abstract: str
    patent_type: PatentType
    publication_number: str | None
    filing_date: date
    grant_date: date | None
    expires_on: date
    ipc: tuple[str, ...]
    locarno: str | None
    co_patentees: tuple[str, ...]
    generated: bool


class Remarks(NamedTuple):
    """The institution's part of a record: the public part of the six annotation groups."""

    implementation: ImplementationStatus = ImplementationStatus.UNUSED
    accepted_modes: tuple[ConversionMode, ...] = ()
    asking_price: Decimal | None = None
    """In yuan; None: negotiable."""
    maturity: Maturity | None = None
    self_grade: SelfGrade | None = None
    scenario: str = ""
    industries: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


ENTRY_FIELDS: Final = Entry._fields
REMARK_FIELDS: Final = Remarks._fields
_BIBLIOGRAPHY: Final = tuple(Bibliography.model_fields)
_printed: Final = attrgetter(*_BIBLIOGRAPHY)
_annotated: Final = attrgetter(*REMARK_FIELDS)


def _stand(kind: type[V], values: dict[str, Any]) -> V:
    """A part of an event from values that were checked before, every field given.

    Entries and remarks hold what the rules of rows, forms or events have passed; to check it again for each of a
    million rows takes longer than to store them. A test holds what is built here against the checking constructor.
    """
    built = kind.__new__(kind)
    object.__setattr__(built, "__dict__", values)
    object.__setattr__(built, "__pydantic_fields_set__", set(values))
    object.__setattr__(built, "__pydantic_extra__", None)
    object.__setattr__(built, "__pydantic_private__", None)
    return built


def _shared(entry: Entry) -> dict[str, Any]:
    number, home, institution, institution_name, institution_kind, ministry, *printed, generated = entry
    return {
        "patent": number,
        "home": home,
        "institution": institution,
        "institution_name": institution_name,
        "institution_kind": institution_kind,
        "ministry": ministry,
        "bibliography": _stand(Bibliography, dict(zip(_BIBLIOGRAPHY, printed, strict=True))),
        "generated": generated,
    }


def annotations(remarks: Remarks) -> Annotations:
    """Remarks as events carry them."""
    values: dict[str, Any] = dict(zip(REMARK_FIELDS, remarks, strict=True))
    if remarks.asking_price is not None:
        values["asking_price"] = _stand(Money, {"amount": remarks.asking_price, "currency": "CNY"})
    return _stand(Annotations, values)


def remarks_of(stated: Annotations) -> Remarks:
    remarks = Remarks._make(_annotated(stated))
    price: Money | None = stated.asking_price
    return remarks if price is None else remarks._replace(asking_price=price.amount)


def entry_of(body: PatentRecorded | PatentInventoried | InventoryRevised) -> Entry:
    owner = (body.home, body.institution, body.institution_name, body.institution_kind, body.ministry)
    return Entry._make((body.patent, *owner, *_printed(body.bibliography), body.generated))


def under(entry: Entry, institution: Institution) -> Entry:
    """The record as another institution's, or as its own under what the register says of it now."""
    return entry._replace(
        home=institution.home,
        institution=institution.code,
        institution_name=institution.name,
        institution_kind=institution.kind,
        ministry=institution.ministry,
    )


def recorded(entry: Entry, *, on: date) -> PatentRecorded:
    return _stand(PatentRecorded, {**_shared(entry), "recorded_on": on})


def inventoried(entry: Entry, remarks: Remarks, *, on: date) -> PatentInventoried:
    return _stand(PatentInventoried, {**_shared(entry), "annotations": annotations(remarks), "inventoried_on": on})


def revised(entry: Entry, remarks: Remarks, *, changed: tuple[str, ...], on: date) -> InventoryRevised:
    said = {"annotations": annotations(remarks), "changed": changed, "revised_on": on}
    return _stand(InventoryRevised, {**_shared(entry), **said})


def changes(old: Entry, new: Entry) -> tuple[str, ...]:
    """Names of the register's fields that differ, as events name them: ``bibliography.title``."""
    return tuple(
        f"bibliography.{name}" if name in _BIBLIOGRAPHY else name
        for name, before, after in zip(ENTRY_FIELDS, old, new, strict=True)
        if before != after
    )


def remark_changes(old: Remarks, new: Remarks) -> tuple[str, ...]:
    """Names of the annotations that differ: ``annotations.maturity``."""
    return tuple(
        f"annotations.{name}" for name, before, after in zip(REMARK_FIELDS, old, new, strict=True) if before != after
    )


def entry_from_row(row: Mapping[str, Any]) -> Entry:
    """A row of the table as an entry."""
    stated = {name: row[name] for name in ENTRY_FIELDS}
    return Entry(
        **stated
        | {
            "institution_kind": InstitutionKind(stated["institution_kind"]),
            "ministry": Ministry(stated["ministry"]) if stated["ministry"] else None,
            "patent_type": PatentType(stated["patent_type"]),
            "ipc": tuple(stated["ipc"]),
            "co_patentees": tuple(stated["co_patentees"]),
        }
    )


def remarks_from_row(row: Mapping[str, Any]) -> Remarks:
    """A row of the table as remarks."""
    return Remarks(
        ImplementationStatus(row["implementation"]),
        tuple(ConversionMode(mode) for mode in row["accepted_modes"]),
        row["asking_price"],
        Maturity(row["maturity"]) if row["maturity"] else None,
        SelfGrade(row["self_grade"]) if row["self_grade"] else None,
        row["scenario"],
        tuple(row["industries"]),
        tuple(row["keywords"]),
    )
