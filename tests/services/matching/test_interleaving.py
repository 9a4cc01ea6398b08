"""Across streams nothing is ordered, and the tables do not depend on it."""

import asyncio
from collections.abc import Sequence
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from panhuo_contracts import Body, Fact
from panhuo_contracts.codes import LegalStatus, PaymentKind
from panhuo_contracts.events.evaluation import LibraryEntryRemoved
from panhuo_contracts.events.inventory import LegalStatusChanged
from panhuo_contracts.events.matching import Payment

from chassis.database import LIVE
from chassis.delivery.digest import of_tables
from chassis.delivery.waves import apply_facts
from chassis.service import Service
from services.matching.app import HANDLERS
from tests.builders import fact, patent_number
from tests.builders.enterprises import OTHER_ENTERPRISE, registered
from tests.builders.filing import license_filed
from tests.builders.inventory import inventoried, recorded
from tests.builders.matching import ended, intended, listed, signed, subscribed

SEAM = (
    "topic",
    "position",
    "received",
    "dead_letter",
    "head",
    "digest_entry",
    "chassis_migrations",
    "service_migrations",
)
ONE, TWO, FOREIGN = patent_number(1), patent_number(2), patent_number(3)


def _numbered(bodies: Sequence[Body], writer: str = "cn") -> list[Fact[Body]]:
    return [fact(body, sequence, writer) for sequence, body in enumerate(bodies, start=1)]


def _status(status: LegalStatus) -> LegalStatusChanged:
    return LegalStatusChanged(patent=ONE, home="cn-11", status=status, effective_on=date(2026, 3, 1), cause="登记簿")


STREAMS = [
    _numbered([listed(ONE), listed(ONE, evaluations=2, favorable_evaluations=1, title="一种改过的示例方法")]),
    _numbered([listed(TWO), LibraryEntryRemoved(patent=TWO), listed(TWO, keywords=("重新入库",))]),
    _numbered([listed(FOREIGN, home="cn-33")], "cn-33"),
    _numbered([_status(LegalStatus.FEE_GRACE), _status(LegalStatus.IN_FORCE)]),
    _numbered([recorded(ONE), inventoried(ONE, title="一种改名的示例方法"), inventoried(TWO)]),
    _numbered([recorded(FOREIGN, home="cn-33")], "cn-33"),
    _numbered([registered(), registered(name="改名材料有限公司")]),
    _numbered([registered(OTHER_ENTERPRISE, home="cn-33")], "cn-33"),
    _numbered(
        [
            subscribed(patent=ONE),
            intended("deal-1", patent=ONE),
            subscribed(patent=ONE, enterprise=OTHER_ENTERPRISE),
            ended("deal-1", patent=ONE),
            intended("deal-2", patent=ONE),
            signed("deal-2", patent=ONE, payment=Payment(kind=PaymentKind.FREE)),
        ]
    ),
    _numbered([signed("deal-3", patent=TWO)]),
    _numbered([subscribed(patent=FOREIGN, subscribed_on=date(2026, 4, 9))]),
    _numbered([subscribed(patent=FOREIGN, home="cn-33"), signed("deal-4", patent=FOREIGN, home="cn-33")], "cn-33"),
    _numbered([license_filed(ONE, deal="deal-2")]),
    _numbered([license_filed(FOREIGN, deal="deal-4", home="cn-33")], "cn-33"),
    _numbered([license_filed(TWO, deal="never-said")]),
]


async def _digest(service: Service, facts: Sequence[Fact[Body]], batches: Sequence[int]) -> dict[str, str]:
    """The tables after these facts, taken in in batches of these sizes; nothing is kept."""
    conn = await service.database.pool.acquire()
    transaction = conn.transaction()
    await transaction.start()
    try:
        rest = list(facts)
        for size in [*batches, len(rest)]:
            await apply_facts(conn, HANDLERS, rest[:size])
            rest = rest[size:]
        return await of_tables(conn, LIVE, SEAM)
    finally:
        await transaction.rollback()
        await service.database.pool.release(conn)


def _interleaved(order: Sequence[int]) -> list[Fact[Body]]:
    queues = [list(stream) for stream in STREAMS]
    return [queues[i].pop(0) for i in order]


ANY_ORDER = st.permutations([i for i, stream in enumerate(STREAMS) for _ in stream])


async def test_any_interleaving_of_the_streams_leaves_the_same_tables(service: Service):
    clean = await _digest(service, [one for stream in STREAMS for one in stream], [])
    assert {table for table, digest in clean.items() if not digest.startswith("0:")} == {
        "library_entry",
        "library_count",
        "patent_title",
        "legal_status",
        "right_notice",
        "enterprise",
        "subscription",
        "deal",
    }
    loop = asyncio.get_running_loop()

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(order=ANY_ORDER, batches=st.lists(st.integers(1, 5), max_size=6))
    def holds(order: list[int], batches: list[int]) -> None:
        digest = asyncio.run_coroutine_threadsafe(_digest(service, _interleaved(order), batches), loop).result(60)
        assert digest == clean

    await asyncio.to_thread(holds)
