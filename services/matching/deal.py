"""A negotiation between an enterprise and an institution: intent, terms, two signatures, or an end."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final, assert_never

from panhuo_contracts.codes import ConversionMode, LegalStatus
from panhuo_contracts.events.matching import DealEnded, DealSigned, IntentExpressed, PatentSubscribed

from chassis.free_text import holds_contact
from services.matching import names, refusals, terms
from services.matching.terms import SignedContract, Terms

ENDED_RIGHTS: Final = frozenset(
    {LegalStatus.LAPSED, LegalStatus.EXPIRED, LegalStatus.INVALIDATED, LegalStatus.ABANDONED}
)


class Side(StrEnum):
    """Who of the two."""

    INSTITUTION = "institution"
    ENTERPRISE = "enterprise"


@dataclass(frozen=True, slots=True)
class Offer:
    """A patent as it stands in the library and on the register."""

    patent: str
    home: str
    institution: str
    institution_name: str
    accepted_modes: frozenset[ConversionMode]
    expires_on: date
    is_own: bool
    """Whether this installation speaks for it, rather than holding a copy."""
    status: LegalStatus = LegalStatus.IN_FORCE
    suspended_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parties:
    patent: str
    home: str
    institution: str
    enterprise: str


@dataclass(frozen=True, slots=True)
class Draft:
    """Terms as they were last written; signatures are of this version."""

    version: int
    terms: Terms
    signatures: frozenset[Side] = frozenset()


@dataclass(frozen=True, slots=True)
class Negotiating:
    deal: str
    parties: Parties
    draft: Draft | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    deal: str
    parties: Parties
    contract: SignedContract


@dataclass(frozen=True, slots=True)
class Ended:
    deal: str
    parties: Parties
    reason: str


Deal = Negotiating | Signed | Ended


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a contract is measured by on a day."""

    offer: Offer | None
    enterprise_name: str | None
    others: tuple[SignedContract, ...]
    """Contracts on the same patent, without this one."""
    today: date


def subscribe(offer: Offer | None, enterprise_name: str | None, enterprise: str, today: date) -> PatentSubscribed:
    """Follow a listed patent; a copy of another system's record too."""
    listed = require_listed(offer)
    require_registered(enterprise_name)
    return PatentSubscribed(
        patent=listed.patent,
        home=listed.home,
        institution=listed.institution,
        enterprise=enterprise,
        subscribed_on=today,
    )


def express_intent(
    around: Circumstances, enterprise: str, mode: ConversionMode, note: str, *, deal: str, is_negotiating: bool
) -> IntentExpressed:
    """Begin to negotiate. One that ``is_negotiating`` on this patent already goes on with that."""
    offer = _require_offer(around)
    if offer.suspended_for:
        raise refusals.EntrySuspended(
            f"该专利暂停对接：{names.suspensions(offer.suspended_for, english=False)}",
            english=f"The entry is suspended: {names.suspensions(offer.suspended_for, english=True)}",
        )
    if is_negotiating:
        raise refusals.AlreadyNegotiating(
            "这件专利上已有贵单位进行中的对接", english="Your negotiation on this patent is still open"
        )
    if mode not in offer.accepted_modes:
        raise refusals.ModeNotAccepted(
            "该专利未标注接受这种方式", english="The institution does not accept this way of conversion"
        )
    if holds_contact(note):
        raise refusals.ContactInNote(
            "说明中有手机号码或电子邮箱", english="The note holds a mobile number or an e-mail address: take it out"
        )
    return IntentExpressed(
        patent=offer.patent,
        home=offer.home,
        institution=offer.institution,
        enterprise=enterprise,
        deal=deal,
        mode=mode,
        note=note,
        expressed_on=around.today,
    )


def draft(deal: Deal, side: Side, written: Terms, around: Circumstances) -> Draft:
    """The institution writes terms, for the first time or anew; a change voids earlier signatures."""
    open_deal = require_open(deal)
    if side is not Side.INSTITUTION:
        raise refusals.WrongParty("条款由专利单位起草", english="The institution writes the terms")
    offer = _require_offer(around)
    terms.check(written, expires_on=offer.expires_on, today=around.today, others=around.others)
    before = open_deal.draft
    if before is not None and before.terms == written:
        return before
    return Draft(version=before.version + 1 if before else 1, terms=written)


