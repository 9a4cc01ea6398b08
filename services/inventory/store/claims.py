"""Claims and what became of them, and the cases that follow from both and from records published twice."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

import asyncpg
from panhuo_contracts import Fact
from panhuo_contracts.codes import InstitutionKind, Ministry
from panhuo_contracts.events.inventory import (
    Bibliography,
    ClaimReopened,
    ClaimSettled,
    ClaimWithdrawn,
    PatentClaimed,
)

from chassis.database import Connection
from chassis.identity import Scope
from services.inventory.conflicts.case import Case, Identity, Party, Step, folded
from services.inventory.records import Entry
from services.inventory.store.bulk import Merge, replacing
from services.inventory.store.institutions import SUCCESSORS

_CLAIM: Final = (
    "patent",
    "claimant",
    "writer",
    "round",
    "claimant_name",
    "claimant_kind",
    "claimant_ministry",
    "claimant_home",
    "holder",
    "holder_name",
    "holder_home",
    "title",
    "bibliography",
    "generated",
    "claimed_on",
    "said_at",
)
_CLAIMS: Final = Merge("claim", _CLAIM, replacing(_CLAIM, ("patent", "claimant", "writer")))
_STEP: Final = (
    "patent",
    "claimant",
    "round",
    "writer",
    "kind",
    "holder",
    "awarded",
    "awarded_name",
    "reason",
    "evidence",
    "settled_by",
    "taken_on",
    "said_at",
)
_STEPS: Final = Merge("claim_step", _STEP, replacing(_STEP, ("patent", "claimant", "round", "writer", "kind")))
_SIDES: Final = """
    (SELECT DISTINCT ON (c.patent, c.claimant) c.patent, c.claimant, c.claimant_name, c.claimant_home, c.holder,
        c.holder_name, c.holder_home, c.title, c.claimed_on, c.writer, c.generated,
        (SELECT max(r.round) FROM claim AS r WHERE r.patent = c.patent AND r.claimant = c.claimant) AS claimed_round
     FROM claim AS c {said} ORDER BY c.patent, c.claimant, c.writer)
    UNION ALL
    (SELECT b.number, b.institution, b.institution_name, b.home, a.institution, a.institution_name, a.home, b.title,
        greatest(a.since, coalesce(b.recorded_on, b.inventoried_on, b.revised_on)), b.writer, b.generated, NULL
     FROM published_twice AS t
     CROSS JOIN LATERAL (
        SELECT p.*, coalesce(p.recorded_on, p.inventoried_on, p.revised_on) AS since FROM patent AS p
        WHERE p.number = t.patent ORDER BY p.writer LIMIT 1
     ) AS a
     JOIN patent AS b ON b.number = t.patent AND b.writer > a.writer AND b.institution <> a.institution
     WHERE NOT EXISTS (
        SELECT FROM claim AS c WHERE c.patent = t.patent AND c.claimant IN (a.institution, b.institution)
     ) AND (
        EXISTS (SELECT FROM claim_step AS s WHERE s.patent = t.patent AND s.claimant = b.institution)
        OR NOT EXISTS (
            SELECT FROM right_said AS r WHERE r.patent = t.patent AND r.writer IN (a.writer, b.writer)
              AND r.away_on IS NOT NULL
        )
     ) {twice})
