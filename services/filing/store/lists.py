"""What screens and the API list: filings, refusals, deals that wait, products; always within a scope."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import asyncpg
from panhuo_contracts.events.filing import RefusalGround
from panhuo_contracts.events.matching import Payment

from chassis.database import Connection
from chassis.identity import Scope
from services.filing.license import LICENSE_MODES, Deal
from services.filing.store.known import deal_of

_REACH = """
    ($1::text IS NULL OR x.home = $1) AND ($2::text IS NULL OR x.institution = $2 OR x.enterprise = $2)
"""
"""An enterprise reaches what it is a party to, an institution its own."""
_NAMES = """
    r.title, coalesce(r.institution_name, x.institution) AS institution_name,
    coalesce(
        (SELECT e.name FROM enterprise e WHERE e.enterprise = x.enterprise ORDER BY e.writer DESC LIMIT 1), x.enterprise
    ) AS enterprise_name, coalesce(r.generated, false) AS generated
"""
_NAMED = "LEFT JOIN patent_right r ON r.patent = x.patent AND r.writer = x.writer"
_SAME = "l.patent = x.patent AND l.deal = x.deal AND l.writer = x.writer"
_MODES = sorted(LICENSE_MODES)


@dataclass(frozen=True, slots=True)
class FiledLicense:
    """A license on file as a list or a page shows it."""

    filing_number: str
    writer: str
    patent: str
    title: str | None
    deal: str
    home: str
    institution: str
    institution_name: str
    enterprise: str
    enterprise_name: str
    contract_number: str
    kind: str
    territory: str
    term_from: date
    term_to: date
    payment: Payment
    effective_on: date
    filed_on: date
    is_on_time: bool
    event_id: str
    event_at: datetime
    generated: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal with its grounds."""

    event_id: str
    event_at: datetime
    patent: str
    title: str | None
    deal: str
    home: str
    institution: str
    institution_name: str
    enterprise: str
    enterprise_name: str
    contract_number: str
    grounds: tuple[RefusalGround, ...]
    refused_on: date
    generated: bool


@dataclass(frozen=True, slots=True)
class WaitingDeal:
    """A signed license deal that is not on file yet."""

    deal: Deal
    title: str | None
    institution_name: str
    enterprise_name: str
    refusals: int
    writer: str
    generated: bool


@dataclass(frozen=True, slots=True)
class Product:
    """A product as last reported."""

    patent: str
    title: str | None
    product: str
    product_name: str
    product_class: str
    home: str
    institution: str
    institution_name: str
    enterprise: str
    enterprise_name: str
    deal: str | None
    filing_number: str | None
    contract_number: str | None
    on_market_since: date
    revenue: Decimal | None
    reported_on: date
    generated: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """How much there is in a scope."""

    licenses: int
    on_time: int
    refusals: int
    waiting: int
    products: int


async def licenses(
    conn: Connection,
    scope: Scope,
    *,
    after: tuple[date, str] | None,
    limit: int,
    patent: str | None = None,
    deal: str | None = None,
) -> list[FiledLicense]:
    """Newest filing first, after a cursor of filing day and number."""
    filed_on, filing_number = after or (None, None)
    rows = await conn.fetch(
        f"""
        SELECT x.*, {_NAMES} FROM license x {_NAMED}
        WHERE {_REACH} AND ($3::date IS NULL OR (x.filed_on, x.filing_number) < ($3, $4::text))
            AND ($5::text IS NULL OR x.patent = $5) AND ($6::text IS NULL OR x.deal = $6)
        ORDER BY x.filed_on DESC, x.filing_number DESC, x.writer LIMIT $7
        """,
        scope.jurisdiction,
        scope.organization,
        filed_on,
        filing_number,
        patent,
        deal,
        limit,
    )
    return [_license(row) for row in rows]


async def license_by_number(conn: Connection, scope: Scope, filing_number: str) -> FiledLicense | None:
    row = await conn.fetchrow(
        f"""
        SELECT x.*, {_NAMES} FROM license x {_NAMED}
        WHERE {_REACH} AND x.filing_number = $3 ORDER BY x.writer LIMIT 1
        """,
        scope.jurisdiction,
        scope.organization,
        filing_number,
    )
    return None if row is None else _license(row)


async def refusals(conn: Connection, scope: Scope, *, after: tuple[date, str] | None, limit: int) -> list[Refusal]:
    """Newest first, after a cursor of day and event."""
    refused_on, event_id = after or (None, None)
    rows = await conn.fetch(
        f"""
        SELECT x.*, {_NAMES} FROM refusal x {_NAMED}
        WHERE {_REACH} AND ($3::date IS NULL OR (x.refused_on, x.event_id) < ($3, $4::uuid))
        ORDER BY x.refused_on DESC, x.event_id DESC LIMIT $5
        """,
        scope.jurisdiction,
        scope.organization,
        refused_on,
        event_id,
        limit,
    )
    return [_refusal(row) for row in rows]


async def refusal_by_event(conn: Connection, scope: Scope, event_id: str) -> Refusal | None:
    row = await conn.fetchrow(
        f"SELECT x.*, {_NAMES} FROM refusal x {_NAMED} WHERE {_REACH} AND x.event_id = $3::uuid",
        scope.jurisdiction,
        scope.organization,
        event_id,
    )
    return None if row is None else _refusal(row)


