"""What becomes of a patent: stocktaking, listing, enterprises' views, a contract, its filing, a product."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from panhuo_contracts.body import Money
from panhuo_contracts.codes import (
    Confidence,
    ConversionMode,
    LegalFlag,
    LegalStatus,
    LicenseKind,
    Maturity,
    PaymentKind,
    ProspectGrade,
    RoyaltyBase,
    SelfGrade,
)
from panhuo_contracts.events.inventory import Annotations
from panhuo_contracts.events.matching import Payment

from panhuo.demo.dice import Dice
from panhuo.demo.organizations import Company
from panhuo.demo.patents import Patent
from panhuo.demo.vocabulary import FIELDS

FIRST_WEEK: Final = date(2024, 3, 4)
WEEKS: Final = 95
"""What happened on a fixed day happened on a Monday of these."""
_LICENSES: Final = {
    ConversionMode.ORDINARY_LICENSE: LicenseKind.ORDINARY,
    ConversionMode.SOLE_LICENSE: LicenseKind.SOLE,
    ConversionMode.EXCLUSIVE_LICENSE: LicenseKind.EXCLUSIVE,
}
_CONTRACTS: Final = (
    (ConversionMode.ORDINARY_LICENSE, 0.64),
    (ConversionMode.EXCLUSIVE_LICENSE, 0.16),
    (ConversionMode.SOLE_LICENSE, 0.08),
    (ConversionMode.TRANSFER, 0.12),
)
"""Ways in which contracts are made, and how often where all are accepted."""


@dataclass(frozen=True, slots=True)
class View:
    """What one enterprise thinks of a patent."""

    company: Company
    prospect: ProspectGrade
    confidence: Confidence
    need: str
    cooperation: tuple[ConversionMode, ...]
    opinion: str


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract that comes of it. ``lacks`` is what keeps it from being filed, if anything."""

    company: Company
    contract_number: str
    mode: ConversionMode
    kind: LicenseKind | None
    years: int
    payment: Payment
    days_ago: int
    """How long before the sample was made it took effect."""
    is_applied_for: bool
    has_pledgee_consent: bool
    lacks: str


@dataclass(frozen=True, slots=True)
class Product:
    """What is sold in the end."""

    identifier: str
    name: str
    industry: str
    revenue: Money


@dataclass(frozen=True, slots=True)
class Story:
    """All of it. Weeks count from FIRST_WEEK; None has not happened."""

    inventoried: int | None
    annotations: Annotations
    status: LegalStatus
    flags: tuple[LegalFlag, ...]
    self_evaluated: bool
    is_offered: bool
    views: tuple[View, ...]
    subscribers: tuple[Company, ...]
    contract: Contract | None
    product: Product | None
    proposed: Contract | None = None
    """What is on the table where a negotiation has not come to a contract."""


def week(n: int) -> date:
    """The day of a week's number."""
    return FIRST_WEEK + timedelta(weeks=n)


def story(seed: str, patent: Patent, companies: list[Company]) -> Story:
    """What becomes of a patent; ``companies`` are those that its system reaches."""
    dice = Dice(seed, f"story/{patent.number}")
    bias = patent.institution.diligence
    annotations = _annotations(patent, dice)
    status, flags = _legal(dice)
    # What was granted lately waits; of the rest, stock has been taken.
    is_inventoried = not patent.is_recent
    is_offered = (
        is_inventoried
        and status is LegalStatus.IN_FORCE
        and annotations.self_grade is not SelfGrade.UNCLEAR
        and ConversionMode.NO_INTENTION not in annotations.accepted_modes
        and dice.chance("offered", 0.78 + bias)
    )
    near = [company for company in companies if company.field == patent.field] or companies
    is_seen = is_offered and dice.chance("seen", 0.09 + bias / 2)
    grade = annotations.self_grade
    views = (
        tuple(_view(patent, company, grade, dice) for company in _pick(near, dice, "viewers", 1, 2)) if is_seen else ()
    )
    taken_up = 0.62 if grade is SelfGrade.GOOD else 0.42
    is_followed = is_offered and dice.chance("followed", taken_up if views else 0.02)
    subscribers = tuple(_pick(near, dice, "followers", 1, 2)) if is_followed else ()
    signs = is_followed and dice.chance("signs", 0.85)
    contract = _contract(patent, subscribers[0], annotations, dice) if signs else None
    sells = (
        contract is not None
        and contract.kind is not None
        and contract.is_applied_for
        and not contract.lacks
        and dice.chance("sells", 0.5)
    )
    return Story(
        inventoried=int(dice.share("week") ** 1.4 * 78) if is_inventoried else None,
        annotations=annotations,
        status=status,
        flags=flags,
        self_evaluated=is_inventoried and dice.chance("self-evaluated", 0.42),
        is_offered=is_offered,
        views=views,
        subscribers=subscribers,
        contract=contract,
        product=_product(patent, dice) if sells else None,
    )


def _pick(companies: list[Company], dice: Dice, what: str, low: int, high: int) -> list[Company]:
    return dice.some_of(what, companies, min(dice.between(f"{what} count", low, high), len(companies)))


def _legal(dice: Dice) -> tuple[LegalStatus, tuple[LegalFlag, ...]]:
    status = dice.weighted(
        "status",
        [
            (LegalStatus.IN_FORCE, 0.98),
            (LegalStatus.FEE_GRACE, 0.009),
            (LegalStatus.LAPSED, 0.009),
            (LegalStatus.INVALIDATED, 0.002),
        ],
    )
    return status, (LegalFlag.PLEDGED,) if dice.chance("pledged", 0.006) else ()