"""
"""Every pair that is or was at odds: what was claimed, and records of one patent that two systems publish."""
_ENDED: Final = """EXISTS (
    SELECT FROM claim_step AS e
    WHERE e.patent = side.patent AND e.claimant = side.claimant AND e.kind <> 'reopened' AND e.round = greatest(
        coalesce(side.claimed_round, 1),
        (SELECT max(s.round) FROM claim_step AS s WHERE s.patent = side.patent AND s.claimant = side.claimant)
    ))"""


async def save_claims(conn: Connection, facts: Sequence[Fact[PatentClaimed]]) -> None:
    await _CLAIMS.put(
        conn,
        [
            (
                fact.key,
                fact.body.institution,
                fact.writer,
                fact.body.round,
                fact.body.institution_name,
                fact.body.institution_kind,
                fact.body.ministry,
                fact.body.home,
                fact.body.holder,
                fact.body.holder_name,
                fact.body.holder_home,
                fact.body.bibliography.title,
                fact.body.bibliography.model_dump_json(),
                fact.body.generated,
                fact.body.claimed_on,
                fact.time,
            )
            for fact in facts
        ],
    )


async def save_withdrawals(conn: Connection, facts: Sequence[Fact[ClaimWithdrawn]]) -> None:
    await _save_steps(
        conn, facts, "withdrawn", [(None, None, None, f.body.reason, "", None, f.body.withdrawn_on) for f in facts]
    )


async def save_settlements(conn: Connection, facts: Sequence[Fact[ClaimSettled]]) -> None:
    await _save_steps(
        conn,
        facts,
        "settled",
        [
            (b.holder, b.awarded, b.awarded_name, b.reason, b.evidence, b.settled_by, b.settled_on)
            for b in (fact.body for fact in facts)
        ],
    )


async def save_reopenings(conn: Connection, facts: Sequence[Fact[ClaimReopened]]) -> None:
    await _save_steps(
        conn,
        facts,
        "reopened",
        [(f.body.holder, None, None, f.body.grounds, "", None, f.body.reopened_on) for f in facts],
    )


async def _save_steps(
    conn: Connection,
    facts: Sequence[Fact[ClaimWithdrawn] | Fact[ClaimSettled] | Fact[ClaimReopened]],
    kind: str,
    said: Sequence[tuple[Any, ...]],
) -> None:
    await _STEPS.put(
        conn,
        [
            (fact.key, fact.body.institution, fact.body.round, fact.writer, kind, *values, fact.time)
            for fact, values in zip(facts, said, strict=True)
        ],
    )


async def note_published_twice(conn: Connection, numbers: Sequence[str]) -> None:
    """Of these patents, those of which now several systems publish a record."""
    # Two systems: one of them at least is a province's, and of those the index alone knows.
    await conn.execute(
        """
        INSERT INTO published_twice (patent)
        SELECT DISTINCT p.number FROM patent AS p
        WHERE p.number = ANY($1::text[]) AND p.writer <> 'cn'
          AND EXISTS (SELECT FROM patent AS q WHERE q.number = p.number AND q.writer <> p.writer)
        ORDER BY 1 ON CONFLICT DO NOTHING
        """,
        numbers,
    )


async def of_patents(conn: Connection, numbers: Iterable[str]) -> dict[str, list[Case]]:
    """Every case of these patents, whatever became of it."""
    wanted = sorted(set(numbers))
    if not wanted:
        return {}
    sides = _SIDES.format(said="WHERE c.patent = ANY($1::text[])", twice="AND t.patent = ANY($1::text[])")
    rows = await conn.fetch(f"SELECT * FROM ({sides}) AS side", wanted)
    found: defaultdict[str, list[Case]] = defaultdict(list)
    for case in await _cases(conn, rows):
        found[case.patent].append(case)
    return dict(found)


async def page(conn: Connection, scope: Scope, *, is_open: bool, after: tuple[str, str], limit: int) -> list[Case]:
    """Open or closed cases of which one side is within reach, by patent and claimant."""
    rows = await conn.fetch(
        f"""
        SELECT * FROM ({_SIDES.format(said="", twice="")}) AS side
        WHERE ($1::text IS NULL OR $1 IN (side.claimant_home, side.holder_home))
          AND ($2::text IS NULL OR $2 IN (side.claimant, side.holder))
          AND (side.patent, side.claimant) > ($4, $5) AND {"NOT " if is_open else ""}{_ENDED}
        ORDER BY side.patent, side.claimant LIMIT $3
        """,
        scope.jurisdiction,
        scope.organization,
        limit,
        *after,
    )
    return await _cases(conn, rows)


async def count_open(conn: Connection, scope: Scope, most: int) -> int:
    """How many open cases there are within reach, up to a bound."""
    found: int = await conn.fetchval(
        f"""
        SELECT count(*) FROM (
            SELECT FROM ({_SIDES.format(said="", twice="")}) AS side
            WHERE ($1::text IS NULL OR $1 IN (side.claimant_home, side.holder_home))
              AND ($2::text IS NULL OR $2 IN (side.claimant, side.holder)) AND NOT {_ENDED}
            LIMIT $3
        ) AS found
        """,
        scope.jurisdiction,
        scope.organization,
        most,
    )
    return found


async def count_waiting(conn: Connection, claimants: Iterable[str]) -> dict[str, int]:
    """How many of its claims wait to be settled, of each of these bodies."""
    wanted = sorted(set(claimants))
    if not wanted:
        return {}
    rows = await conn.fetch(
        f"""
        SELECT side.claimant, count(*) AS claims FROM (
            SELECT c.patent, c.claimant, max(c.round) AS claimed_round FROM claim AS c
            WHERE c.claimant = ANY($1::text[]) GROUP BY c.patent, c.claimant
        ) AS side WHERE NOT {_ENDED} GROUP BY side.claimant
        """,
        wanted,
    )
    return {row["claimant"]: row["claims"] for row in rows}


async def _cases(conn: Connection, rows: Sequence[asyncpg.Record]) -> list[Case]:
    if not rows:
        return []
    steps: defaultdict[Identity, list[Step]] = defaultdict(list)
    found = await conn.fetch(
        """
        SELECT patent, claimant, round, writer, kind, awarded, awarded_name, reason, evidence, settled_by, taken_on,
            said_at
        FROM claim_step WHERE patent = ANY($1::text[])
        """,
        sorted({row["patent"] for row in rows}),
    )
    for patent, claimant, *values in found:
        steps[Identity(patent, claimant)].append(Step(*values))
    return [
        folded(
            row["patent"],
            row["title"],
            Party(row["holder"], row["holder_name"], row["holder_home"]),
            Party(row["claimant"], row["claimant_name"], row["claimant_home"]),
            claimed_on=row["claimed_on"],
            writer=row["writer"],
            claimed_round=row["claimed_round"],
            steps=steps[Identity(row["patent"], row["claimant"])],
            generated=row["generated"],
        )
        for row in rows
    ]


async def entry_claimed(conn: Connection, patent: str, claimant: str) -> Entry | None:
    """The record as the claimant states it."""
    row = await conn.fetchrow(
        "SELECT * FROM claim WHERE patent = $1 AND claimant = $2 ORDER BY writer LIMIT 1", patent, claimant
    )
    if row is None:
        return None
    printed = Bibliography.model_validate_json(row["bibliography"])
    ministry = Ministry(row["claimant_ministry"]) if row["claimant_ministry"] else None
    return Entry(
        number=row["patent"],
        home=row["claimant_home"],
        institution=row["claimant"],
        institution_name=row["claimant_name"],
        institution_kind=InstitutionKind(row["claimant_kind"]),
        ministry=ministry,
        **{name: getattr(printed, name) for name in Bibliography.model_fields},
        generated=row["generated"],
    )


async def to_be_carried_out(conn: Connection, writer: str, *, after: str, limit: int) -> list[str]:
    """Settled patents of which this system's own record may not stand yet as the settlement says, by number."""
    rows = await conn.fetch(
        f"""
        WITH RECURSIVE {SUCCESSORS}
        SELECT DISTINCT s.patent FROM claim_step AS s
        LEFT JOIN patent AS p ON p.number = s.patent AND p.writer = $1
        LEFT JOIN right_said AS r ON r.patent = s.patent AND r.writer = $1
        LEFT JOIN successor AS present ON present.code = p.institution
        LEFT JOIN successor AS awarded ON awarded.code = s.awarded
        LEFT JOIN successor AS claimant ON claimant.code = s.claimant
        LEFT JOIN successor AS holder ON holder.code = s.holder
        WHERE s.kind = 'settled' AND s.patent > $3 AND CASE
            WHEN p.number IS NULL
            THEN EXISTS (SELECT FROM claim AS c WHERE c.patent = s.patent AND c.claimant = s.awarded AND c.writer = $1)
            ELSE (coalesce(present.now, p.institution) = coalesce(awarded.now, s.awarded)) = (r.away_on IS NOT NULL)
                AND coalesce(present.now, p.institution)
                    IN (coalesce(claimant.now, s.claimant), coalesce(holder.now, s.holder))
        END
        ORDER BY 1 LIMIT $2
        """,
        writer,
        limit,
        after,
    )
    return [row["patent"] for row in rows]
