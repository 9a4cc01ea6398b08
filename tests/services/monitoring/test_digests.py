"""Digests: a writer's word beside what was received, and this installation's own word."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import asyncpg
import pytest
from panhuo_contracts import fold_hex

from chassis import clock
from chassis.delivery import digest
from chassis.service import Service
from services.monitoring import publishing
from services.monitoring.digests import Agreement, Comparison, Digest, DigestOfAnother, overall
from services.monitoring.store import digests
from tests.builders import monitoring as said
from tests.builders.monitoring import day, numbered
from tests.services.monitoring.conftest import take_in

NIGHT = datetime(2024, 1, 2, 12, tzinfo=UTC)
NOON = datetime(2024, 1, 1, 4, tzinfo=UTC)


def compared(stated: tuple[int, int] | None, held: tuple[int, int] | None, as_of: datetime = NIGHT) -> Agreement:
    return Comparison(
        "cn-33.inventory.v1",
        date(2024, 1, 1),
        Digest(stated[0], fold_hex(stated[1])) if stated else None,
        as_of if stated else None,
        Digest(held[0], fold_hex(held[1])) if held else None,
    ).agreement


def test_equal_numbers_and_folds_agree() -> None:
    assert compared((3, 9), (3, 9)) is Agreement.AGREE
    assert compared((0, 0), None) is Agreement.AGREE


def test_events_under_way_are_waited_for() -> None:
    assert compared((3, 9), (2, 5)) is Agreement.WAITING
    assert compared((3, 9), None) is Agreement.WAITING
    assert compared((3, 9), (4, 12), as_of=NOON) is Agreement.WAITING


def test_another_fold_or_more_events_than_a_closed_day_had_is_a_disagreement() -> None:
    assert compared((3, 9), (3, 8)) is Agreement.DISAGREE
    assert compared((3, 9), (4, 12)) is Agreement.DISAGREE


def test_the_worst_day_speaks_for_a_writer() -> None:
    assert overall([Agreement.AGREE, Agreement.DISAGREE, Agreement.WAITING]) is Agreement.DISAGREE
    assert overall([Agreement.AGREE, Agreement.WAITING]) is Agreement.WAITING
    assert overall([Agreement.AGREE, Agreement.UNSTATED]) is Agreement.AGREE
    assert overall([Agreement.UNSTATED]) is Agreement.UNSTATED


async def test_what_a_province_states_is_compared_with_what_was_received(conn: asyncpg.Connection) -> None:
    topic = "cn-33.inventory.v1"
    async with conn.transaction():
        await digest.count(conn, "received", [(topic, day(0), 4), (topic, day(0), 5), (topic, day(1), 6)])
    await take_in(
        conn,
        numbered([said.digest_stated(topic, 0, 2, 9), said.digest_stated(topic, 1, 1, 7)], writer="cn-33"),
    )

    assert await digests.agreeing(conn, "cn", day(9)) == {"cn-33": 1}
    assert [(one.day, one.agreement) for one in await digests.open_ones(conn, "cn", day(9))] == [
        (day(1), Agreement.DISAGREE)
    ]


async def test_a_later_digest_of_the_same_day_replaces_the_earlier(conn: asyncpg.Connection) -> None:
    first, second = said.digest_stated(events=3, fold=9), said.digest_stated(events=4, fold=(1 << 64) - 1)
    await take_in(conn, numbered([first, second], writer="cn-33"))

    assert [tuple(row) for row in await conn.fetch("SELECT events, fold::text FROM stated_digest")] == [
        (4, str((1 << 64) - 1))
    ]


async def test_a_writer_cannot_state_the_digest_of_another(conn: asyncpg.Connection) -> None:
    with pytest.raises(DigestOfAnother):
        await take_in(conn, numbered([said.digest_stated("cn-32.inventory.v1")], writer="cn-33"))

    assert await conn.fetchval("SELECT count(*) FROM stated_digest") == 0


async def test_the_clock_states_closed_days_once_they_have_settled(conn: asyncpg.Connection, service: Service) -> None:
    today = clock.today()
    items = [
        ("cn.inventory.v1", today - timedelta(days=1), 4),
        ("cn.inventory.v1", today, 5),
        ("cn-33.filing.v1", day(0), 6),
    ]
    async with conn.transaction():
        await digest.count(conn, "received", items)

    found = await publishing.look(service, set())
    assert await conn.fetchval("SELECT count(*) FROM stated_digest") == 0
    found = await publishing.look(service, found)
    stated = await conn.fetch("SELECT topic, day, events FROM stated_digest")
    await publishing.look(service, await publishing.look(service, found))

    assert [tuple(row) for row in stated] == [("cn.inventory.v1", today - timedelta(days=1), 1)]
    assert await conn.fetchval("SELECT count(*) FROM outbox") == 1


async def test_the_clock_goes_on_after_a_look_that_failed(conn: asyncpg.Connection, service: Service) -> None:
    await conn.execute("ALTER TABLE stated_digest RENAME TO away")
    async with conn.transaction():
        await digest.count(conn, "received", [("cn.inventory.v1", day(0), 4)])
    clockwork = asyncio.create_task(publishing.say_for_ever(service, seconds=0.05))
    await asyncio.sleep(0.3)
    await conn.execute("ALTER TABLE away RENAME TO stated_digest")

    async with asyncio.timeout(10):
        while not await conn.fetchval("SELECT count(*) FROM outbox"):  # noqa: ASYNC110 - another task's commit
            await asyncio.sleep(0.05)
    clockwork.cancel()
    await asyncio.gather(clockwork, return_exceptions=True)

    assert await conn.fetchval("SELECT count(*) FROM stated_digest") == 1


async def test_a_day_that_still_changes_is_not_stated(conn: asyncpg.Connection, service: Service) -> None:
    async with conn.transaction():
        await digest.count(conn, "received", [("cn.inventory.v1", day(0), 4)])
    before = await publishing.look(service, set())
    async with conn.transaction():
        await digest.count(conn, "received", [("cn.inventory.v1", day(0), 5)])

    await publishing.look(service, before)

    assert await conn.fetchval("SELECT count(*) FROM outbox") == 0


async def test_one_process_at_a_time_states_digests(conn: asyncpg.Connection, service: Service) -> None:
    async with conn.transaction():
        await digest.count(conn, "received", [("cn.inventory.v1", day(0), 4)])
    found = await publishing.look(service, set())
    async with conn.transaction():
        await conn.execute("SELECT pg_advisory_xact_lock($1)", publishing._TURN)
        await publishing.look(service, found)

    assert await conn.fetchval("SELECT count(*) FROM outbox") == 0
