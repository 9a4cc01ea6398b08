"""Who acts in these tests, and facts as the service hears them."""

import asyncio
from collections.abc import Coroutine
from itertools import count
from typing import Any, TypeVar

from panhuo_contracts import Body

from chassis.delivery.waves import apply_facts
from chassis.identity import Principal, Role
from chassis.service import Service
from services.matching import looking
from services.matching.app import HANDLERS
from services.matching.enquiry import By, Enquiry, Sort
from services.matching.looking import Answer
from tests.builders import fact
from tests.builders.enterprises import ENTERPRISE, OTHER_ENTERPRISE
from tests.builders.matching import INSTITUTION, OTHER_INSTITUTION

OFFICE = Principal("office-1", "周示例", Role.OFFICE, INSTITUTION, "示例理工大学", "cn-11")
OTHER_OFFICE = Principal("office-2", "吴示例", Role.OFFICE, OTHER_INSTITUTION, "别的大学", "cn-32")
BUYER = Principal("buyer-1", "陈示例", Role.ENTERPRISE, ENTERPRISE, "恒示例循环材料有限公司", "cn-11")
OTHER_BUYER = Principal("buyer-2", "李示例", Role.ENTERPRISE, OTHER_ENTERPRISE, "另一家公司", "cn-11")
PROVINCE = Principal("province-1", "王示例", Role.PROVINCE, jurisdiction="cn-33")
NATION = Principal("nation-1", "郑示例", Role.NATION)
INVENTOR = Principal("inventor-1", "孙示例", Role.INVENTOR, INSTITUTION, "示例理工大学", "cn-11")
_numbers = count(1)
_WAITING = """
    SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()
"""
T = TypeVar("T")


async def told(service: Service, *bodies: Body, writer: str = "cn") -> None:
    """Let the service hear these, as from the stream of a writer."""
    async with service.database.transaction() as conn:
        await apply_facts(conn, HANDLERS, [fact(body, next(_numbers), writer) for body in bodies])


async def found(
    service: Service,
    text: str = "",
    *,
    by: By = By.TEXT,
    sort: Sort = Sort.MATCH,
    marks: looking.Marks | None = None,
    limit: int = 20,
    **filters: tuple[str, ...],
) -> Answer:
    async with service.database.read() as conn:
        enquiry = Enquiry.read(text, by=by, sort=sort, filters=filters)
        return await looking.answer(conn, enquiry, marks=marks, limit=limit)


def patents(answer: Answer) -> list[str]:
    return [result.entry.patent for result in answer.results]


async def both_wait(service: Service, held: str, *commands: Coroutine[Any, Any, T]) -> list[T]:
    """Run commands while ``held`` is locked: each has come as far as it can before one of them may go on."""
    async with service.database.transaction() as conn:
        await conn.execute(held)
        running = [asyncio.ensure_future(command) for command in commands]
        async with asyncio.timeout(4):
            while await service.database.pool.fetchval(_WAITING) < len(commands):  # noqa: ASYNC110 - PostgreSQL's
                await asyncio.sleep(0.02)
    return list(await asyncio.gather(*running))


async def said(service: Service) -> list[str]:
    """Event types that wait to be relayed, in their order."""
    rows = await service.database.pool.fetch("SELECT headers FROM kept.outbox ORDER BY id")
    return [row["headers"] for row in rows]
