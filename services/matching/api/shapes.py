"""What the interface answers."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, Self

from panhuo_contracts.events.matching import LicenseTerms, Payment
from panhuo_contracts.identifiers import display_patent_number
from pydantic import BaseModel

from services.matching import ranking
from services.matching.commands import answers
from services.matching.deal import Draft
from services.matching.looking import Answer, Result
from services.matching.store.deals import Record
from services.matching.store.enterprises import Enterprise
from services.matching.store.library import Entry
from services.matching.terms import Terms


class EntryShape(BaseModel):
    """A patent of the resource library."""

    patent: str
    number: str
    home: str
    institution: str
    institution_name: str
    title: str
    abstract: str
    scenario: str
    keywords: list[str]
    patent_type: str
    filing_date: date
    expires_on: date
    listed_on: date
    maturity: str | None
    self_grade: str | None
    accepted_modes: list[str]
    ipc: list[str]
    industries: list[str]
    asking_price: Decimal | None
    evaluations: int
    favorable_evaluations: int
    tier: str | None
    ministry: str | None
    suspended_for: list[str]
    said_at: datetime
    generated: bool

    @classmethod
    def of(cls, entry: Entry) -> Self:
        return cls(
            number=display_patent_number(entry.patent),
            **{name: getattr(entry, name) for name in cls.model_fields if name != "number"},
        )


class ScoreShape(BaseModel):
    """The parts of a score, in points of 60, 25 and 15."""

    total: Decimal
    words: Decimal
    places: Decimal
    evaluations: Decimal
    method: str = ranking.METHOD


class ResultShape(BaseModel):
    entry: EntryShape
    score: ScoreShape | None
    matched: list[str]
    missing: list[str]

    @classmethod
    def of(cls, result: Result) -> Self:
        score = result.score
        return cls(
            entry=EntryShape.of(result.entry),
            score=None
            if score is None
            else ScoreShape(total=score.total, words=score.words, places=score.places, evaluations=score.evaluations),
            matched=list(result.matched),
            missing=list(result.missing),
        )


class LibraryShape(BaseModel):
    """A page of results. ``total`` is a lower bound where ``is_capped``; ``facets`` leaves out what was not counted."""

    items: list[ResultShape]
    total: int
    is_capped: bool
    is_ranking_capped: bool
    words: list[str]
    alternatives: list[list[str]]
    facets: Mapping[str, Mapping[str, int]]
    next_cursor: str | None

    @classmethod
    def of(cls, answer: Answer, next_cursor: str | None) -> Self:
        return cls(
            items=[ResultShape.of(result) for result in answer.results],
            total=answer.total,
            is_capped=answer.is_capped,
            is_ranking_capped=answer.is_ranking_capped,
            words=list(answer.enquiry.words),
            alternatives=[list(together) for together in answer.alternatives],
            facets=answer.facets,
            next_cursor=next_cursor,
        )


class LibraryEntryShape(BaseModel):
    entry: EntryShape
    legal_status: str
    legal_flags: list[str]
    subscribed_on: date | None


class EnterpriseShape(BaseModel):
    enterprise: str
    name: str
    home: str
    kinds: list[str]
    industries: list[str]
    profile: str
    registered_on: date
    generated: bool

    @classmethod
    def of(cls, enterprise: Enterprise) -> Self:
        return cls(**{name: getattr(enterprise, name) for name in cls.model_fields})


class DraftShape(BaseModel):
    version: int
    terms: Terms
    signatures: list[str]

    @classmethod
    def of(cls, draft: Draft) -> Self:
        return cls(version=draft.version, terms=draft.terms, signatures=sorted(draft.signatures))


class DealShape(BaseModel):
    """A negotiation; ``draft`` only where it is asked for by itself and still open."""

    deal: str
    patent: str
    title: str | None
    home: str
    institution: str
    institution_name: str | None
    enterprise: str
    enterprise_name: str | None
    stage: Literal["open", "signed", "ended"]
    intent_mode: str | None
    note: str
    expressed_on: date | None
    mode: str | None
    contract_number: str | None
    licensee_address: str | None
    license: LicenseTerms | None
    payment: Payment | None
    signed_on: date | None
    effective_on: date | None
    end_reason: str | None
    ended_on: date | None
    filing_number: str | None
    filed_on: date | None
    draft: DraftShape | None = None

    @classmethod
    def of(cls, record: Record, draft: Draft | None = None) -> Self:
        names = [name for name in cls.model_fields if name not in ("stage", "draft")]
        return cls(
            stage="signed" if record.signed_on else "ended" if record.ended_on else "open",
            draft=None if draft is None or record.signed_on else DraftShape.of(draft),
            **{name: getattr(record, name) for name in names},
        )


class RowShape(BaseModel):
    """What became of one row of a request."""

    row: int
    key: str
    outcome: answers.Outcome
    deal: str | None = None
    rule: str = ""
    detail: str = ""
    basis: str = ""
    mend: str = ""
    errors: list[Mapping[str, str]] = []

    @classmethod
    def of(cls, answer: answers.Answer) -> Self:
        refusal = answer.refusal
        return cls(
            row=answer.row,
            key=answer.key,
            outcome=answer.outcome,
            deal=answer.deal,
            rule=refusal.rule if refusal else "",
            detail=str(refusal) if refusal else "",
            basis=refusal.basis if refusal else "",
            mend=refusal.mend if refusal else "",
            errors=list(answer.problems),
        )


class RowsShape(BaseModel):
    accepted: int
    unchanged: int
    not_accepted: int
    items: list[RowShape]

    @classmethod
    def of(cls, rows: Sequence[answers.Answer]) -> Self:
        accepted = sum(row.outcome == "accepted" for row in rows)
        unchanged = sum(row.outcome == "unchanged" for row in rows)
        return cls(
            accepted=accepted,
            unchanged=unchanged,
            not_accepted=len(rows) - accepted - unchanged,
            items=[RowShape.of(row) for row in rows],
        )
