"""License contracts: the right, the signed deal, what is already on file, and what an office applies for."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from panhuo_contracts.codes import ConversionMode, LegalFlag, LegalStatus, LicenseKind, PatentType
from panhuo_contracts.events.matching import LicenseTerms, Payment

NATIONWIDE: Final = "全国"
LICENSE_MODES: Final = frozenset(
    {
        ConversionMode.ORDINARY_LICENSE,
        ConversionMode.SOLE_LICENSE,
        ConversionMode.EXCLUSIVE_LICENSE,
        ConversionMode.OPEN_LICENSE,
    }
)
ONE_LICENSEE: Final = frozenset({LicenseKind.EXCLUSIVE, LicenseKind.SOLE})
"""Kinds under which nobody else may be licensed (technology-contract interpretation, article 25)."""
ENDED: Final = frozenset({LegalStatus.LAPSED, LegalStatus.EXPIRED, LegalStatus.INVALIDATED, LegalStatus.ABANDONED})


@dataclass(frozen=True, slots=True)
class Right:
    """A patent as the register and its institution's stocktaking have it."""

    patent: str
    home: str
    institution: str
    institution_name: str
    title: str
    patent_type: PatentType
    filing_date: date
    grant_date: date | None
    expires_on: date
    co_patentees: tuple[str, ...] = ()
    status: LegalStatus = LegalStatus.IN_FORCE
    flags: frozenset[LegalFlag] = frozenset()
    status_since: date | None = None
    """None: the register has reported no change since the grant."""
    away_on: date | None = None
    """Since when a registered transfer has had it elsewhere."""
    generated: bool = False


@dataclass(frozen=True, slots=True)
class Deal:
    """A contract that both sides signed."""

    patent: str
    deal: str
    home: str
    institution: str
    enterprise: str
    contract_number: str
    licensor_name: str
    licensee_name: str
    licensee_address: str | None
    mode: ConversionMode
    terms: LicenseTerms | None
    payment: Payment
    signed_on: date
    effective_on: date

    @property
    def is_license(self) -> bool:
        return self.mode in LICENSE_MODES


@dataclass(frozen=True, slots=True)
class License:
    """A license contract on file."""

    filing_number: str
    patent: str
    deal: str
    enterprise: str
    contract_number: str
    kind: LicenseKind
    territory: str
    term_from: date
    term_to: date


@dataclass(frozen=True, slots=True)
class Application:
    """What an office asks to have filed; what it left out is None or empty."""

    patent: str
    deal: str
    applicant: str
    contract_number: str
    effective_on: date
    licensor_name: str
    licensor_address: str
    licensee_name: str
    licensee_address: str
    kind: LicenseKind
    territory: str
    term_from: date | None
    term_to: date | None
    payment: Payment
    has_co_owner_consent: bool = False
    has_pledgee_consent: bool = False

    def terms(self) -> LicenseTerms:
        """The terms as they are filed; only of an application whose content is complete."""
        if self.term_from is None or self.term_to is None:
            raise ValueError(self.deal)
        return LicenseTerms(kind=self.kind, territory=self.territory, term_from=self.term_from, term_to=self.term_to)
