"""What the sample accounts find of their own: one university and one enterprise, from a subscription to a product."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from panhuo_contracts.body import Money
from panhuo_contracts.codes import (
    Confidence,
    ConversionMode,
    LegalStatus,
    LicenseKind,
    PaymentKind,
    ProspectGrade,
    RoyaltyBase,
    SelfGrade,
)
from panhuo_contracts.events.matching import Payment

from panhuo.demo.dice import Dice
from panhuo.demo.organizations import Company
from panhuo.demo.patents import Patent
from panhuo.demo.stories import Contract, Product, Story, View
from panhuo.demo.vocabulary import FIELDS
from panhuo.runtime.accounts import ENTERPRISE, UNIVERSITY

Part = Callable[[Patent, Story, Company], Story]
_WEEK: Final = 40
_WAITING_DAYS: Final = 71
"""Nineteen of the ninety days are left: the clock shows, and has not run out."""
_LONG_ENOUGH: Final = 2032
"""A license of three years ends before the patent does."""
_FILED_DAYS: Final = 46


def with_sample_accounts(told: Sequence[tuple[Patent, Story]], firms: Sequence[Company]) -> Iterator[Story]:
    """The stories, of which a few of the university's now lead to the enterprise."""
    firm = next(firm for firm in firms if firm.code == ENTERPRISE)
    fitting = [patent for patent, _ in told if _fits(patent)]
    fitting.sort(key=lambda patent: patent.field != firm.field)
    parts = dict(zip((patent.number for patent in fitting), _PARTS, strict=False))
    for patent, story in told:
        part = parts.get(patent.number)
        yield part(patent, _offered(story), firm) if part else story


def _fits(patent: Patent) -> bool:
    book = patent.bibliography
    return (
        patent.institution.code == UNIVERSITY
        and not (patent.is_design or patent.is_recent)
        and not book.co_patentees
        and book.expires_on.year >= _LONG_ENOUGH
    )


def _offered(story: Story) -> Story:
    """In the library, open to licenses, and nobody has taken it up."""
    notes = story.annotations.model_copy(
        update={
            "accepted_modes": (ConversionMode.ORDINARY_LICENSE, ConversionMode.EXCLUSIVE_LICENSE),
            "self_grade": SelfGrade.GOOD,
        }
    )
    return replace(
        story,
        inventoried=story.inventoried or _WEEK,
        annotations=notes,
        status=LegalStatus.IN_FORCE,
        flags=(),
        self_evaluated=True,
        is_offered=True,
        views=(),
        subscribers=(),
        contract=None,
        product=None,
    )


def _filed(patent: Patent, story: Story, firm: Company) -> Story:
    """On file, and on the market."""
    royalty = Payment(
        kind=PaymentKind.ENTRY_FEE_AND_ROYALTY,
        upfront=Money(amount=Decimal(300_000)),
        royalty_percent=Decimal("3.5"),
        royalty_base=RoyaltyBase.NET_SALES,
    )
    field = FIELDS[patent.field]
    product = Product(
        identifier=str(Dice("sample accounts", patent.number).identifier("product")),
        name=f"启牌{field.objects[0]}",
        industry=field.industries[0],
        revenue=Money(amount=Decimal(2_860_000)),
    )
    contract = _contract(patent, firm, royalty, days_ago=_FILED_DAYS, is_applied_for=True)
    return replace(story, subscribers=(firm,), views=(_view(patent, firm),), contract=contract, product=product)


def _signed(patent: Patent, story: Story, firm: Company) -> Story:
    """Signed, and not yet filed."""
    paid = Payment(kind=PaymentKind.LUMP_SUM, upfront=Money(amount=Decimal(450_000)))
    contract = _contract(patent, firm, paid, days_ago=_WAITING_DAYS, is_applied_for=False)
    return replace(story, subscribers=(firm,), contract=contract)


def _negotiated(patent: Patent, story: Story, firm: Company) -> Story:
    """Terms are on the table, and nobody has signed."""
    paid = Payment(kind=PaymentKind.INSTALMENTS, upfront=Money(amount=Decimal(600_000)))
    proposed = _contract(patent, firm, paid, days_ago=0, is_applied_for=False)
    return replace(story, subscribers=(firm,), views=(_view(patent, firm),), proposed=proposed)


def _followed(_patent: Patent, story: Story, firm: Company) -> Story:
    """A subscription, so far."""
    return replace(story, subscribers=(firm,))


_PARTS: Final[tuple[Part, ...]] = (_filed, _signed, _negotiated, _followed, _followed, _followed, _followed)


def _contract(patent: Patent, firm: Company, payment: Payment, *, days_ago: int, is_applied_for: bool) -> Contract:
    return Contract(
        company=firm,
        contract_number=f"L-{patent.number[-8:]}",
        mode=ConversionMode.ORDINARY_LICENSE,
        kind=LicenseKind.ORDINARY,
        years=3,
        payment=payment,
        days_ago=days_ago,
        is_applied_for=is_applied_for,
        has_pledgee_consent=False,
        lacks="",
    )


def _view(patent: Patent, firm: Company) -> View:
    effect, scene = FIELDS[patent.field].effects[0], FIELDS[patent.field].scenes[0]
    return View(
        company=firm,
        prospect=ProspectGrade.GOOD,
        confidence=Confidence.HIGH,
        need=f"希望进一步提升{effect}，并提供中试数据。",
        cooperation=(ConversionMode.ORDINARY_LICENSE,),
        opinion=f"技术路线清楚，{effect}方面有优势，适用于{scene}。",
    )
