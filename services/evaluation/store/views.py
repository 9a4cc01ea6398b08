"""Lists for the API and the pages, each by a key that the next page goes on from."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final

from panhuo_contracts.codes import Maturity, PatentType, SelfGrade, Tier
from panhuo_contracts.identifiers import CreditCode, Jurisdiction, PatentNumber
from pydantic import BeforeValidator

from chassis.database import Connection
from services.evaluation.opinion import MarketOpinion
from services.evaluation.store.columns import listed
from services.evaluation.store.objections import COUNTS

_EMPTY_IS_NONE: Final = BeforeValidator(lambda sent: sent or None)
"""A form sends the choice "all" as an empty text."""
EVALUATION_COLUMNS: Final = """
    e.patent, e.enterprise, e.enterprise_name, e.evaluation, e.prospect, e.confidence, e.improvement_need,
    e.cooperation, e.opinion, e.evaluated_on, e.valid_until, e.uploaded_by
"""
CONTESTED: Final = """
    (SELECT o.reason FROM objection AS o WHERE o.patent = e.patent AND o.evaluation = e.evaluation) AS objection,
    (SELECT o.review_by FROM objection AS o WHERE o.patent = e.patent AND o.evaluation = e.evaluation) AS review_by,
    (SELECT r.is_upheld FROM objection_review AS r WHERE r.patent = e.patent AND r.evaluation = e.evaluation)
        AS is_upheld,
    (SELECT r.finding FROM objection_review AS r WHERE r.patent = e.patent AND r.evaluation = e.evaluation) AS finding
"""
"""What became of objections to the evaluation ``e``; NULL where there is none."""


@dataclass(frozen=True, slots=True)
class LibraryFilter:
    """What of the library is asked for; None is everything."""

    home: Jurisdiction | None = None
    institution: CreditCode | None = None
    patent_type: Annotated[PatentType | None, _EMPTY_IS_NONE] = None
    maturity: Annotated[Maturity | None, _EMPTY_IS_NONE] = None
    self_grade: Annotated[SelfGrade | None, _EMPTY_IS_NONE] = None
    tier: Annotated[Tier | None, _EMPTY_IS_NONE] = None


@dataclass(frozen=True, slots=True)
class EvaluationFilter:
    """Whose evaluations are asked for; None is everybody's."""

    home: Jurisdiction | None = None
    institution: CreditCode | None = None
    enterprise: CreditCode | None = None
    patent: PatentNumber | None = None


async def waiting(conn: Connection, institution: str, after: str, limit: int) -> list[Any]:
    """An institution's inventoried patents that are neither in the library nor kept out of it by decision."""
    rows: list[Any] = await conn.fetch(
        """
        SELECT d.patent, d.title, d.patent_type, d.is_generated, d.annotated_on, d.accepted_modes,
               coalesce(s.grade, d.self_grade) AS grade, coalesce(v.status, 'in_force') AS status,
               l.delisted_on, l.reason
        FROM dossier AS d
        LEFT JOIN self_evaluation AS s ON s.patent = d.patent
        LEFT JOIN listing AS l ON l.patent = d.patent
        LEFT JOIN LATERAL (SELECT status FROM register_view WHERE patent = d.patent
                           ORDER BY effective_on DESC, writer DESC LIMIT 1) AS v ON true
        WHERE d.institution = $1 AND d.is_inventoried AND d.patent > $2 AND l.is_listed IS NOT TRUE
          AND NOT EXISTS (SELECT FROM withholding AS w WHERE w.patent = d.patent)
        ORDER BY d.patent LIMIT $3
        """,
        institution,
        after,
        limit,
    )
    return rows


async def library(
    conn: Connection, wanted: LibraryFilter, day: date, after: str, limit: int, *, about: str = ""
) -> list[Any]:
    """Patents in the resource library, with how many enterprises' views count on ``day``.

    ``about``: part of a title or number; it is looked for row by row.
    """
    rows: list[Any] = await conn.fetch(
        f"""
        SELECT d.patent, d.title, d.patent_type, d.home, d.institution, d.institution_name, d.is_generated,
               coalesce(s.grade, d.self_grade) AS grade, coalesce(s.maturity, d.maturity) AS maturity,
               l.listed_on, l.accepted_modes, g.tier, g.tags,
               (SELECT count(DISTINCT e.enterprise) FROM enterprise_evaluation AS e
                WHERE e.patent = d.patent AND e.valid_until >= $6 AND {COUNTS}) AS evaluations
        FROM listing AS l
        JOIN dossier AS d ON d.patent = l.patent AND d.host IS NOT NULL
        LEFT JOIN self_evaluation AS s ON s.patent = d.patent
        LEFT JOIN tier AS g ON g.patent = d.patent
        WHERE l.is_listed AND l.patent > $7
          AND ($1::text IS NULL OR d.home = $1) AND ($2::text IS NULL OR d.institution = $2)
          AND ($3::text IS NULL OR d.patent_type = $3)
          AND ($4::text IS NULL OR coalesce(s.maturity, d.maturity) = $4)
          AND ($5::text IS NULL OR coalesce(s.grade, d.self_grade) = $5)
          AND ($9::text IS NULL OR g.tier = $9)
          AND ($10 = '' OR strpos(lower(d.title), lower($10)) > 0 OR strpos(l.patent, $11) > 0)
        ORDER BY l.patent LIMIT $8
        """,
        wanted.home,
        wanted.institution,
        wanted.patent_type,
        wanted.maturity,
        wanted.self_grade,
        day,
        after,
        limit,
        wanted.tier,
        about,
        re.sub(r"(?i)^ZL|[\s.]", "", about),
    )
    return rows


