"""Dossiers as the decisions need them, read in bulk."""

from collections.abc import Iterable
from datetime import date
from typing import Final

import asyncpg
from panhuo_contracts.codes import (
    ConversionMode,
    DelistReason,
    ImplementationStatus,
    LegalFlag,
    LegalStatus,
    LicenseKind,
    Maturity,
    Ministry,
    PatentType,
    ProspectGrade,
    SelfGrade,
    Tier,
)

from chassis.database import Connection
from services.evaluation.dossier import (
    EXCLUDING_KINDS,
    Dossier,
    Exclusivity,
    Expertise,
    Listing,
    Reception,
    Record,
    Right,
    SelfEvaluation,
)
from services.evaluation.opinion import FAVORABLE
from services.evaluation.store.columns import unlisted
from services.evaluation.store.objections import COUNTS

OURS: Final = "EXISTS (SELECT FROM head AS h WHERE h.stream = 'library' AND h.key = d.patent)"
"""Whoever said a patent's library entry goes on saying it; the seam's heads know what was said from here."""

_DOSSIERS: Final = f"""
SELECT d.*, {OURS} AS is_ours,
       v.status, v.flags, t.expires_on AS changed_expiry,
       s.grade AS said_grade, s.maturity AS said_maturity, s.scenario AS said_scenario,
       s.industries AS said_industries, s.reasons AS said_reasons, s.evaluated_on, s.method,
       l.is_listed, l.accepted_modes AS listed_modes, l.listed_on, l.delisted_on, l.reason, l.note,
       x.filing_number, x.kind, x.term_from, x.term_to,
       (SELECT g.deal FROM signed_deal AS g WHERE g.patent = d.patent AND g.mode = '{ConversionMode.TRANSFER}'
        ORDER BY g.signed_on DESC, g.deal DESC LIMIT 1) AS transfer_deal,
       (SELECT max(away_on) FROM departure AS a WHERE a.patent = d.patent) AS away_on,
       (SELECT coalesce(suspended_on, merged_on) FROM institution_standing AS i
        WHERE i.institution = d.institution AND i.writer = d.host) AS inactive_since,
       r.tier, c.effective, c.favorable, c.doubtful, c.intentions, c.needs,
       p.effective AS experts, p.favorable AS experts_favorable, p.doubtful AS experts_doubtful
FROM dossier AS d
LEFT JOIN LATERAL (
    SELECT status, flags FROM register_view WHERE patent = d.patent
    ORDER BY effective_on DESC, writer DESC LIMIT 1) AS v ON true
LEFT JOIN LATERAL (
    SELECT expires_on FROM register_view WHERE patent = d.patent AND expires_on IS NOT NULL
    ORDER BY effective_on DESC, writer DESC LIMIT 1) AS t ON true
LEFT JOIN self_evaluation AS s ON s.patent = d.patent
LEFT JOIN listing AS l ON l.patent = d.patent
LEFT JOIN tier AS r ON r.patent = d.patent
LEFT JOIN LATERAL (
    SELECT filing_number, kind, term_from, term_to FROM filed_license
    WHERE patent = d.patent AND kind = ANY($2::text[])
    ORDER BY term_to DESC, filing_number DESC LIMIT 1) AS x ON true
LEFT JOIN LATERAL (
    SELECT count(*) AS effective, count(*) FILTER (WHERE prospect = ANY($4::text[])) AS favorable,
           count(*) FILTER (WHERE prospect = '{ProspectGrade.POOR}') AS doubtful,
           count(*) FILTER (WHERE cooperation - '{ConversionMode.NO_INTENTION}' <> '[]') AS intentions,
           count(*) FILTER (WHERE improvement_need <> '') AS needs
    FROM (SELECT DISTINCT ON (enterprise) patent, evaluation, prospect, valid_until, cooperation, improvement_need
          FROM enterprise_evaluation
          WHERE patent = d.patent ORDER BY enterprise, evaluated_on DESC, writer DESC, evaluation DESC) AS e
    WHERE valid_until >= $3 AND {COUNTS}) AS c ON true
LEFT JOIN LATERAL (
    SELECT count(*) AS effective, count(*) FILTER (WHERE prospect = ANY($4::text[])) AS favorable,
           count(*) FILTER (WHERE prospect = '{ProspectGrade.POOR}') AS doubtful
    FROM (SELECT DISTINCT ON (expert) prospect, valid_until FROM expert_evaluation
          WHERE patent = d.patent ORDER BY expert, evaluated_on DESC, evaluation DESC) AS e
    WHERE valid_until IS NULL OR valid_until >= $3) AS p ON true
WHERE d.patent = ANY($1::text[])
ORDER BY d.patent
"""


