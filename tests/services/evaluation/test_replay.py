"""What was decided live is reached again by replaying the streams, with reactions muted."""

from random import Random

import asyncpg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from panhuo_contracts import Body, Fact
from panhuo_contracts.codes import ConversionMode, LegalStatus, LicenseKind, Maturity, Tier

from chassis.delivery.waves import apply_facts
from services.evaluation.app import HANDLERS
from tests.builders import evaluation as built
from tests.builders.evaluation import fact
from tests.services.evaluation.conftest import learn, say
from tests.services.evaluation.test_interleaving import TABLES, contents

LEARNED = [
    built.inventoried(),
    built.revised(annotations=built.annotations(maturity=Maturity.INDUSTRIAL)),
    built.revised(annotations=built.annotations(accepted_modes=(ConversionMode.NO_INTENTION,))),
    built.returned(),
    built.legal_status(LegalStatus.LAPSED),
    built.legal_status(LegalStatus.IN_FORCE),
    built.licensed(LicenseKind.SOLE),
    built.licensed(LicenseKind.ORDINARY, filing_number="X2026-2"),
]
SAID = [
    built.self_evaluated(),
    built.listed(),
    built.delisted(),
    built.evaluated(),
    built.filled_in(),
    built.objected(),
    built.reviewed(is_upheld=True),
    built.reviewed(is_upheld=False),
    built.assigned(),
    built.accepted(),
    built.closed(),
    built.graded(),
    built.graded(Tier.NURTURE, computed=Tier.PRIORITY, note="待放大"),
]


# One database serves all examples: each begins by emptying its tables.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([*LEARNED, *SAID]), max_size=12), st.randoms(use_true_random=False))
async def test_a_replay_in_any_order_of_the_streams_reaches_the_same_tables(
    conn: asyncpg.Connection, happened: list[Body], order: Random
) -> None:
    await conn.execute(f"TRUNCATE {', '.join(TABLES)}, head, kept.outbox")
    streams: dict[str, list[Fact[Body]]] = {}

    def stands_in_its_stream(body: Body) -> Fact[Body]:
        stream = streams.setdefault(body.stream, [])
        stream.append(fact(body, sequence=len(stream) + 1))
        return stream[-1]

    for body in [built.inventoried(), *happened]:
        if body in SAID:
            follow = await say(conn, body)
        else:
            follow = await learn(conn, stands_in_its_stream(body))
        for said in follow:
            stands_in_its_stream(said)
    live = await contents(conn)

    await conn.execute(f"TRUNCATE {', '.join(TABLES)}, head")
    turns = [name for name, stream in streams.items() for _ in stream]
    order.shuffle(turns)
    waiting = {name: iter(stream) for name, stream in streams.items()}
    async with conn.transaction():
        await apply_facts(conn, HANDLERS, [next(waiting[name]) for name in turns])

    assert await contents(conn) == live