async def evaluations(
    conn: Connection, wanted: EvaluationFilter, before: tuple[date, str] | None, limit: int
) -> list[Any]:
    """Enterprises' evaluations, the latest first; ``before``: day and identifier of the last one already shown."""
    day, identifier = before or (date.max, "")
    rows: list[Any] = await conn.fetch(
        f"""
        SELECT {EVALUATION_COLUMNS}, {CONTESTED}, d.title, d.institution_name,
               coalesce(d.is_generated, false) AS is_generated
        FROM enterprise_evaluation AS e
        LEFT JOIN dossier AS d ON d.patent = e.patent
        WHERE ($1::text IS NULL OR e.home = $1) AND ($2::text IS NULL OR e.institution = $2)
          AND ($3::text IS NULL OR e.enterprise = $3) AND ($4::text IS NULL OR e.patent = $4)
          AND (e.evaluated_on, e.evaluation) < ($5, $6)
        ORDER BY e.evaluated_on DESC, e.evaluation DESC LIMIT $7
        """,
        wanted.home,
        wanted.institution,
        wanted.enterprise,
        wanted.patent,
        day,
        identifier,
        limit,
    )
    return rows


async def evaluations_of(conn: Connection, patent: str) -> list[Any]:
    """Each enterprise's latest view of one patent."""
    rows: list[Any] = await conn.fetch(
        f"""
        SELECT * FROM (
            SELECT DISTINCT ON (e.enterprise) {EVALUATION_COLUMNS}, {CONTESTED} FROM enterprise_evaluation AS e
            WHERE e.patent = $1 ORDER BY e.enterprise, e.evaluated_on DESC, e.writer DESC, e.evaluation DESC) AS latest
        ORDER BY evaluated_on DESC, evaluation DESC LIMIT 200
        """,
        patent,
    )
    return rows


async def view_of(conn: Connection, patent: str, enterprise: str) -> Any:  # noqa: ANN401 - asyncpg's record
    """An enterprise's latest view of a patent, or None."""
    return await conn.fetchrow(
        """
        SELECT evaluation, evaluated_on FROM enterprise_evaluation WHERE patent = $1 AND enterprise = $2
        ORDER BY evaluated_on DESC, writer DESC LIMIT 1
        """,
        patent,
        enterprise,
    )


async def has_said(conn: Connection, patent: str, enterprise: str, said: MarketOpinion, day: date) -> bool:
    """Whether an enterprise's latest view is this one, of this day."""
    found: bool = await conn.fetchval(
        """
        SELECT EXISTS (
            SELECT FROM enterprise_evaluation
            WHERE patent = $1 AND enterprise = $2 AND evaluated_on = $3 AND prospect = $4 AND confidence = $5
              AND improvement_need = $6 AND cooperation = $7::jsonb AND opinion = $8)
        """,
        patent,
        enterprise,
        day,
        said.prospect,
        said.confidence,
        said.improvement_need,
        listed(said.cooperation),
        said.opinion,
    )
    return found


async def subscribed_on(conn: Connection, patent: str, enterprise: str) -> date | None:
    """Since when an enterprise follows a patent."""
    since: date | None = await conn.fetchval(
        "SELECT subscribed_on FROM subscription WHERE patent = $1 AND enterprise = $2", patent, enterprise
    )
    return since


async def totals(conn: Connection, institution: str) -> Any:  # noqa: ANN401 - asyncpg's record
    """An institution's inventoried patents, those of them in the library, and evaluations received."""
    return await conn.fetchrow(
        """
        SELECT count(*) AS inventoried, count(*) FILTER (WHERE l.is_listed) AS listed,
               count(*) FILTER (WHERE coalesce(s.grade, d.self_grade) IS NULL) AS ungraded,
               (SELECT count(*) FROM enterprise_evaluation WHERE institution = $1) AS received
        FROM dossier AS d
        LEFT JOIN listing AS l ON l.patent = d.patent
        LEFT JOIN self_evaluation AS s ON s.patent = d.patent
        WHERE d.institution = $1 AND d.is_inventoried
        """,
        institution,
    )
