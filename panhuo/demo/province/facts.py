"""The stories of the province's patents as its own system tells them, event by event, on fixed days."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from panhuo_contracts import BEIJING, Body, Event
from panhuo_contracts.codes import (
    ConversionMode,
    DelistReason,
    LegalFlag,
    LegalStatus,
    LicenseKind,
    ProspectGrade,
)
from panhuo_contracts.events.enterprises import EnterpriseRegistered
from panhuo_contracts.events.evaluation import (
    EnterpriseEvaluated,
    LibraryEntry,
    LibraryEntryRemoved,
    PatentDelisted,
    PatentListed,
    PatentSelfEvaluated,
)
from panhuo_contracts.events.filing import FilingRefused, LicenseFiled, ProductIndustrialized, RefusalGround
from panhuo_contracts.events.inventory import LegalStatusChanged, PatentInventoried, PatentRecorded
from panhuo_contracts.events.matching import DealSigned, LicenseTerms, PatentSubscribed

from panhuo.demo.dice import Dice
from panhuo.demo.organizations import Company
from panhuo.demo.patents import years_later
from panhuo.demo.sample import SEED, Holding
from panhuo.demo.stories import FIRST_WEEK, WEEKS, Contract, week

_LIKED: Final = (ProspectGrade.VERY_GOOD, ProspectGrade.GOOD)
_RECORDED_ON: Final = FIRST_WEEK - timedelta(days=3)
_ONE_LICENSEE: Final = (LicenseKind.EXCLUSIVE, LicenseKind.SOLE)
_LATE_DAYS: Final = 92


def said(body: Body, day: date, n: int = 0) -> Event:
    """A body as an event of a day; the same one has the same id and time whenever it is said again."""
    dice = Dice(SEED, f"{body.event_type()}/{body.key}/{day}/{n}")
    at = datetime.combine(day, time(9), BEIJING) + timedelta(seconds=dice.between("second", 0, 28_000))
    return Event(body, str(dice.identifier("event")), at)


def registered(companies: list[Company]) -> Iterator[Event]:
    """The province's enterprises."""
    for company in companies:
        body = EnterpriseRegistered(
            enterprise=company.code,
            name=company.name,
            home=company.home,
            kinds=company.kinds,
            industries=company.industries,
            profile=company.profile,
            registered_on=_RECORDED_ON,
            generated=True,
        )
        yield said(body, _RECORDED_ON)


def told(holding: Holding) -> Iterator[Event]:
    """Everything that happened to one patent. What would lie after the last week has not happened."""
    teller = _Teller(holding)
    yield from teller.stocktaking()
    yield from teller.evaluation()
    yield from teller.dealing()


