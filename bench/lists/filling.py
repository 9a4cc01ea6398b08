"""Stores of the size of the country's: what a few thousand records say, at many numbers and of many institutions."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import date
from importlib import import_module
from itertools import islice
from typing import Final

import asyncpg
from panhuo_contracts import Body, Event, Fact, Topic, decode, encode, header_texts
from panhuo_contracts.codes import Confidence, ProspectGrade, SelfGrade
from panhuo_contracts.events.evaluation import EnterpriseEvaluated, LibraryEntry, PatentListed, PatentSelfEvaluated
from panhuo_contracts.events.inventory import PatentInventoried

from bench import material
from bench.lists.places import lay, multiply
from chassis.delivery.waves import apply_facts
from panhuo.demo.sample import PATENTS, Holding, Sample
from services.inventory.records import entry_of, remarks_of
from services.inventory.store.patents import _COLUMNS, Saying, _row
from services.matching.store.counts import _MARKS

_MOST_TEMPLATES: Final = 10_000
_DAY: Final = date(2026, 3, 2)
_AT_ONCE: Final = 1_000
_ENTERPRISES: Final = 3_000


async def fill_inventory(dsn: str, count: int) -> None:
    """Six in ten are inventoried; of the others half have drafts on their way; every right has a deadline."""
    conn = await _connect(dsn)
    rows = [
        _row(Saying("cn", entry_of(said), remarks_of(said.annotations), "inventoried", inventoried_on=_DAY))
        for said in map(_inventoried, _holdings(count))
    ]
    await conn.copy_records_to_table("patent", schema_name="live", records=rows, columns=_COLUMNS)
    await lay(conn, count)
    await multiply(
        conn,
        "live.patent",
        count,
        state="CASE WHEN luck % 10 < 6 THEN 'inventoried' WHEN luck % 10 < 9 THEN 'recorded' ELSE 'returned' END",
        recorded_on="current_date - 300",
        inventoried_on="CASE WHEN luck % 10 BETWEEN 6 AND 8 THEN NULL ELSE current_date - 200 END",
        returned_on="CASE WHEN luck % 10 = 9 THEN current_date - 100 END",
        return_reason="CASE WHEN luck % 10 = 9 THEN '请补充应用场景' END",
    )
    await conn.execute(_INVENTORY)
    await _settle(conn)


async def fill_evaluation(dsn: str, count: int) -> None:
    """Nine in ten are in the library, with their institution's view and one enterprise's, and have a tier."""
    conn = await _connect(dsn)
    await _learn(conn, "evaluation", (body for held in _holdings(count) for body in _evaluated(held)))
    await lay(conn, count)
    await multiply(conn, "live.dossier", count)
    await multiply(conn, "live.self_evaluation", count)
    await multiply(conn, "live.listing", count)
    code = f"('{{{','.join(material.credit_code(n + 1_000) for n in range(_ENTERPRISES))}}}'::text[])"
    await multiply(
        conn,
        "live.enterprise_evaluation",
        count,
        enterprise=f"{code}[1 + CASE WHEN luck % 2 = 0 THEN n / 2 % {_ENTERPRISES} ELSE luck / 2 % 30 END]",
        evaluation="'e-' || n",
        evaluated_on="current_date - luck % 700",
        valid_until="current_date - luck % 700 + 730",
    )
    await conn.execute(_EVALUATION)
    await _settle(conn)


async def fill_matching(dsn: str, count: int) -> None:
    """The resource library, each entry with its own number and institution among its words."""
    conn = await _connect(dsn)
    await _learn(conn, "matching", map(_entry, _holdings(count)))
    await lay(conn, count)
    await conn.execute("TRUNCATE live.library_count")
    await multiply(
        conn,
        "live.library_entry",
        count,
        document="ts_delete(template.document, '#n:' || lower(template.patent))"
        " || ('''#n:' || lower(place.patent) || '''')::tsvector",
        listed_on="current_date - luck % 900",
    )
    await conn.execute(_COUNTS)
    await _settle(conn)


FILL: Final[dict[str, Callable[[str, int], Awaitable[None]]]] = {
    "inventory": fill_inventory,
    "evaluation": fill_evaluation,
    "matching": fill_matching,
}

_INVENTORY: Final = """
    INSERT INTO kept.college (institution, code, name)
    SELECT institution, 'C' || n, '示例学院' || n FROM (SELECT DISTINCT institution FROM place) AS i,
        generate_series(1, 12) AS n;
    INSERT INTO kept.responsibility (patent, institution, college)
    SELECT patent, institution, 'C' || 1 + luck / 3 % 12 FROM place WHERE luck % 3 = 0;
    INSERT INTO kept.draft (patent, institution, home, implementation, accepted_modes, scenario, industries, keywords,
        filled_by, submitted_at, at_college, returned_by, return_reason, due_on)
    SELECT patent, institution, home, 'unused', '{}', '', '{}', '{}', 'bench', CASE WHEN luck % 10 = 7 THEN now() END,
        luck % 10 = 7 AND luck % 3 = 0,
        CASE WHEN luck % 10 = 7 THEN '' WHEN luck % 50 = 9 THEN 'authority' ELSE 'institution' END,
        CASE WHEN luck % 10 = 7 THEN '' ELSE '请补充应用场景' END, current_date - 60 + luck / 10 % 120
    FROM place WHERE luck % 10 IN (7, 9);
    INSERT INTO kept.deadline (patent, clock, mark, due_on, year, is_tracked, institution, home)
    SELECT patent, 'annuity', '', current_date - 60 + luck % 365, 5, luck % 50 = 0, institution, home FROM place;
    INSERT INTO kept.deadline (patent, clock, mark, due_on, is_tracked, institution, home)
    SELECT patent, 'pledge', 'X', current_date - 60 + luck % 365, true, institution, home
    FROM place WHERE luck % 97 = 1;
    INSERT INTO live.right_said (patent, writer, status, effective_on, away_on)
    SELECT patent, 'cn', CASE luck % 30 WHEN 0 THEN 'lapsed' WHEN 15 THEN 'expired' ELSE 'fee_grace' END,
        current_date - luck % 700, CASE WHEN luck % 200 = 5 THEN current_date - 10 END
    FROM place WHERE luck % 5 = 0;
    INSERT INTO live.outcome (patent, writer, listed_on)
    SELECT patent, 'cn', current_date FROM place WHERE luck % 2 = 0;
    UPDATE kept.clock_round SET ended_at = now(), rights = 100000000;
