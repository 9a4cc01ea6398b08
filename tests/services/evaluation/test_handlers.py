"""Facts arrive from Kafka and decisions are said, on real PostgreSQL."""

from datetime import timedelta

import asyncpg
import pytest
from panhuo_contracts.codes import (
    ConversionMode,
    DelistReason,
    LegalFlag,
    LegalStatus,
    LicenseKind,
    Maturity,
    ProspectGrade,
    SuspensionReason,
    Tier,
)
from panhuo_contracts.events.evaluation import LibraryEntry, LibraryEntryRemoved, PatentDelisted

from services.evaluation.store import dossiers
from tests.builders import evaluation as built
from tests.builders.evaluation import DAY, PATENT, fact
from tests.services.evaluation.conftest import learn, say


async def listed_patent(conn: asyncpg.Connection) -> None:
    await learn(conn, fact(built.inventoried()))
    await say(conn, built.listed())


async def test_a_listing_says_the_entry_with_it(conn: asyncpg.Connection) -> None:
    await learn(conn, fact(built.inventoried()))

    said = await say(conn, built.listed())

    entry = said[1]
    assert isinstance(entry, LibraryEntry)
    assert (entry.patent, entry.title, entry.evaluations) == (PATENT, "一种示例装置", 0)
    assert (await dossiers.load(conn, [PATENT], DAY))[PATENT].is_listed


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (built.legal_status(LegalStatus.LAPSED), DelistReason.RIGHT_ENDED),
        (built.legal_status(LegalStatus.INVALIDATED), DelistReason.RIGHT_ENDED),
        (built.licensed(LicenseKind.EXCLUSIVE), DelistReason.EXCLUSIVELY_LICENSED),
        (built.licensed(LicenseKind.SOLE), DelistReason.EXCLUSIVELY_LICENSED),
        (
            built.revised(annotations=built.annotations(accepted_modes=(ConversionMode.NO_INTENTION,))),
            DelistReason.INVENTORY_REVISED,
        ),
        (built.returned(), DelistReason.INVENTORY_REVISED),
        (built.transferred_away(), DelistReason.TRANSFERRED),
    ],
)
async def test_a_listed_patent_leaves_by_itself(conn: asyncpg.Connection, event: object, reason: DelistReason) -> None:
    await listed_patent(conn)

    delisted, removed = await learn(conn, fact(event, sequence=2))

    assert isinstance(delisted, PatentDelisted)
    assert delisted.reason is reason
    assert removed == LibraryEntryRemoved(patent=PATENT)
    assert not (await dossiers.load(conn, [PATENT], DAY))[PATENT].is_listed


@pytest.mark.parametrize(
    "event", [built.legal_status(LegalStatus.FEE_GRACE), built.licensed(LicenseKind.ORDINARY), built.revised()]
)
async def test_a_listed_patent_stays_where_nothing_ends(conn: asyncpg.Connection, event: object) -> None:
    await listed_patent(conn)
    said = await learn(conn, fact(event, sequence=2))
    assert [type(body) for body in said] == [LibraryEntry]


async def test_a_listed_patent_is_suspended_while_its_right_stands_still_and_goes_on_by_itself(
    conn: asyncpg.Connection,
) -> None:
    await listed_patent(conn)

    (overdue,) = await learn(conn, fact(built.legal_status(LegalStatus.FEE_GRACE), sequence=2))
    seized = built.legal_status(LegalStatus.IN_FORCE, flags=(LegalFlag.PRESERVED, LegalFlag.SUSPENDED))
    (held,) = await learn(conn, fact(seized, sequence=3))
    (free,) = await learn(conn, fact(built.legal_status(LegalStatus.IN_FORCE), sequence=4))

    assert [entry.suspended_for for entry in (overdue, held, free) if isinstance(entry, LibraryEntry)] == [
        (SuspensionReason.FEE_GRACE,),
        (SuspensionReason.PRESERVED, SuspensionReason.PROCEDURE_SUSPENDED),
        (),
    ]


async def test_a_new_tier_is_said_with_the_entry(conn: asyncpg.Connection) -> None:
    await listed_patent(conn)

    said = await say(conn, built.graded(tier=Tier.PRIORITY))

    assert [entry.tier for entry in said if isinstance(entry, LibraryEntry)] == [Tier.PRIORITY]


async def test_what_ends_a_right_before_its_record_arrives_keeps_the_patent_out(conn: asyncpg.Connection) -> None:
    await learn(conn, fact(built.legal_status(LegalStatus.LAPSED)))
    await learn(conn, fact(built.inventoried()))
    assert (await dossiers.load(conn, [PATENT], DAY))[PATENT].right.status is LegalStatus.LAPSED


async def test_an_enterprise_evaluation_is_counted_in_the_entry_and_a_later_one_replaces_it(
    conn: asyncpg.Connection,
) -> None:
    await listed_patent(conn)

    first = (await say(conn, built.evaluated()))[1]
    second = (await say(conn, built.evaluated(prospect=ProspectGrade.POOR, evaluation="E-2")))[1]

    assert isinstance(first, LibraryEntry)
    assert isinstance(second, LibraryEntry)
    assert (first.evaluations, first.favorable_evaluations) == (1, 1)
    assert (second.evaluations, second.favorable_evaluations) == (1, 0)


async def test_a_view_that_has_run_out_does_not_count(conn: asyncpg.Connection) -> None:
    await listed_patent(conn)
    await say(conn, built.evaluated(valid_until=DAY))
    later = DAY + timedelta(days=1)
    entry = (await learn(conn, fact(built.revised(), sequence=2, day=later)))[0]
    assert isinstance(entry, LibraryEntry)
    assert entry.evaluations == 0


async def test_a_self_evaluation_changes_the_entry(conn: asyncpg.Connection) -> None:
    await listed_patent(conn)
    entry = (await say(conn, built.self_evaluated(maturity=Maturity.INDUSTRIAL)))[1]
    assert isinstance(entry, LibraryEntry)
    assert entry.maturity is Maturity.INDUSTRIAL


async def test_copies_of_other_writers_are_held_and_nothing_is_said_for_them(conn: asyncpg.Connection) -> None:
    await learn(conn, fact(built.inventoried(home="cn-33"), writer="cn-33"))

    said = await learn(
        conn,
        fact(built.listed(home="cn-33"), writer="cn-33"),
        fact(built.evaluated(home="cn-33"), writer="cn-33", sequence=2),
    )
    said += await learn(conn, fact(built.legal_status(home="cn-33"), writer="cn-33", sequence=2))

    assert said == []
    assert (await dossiers.load(conn, [PATENT], DAY))[PATENT].is_listed


async def test_saying_something_of_another_writers_patent_says_no_entry_for_it(conn: asyncpg.Connection) -> None:
    await learn(conn, fact(built.inventoried(home="cn-33"), writer="cn-33"))
    await learn(conn, fact(built.listed(home="cn-33"), writer="cn-33"))

    said = await say(conn, built.evaluated(home="cn-33"))
    said += await learn(conn, fact(built.legal_status(home="cn-33"), writer="cn-33", sequence=2))

    assert [type(body).__name__ for body in said] == ["EnterpriseEvaluated"]


async def test_a_patent_that_left_may_come_back(conn: asyncpg.Connection) -> None:
    await listed_patent(conn)
    await say(conn, built.delisted())

    said = await say(conn, built.listed())

    assert [type(body).__name__ for body in said] == ["PatentListed", "LibraryEntry"]
