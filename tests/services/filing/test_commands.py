"""Filing as a transaction: numbers, refusals, turns; on a real database."""

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from panhuo_contracts.codes import ConversionMode, LegalStatus, LicenseKind

from chassis.errors import NotFound
from chassis.service import Service
from services.filing import commands
from services.filing.requests import LicenseRequest, ProductRequest
from tests.builders.filing import patent_number
from tests.services.filing.scene import (
    ENTERPRISE,
    INSTITUTION,
    ORDINARY,
    OTHER_INSTITUTION,
    TODAY,
    deal,
    registered,
    right,
    rows,
    said_of,
    signing_of,
    status_of,
    told,
)

EXCLUSIVE = ORDINARY.model_copy(update={"kind": LicenseKind.EXCLUSIVE})


def asks(deal_id: str = "deal-1", patent: str | None = None, **other: Any) -> LicenseRequest:
    return LicenseRequest(patent=patent or patent_number(), deal=deal_id, licensor_address="示例市学院路 2 号", **other)


async def file(
    service: Service, *requests: LicenseRequest, today: date = TODAY, office: str = INSTITUTION
) -> list[commands.Decided]:
    async with service.unit() as unit:
        return await commands.file_licenses(unit, office, requests, submitted_by="office", today=today)


async def test_a_filed_license_is_on_the_register_and_in_the_outbox_under_one_number(service: Service):
    await told(service, registered(), said_of(right()), signing_of(deal()))

    (decided,) = await file(service, asks())

    assert decided.filing_number == "F-2026-CN-000001"
    (row,) = await rows(service, "SELECT * FROM license")
    assert (row["filing_number"], row["is_on_time"], row["filed_on"]) == ("F-2026-CN-000001", True, TODAY)
    (said,) = await rows(service, "SELECT topic, value FROM kept.outbox")
    assert said["topic"] == "cn.filing.v1"
    assert b"F-2026-CN-000001" in said["value"]


async def test_a_late_license_is_filed_and_marked_late(service: Service):
    await told(service, said_of(right()), signing_of(deal()))

    (decided,) = await file(service, asks(), today=date(2026, 7, 2))

    assert decided.filing_number is not None
    assert not (await rows(service, "SELECT is_on_time FROM license"))[0]["is_on_time"]


async def test_a_refusal_is_a_fact_with_its_numbered_grounds(service: Service):
    lapsed = right(status=LegalStatus.LAPSED)
    await told(service, said_of(lapsed), status_of(lapsed), signing_of(deal()))

    (decided,) = await file(service, asks(licensee_address=""))

    assert decided.filing_number is None
    (row,) = await rows(service, "SELECT grounds FROM refusal")
    assert '"number": 1' in row["grounds"]
    assert '"number": 3' in row["grounds"]
    assert not await rows(service, "SELECT FROM license")


async def test_considering_an_application_records_nothing(service: Service):
    await told(service, said_of(right()), signing_of(deal()))

    async with service.database.read() as conn:
        (considered,) = await commands.consider(conn, INSTITUTION, [asks()], writer="cn", today=TODAY)

    assert considered.can_be_filed
    for table in ("license", "refusal", "kept.outbox", "kept.application", "kept.filing_counter"):
        assert not await rows(service, f"SELECT FROM {table}")


async def test_another_institution_s_deal_is_not_there(service: Service):
    await told(service, said_of(right()), signing_of(deal()))

    with pytest.raises(NotFound):
        await file(service, asks(), office=OTHER_INSTITUTION)


async def test_a_province_s_own_records_are_copies_and_are_not_decided_here(service: Service):
    held, signed = right(home="cn-33"), deal(home="cn-33")
    await told(service, said_of(held), signing_of(signed), writer="cn-33")

    with pytest.raises(NotFound):
        await file(service, asks())


async def test_a_transfer_is_not_filed_as_a_license(service: Service):
    await told(service, said_of(right()), signing_of(deal(mode=ConversionMode.TRANSFER, terms=None)))

    with pytest.raises(commands.NotALicense):
        await file(service, asks())


async def test_where_one_deal_of_many_is_unknown_none_is_decided(service: Service):
    await told(service, said_of(right()), signing_of(deal()))

    with pytest.raises(NotFound):
        await file(service, asks(), asks("not-there-yet"))

    assert not await rows(service, "SELECT FROM license")


async def test_in_one_request_a_second_license_sees_the_first(service: Service):
    await told(
        service,
        said_of(right()),
        signing_of(deal(terms=EXCLUSIVE)),
        signing_of(deal(deal="deal-2", contract_number="L-2026-00600")),
    )

    first, second = await file(service, asks(), asks("deal-2"))

    assert first.filing_number is not None
    assert second.filing_number is None
    assert [finding.number for finding in second.considered.findings if finding.is_failure] == [10]