def sign(deal: Deal, side: Side, version: int, around: Circumstances) -> Draft | DealSigned:
    """One side accepts the terms as they stand; with the second signature the contract is made.

    What held when the terms were written is checked again: the patent may have left, another contract may stand.
    """
    open_deal = require_open(deal)
    current = open_deal.draft
    if current is None:
        raise refusals.NoTermsYet("还没有条款可以确认", english="There are no terms to accept yet")
    if version != current.version:
        raise refusals.TermsChanged(
            f"条款已改为第 {current.version} 版", english=f"The terms now stand at version {current.version}"
        )
    if side in current.signatures:
        raise refusals.SignedByThisSide("本方已确认这一版条款", english="This side has accepted these terms already")
    offer = _require_offer(around)
    terms.check(current.terms, expires_on=offer.expires_on, today=around.today, others=around.others)
    signed = replace(current, signatures=current.signatures | {side})
    if signed.signatures != frozenset(Side):
        return signed
    return conclude(open_deal.deal, open_deal.parties.enterprise, current.terms, around, signed_on=around.today)


def conclude(deal: str, enterprise: str, agreed: Terms, around: Circumstances, *, signed_on: date) -> DealSigned:
    """The contract as a fact, also one that was signed on paper. Checks everything that a contract must meet."""
    offer = _require_offer(around)
    name = require_registered(around.enterprise_name)
    if signed_on > around.today:
        raise refusals.NotYetSigned(f"签署日 {signed_on} 尚未到来", english=f"{signed_on} is still to come")
    terms.check(agreed, expires_on=offer.expires_on, today=around.today, others=around.others)
    number = agreed.contract_number or f"PH-{signed_on.year}-{deal[-12:].upper()}"
    if any(other.contract_number == number for other in around.others):
        raise refusals.ContractNumberTaken(
            f"合同编号 {number} 已用于该专利的另一份合同",
            english=f"Another contract on this patent has the number {number}",
        )
    return DealSigned(
        patent=offer.patent,
        home=offer.home,
        institution=offer.institution,
        enterprise=enterprise,
        deal=deal,
        contract_number=number,
        licensor_name=offer.institution_name,
        licensee_name=name,
        licensee_address=agreed.licensee_address,
        mode=agreed.mode,
        license=agreed.license,
        payment=agreed.payment,
        signed_on=signed_on,
        effective_on=agreed.effective_on,
    )


def end(deal: Deal, reason: str, today: date) -> DealEnded:
    """Either side gives up, and says why."""
    open_deal = require_open(deal)
    return DealEnded(
        patent=open_deal.parties.patent,
        home=open_deal.parties.home,
        institution=open_deal.parties.institution,
        enterprise=open_deal.parties.enterprise,
        deal=open_deal.deal,
        reason=reason,
        ended_on=today,
    )


def require_open(deal: Deal) -> Negotiating:
    """Raise AlreadySigned or AlreadyEnded for a deal that is no longer negotiated."""
    match deal:
        case Negotiating():
            return deal
        case Signed():
            raise refusals.AlreadySigned(
                f"合同 {deal.contract.contract_number} 已成立",
                english=f"Contract {deal.contract.contract_number} stands already",
            )
        case Ended():
            raise refusals.AlreadyEnded(f"对接已终止：{deal.reason}", english=f"It has ended: {deal.reason}")
    assert_never(deal)


def require_listed(offer: Offer | None) -> Offer:
    if offer is None:
        raise refusals.NotListed("该专利不在资源库", english="The patent is not in the resource library")
    return offer


def require_registered(name: str | None) -> str:
    if name is None:
        raise refusals.EnterpriseNotRegistered("企业尚未登记", english="The enterprise is not registered")
    return name


def _require_offer(around: Circumstances) -> Offer:
    offer = require_listed(around.offer)
    if not offer.is_own:
        raise refusals.HostedElsewhere(
            f"该专利由 {offer.home} 的自有系统托管，此处为只读副本",
            english=f"The system of {offer.home} hosts this patent; here is a copy to read",
        )
    if offer.status in ENDED_RIGHTS:
        raise refusals.RightNotInForce("专利权已终止", english="The right has ended")
    require_registered(around.enterprise_name)
    return offer
