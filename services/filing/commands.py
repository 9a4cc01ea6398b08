"""What may be asked of filing: consider an application, file licenses, report products."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from panhuo_contracts import Event, uuid7
from panhuo_contracts.events.filing import (
    FilingRefused,
    LicenseFiled,
    ProductIndustrialized,
    RefusalGround,
)

from chassis.database import Connection
from chassis.errors import NotFound, Refused, Told
from chassis.service import Unit
from services.filing import grounds, product
from services.filing.clock import FilingClock
from services.filing.findings import Finding
from services.filing.license import Deal, Right
from services.filing.product import ProductCase
from services.filing.requests import LicenseRequest, ProductRequest
from services.filing.store import filed, known

_NATIONAL: Final = "cn"


class NotALicense(Refused):
    """Only license contracts are filed; a transfer is registered instead."""

    basis = "实施细则 第15条"
    mend = Told("转让请办理转移登记（专利法 第10条）", "A transfer is registered as one (Patent Law, article 10)")


class NotIndustrialized(Refused):
    """A product report that a guard turned down."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        failed = grounds.failures(findings)
        super().__init__(
            "；".join(f"{finding.name.zh}：{finding.evidence.zh}" for finding in failed),
            basis="；".join(finding.basis for finding in failed),
            mend="；".join(finding.mend.zh for finding in failed if finding.mend),
            english="; ".join(f"{finding.name.en}: {finding.evidence.en}" for finding in failed),
        )
        self.findings = failed


@dataclass(frozen=True, slots=True)
class Considered:
    """An application with everything that was found; nothing is recorded yet."""

    case: grounds.Case
    findings: list[Finding]
    clock: FilingClock

    @property
    def can_be_filed(self) -> bool:
        return not grounds.failures(self.findings)


@dataclass(frozen=True, slots=True)
class Decided:
    """An application that was decided. ``filing_number`` is None where it was refused."""

    considered: Considered
    event_id: str
    filing_number: str | None


async def consider(
    conn: Connection, office: str, requests: Sequence[LicenseRequest], *, writer: str, today: date
) -> list[Considered]:
    """Hold applications of one institution against the grounds. Raises NotFound for unknown or others' deals."""
    rights = await known.rights(conn, {request.patent for request in requests}, writer)
    return await _consider(conn, office, requests, rights, writer=writer, today=today)


async def file_licenses(
    unit: Unit, office: str, requests: Sequence[LicenseRequest], *, submitted_by: str, today: date
) -> list[Decided]:
    """Decide every application: on file, or refused with its grounds. Both are facts.

    The rights' rows are locked first, so that two offices, or two processes, take turns; a second application for the
    same patent sees what the first one led to.
    """
    writer = unit.delivery.writer
    rights = await known.lock_rights(unit.conn, {request.patent for request in requests}, writer)
    decided: dict[int, Decided] = {}
    for turn in _turns(requests):
        asked = [requests[i] for i in turn]
        considered = await _consider(unit.conn, office, asked, rights, writer=writer, today=today)
        outcomes = await _decide(unit.conn, considered, writer=writer, today=today)
        await unit.announce([event for _, event in outcomes])
        await filed.keep_applications(
            unit.conn,
            [
                (event.id, event.body.key, requests[i].deal, requests[i].model_dump_json(exclude_none=True))
                for i, (_, event) in zip(turn, outcomes, strict=True)
            ],
            submitted_at=outcomes[0][1].time,
            submitted_by=submitted_by,
        )
        decided |= {i: outcome for i, (outcome, _) in zip(turn, outcomes, strict=True)}
    return [decided[i] for i in range(len(requests))]


async def consider_products(
    conn: Connection, reporter: str, requests: Sequence[ProductRequest], *, writer: str, today: date
) -> list[tuple[ProductCase, list[Finding]]]:
    """Hold product reports against their guards. Raises NotFound where the reporter has no part in the patent."""
    patents = {request.patent for request in requests}
    rights = await known.rights(conn, patents, writer)
    named = {(request.patent, request.deal) for request in requests if request.deal}
    deals = await known.deals(conn, named, writer)
    licenses = await filed.licenses_of(conn, patents)
    considered = []
    for request in requests:
        right = rights.get(request.patent)
        deal = deals.get((request.patent, request.deal)) if request.deal else None
        if right is None or reporter not in (right.institution, deal.enterprise if deal else None):
            raise NotFound(f"{request.patent} / {request.deal or '—'}")
        if request.deal and deal is None:
            raise NotFound(request.deal)
        case = ProductCase(request.report(reporter, str(uuid7())), right, deal, licenses[request.patent], today)
        considered.append((case, product.check(case)))
    return considered