def _annotations(patent: Patent, dice: Dice) -> Annotations:
    field = FIELDS[patent.field]
    modes = [ConversionMode.TRANSFER, ConversionMode.ORDINARY_LICENSE, ConversionMode.SOLE_LICENSE]
    modes += [ConversionMode.EXCLUSIVE_LICENSE, ConversionMode.OPEN_LICENSE, ConversionMode.COOPERATIVE_DEVELOPMENT]
    accepted = (
        (ConversionMode.NO_INTENTION,)
        if dice.chance("unwilling", 0.11)
        else tuple(dice.some_of("modes", modes, dice.between("modes", 1, 4)))
    )
    priced = dice.chance("priced", 0.35)
    price = Money(amount=Decimal(dice.between("price", 5, 300) * 10_000)) if priced else None
    grades = [(SelfGrade.GOOD, 0.31), (SelfGrade.FAIR, 0.52), (SelfGrade.UNCLEAR, 0.17)]
    stages = [
        (Maturity.LABORATORY, 0.42),
        (Maturity.SMALL_TRIAL, 0.28),
        (Maturity.PILOT, 0.2),
        (Maturity.INDUSTRIAL, 0.1),
    ]
    return Annotations(
        accepted_modes=accepted,
        asking_price=price,
        maturity=dice.weighted("maturity", stages),
        self_grade=dice.weighted("grade", grades),
        scenario=f"可用于{dice.one_of('scenario', field.scenes)}。",
        industries=tuple(dice.some_of("industries", field.industries, 1)),
        keywords=tuple(dice.some_of("keywords", (*field.parts[:3], *field.steps[:3]), 3)),
    )


def _view(patent: Patent, company: Company, grade: SelfGrade | None, dice: Dice) -> View:
    """What institutions find good, enterprises like more often, and not always."""
    field, name = FIELDS[patent.field], f"view/{company.code}"
    is_good = grade is SelfGrade.GOOD
    grades = [
        (ProspectGrade.VERY_GOOD, 0.22 if is_good else 0.08),
        (ProspectGrade.GOOD, 0.46 if is_good else 0.34),
        (ProspectGrade.FAIR, 0.2 if is_good else 0.36),
        (ProspectGrade.POOR, 0.05 if is_good else 0.13),
        (ProspectGrade.UNCLEAR, 0.07 if is_good else 0.09),
    ]
    prospect = dice.weighted(name, grades)
    likes = prospect in (ProspectGrade.VERY_GOOD, ProspectGrade.GOOD)
    effect = dice.one_of(f"{name}/effect", field.effects)
    needs = dice.chance(f"{name}/needs", 0.3)
    return View(
        company=company,
        prospect=prospect,
        confidence=dice.one_of(f"{name}/confidence", list(Confidence)),
        need=f"希望进一步提升{effect}，并提供中试数据。" if needs else "",
        cooperation=(ConversionMode.ORDINARY_LICENSE,) if likes and dice.chance(f"{name}/cooperates", 0.5) else (),
        opinion=f"技术路线清楚，{effect}方面{'有优势' if likes else '优势不明显'}，适用于{field.scenes[0]}。",
    )


def _contract(patent: Patent, company: Company, annotations: Annotations, dice: Dice) -> Contract | None:
    """None where the institution accepts none of the ways in which contracts are made here."""
    options = [(mode, weight) for mode, weight in _CONTRACTS if mode in annotations.accepted_modes]
    if not options:
        return None
    mode = dice.weighted("mode", options)
    flawed = dice.chance("flawed", 0.06)
    return Contract(
        company=company,
        contract_number=f"L-{patent.number[-8:]}",
        mode=mode,
        kind=_LICENSES.get(mode),
        years=dice.between("years", 2, 6),
        payment=_payment(dice),
        days_ago=dice.between("days ago", 2, 78) if dice.chance("prompt", 0.88) else dice.between("late", 100, 170),
        is_applied_for=mode in _LICENSES and dice.chance("applied for", 0.88),
        has_pledgee_consent=dice.chance("pledgee", 0.5),
        lacks=dice.one_of("lacks", ("address", "consent")) if flawed else "",
    )


def _payment(dice: Dice) -> Payment:
    amount = Money(amount=Decimal(dice.between("amount", 3, 120) * 10_000))
    percent = Decimal(dice.between("percent", 10, 60)) / 10
    base = dice.one_of("base", (RoyaltyBase.NET_SALES, RoyaltyBase.PROFIT))
    kind = dice.weighted(
        "payment",
        [
            (PaymentKind.LUMP_SUM, 0.5),
            (PaymentKind.INSTALMENTS, 0.15),
            (PaymentKind.ENTRY_FEE_AND_ROYALTY, 0.15),
            (PaymentKind.ROYALTY, 0.06),
            (PaymentKind.FREE, 0.14),
        ],
    )
    match kind:
        case PaymentKind.FREE:
            return Payment(kind=kind)
        case PaymentKind.ROYALTY:
            return Payment(kind=kind, royalty_percent=percent, royalty_base=base)
        case PaymentKind.ENTRY_FEE_AND_ROYALTY:
            return Payment(kind=kind, upfront=amount, royalty_percent=percent, royalty_base=base)
        case _:
            return Payment(kind=kind, upfront=amount)


def _product(patent: Patent, dice: Dice) -> Product:
    field = FIELDS[patent.field]
    return Product(
        identifier=str(dice.identifier("product")),
        name=f"{dice.one_of('brand', ('启', '恒', '云', '澜', '岳'))}牌{dice.one_of('made', field.objects)}",
        industry=dice.one_of("industry", field.industries),
        revenue=Money(amount=Decimal(dice.between("revenue", 20, 1800) * 10_000)),
    )
