"""Streams arrive in any order; the tables of experts end the same."""

import asyncpg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from panhuo_contracts import Body, Fact
from panhuo_contracts.codes import ProspectGrade

from chassis.delivery.waves import apply_facts
from services.evaluation.app import HANDLERS
from tests.builders import experts as built
from tests.builders.evaluation import DAY, fact, patent_number

TABLES = ("expert", "commission", "expert_evaluation")

OTHER = {"expert": "expert-2"}
BODIES: list[Body] = [
    built.recommended(),
    built.recommended(research="水处理", generated=True),
    built.recommended(**OTHER),
    built.admitted(),
    built.admitted(**OTHER),
    built.commissioned(),
    built.commissioned(patent=patent_number(2), percent=20),
    built.commissioned(**OTHER),
    built.recused(),
    built.recused(**OTHER, note="曾提供咨询"),
    built.retired(),
    built.retired(**OTHER, reason="工作变动"),
    built.evaluated(),
    built.evaluated(evaluation="X-2", opinion="需要中试"),
    built.evaluated(evaluation="X-3", valid_until=DAY, rules="commissioning-1"),
    built.evaluated(batch="batch-2", evaluation="X-4", prospect=ProspectGrade.POOR),
    built.evaluated(**OTHER),
]


# One database serves all examples: each begins by emptying its tables.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(BODIES), max_size=14), st.randoms(use_true_random=False), st.integers(1, 14))
async def test_any_interleaving_of_the_streams_leaves_the_same_tables(
    conn: asyncpg.Connection, happened: list[Body], order: object, batch: int
) -> None:
    streams: dict[tuple[str, str], list[Fact[Body]]] = {}
    clean = []
    for body in happened:
        stream = streams.setdefault((body.stream, body.key), [])
        stream.append(fact(body, sequence=len(stream) + 1))
        clean.append(stream[-1])
    turns = [name for name, stream in streams.items() for _ in stream]
    order.shuffle(turns)
    waiting = {name: iter(stream) for name, stream in streams.items()}
    mixed = [next(waiting[name]) for name in turns]

    assert await _after(conn, clean, len(clean) or 1) == await _after(conn, mixed, batch)


async def _after(conn: asyncpg.Connection, facts: list[Fact[Body]], batch: int) -> list[list[tuple[object, ...]]]:
    await conn.execute(f"TRUNCATE {', '.join(TABLES)}")
    for start in range(0, len(facts), batch):
        async with conn.transaction():
            await apply_facts(conn, HANDLERS, facts[start : start + batch])
    return [[tuple(row) for row in await conn.fetch(f"SELECT * FROM {name} ORDER BY 1, 2, 3")] for name in TABLES]