async def waiting_deals(
    conn: Connection, scope: Scope, *, after: tuple[date, str] | None, limit: int
) -> list[WaitingDeal]:
    """The clock that runs out first comes first; after a cursor of effective day and deal."""
    effective_on, deal = after or (None, None)
    rows = await conn.fetch(
        f"""
        SELECT x.*, {_NAMES},
            (SELECT count(*) FROM refusal l WHERE {_SAME}) AS refusals
        FROM deal x {_NAMED}
        WHERE {_REACH} AND x.mode = ANY($3::text[])
            AND NOT EXISTS (SELECT FROM license l WHERE {_SAME})
            AND ($4::date IS NULL OR (x.effective_on, x.deal) > ($4, $5::text))
        ORDER BY x.effective_on, x.deal LIMIT $6
        """,
        scope.jurisdiction,
        scope.organization,
        _MODES,
        effective_on,
        deal,
        limit,
    )
    return [
        WaitingDeal(
            deal_of(row),
            row["title"],
            row["institution_name"],
            row["enterprise_name"],
            row["refusals"],
            row["writer"],
            row["generated"],
        )
        for row in rows
    ]


async def products(
    conn: Connection, scope: Scope, *, after: tuple[date, str, str] | None, limit: int, patent: str | None = None
) -> list[Product]:
    """Newest report first, after a cursor of day, patent and product."""
    reported_on, after_patent, after_product = after or (None, None, None)
    rows = await conn.fetch(
        f"""
        SELECT x.*, {_NAMES},
            (SELECT min(l.filing_number) FROM license l WHERE {_SAME}) AS filing_number,
            (SELECT min(l.contract_number) FROM deal l WHERE {_SAME}) AS contract_number
        FROM product x {_NAMED}
        WHERE {_REACH} AND ($3::date IS NULL OR (x.reported_on, x.patent, x.product) < ($3, $4::text, $5::text))
            AND ($6::text IS NULL OR x.patent = $6)
        ORDER BY x.reported_on DESC, x.patent DESC, x.product DESC LIMIT $7
        """,
        scope.jurisdiction,
        scope.organization,
        reported_on,
        after_patent,
        after_product,
        patent,
        limit,
    )
    return [
        Product(
            patent=row["patent"],
            title=row["title"],
            product=row["product"],
            product_name=row["product_name"],
            product_class=row["product_class"],
            home=row["home"],
            institution=row["institution"],
            institution_name=row["institution_name"],
            enterprise=row["enterprise"],
            enterprise_name=row["enterprise_name"],
            deal=row["deal"],
            filing_number=row["filing_number"],
            contract_number=row["contract_number"],
            on_market_since=row["on_market_since"],
            revenue=row["revenue"],
            reported_on=row["reported_on"],
            generated=row["generated"],
        )
        for row in rows
    ]


async def totals(conn: Connection, scope: Scope) -> Totals:
    """The figures above the lists."""
    row = await conn.fetchrow(
        f"""
        SELECT
            (SELECT count(*) FROM license x WHERE {_REACH}) AS licenses,
            (SELECT count(*) FROM license x WHERE x.is_on_time AND {_REACH}) AS on_time,
            (SELECT count(*) FROM refusal x WHERE {_REACH}) AS refusals,
            (SELECT count(*) FROM deal x WHERE x.mode = ANY($3::text[]) AND {_REACH}
                AND NOT EXISTS (SELECT FROM license l WHERE {_SAME})) AS waiting,
            (SELECT count(*) FROM product x WHERE {_REACH}) AS products
        """,
        scope.jurisdiction,
        scope.organization,
        _MODES,
    )
    return Totals(**dict(row or {}))


def _license(row: asyncpg.Record) -> FiledLicense:
    return FiledLicense(
        filing_number=row["filing_number"],
        writer=row["writer"],
        patent=row["patent"],
        title=row["title"],
        deal=row["deal"],
        home=row["home"],
        institution=row["institution"],
        institution_name=row["institution_name"],
        enterprise=row["enterprise"],
        enterprise_name=row["enterprise_name"],
        contract_number=row["contract_number"],
        kind=row["kind"],
        territory=row["territory"],
        term_from=row["term_from"],
        term_to=row["term_to"],
        payment=Payment.model_validate_json(row["payment"]),
        effective_on=row["effective_on"],
        filed_on=row["filed_on"],
        is_on_time=row["is_on_time"],
        event_id=str(row["event_id"]),
        event_at=row["event_at"],
        generated=row["generated"],
    )


def _refusal(row: asyncpg.Record) -> Refusal:
    grounds: Sequence[object] = json.loads(row["grounds"])
    return Refusal(
        event_id=str(row["event_id"]),
        event_at=row["event_at"],
        patent=row["patent"],
        title=row["title"],
        deal=row["deal"],
        home=row["home"],
        institution=row["institution"],
        institution_name=row["institution_name"],
        enterprise=row["enterprise"],
        enterprise_name=row["enterprise_name"],
        contract_number=row["contract_number"],
        grounds=tuple(RefusalGround.model_validate(ground) for ground in grounds),
        refused_on=row["refused_on"],
        generated=row["generated"],
    )
