"""What inventory, enterprises and matching said of rights, names and deals."""

from collections.abc import Collection, Sequence

import asyncpg
import orjson
from panhuo_contracts import Fact
from panhuo_contracts.codes import ConversionMode, LegalFlag, LegalStatus, PatentType
from panhuo_contracts.events.enterprises import EnterpriseRegistered
from panhuo_contracts.events.inventory import (
    InventoryRevised,
    LegalStatusChanged,
    PatentInventoried,
    PatentRecorded,
    PatentTransferredAway,
)
from panhuo_contracts.events.matching import DealSigned, LicenseTerms, Payment

from chassis.database import Connection
from services.filing.license import Deal, Right
from services.filing.store import columns

Described = PatentRecorded | PatentInventoried | InventoryRevised

_RIGHT = """
    SELECT patent, home, institution, institution_name, title, patent_type, filing_date, grant_date, expires_on,
        co_patentees, status, flags, status_since, away_on, generated
    FROM patent_right WHERE patent = ANY($1::text[]) AND writer = $2 AND institution IS NOT NULL ORDER BY patent
"""
_DEAL = """
    SELECT d.patent, d.deal, d.home, d.institution, d.enterprise, d.contract_number, d.licensor_name, d.licensee_name,
        d.licensee_address, d.mode, d.terms, d.payment, d.signed_on, d.effective_on
    FROM deal d
"""


async def describe_rights(conn: Connection, facts: Sequence[Fact[Described]]) -> None:
    """Take over whole records; each patent at most once."""
    await conn.execute(
        """
        INSERT INTO patent_right (patent, writer, home, institution, institution_name, title, patent_type, filing_date,
            grant_date, expires_on, co_patentees, generated)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
            $8::date[], $9::date[], $10::date[], $11::jsonb[], $12::boolean[])
        ON CONFLICT (patent, writer) DO UPDATE SET home = excluded.home,
            institution = excluded.institution, institution_name = excluded.institution_name, title = excluded.title,
            patent_type = excluded.patent_type, filing_date = excluded.filing_date,
            grant_date = excluded.grant_date, expires_on = excluded.expires_on,
            co_patentees = excluded.co_patentees, generated = excluded.generated
        """,
        *columns(
            (
                f.key,
                f.writer,
                f.body.home,
                f.body.institution,
                f.body.institution_name,
                f.body.bibliography.title,
                f.body.bibliography.patent_type.value,
                f.body.bibliography.filing_date,
                f.body.bibliography.grant_date,
                f.body.bibliography.expires_on,
                orjson.dumps(f.body.bibliography.co_patentees).decode(),
                f.body.generated,
            )
            for f in sorted(facts, key=lambda f: f.key)
        ),
    )


async def change_legal_status(conn: Connection, facts: Sequence[Fact[LegalStatusChanged]]) -> None:
    """Take over status, burdens and, where it changed, the term; each patent at most once."""
    await conn.execute(
        """
        INSERT INTO patent_right AS r (patent, writer, home, status, flags, status_since, expires_on)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::jsonb[], $6::date[], $7::date[])
        ON CONFLICT (patent, writer) DO UPDATE SET status = excluded.status, flags = excluded.flags,
            status_since = excluded.status_since, expires_on = coalesce(excluded.expires_on, r.expires_on)
        """,
        *columns(
            (
                f.key,
                f.writer,
                f.body.home,
                f.body.status.value,
                orjson.dumps(sorted(f.body.flags)).decode(),
                f.body.effective_on,
                f.body.expires_on,
            )
            for f in sorted(facts, key=lambda f: f.key)
        ),
    )
    back = sorted((fact.key, fact.writer) for fact in facts if fact.body.is_away is False)
    if back:
        await conn.executemany("UPDATE patent_right SET away_on = NULL WHERE patent = $1 AND writer = $2", back)


async def send_away(conn: Connection, facts: Sequence[Fact[PatentTransferredAway]]) -> None:
    """A registered transfer has the right elsewhere; each patent at most once."""
    await conn.execute(
        """
        INSERT INTO patent_right (patent, writer, home, away_on)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::date[])
        ON CONFLICT (patent, writer) DO UPDATE SET away_on = excluded.away_on
        """,
        *columns((f.key, f.writer, f.body.home, f.body.transferred_on) for f in sorted(facts, key=lambda f: f.key)),
    )


async def name_enterprises(conn: Connection, facts: Sequence[Fact[EnterpriseRegistered]]) -> None:
    """Take over names; each enterprise at most once."""
    await conn.execute(
        """
        INSERT INTO enterprise (enterprise, writer, name, home)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
        ON CONFLICT (enterprise, writer) DO UPDATE SET name = excluded.name, home = excluded.home
        """,
        *columns((f.key, f.writer, f.body.name, f.body.home) for f in sorted(facts, key=lambda f: f.key)),
    )


