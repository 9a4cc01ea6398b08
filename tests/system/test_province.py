"""A province with a system of its own: it publishes with nothing but the contracts, and for its own patents only."""

from datetime import date
from typing import Any, Final

import pytest
from aiokafka import AIOKafkaProducer
from panhuo_contracts import Body, Event, encode
from panhuo_contracts.codes import PatentType
from panhuo_contracts.events.inventory import Annotations, Bibliography, PatentInventoried

from chassis.identity import Principal, Role
from panhuo.runtime.accounts import credit_code
from tests.system.numbers import fresh_number
from tests.system.running import Running, eventually, found

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

WRITER: Final = "cn-33"
INSTITUTION: Final = credit_code("12", "330106", 1)
OFFICE: Final = Principal("office-33", "沈示例", Role.OFFICE, INSTITUTION, "示例海洋大学", WRITER)


def inventoried(patent: str, **stated: Any) -> PatentInventoried:
    bibliography = Bibliography(
        title="一种示例潮汐泵",
        patent_type=PatentType.INVENTION,
        filing_date=date(2021, 1, 4),
        expires_on=date(2041, 1, 4),
        ipc=("F03B13/26",),
    )
    whole = {
        "patent": patent,
        "home": WRITER,
        "institution": INSTITUTION,
        "institution_name": "示例海洋大学",
        "bibliography": bibliography,
        "annotations": Annotations(),
        "inventoried_on": date(2026, 3, 2),
        "generated": True,
    }
    return PatentInventoried(**whole | stated)


async def publish(platform: Running, body: Body, sequence: int = 1) -> None:
    """As any Kafka client would: the contracts know topic, key, headers and bytes."""
    record = encode(Event.of(body), writer=WRITER, sequence=sequence)
    producer = AIOKafkaProducer(bootstrap_servers=platform.kafka, acks="all")
    await producer.start()
    try:
        await producer.send_and_wait(record.topic, record.value, key=record.key, headers=list(record.headers))
    finally:
        await producer.stop()


async def test_a_provinces_own_event_is_shown_here_and_cannot_be_changed_here(platform: Running):
    patent = fresh_number()

    await publish(platform, inventoried(patent))

    async with platform.visit("province") as province, platform.visit(OFFICE) as office:
        shown = await found(province, f"/inventory/api/patents/{patent}")
        assert (shown["writer"], shown["is_copy"], shown["state"]) == (WRITER, True, "inventoried")
        await found(province, f"/monitoring/api/patents/{patent}/events")
        refused = await office.post(f"/inventory/api/patents/{patent}/return", json={"reason": "补充"})
        assert refused.status_code == 409, refused.text
        assert "浙江自有系统" in refused.text


async def test_a_provinces_word_on_anothers_patent_is_refused_kept_and_shown_to_the_operator(platform: Running):
    patent = fresh_number()

    await publish(platform, inventoried(patent, home="cn-11"))

    async with platform.visit("nation") as operator, platform.visit("province") as province:

        async def look() -> str | None:
            page = await operator.get("/monitoring/delivery", headers={"Accept": "text/html"})
            assert page.status_code == 200
            return page.text if patent in page.text else None

        page = await eventually(look)
        assert "foreign" in page
        assert f"{WRITER}.inventory.v1" in page
        assert (await operator.get(f"/inventory/api/patents/{patent}")).status_code == 404
        assert (await operator.get(f"/monitoring/api/patents/{patent}/events")).status_code == 404
        hidden = await province.get("/monitoring/delivery", headers={"Accept": "text/html"})
        assert hidden.status_code == 403


async def test_the_stream_goes_on_behind_what_was_refused(platform: Running):
    foreign, own = fresh_number(), fresh_number()

    await publish(platform, inventoried(foreign, home="cn-11"))
    await publish(platform, inventoried(own))

    async with platform.visit("province") as province:
        await found(province, f"/inventory/api/patents/{own}")
