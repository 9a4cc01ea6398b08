"""Streams arrive in any order; the tables end the same."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise

import asyncpg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from panhuo_contracts import Body, Fact
from panhuo_contracts.codes import ConversionMode, LegalStatus, LicenseKind, Maturity, SelfGrade, Tier, WithholdReason

from chassis.delivery.waves import apply_facts
from services.evaluation.app import HANDLERS
from services.evaluation.store import dossiers
from tests.builders import evaluation as built
from tests.builders import institutions
from tests.builders.evaluation import DAY, fact, patent_number

TABLES = (
    "dossier",
    "register_view",
    "enterprise",
    "subscription",
    "signed_deal",
    "filed_license",
    "self_evaluation",
    "listing",
    "withholding",
    "departure",
    "institution_standing",
    "enterprise_evaluation",
    "guideline_evaluation",
    "tier",
    "objection",
    "objection_review",
    "promotion_assignment",
    "promotion_acceptance",
    "promotion_report",
    "promotion_closing",
)

BODIES: list[Callable[[str], Body]] = [
    lambda p: built.recorded(patent=p),
    lambda p: built.inventoried(patent=p),
    lambda p: built.revised(patent=p, annotations=built.annotations(maturity=Maturity.INDUSTRIAL)),
    lambda p: built.returned(patent=p),
    lambda p: built.legal_status(LegalStatus.LAPSED, patent=p),
    lambda p: built.legal_status(LegalStatus.IN_FORCE, patent=p, expires_on=DAY),
    lambda p: built.legal_status(LegalStatus.IN_FORCE, patent=p, is_away=False),
    lambda p: built.transferred_away(patent=p),
    lambda p: built.self_evaluated(patent=p),
    lambda p: built.self_evaluated(patent=p, grade=SelfGrade.GOOD),
    lambda p: built.listed(patent=p),
    lambda p: built.listed(patent=p, accepted_modes=(ConversionMode.TRANSFER,)),
    lambda p: built.delisted(patent=p),
    lambda p: built.withheld(patent=p),
    lambda p: built.withheld(patent=p, reason=WithholdReason.CONFIDENTIAL, note="涉密项目"),
    lambda p: built.evaluated(patent=p),
    lambda p: built.evaluated(patent=p, evaluation="E-2", opinion="可用于梯次利用"),
    lambda p: built.evaluated(patent=p, enterprise=built.OTHER_ENTERPRISE),
    lambda p: built.filled_in(patent=p),
    lambda p: built.filled_in(patent=p, answered=60, low=20, high=70),
    lambda p: built.graded(patent=p),
    lambda p: built.graded(Tier.REGULAR, patent=p, computed=Tier.PRIORITY, note="待中试"),
    lambda p: built.objected(patent=p),
    lambda p: built.objected(patent=p, reason="评价的是另一件专利"),
    lambda p: built.reviewed(is_upheld=True, patent=p),
    lambda p: built.reviewed(is_upheld=False, patent=p),
    lambda p: built.assigned(patent=p),
    lambda p: built.assigned(patent=p, note="先对接"),
    lambda p: built.accepted(patent=p),
    lambda p: built.reported(patent=p),
    lambda p: built.closed(patent=p),
    lambda p: built.closed(patent=p, result="已谈妥"),
    lambda p: built.subscribed(patent=p),
    lambda p: built.signed(patent=p),
    lambda p: built.licensed(LicenseKind.SOLE, patent=p),
    lambda p: built.licensed(LicenseKind.ORDINARY, patent=p, filing_number="X2026-2"),
    lambda _: built.registered(),
    lambda _: built.registered(name="示例新材料有限公司"),
    lambda _: institutions.admitted(),
    lambda _: institutions.suspended(),
    lambda _: institutions.reinstated(),
    lambda _: institutions.merged(),
]


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Fact[Body]], list[Fact[Body]], list[int]]:
    """A clean sequence, the same facts otherwise interleaved, and where the batches are cut."""
    # Often few kinds or one stream only, so that those which touch the same columns meet.
    kinds = draw(st.sampled_from([BODIES, BODIES[:8], BODIES[:3], BODIES[8:26], BODIES[26:32], BODIES[20:]]))
    patents = draw(st.sampled_from([[patent_number(1)], [patent_number(1), patent_number(2)]]))
    one_said = st.tuples(st.sampled_from(kinds), st.sampled_from(patents), st.sampled_from(["cn", "cn-33"]))
    said = draw(st.lists(one_said, min_size=2, max_size=16))
    clean: list[Fact[Body]] = []
    lanes: dict[tuple[str, str, str], list[Fact[Body]]] = {}
    for make, patent, writer in said:
        body = make(patent)
        lane = lanes.setdefault((writer, body.stream, body.key), [])
        one = fact(body, writer=writer, sequence=len(lane) + 1)
        lane.append(one)
        clean.append(one)
    order = draw(st.permutations([address for address, lane in lanes.items() for _ in lane]))
    waiting = {address: iter(lane) for address, lane in lanes.items()}
    cuts = draw(st.lists(st.integers(1, len(clean)), max_size=4))
    return clean, [next(waiting[address]) for address in order], sorted(cuts)


async def contents(conn: asyncpg.Connection) -> dict[str, list[str]]:
    return {
        table: [row[0] for row in await conn.fetch(f"SELECT t::text FROM {table} AS t ORDER BY 1")] for table in TABLES
    }


async def after(conn: asyncpg.Connection, facts: list[Fact[Body]], cuts: list[int]) -> dict[str, list[str]]:
    """The tables after a replay: reactions are muted, as in a rebuild."""
    await conn.execute(f"TRUNCATE {', '.join(TABLES)}")
    edges = [0, *cuts, len(facts)]
    for start, end in pairwise(edges):
        async with conn.transaction():
            await apply_facts(conn, HANDLERS, facts[start:end])
    return await contents(conn)


# One database serves all examples: each begins by emptying its tables.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories())
async def test_any_interleaving_of_the_streams_leaves_the_same_tables(
    conn: asyncpg.Connection, history: tuple[list[Fact[Body]], list[Fact[Body]], list[int]]
) -> None:
    clean, mixed, cuts = history
    assert await after(conn, mixed, cuts) == await after(conn, clean, [])


async def test_a_suspension_and_its_end_reach_the_dossiers_of_the_institution(conn: asyncpg.Connection) -> None:
    patent = patent_number(1)

    async def inactive_since() -> date | None:
        return (await dossiers.load(conn, [patent], DAY))[patent].inactive_since

    record = built.inventoried(patent=patent)
    await after(conn, [fact(record, sequence=1), fact(institutions.suspended(record.institution), sequence=1)], [])
    suspended = await inactive_since()
    await after(conn, [fact(record, sequence=1), fact(institutions.reinstated(record.institution), sequence=2)], [])

    assert (suspended, await inactive_since()) == (institutions.DAY, None)
