"""What filing answers: findings, clocks, decisions and records, as JSON."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, Literal

from panhuo_contracts.body import Money
from panhuo_contracts.events.filing import ProductIndustrialized, RefusalGround
from panhuo_contracts.events.matching import LicenseTerms, Payment
from pydantic import BaseModel
from starlette.responses import JSONResponse

from services.filing import grounds
from services.filing.clock import FilingClock
from services.filing.commands import Considered, Decided
from services.filing.findings import Finding, Outcome
from services.filing.store import lists

PROBLEM: Final = "application/problem+json"


class FindingAnswer(BaseModel):
    """One ground, and how the application stands to it."""

    number: int
    name: str
    name_en: str
    basis: str
    outcome: Outcome
    evidence: str
    evidence_en: str
    mend: str | None
    mend_en: str | None
    fields: tuple[str, ...]

    @classmethod
    def of(cls, finding: Finding) -> "FindingAnswer":
        return cls(
            number=finding.number,
            name=finding.name.zh,
            name_en=finding.name.en,
            basis=finding.basis,
            outcome=finding.outcome,
            evidence=finding.evidence.zh,
            evidence_en=finding.evidence.en,
            mend=finding.mend.zh if finding.mend else None,
            mend_en=finding.mend.en if finding.mend else None,
            fields=finding.fields,
        )


class ClockAnswer(BaseModel):
    """The three months of rule 15."""

    effective_on: date
    due_on: date
    days_left: int
    is_on_time: bool

    @classmethod
    def of(cls, clock: FilingClock) -> "ClockAnswer":
        return cls(
            effective_on=clock.effective_on,
            due_on=clock.due_on,
            days_left=clock.days_left,
            is_on_time=clock.is_on_time,
        )


class CheckAnswer(BaseModel):
    """What would be decided now; nothing was recorded."""

    can_be_filed: bool
    findings: list[FindingAnswer]
    clock: ClockAnswer

    @classmethod
    def of(cls, considered: Considered) -> "CheckAnswer":
        return cls(
            can_be_filed=considered.can_be_filed,
            findings=[FindingAnswer.of(finding) for finding in considered.findings],
            clock=ClockAnswer.of(considered.clock),
        )


class DecisionAnswer(BaseModel):
    """One application decided: on file under a number, or refused on grounds."""

    outcome: Literal["filed", "refused"]
    patent: str
    deal: str
    event: str
    filing_number: str | None
    grounds: list[FindingAnswer]
    clock: ClockAnswer

    @classmethod
    def of(cls, decided: Decided) -> "DecisionAnswer":
        considered = decided.considered
        return cls(
            outcome="refused" if decided.filing_number is None else "filed",
            patent=considered.case.application.patent,
            deal=considered.case.application.deal,
            event=decided.event_id,
            filing_number=decided.filing_number,
            grounds=[FindingAnswer.of(finding) for finding in grounds.failures(considered.findings)],
            clock=ClockAnswer.of(considered.clock),
        )


class DecisionsAnswer(BaseModel):
    """Many decisions, in the order of the applications."""

    items: list[DecisionAnswer]


class LicenseAnswer(BaseModel):
    """A license on file."""

    filing_number: str
    writer: str
    patent: str
    title: str | None
    deal: str
    home: str
    institution: str
    institution_name: str
    enterprise: str
    enterprise_name: str
    contract_number: str
    terms: LicenseTerms
    payment: Payment
    effective_on: date
    filed_on: date
    is_on_time: bool
    event: str
    event_at: datetime
    generated: bool

    @classmethod
    def of(cls, filed: lists.FiledLicense) -> "LicenseAnswer":
        terms = LicenseTerms.model_validate(
            {
                "kind": filed.kind,
                "territory": filed.territory,
                "term_from": filed.term_from,
                "term_to": filed.term_to,
            }
        )
        return cls(
            filing_number=filed.filing_number,
            writer=filed.writer,
            patent=filed.patent,
            title=filed.title,
            deal=filed.deal,
            home=filed.home,
            institution=filed.institution,
            institution_name=filed.institution_name,
            enterprise=filed.enterprise,
            enterprise_name=filed.enterprise_name,
            contract_number=filed.contract_number,
            terms=terms,
            payment=filed.payment,
            effective_on=filed.effective_on,
            filed_on=filed.filed_on,
            is_on_time=filed.is_on_time,
            event=filed.event_id,
            event_at=filed.event_at,
            generated=filed.generated,
        )


class RefusalAnswer(BaseModel):
    """A refusal with its numbered grounds."""

    event: str
    event_at: datetime
    patent: str
    deal: str
    home: str
    institution: str
    enterprise: str
    contract_number: str
    grounds: tuple[RefusalGround, ...]
    refused_on: date

    @classmethod
    def of(cls, refusal: lists.Refusal) -> "RefusalAnswer":
        return cls(
            event=refusal.event_id,
            event_at=refusal.event_at,
            patent=refusal.patent,
            deal=refusal.deal,
            home=refusal.home,
            institution=refusal.institution,
            enterprise=refusal.enterprise,
            contract_number=refusal.contract_number,
            grounds=refusal.grounds,
            refused_on=refusal.refused_on,
        )


class WaitingAnswer(BaseModel):
    """A signed license deal that is not on file, with its clock."""

    patent: str
    title: str | None
    deal: str
    home: str
    institution: str
    enterprise: str
    enterprise_name: str
    contract_number: str
    refusals: int
    clock: ClockAnswer

    @classmethod
    def of(cls, waiting: lists.WaitingDeal, today: date) -> "WaitingAnswer":
        return cls(
            patent=waiting.deal.patent,
            title=waiting.title,
            deal=waiting.deal.deal,
            home=waiting.deal.home,
            institution=waiting.deal.institution,
            enterprise=waiting.deal.enterprise,
            enterprise_name=waiting.enterprise_name,
            contract_number=waiting.deal.contract_number,
            refusals=waiting.refusals,
            clock=ClockAnswer.of(FilingClock.of(waiting.deal.effective_on, today)),
        )


class ProductAnswer(BaseModel):
    """A product as last reported."""

    patent: str
    product: str
    product_name: str
    product_class: str
    home: str
    institution: str
    enterprise: str
    deal: str | None
    on_market_since: date
    revenue: Money | None
    reported_on: date

    @classmethod
    def of(cls, body: ProductIndustrialized) -> "ProductAnswer":
        return cls.model_validate(body.model_dump())

    @classmethod
    def listed(cls, product: lists.Product) -> "ProductAnswer":
        return cls(
            patent=product.patent,
            product=product.product,
            product_name=product.product_name,
            product_class=product.product_class,
            home=product.home,
            institution=product.institution,
            enterprise=product.enterprise,
            deal=product.deal,
            on_market_since=product.on_market_since,
            revenue=None if product.revenue is None else Money(amount=product.revenue),
            reported_on=product.reported_on,
        )


class ProductsAnswer(BaseModel):
    """Products recorded, in the order of the reports."""

    items: list[ProductAnswer]


class TotalsAnswer(BaseModel):
    """How much there is within reach."""

    licenses: int
    on_time: int
    refusals: int
    waiting: int
    products: int

    @classmethod
    def of(cls, totals: lists.Totals) -> "TotalsAnswer":
        return cls.model_validate(totals, from_attributes=True)


def refused(decided: Decided) -> JSONResponse:
    """A refusal as problem details: it is recorded, so it is an answer and not an exception."""
    answer = DecisionAnswer.of(decided)
    body: Mapping[str, Any] = {
        "type": "urn:panhuo:rule:filing_refused",
        "title": "不予备案",
        "status": 409,
        "detail": "；".join(f"第{ground.number}项 {ground.name}：{ground.evidence}" for ground in answer.grounds),
        "rule": "filing_refused",
        "basis": "备案办法 第12条",
        **answer.model_dump(mode="json"),
    }
    return JSONResponse(body, 409, media_type=PROBLEM)