async def sign_deals(conn: Connection, facts: Sequence[Fact[DealSigned]]) -> None:
    """Take over signed deals; each patent at most once."""
    await conn.execute(
        """
        INSERT INTO deal (patent, deal, writer, home, institution, enterprise, contract_number, licensor_name,
            licensee_name, licensee_address, mode, terms, payment, signed_on, effective_on)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
            $8::text[], $9::text[], $10::text[], $11::text[], $12::jsonb[], $13::jsonb[], $14::date[], $15::date[])
        ON CONFLICT (patent, deal, writer) DO UPDATE SET home = excluded.home,
            institution = excluded.institution, enterprise = excluded.enterprise,
            contract_number = excluded.contract_number, licensor_name = excluded.licensor_name,
            licensee_name = excluded.licensee_name, licensee_address = excluded.licensee_address,
            mode = excluded.mode, terms = excluded.terms, payment = excluded.payment,
            signed_on = excluded.signed_on, effective_on = excluded.effective_on
        """,
        *columns(
            (
                f.key,
                f.body.deal,
                f.writer,
                f.body.home,
                f.body.institution,
                f.body.enterprise,
                f.body.contract_number,
                f.body.licensor_name,
                f.body.licensee_name,
                f.body.licensee_address,
                f.body.mode.value,
                f.body.license.model_dump_json() if f.body.license else None,
                f.body.payment.model_dump_json(exclude_none=True),
                f.body.signed_on,
                f.body.effective_on,
            )
            for f in sorted(facts, key=lambda f: f.key)
        ),
    )


async def rights(conn: Connection, patents: Collection[str], writer: str) -> dict[str, Right]:
    """The rights of these numbers that a writer hosts."""
    return {row["patent"]: _right(row) for row in await conn.fetch(_RIGHT, sorted(patents), writer)}


async def lock_rights(conn: Connection, patents: Collection[str], writer: str) -> dict[str, Right]:
    """The same, each locked until the transaction ends, so that two filings for one patent take turns."""
    return {row["patent"]: _right(row) for row in await conn.fetch(_RIGHT + " FOR UPDATE", sorted(patents), writer)}


async def deals(conn: Connection, keys: Collection[tuple[str, str]], writer: str) -> dict[tuple[str, str], Deal]:
    """The deals by these pairs of patent and deal that a writer's side signed."""
    pairs = sorted(keys)
    rows = await conn.fetch(
        _DEAL + " JOIN unnest($1::text[], $2::text[]) AS k(patent, deal) USING (patent, deal) WHERE d.writer = $3",
        [patent for patent, _ in pairs],
        [deal for _, deal in pairs],
        writer,
    )
    return {(row["patent"], row["deal"]): deal_of(row) for row in rows}


async def deal_named(conn: Connection, deal: str, institution: str, writer: str) -> Deal | None:
    """A deal of one institution by its identifier alone, as a page's address names it."""
    row = await conn.fetchrow(
        _DEAL + " WHERE d.deal = $1 AND d.institution = $2 AND d.writer = $3 ORDER BY d.patent LIMIT 1",
        deal,
        institution,
        writer,
    )
    return None if row is None else deal_of(row)


def deal_of(row: asyncpg.Record) -> Deal:
    """A deal from a row that has all columns of the table."""
    return Deal(
        patent=row["patent"],
        deal=row["deal"],
        home=row["home"],
        institution=row["institution"],
        enterprise=row["enterprise"],
        contract_number=row["contract_number"],
        licensor_name=row["licensor_name"],
        licensee_name=row["licensee_name"],
        licensee_address=row["licensee_address"],
        mode=ConversionMode(row["mode"]),
        terms=None if row["terms"] is None else LicenseTerms.model_validate_json(row["terms"]),
        payment=Payment.model_validate_json(row["payment"]),
        signed_on=row["signed_on"],
        effective_on=row["effective_on"],
    )


def _right(row: asyncpg.Record) -> Right:
    return Right(
        patent=row["patent"],
        home=row["home"],
        institution=row["institution"],
        institution_name=row["institution_name"],
        title=row["title"],
        patent_type=PatentType(row["patent_type"]),
        filing_date=row["filing_date"],
        grant_date=row["grant_date"],
        expires_on=row["expires_on"],
        co_patentees=tuple(orjson.loads(row["co_patentees"])),
        status=LegalStatus(row["status"]),
        flags=frozenset(LegalFlag(flag) for flag in orjson.loads(row["flags"])),
        status_since=row["status_since"],
        away_on=row["away_on"],
        generated=row["generated"],
    )