async def load(conn: Connection, patents: Iterable[str], day: date) -> dict[str, Dossier]:
    """Dossiers by patent number, as they count on ``day``; a number that nobody spoke of has none."""
    rows = await conn.fetch(
        _DOSSIERS,
        sorted(set(patents)),
        [str(kind) for kind in EXCLUDING_KINDS],
        day,
        [str(grade) for grade in FAVORABLE],
    )
    return {row["patent"]: _dossier(row) for row in rows}


async def listed_here(conn: Connection, patents: Iterable[str]) -> list[str]:
    """Those of the patents that are in the library by this installation's word."""
    rows = await conn.fetch(
        f"SELECT d.patent FROM listing AS d WHERE d.is_listed AND d.patent = ANY($1::text[]) AND {OURS} ORDER BY 1",
        sorted(set(patents)),
    )
    return [row["patent"] for row in rows]


async def enterprise(conn: Connection, code: str) -> tuple[str, str] | None:
    """A registered enterprise's name and home."""
    row = await conn.fetchrow("SELECT name, home FROM enterprise WHERE enterprise = $1", code)
    return None if row is None else (row["name"], row["home"])


async def enterprise_name(conn: Connection, enterprise: str) -> str | None:
    """The name under which an enterprise is registered."""
    name: str | None = await conn.fetchval("SELECT name FROM enterprise WHERE enterprise = $1", enterprise)
    return name


def _dossier(row: asyncpg.Record) -> Dossier:
    return Dossier(
        patent=row["patent"],
        record=None if row["host"] is None else _record(row),
        right=Right()
        if row["status"] is None
        else Right(
            LegalStatus(row["status"]),
            tuple(LegalFlag(flag) for flag in unlisted(row["flags"])),
            row["changed_expiry"],
        ),
        self_evaluation=None if row["said_grade"] is None else _self_evaluation(row),
        listing=None if row["is_listed"] is None else _listing(row),
        exclusivity=None
        if row["filing_number"] is None
        else Exclusivity(row["filing_number"], LicenseKind(row["kind"]), row["term_from"], row["term_to"]),
        transfer_deal=row["transfer_deal"],
        away_on=row["away_on"],
        inactive_since=row["inactive_since"],
        reception=Reception(row["effective"], row["favorable"], row["doubtful"], row["intentions"], row["needs"]),
        expertise=Expertise(row["experts"], row["experts_favorable"], row["experts_doubtful"]),
        tier=None if row["tier"] is None else Tier(row["tier"]),
        is_ours=row["is_ours"],
    )


def _record(row: asyncpg.Record) -> Record:
    return Record(
        home=row["home"],
        institution=row["institution"],
        institution_name=row["institution_name"],
        title=row["title"],
        abstract=row["abstract"],
        patent_type=PatentType(row["patent_type"]),
        filing_date=row["filing_date"],
        expires_on=row["expires_on"],
        ipc=unlisted(row["ipc"]),
        is_generated=row["is_generated"],
        is_inventoried=row["is_inventoried"],
        annotated_on=row["annotated_on"],
        implementation=None if row["implementation"] is None else ImplementationStatus(row["implementation"]),
        accepted_modes=tuple(ConversionMode(mode) for mode in unlisted(row["accepted_modes"])),
        asking_price=row["asking_price"],
        maturity=None if row["maturity"] is None else Maturity(row["maturity"]),
        self_grade=None if row["self_grade"] is None else SelfGrade(row["self_grade"]),
        scenario=row["scenario"],
        industries=unlisted(row["industries"]),
        keywords=unlisted(row["keywords"]),
        ministry=None if row["ministry"] is None else Ministry(row["ministry"]),
    )


def _self_evaluation(row: asyncpg.Record) -> SelfEvaluation:
    return SelfEvaluation(
        grade=SelfGrade(row["said_grade"]),
        maturity=Maturity(row["said_maturity"]),
        scenario=row["said_scenario"],
        industries=unlisted(row["said_industries"]),
        reasons=row["said_reasons"],
        evaluated_on=row["evaluated_on"],
        method=row["method"],
    )


def _listing(row: asyncpg.Record) -> Listing:
    return Listing(
        is_listed=row["is_listed"],
        accepted_modes=tuple(ConversionMode(mode) for mode in unlisted(row["listed_modes"])),
        listed_on=row["listed_on"],
        delisted_on=row["delisted_on"],
        reason=None if row["reason"] is None else DelistReason(row["reason"]),
        note=row["note"],
    )