class _Teller:
    def __init__(self, holding: Holding) -> None:
        self.patent, self.story = holding.patent, holding.story
        self.dice = Dice(SEED, f"province/{self.patent.number}")
        self.of = {
            "patent": self.patent.number,
            "home": self.patent.home,
            "institution": self.patent.institution.code,
        }
        self.recorded = max(_RECORDED_ON, self.patent.bibliography.grant_date or _RECORDED_ON)
        # Nothing is said of a patent before it is on record.
        earliest = -(-(self.recorded - FIRST_WEEK).days // 7)
        begun = self.story.inventoried
        self.begun = None if begun is None else max(begun, earliest)
        offered = self.begun is not None and self.story.is_offered
        self.listed = self._after(self.begun or 0, "listed", 1, 6) if offered else None
        self.viewed = None if self.listed is None or not self.story.views else self._after(self.listed, "viewed", 2, 16)

    def stocktaking(self) -> Iterator[Event]:
        patent, story = self.patent, self.story
        record = {
            **self.of,
            "institution_name": patent.institution.name,
            "institution_kind": patent.institution.kind,
            "bibliography": patent.bibliography,
            "generated": True,
        }
        recorded = self.recorded
        yield said(PatentRecorded(**record, recorded_on=recorded), recorded)
        if story.status is not LegalStatus.IN_FORCE or story.flags:
            body = LegalStatusChanged(
                patent=patent.number,
                home=patent.home,
                status=story.status,
                flags=story.flags,
                effective_on=recorded,
                cause="登记簿记载（示例）",
            )
            yield said(body, recorded)
        if self.begun is not None:
            day = week(self.begun)
            yield said(PatentInventoried(**record, annotations=story.annotations, inventoried_on=day), day)

    def evaluation(self) -> Iterator[Event]:
        story, notes = self.story, self.story.annotations
        if self.begun is None:
            return
        if story.self_evaluated and notes.self_grade and notes.maturity:
            day = week(self._after(self.begun, "self", 0, 3))
            body = PatentSelfEvaluated(
                **self.of,
                grade=notes.self_grade,
                maturity=notes.maturity,
                scenario=notes.scenario,
                industries=notes.industries,
                evaluated_on=day,
                method="self-1",
            )
            yield said(body, day)
        if self.listed is None:
            return
        listed = week(self.listed)
        yield said(PatentListed(**self.of, accepted_modes=self._modes(), listed_on=listed), listed)
        yield said(self._entry(0, 0), listed)
        if self.viewed is not None:
            yield from self._views(week(self.viewed))

    def dealing(self) -> Iterator[Event]:
        story, contract = self.story, self.story.contract
        if self.listed is None:
            return
        followed = self._after(self.listed, "followed", 1, 18)
        for n, company in enumerate(story.subscribers):
            body = PatentSubscribed(**self.of, enterprise=company.code, subscribed_on=week(followed))
            yield said(body, week(followed), n)
        signed = self._after(followed, "signed", 2, 10)
        if contract is None or signed >= WEEKS:
            return
        yield said(self._signed(contract, week(signed)), week(signed))
        filed = self._after(signed, "filed", 1, 11) if contract.days_ago < _LATE_DAYS else signed + 16
        if contract.kind is None or not contract.is_applied_for or filed >= WEEKS:
            return
        grounds = self._grounds(contract)
        if grounds:
            refused = FilingRefused(
                **self.of,
                enterprise=contract.company.code,
                deal=self._deal(),
                contract_number=contract.contract_number,
                grounds=grounds,
                refused_on=week(filed),
            )
            yield said(refused, week(filed))
            return
        yield from self._filing(contract, week(signed), week(filed))
        sold = self._after(filed, "sold", 3, 16)
        if story.product is not None and sold < WEEKS:
            yield said(self._sold(contract, week(sold)), week(sold))

    def _after(self, start: int, what: str, low: int, high: int) -> int:
        return start + self.dice.between(what, low, high)

    def _modes(self) -> tuple[ConversionMode, ...]:
        return self.story.annotations.accepted_modes

    def _deal(self) -> str:
        return str(self.dice.identifier("deal"))

    def _entry(self, evaluations: int, favorable: int) -> LibraryEntry:
        book, notes = self.patent.bibliography, self.story.annotations
        return LibraryEntry(
            **self.of,
            institution_name=self.patent.institution.name,
            title=book.title,
            abstract=book.abstract,
            patent_type=book.patent_type,
            filing_date=book.filing_date,
            expires_on=book.expires_on,
            ipc=book.ipc,
            accepted_modes=notes.accepted_modes,
            asking_price=notes.asking_price,
            maturity=notes.maturity,
            self_grade=notes.self_grade,
            scenario=notes.scenario,
            industries=notes.industries,
            keywords=notes.keywords,
            evaluations=evaluations,
            favorable_evaluations=favorable,
            listed_on=week(self.listed or 0),
            generated=True,
        )

    def _views(self, day: date) -> Iterator[Event]:
        for n, view in enumerate(self.story.views):
            body = EnterpriseEvaluated(
                **self.of,
                enterprise=view.company.code,
                enterprise_name=view.company.name,
                evaluation=str(self.dice.identifier(f"view/{n}")),
                prospect=view.prospect,
                confidence=view.confidence,
                improvement_need=view.need,
                cooperation=view.cooperation,
                opinion=view.opinion,
                evaluated_on=day,
                valid_until=years_later(day, 2),
            )
            yield said(body, day, n)
        liked = sum(view.prospect in _LIKED for view in self.story.views)
        yield said(self._entry(len(self.story.views), liked), day, 1)

    def _signed(self, contract: Contract, day: date) -> DealSigned:
        return DealSigned(
            **self.of,
            enterprise=contract.company.code,
            deal=self._deal(),
            contract_number=contract.contract_number,
            licensor_name=self.patent.institution.name,
            licensee_name=contract.company.name,
            licensee_address=contract.company.address,
            mode=contract.mode,
            license=self._terms(contract, day) if contract.kind else None,
            payment=contract.payment,
            signed_on=day,
            effective_on=day,
        )

    def _terms(self, contract: Contract, day: date) -> LicenseTerms:
        last = min(years_later(day, contract.years), self.patent.bibliography.expires_on)
        return LicenseTerms(kind=contract.kind or LicenseKind.ORDINARY, term_from=day, term_to=last)

    def _grounds(self, contract: Contract) -> tuple[RefusalGround, ...]:
        grounds = []
        if contract.lacks == "address":
            basis = "备案办法 第12条第3项；备案办法 第9条"
            grounds.append(RefusalGround(number=3, basis=basis, finding="缺 1 项：许可方地址"))
        if contract.lacks == "consent" and self.patent.bibliography.co_patentees and contract.kind in _ONE_LICENSEE:
            basis = "备案办法 第12条第5项；专利法 第14条"
            grounds.append(RefusalGround(number=5, basis=basis, finding="尚无共有人的同意"))
        if LegalFlag.PLEDGED in self.story.flags and not contract.has_pledgee_consent:
            basis = "备案办法 第12条第9项；民法典 第444条"
            grounds.append(RefusalGround(number=9, basis=basis, finding="已质押，未见质权人同意"))
        return tuple(grounds)

    def _filing(self, contract: Contract, signed: date, filed: date) -> Iterator[Event]:
        body = LicenseFiled(
            **self.of,
            enterprise=contract.company.code,
            deal=self._deal(),
            filing_number=f"F-{filed.year}-33-{self.patent.number[5:12]}",
            contract_number=contract.contract_number,
            terms=self._terms(contract, signed),
            payment=contract.payment,
            effective_on=signed,
            filed_on=filed,
            is_on_time=(filed - signed).days < _LATE_DAYS,
        )
        yield said(body, filed)
        if contract.kind in _ONE_LICENSEE:
            reason = DelistReason.EXCLUSIVELY_LICENSED
            yield said(PatentDelisted(**self.of, reason=reason, delisted_on=filed), filed)
            yield said(LibraryEntryRemoved(patent=self.patent.number), filed)

    def _sold(self, contract: Contract, day: date) -> ProductIndustrialized:
        product = self.story.product
        if product is None:
            raise ValueError(self.patent.number)
        return ProductIndustrialized(
            **self.of,
            enterprise=contract.company.code,
            deal=self._deal(),
            product=product.identifier,
            product_name=product.name,
            product_class=product.industry,
            on_market_since=day,
            revenue=product.revenue,
            reported_on=day,
        )
