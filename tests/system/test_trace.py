"""One trace id from an HTTP request through the outbox and Kafka to the handlers of other services."""

import secrets
from typing import Final

import pytest
from aiokafka import AIOKafkaConsumer
from panhuo_contracts import header_texts

from tests.services.inventory.files import csv_text, row
from tests.system.collecting import Seen
from tests.system.numbers import fresh_number
from tests.system.running import Running, eventually, found
from tests.system.story import said, send

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

PATENT: Final = fresh_number()
SERVER, CONSUMER = 2, 5
"""Kinds of span on the wire (OpenTelemetry protocol)."""


async def headers_of(platform: Running, topic: str, key: str, kind: str) -> dict[str, str]:
    """Headers of the last record of that type under a key, as they stand in the log."""
    consumer = AIOKafkaConsumer(
        topic, bootstrap_servers=platform.kafka, enable_auto_commit=False, auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        places = consumer.assignment()
        ends = await consumer.end_offsets(places)
        kept: dict[str, str] = {}
        while any([await consumer.position(place) < end for place, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=1_000)).values():
                for record in records:
                    texts = header_texts(record.headers)
                    if record.key == key.encode() and texts["ce_type"] == kind:
                        kept = texts
        return kept
    finally:
        await consumer.stop()


async def test_one_trace_runs_from_the_request_through_kafka_to_the_dashboard(platform: Running):
    async with platform.visit("office") as office:
        await send(office, csv_text([row(number=PATENT)]).encode())
        await found(office, f"/evaluation/api/patents/{PATENT}", lambda known: bool(known["is_inventoried"]))
        trace = secrets.token_hex(16)
        headers = {"traceparent": f"00-{trace}-{secrets.token_hex(8)}-01"}
        await said(office.post(f"/evaluation/api/patents/{PATENT}/listing", headers=headers))
        await found(office, f"/monitoring/api/patents/{PATENT}/events", lambda told: "PatentListed" in str(told))

    async def whole_trace() -> list[Seen] | None:
        spans = platform.collector.of_trace(trace)
        consumers = {span.service for span in spans if span.kind == CONSUMER}
        return spans if {"panhuo-monitoring", "panhuo-matching"} <= consumers else None

    spans = await eventually(whole_trace)
    request = next(span for span in spans if span.kind == SERVER)
    assert (request.service, request.parent) == ("panhuo-evaluation", headers["traceparent"].split("-")[2])
    carried = await headers_of(platform, "cn.evaluation.v1", PATENT, "panhuo.PatentListed.v1")
    assert carried["traceparent"] == f"00-{trace}-{request.span}-01"
    assert {span.parent for span in spans if span.kind == CONSUMER} == {request.span}


async def test_a_request_that_nobody_traces_is_not_told_of_anothers_trace(platform: Running):
    async with platform.visit() as nobody:
        answer = await nobody.get("/monitoring/api/figures", headers={"traceparent": "00-junk"})

    assert answer.status_code == 200
    assert platform.collector.of_trace("0" * 32) == []
