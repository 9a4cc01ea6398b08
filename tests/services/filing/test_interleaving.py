"""Across streams nothing is ordered, and the tables do not depend on it."""

import asyncio
from collections.abc import Sequence
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from panhuo_contracts import Body, Fact
from panhuo_contracts.codes import LegalFlag, LegalStatus, LicenseKind
from panhuo_contracts.events.matching import LicenseTerms

from chassis.database import LIVE
from chassis.delivery.digest import of_tables
from chassis.delivery.waves import apply_facts
from chassis.service import Service
from services.filing.app import HANDLERS
from tests.builders.filing import filing_refused, license_filed, patent_number, product_industrialized
from tests.builders.inventory import transferred_away
from tests.services.filing.scene import deal, fact, registered, right, said_of, signing_of, status_of

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


STREAMS = [
    _numbered(
        [
            said_of(right(patent=ONE)),
            status_of(right(patent=ONE, status=LegalStatus.FEE_GRACE)),
            said_of(right(patent=ONE, title="一种改过的示例方法", co_patentees=("共有公司",))),
            status_of(right(patent=ONE, flags=frozenset({LegalFlag.PLEDGED}))),
            transferred_away(ONE),
            status_of(right(patent=ONE)).model_copy(update={"is_away": False}),
        ]
    ),
    _numbered([said_of(right(patent=TWO)), transferred_away(TWO)]),
    _numbered([said_of(right(patent=FOREIGN, home="cn-33"))], "cn-33"),
    _numbered([registered(), registered(name="改名科技有限公司")]),
    _numbered(
        [signing_of(deal(patent=ONE)), signing_of(deal(patent=ONE, deal="deal-2", contract_number="L-2026-00600"))]
    ),
    _numbered([signing_of(deal(patent=TWO))]),
    _numbered([signing_of(deal(patent=FOREIGN, home="cn-33"))], "cn-33"),
    _numbered([status_of(right(patent=FOREIGN, home="cn-33", status=LegalStatus.LAPSED))]),
    _numbered([signing_of(deal(patent=FOREIGN, contract_number="L-2026-00999"))]),
    _numbered([registered(name="别处登记的名称")], "cn-33"),
    _numbered(
        [
            filing_refused(ONE),
            license_filed(ONE),
            product_industrialized(ONE),
            product_industrialized(ONE, product_name="改名电芯"),
        ]
    ),
    _numbered([license_filed(FOREIGN, home="cn-33", filing_number="浙备 2026-1")], "cn-33"),
    _numbered(
        [
            license_filed(
                TWO,
                filing_number="F-2026-CN-000002",
                terms=LicenseTerms(kind=LicenseKind.SOLE, term_from=date(2026, 4, 1), term_to=date(2027, 1, 1)),
            )
        ]
    ),
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
        "patent_right",
        "enterprise",
        "deal",
        "license",
        "refusal",
        "product",
    }
    loop = asyncio.get_running_loop()

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(order=ANY_ORDER, batches=st.lists(st.integers(1, 5), max_size=6))
    def holds(order: list[int], batches: list[int]) -> None:
        digest = asyncio.run_coroutine_threadsafe(_digest(service, _interleaved(order), batches), loop).result(60)
        assert digest == clean

    await asyncio.to_thread(holds)