async def report_products(
    unit: Unit, reporter: str, requests: Sequence[ProductRequest], *, today: date
) -> list[ProductIndustrialized]:
    """Record products. Raises NotIndustrialized where a guard fails, and then records none of them."""
    bodies = []
    writer = unit.delivery.writer
    for case, findings in await consider_products(unit.conn, reporter, requests, writer=writer, today=today):
        if grounds.failures(findings):
            raise NotIndustrialized(findings)
        bodies.append(_industrialized(case))
    await unit.announce([Event.of(body) for body in bodies])
    return bodies


async def _consider(
    conn: Connection,
    office: str,
    requests: Sequence[LicenseRequest],
    rights: dict[str, Right],
    *,
    writer: str,
    today: date,
) -> list[Considered]:
    deals = await known.deals(conn, {(request.patent, request.deal) for request in requests}, writer)
    licenses = await filed.licenses_of(conn, {request.patent for request in requests})
    considered = []
    for request in requests:
        right, deal = rights.get(request.patent), deals.get((request.patent, request.deal))
        if right is None or deal is None or deal.institution != office:
            raise NotFound(f"{request.patent} / {request.deal}")
        if not deal.is_license:
            raise NotALicense(
                f"合同 {deal.contract_number} 不是实施许可", english=f"{deal.contract_number} is not a license"
            )
        application = request.application(office, deal, right)
        case = grounds.Case(application, right, deal, licenses[request.patent], today)
        clock = FilingClock.of(application.effective_on, today)
        considered.append(Considered(case, grounds.check(case), clock))
    return considered


async def _decide(
    conn: Connection, considered: Sequence[Considered], *, writer: str, today: date
) -> list[tuple[Decided, Event]]:
    passing = sum(each.can_be_filed for each in considered)
    number = await filed.draw_numbers(conn, today.year, passing) if passing else 0
    outcomes = []
    for each in considered:
        if each.can_be_filed:
            filing_number = f"F-{today.year}-{_short(writer)}-{number:06d}"
            number += 1
            event = Event.of(_license_filed(each, filing_number))
        else:
            filing_number = None
            event = Event.of(_filing_refused(each))
        outcomes.append((Decided(each, event.id, filing_number), event))
    return outcomes


def _license_filed(considered: Considered, filing_number: str) -> LicenseFiled:
    case, application = considered.case, considered.case.application
    return LicenseFiled(
        patent=application.patent,
        home=case.right.home,
        institution=case.right.institution,
        enterprise=case.deal.enterprise,
        deal=application.deal,
        filing_number=filing_number,
        contract_number=application.contract_number,
        terms=application.terms(),
        payment=application.payment,
        effective_on=application.effective_on,
        filed_on=case.today,
        is_on_time=considered.clock.is_on_time,
    )


def _filing_refused(considered: Considered) -> FilingRefused:
    case, application = considered.case, considered.case.application
    return FilingRefused(
        patent=application.patent,
        home=case.right.home,
        institution=case.right.institution,
        enterprise=case.deal.enterprise,
        deal=application.deal,
        contract_number=application.contract_number or case.deal.contract_number,
        grounds=tuple(_ground(finding) for finding in grounds.failures(considered.findings)),
        refused_on=case.today,
    )


def _ground(finding: Finding) -> RefusalGround:
    return RefusalGround(number=finding.number, basis=finding.basis, finding=finding.evidence.zh)


def _industrialized(case: ProductCase) -> ProductIndustrialized:
    report, deal = case.report, case.deal
    return ProductIndustrialized(
        patent=report.patent,
        home=case.right.home,
        institution=case.right.institution,
        enterprise=_maker(case.right, deal),
        deal=report.deal,
        product=report.product,
        product_name=report.product_name,
        product_class=report.product_class,
        on_market_since=report.on_market_since,
        revenue=report.revenue,
        reported_on=case.today,
    )


def _maker(right: Right, deal: Deal | None) -> str:
    """Under a deal the licensee makes the product, whoever of the two reports it."""
    return deal.enterprise if deal else right.institution


def _short(writer: str) -> str:
    """``CN`` for the nation, a province's two digits for its own system."""
    return "CN" if writer == _NATIONAL else writer.removeprefix(f"{_NATIONAL}-")


def _turns(requests: Sequence[LicenseRequest]) -> Iterator[list[int]]:
    """Indices of requests such that no patent stands twice in one turn."""
    counts: defaultdict[str, int] = defaultdict(int)
    turns: list[list[int]] = []
    for i, request in enumerate(requests):
        turn = counts[request.patent]
        counts[request.patent] += 1
        if turn == len(turns):
            turns.append([])
        turns[turn].append(i)
    yield from turns