"""
_EVALUATION: Final = """
    DELETE FROM live.listing USING place WHERE listing.patent = place.patent AND luck % 10 = 9;
    INSERT INTO live.tier (patent, writer, home, institution, tier, reasons, tags, rules, note, graded_on)
    SELECT patent, 'cn', home, institution, 't' || 1 + luck % 4, '[]', '[]', 'grading-1', '', current_date
    FROM place WHERE luck % 10 <> 8
"""
_COUNTS: Final = f"INSERT INTO live.library_count {_MARKS.replace('patent = ANY($1::text[])', 'true')}"


async def _connect(dsn: str) -> asyncpg.Connection:
    return await asyncpg.connect(
        dsn,
        server_settings={
            "search_path": "live,kept",
            "maintenance_work_mem": "512MB",
            "work_mem": "256MB",
            "synchronous_commit": "off",
            "jit": "off",
        },
    )


async def _settle(conn: asyncpg.Connection) -> None:
    """As a store stands that has had time: statistics, visibility, nothing left to write."""
    await conn.execute("DROP TABLE place")
    await conn.execute("VACUUM ANALYZE")
    await conn.execute("CHECKPOINT")
    await conn.close()


def _holdings(count: int) -> list[Holding]:
    templates = min(_MOST_TEMPLATES, max(500, count // 20))
    made = Sample.make(templates / PATENTS)
    return list(islice([*made.national, *made.provincial], templates))


async def _learn(conn: asyncpg.Connection, service: str, bodies: Iterator[Body]) -> None:
    """By the service's own handlers."""
    handlers = import_module(f"services.{service}.app").HANDLERS
    while step := [_fact(body) for body in islice(bodies, _AT_ONCE)]:
        async with conn.transaction():
            await apply_facts(conn, handlers, step)


def _fact(body: Body) -> Fact[Body]:
    record = encode(Event.of(body), writer="cn", sequence=1)
    return decode(Topic.parse(record.topic), record.key, record.value, header_texts(record.headers))


def _who(held: Holding) -> dict[str, str]:
    return {"patent": held.patent.number, "home": held.patent.home, "institution": held.patent.institution.code}


def _inventoried(held: Holding) -> PatentInventoried:
    return PatentInventoried(
        **_who(held),
        institution_name=held.patent.institution.name,
        bibliography=held.patent.bibliography,
        annotations=held.story.annotations,
        inventoried_on=_DAY,
        generated=True,
    )


def _evaluated(held: Holding) -> Iterator[Body]:
    said = held.story.annotations
    yield _inventoried(held)
    yield PatentSelfEvaluated(
        **_who(held),
        grade=said.self_grade or SelfGrade.FAIR,
        maturity=said.maturity,
        evaluated_on=_DAY,
        method="self-1",
    )
    yield PatentListed(**_who(held), accepted_modes=said.accepted_modes, listed_on=_DAY)
    yield EnterpriseEvaluated(
        **_who(held),
        enterprise=material.credit_code(1_000),
        enterprise_name="示例科技公司",
        evaluation=f"e-{held.patent.number}",
        prospect=ProspectGrade.GOOD,
        confidence=Confidence.MEDIUM,
        opinion="与现有产线匹配，改动不大。",
        evaluated_on=_DAY,
        valid_until=_DAY.replace(year=2027),
    )


def _entry(held: Holding) -> LibraryEntry:
    paper, said = held.patent.bibliography, held.story.annotations
    return LibraryEntry(
        **_who(held),
        institution_name=held.patent.institution.name,
        **paper.model_dump(include={"title", "abstract", "patent_type", "filing_date", "expires_on", "ipc"}),
        **said.model_dump(exclude={"implementation"}) | {"asking_price": said.asking_price},
        listed_on=_DAY,
        generated=True,
    )