async def test_of_many_exclusive_licenses_at_once_one_is_filed(service: Service):
    names = [f"deal-{n}" for n in range(6)]
    await told(
        service,
        said_of(right()),
        *(signing_of(deal(deal=name, contract_number=f"L-{name}", terms=EXCLUSIVE)) for name in names),
    )

    outcomes = await asyncio.gather(*(file(service, asks(name)) for name in names))

    numbers = [decided.filing_number for (decided,) in outcomes]
    assert sorted(number is not None for number in numbers) == [False] * 5 + [True]
    assert len(await rows(service, "SELECT FROM license")) == 1
    assert len(await rows(service, "SELECT FROM refusal")) == 5


async def test_one_deal_filed_by_many_at_once_is_filed_once(service: Service):
    await told(service, said_of(right()), signing_of(deal()))

    outcomes = await asyncio.gather(*(file(service, asks()) for _ in range(6)))

    assert sum(decided.filing_number is not None for (decided,) in outcomes) == 1


async def test_numbers_are_never_given_twice_whoever_files_at_once(service: Service):
    patents = [patent_number(serial) for serial in range(1, 9)]
    await told(
        service,
        *(said_of(right(patent=patent)) for patent in patents),
        *(signing_of(deal(patent=patent)) for patent in patents),
    )

    outcomes = await asyncio.gather(*(file(service, asks(patent=patent)) for patent in patents))

    assert sorted(str(decided.filing_number) for (decided,) in outcomes) == [f"F-2026-CN-{n:06d}" for n in range(1, 9)]


async def test_each_year_counts_from_one(service: Service):
    other = patent_number(7)
    await told(
        service,
        said_of(right()),
        said_of(right(patent=other)),
        signing_of(deal()),
        signing_of(deal(patent=other)),
    )

    (first,), (second,) = await file(service, asks()), await file(service, asks(patent=other), today=date(2027, 1, 4))

    assert (first.filing_number, second.filing_number) == ("F-2026-CN-000001", "F-2027-CN-000001")


async def test_what_was_submitted_is_kept_with_its_addresses(service: Service):
    await told(service, said_of(right()), signing_of(deal()))

    await file(service, asks())

    (row,) = await rows(service, "SELECT content, submitted_by FROM kept.application")
    assert "示例市学院路 2 号" in row["content"]
    assert "示例市学院路" not in (await rows(service, "SELECT value FROM kept.outbox"))[0]["value"].decode()


async def test_a_product_under_a_filed_license_is_industrialized(service: Service):
    await told(service, said_of(right()), signing_of(deal()))
    await file(service, asks())
    report = ProductRequest(
        patent=patent_number(),
        deal="deal-1",
        product="product-1",
        product_name="示例电芯",
        product_class="C38",
        on_market_since=date(2026, 4, 1),
    )

    async with service.unit() as unit:
        await commands.report_products(unit, ENTERPRISE, [report], today=TODAY)
        await commands.report_products(
            unit, ENTERPRISE, [report.model_copy(update={"product_name": "改名电芯"})], today=TODAY
        )

    (row,) = await rows(service, "SELECT * FROM product")
    assert (row["enterprise"], row["product_name"]) == (ENTERPRISE, "改名电芯")


async def test_without_a_filed_license_no_product_is_recorded(service: Service):
    await told(service, said_of(right()), signing_of(deal()))
    report = ProductRequest(
        patent=patent_number(),
        deal="deal-1",
        product_name="示例电芯",
        product_class="C38",
        on_market_since=date(2026, 4, 1),
    )

    with pytest.raises(commands.NotIndustrialized) as refused:
        async with service.unit() as unit:
            await commands.report_products(unit, ENTERPRISE, [report], today=TODAY)

    assert "没有已备案的许可" in str(refused.value)
    assert not await rows(service, "SELECT FROM product")


async def test_an_enterprise_without_part_in_the_patent_finds_nothing(service: Service):
    await told(service, said_of(right()), signing_of(replace(deal(), enterprise=OTHER_INSTITUTION)))

    with pytest.raises(NotFound):
        async with service.unit() as unit:
            await commands.report_products(
                unit,
                ENTERPRISE,
                [
                    ProductRequest(
                        patent=patent_number(),
                        deal="deal-1",
                        product_name="示例",
                        product_class="C38",
                        on_market_since=date(2026, 4, 1),
                    )
                ],
                today=TODAY,
            )
