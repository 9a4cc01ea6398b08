"""What other services said: each stream writes tables of its own, the later word of a writer over its earlier."""

from collections.abc import Iterable, Sequence

from panhuo_contracts import Fact
from panhuo_contracts.events.enterprises import EnterpriseRegistered
from panhuo_contracts.events.filing import LicenseFiled
from panhuo_contracts.events.inventory import (
    Annotations,
    Bibliography,
    InventoryReturned,
    InventoryRevised,
    LegalStatusChanged,
    PatentInventoried,
    PatentRecorded,
    PatentTransferredAway,
)
from panhuo_contracts.events.matching import DealSigned, PatentSubscribed

from chassis.database import Connection
from services.evaluation.store.columns import by_key, columns, listed

_BIBLIOGRAPHY = (
    "host, home, institution, institution_name, title, abstract, patent_type, filing_date, expires_on, ipc, "
    "is_generated, co_patentees, ministry"
)
_ANNOTATIONS = (
    "annotated_on, implementation, accepted_modes, asking_price, maturity, self_grade, scenario, industries, keywords"
)


def _set(names: str) -> str:
    return ", ".join(f"{name} = excluded.{name}" for name in names.split(", "))


async def hold(conn: Connection, patents: Iterable[str]) -> None:
    """Lock dossiers until the end of the transaction, with a stub where there is none.

    Whoever learns what bears on a decision about a patent takes this lock first, and whoever decides takes ``lock``.
    """
    # A conflict locks its row also where nothing is to be updated, and always by the key's index: a plan that was made
    # while the table was empty would look for the rows through all of it.
    await conn.execute(
        "INSERT INTO dossier AS d (patent) SELECT unnest($1::text[])"
        " ON CONFLICT (patent) DO UPDATE SET patent = d.patent WHERE false",
        sorted(set(patents)),
    )


async def lock(conn: Connection, patents: Iterable[str]) -> None:
    """Lock the dossiers that there are. A command makes no stubs: only events change these tables."""
    await conn.execute(
        "SELECT FROM dossier WHERE patent = ANY($1::text[]) ORDER BY patent FOR UPDATE", sorted(set(patents))
    )


async def save_records(conn: Connection, facts: Sequence[Fact[PatentRecorded]]) -> None:
    """The bibliography; what was annotated stays, unless it was another writer's."""
    ordered = by_key(facts)
    annotated = ", ".join(
        f"{name} = CASE WHEN d.host = excluded.host THEN d.{name} ELSE excluded.{name} END"
        for name in ("is_inventoried, " + _ANNOTATIONS).split(", ")
    )
    await conn.execute(
        f"""
        INSERT INTO dossier AS d (patent, {_BIBLIOGRAPHY})
        SELECT u.patent, u.host, u.home, u.institution, u.institution_name, u.title, u.abstract, u.patent_type,
               u.filing_date, u.expires_on, u.ipc::jsonb, u.is_generated, u.co_patentees::jsonb, u.ministry
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                    $9::date[], $10::date[], $11::text[], $12::boolean[], $13::text[], $14::text[])
             AS u(patent, {_BIBLIOGRAPHY})
        ON CONFLICT (patent) DO UPDATE SET {_set(_BIBLIOGRAPHY)}, {annotated}
        WHERE d.host IS NULL OR d.host <= excluded.host
        """,
        *columns((fact.key, *_bibliography(fact, fact.body.bibliography)) for fact in ordered),
    )


async def save_annotated(conn: Connection, facts: Sequence[Fact[PatentInventoried] | Fact[InventoryRevised]]) -> None:
    """The whole record: bibliography and annotations."""
    ordered = by_key(facts)
    await conn.execute(
        f"""
        INSERT INTO dossier AS d (patent, {_BIBLIOGRAPHY}, is_inventoried, {_ANNOTATIONS})
        SELECT u.patent, u.host, u.home, u.institution, u.institution_name, u.title, u.abstract, u.patent_type,
               u.filing_date, u.expires_on, u.ipc::jsonb, u.is_generated, u.co_patentees::jsonb, u.ministry, true,
               u.annotated_on, u.implementation, u.accepted_modes::jsonb, u.asking_price, u.maturity, u.self_grade,
               u.scenario, u.industries::jsonb, u.keywords::jsonb
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                    $9::date[], $10::date[], $11::text[], $12::boolean[], $13::text[], $14::text[], $15::date[],
                    $16::text[], $17::text[], $18::numeric[], $19::text[], $20::text[], $21::text[], $22::text[],
                    $23::text[])
             AS u(patent, {_BIBLIOGRAPHY}, {_ANNOTATIONS})
        ON CONFLICT (patent) DO UPDATE SET {_set(_BIBLIOGRAPHY)}, is_inventoried = true, {_set(_ANNOTATIONS)}
        WHERE d.host IS NULL OR d.host <= excluded.host
        """,
        *columns(
            (fact.key, *_bibliography(fact, fact.body.bibliography), *_annotations(fact, fact.body.annotations))
            for fact in ordered
        ),
    )


async def save_returns(conn: Connection, facts: Sequence[Fact[InventoryReturned]]) -> None:
    """The record is no longer inventoried; only the writer whose record stands can say so."""
    ordered = by_key(facts)
    await conn.execute(
        """
        UPDATE dossier AS d SET is_inventoried = false
        FROM unnest($1::text[], $2::text[]) AS u(patent, writer)
        WHERE d.patent = u.patent AND d.host = u.writer
        """,
        *columns((fact.key, fact.writer) for fact in ordered),
    )


async def save_register_views(conn: Connection, facts: Sequence[Fact[LegalStatusChanged]]) -> None:
    """Each writer's last word on a right; a term that was changed once stays changed."""
    await conn.execute(
        """
        INSERT INTO register_view AS v (patent, writer, status, flags, effective_on, expires_on, cause)
        SELECT u.patent, u.writer, u.status, u.flags::jsonb, u.effective_on, u.expires_on, u.cause
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::date[], $6::date[], $7::text[])
             AS u(patent, writer, status, flags, effective_on, expires_on, cause)
        ON CONFLICT (patent, writer) DO UPDATE SET
            status = excluded.status, flags = excluded.flags, effective_on = excluded.effective_on,
            expires_on = coalesce(excluded.expires_on, v.expires_on), cause = excluded.cause
        """,
        *columns(
            (f.key, f.writer, f.body.status, listed(f.body.flags), f.body.effective_on, f.body.expires_on, f.body.cause)
            for f in by_key(facts)
        ),
    )


async def save_departures(conn: Connection, facts: Sequence[Fact[PatentTransferredAway]]) -> None:
    await conn.execute(
        """
        INSERT INTO departure (patent, writer, away_on) SELECT * FROM unnest($1::text[], $2::text[], $3::date[])
        ON CONFLICT (patent, writer) DO UPDATE SET away_on = excluded.away_on
        """,
        *columns((f.key, f.writer, f.body.transferred_on) for f in by_key(facts)),
    )


async def end_departures(conn: Connection, facts: Sequence[Fact[LegalStatusChanged]]) -> None:
    """The right is its institution's again."""
    if facts:
        await conn.execute(
            "DELETE FROM departure USING unnest($1::text[], $2::text[]) AS back (patent, writer)"
            " WHERE departure.patent = back.patent AND departure.writer = back.writer",
            *columns((f.key, f.writer) for f in by_key(facts)),
        )


async def save_enterprises(conn: Connection, facts: Sequence[Fact[EnterpriseRegistered]]) -> None:
    await conn.execute(
        """
        INSERT INTO enterprise AS e (enterprise, writer, name, home, kinds)
        SELECT u.enterprise, u.writer, u.name, u.home, u.kinds::jsonb
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
             AS u(enterprise, writer, name, home, kinds)
        ON CONFLICT (enterprise) DO UPDATE SET
            writer = excluded.writer, name = excluded.name, home = excluded.home, kinds = excluded.kinds
        WHERE e.writer <= excluded.writer
        """,
        *columns((f.key, f.writer, f.body.name, f.body.home, listed(f.body.kinds)) for f in by_key(facts)),
    )


async def save_subscriptions(conn: Connection, facts: Sequence[Fact[PatentSubscribed]]) -> None:
    """The first day on which an enterprise followed a patent."""
    await conn.execute(
        """
        INSERT INTO subscription AS s (patent, enterprise, subscribed_on)
        SELECT * FROM unnest($1::text[], $2::text[], $3::date[])
        ON CONFLICT (patent, enterprise) DO UPDATE SET subscribed_on = excluded.subscribed_on
        WHERE excluded.subscribed_on < s.subscribed_on
        """,
        *columns((f.key, f.body.enterprise, f.body.subscribed_on) for f in by_key(facts)),
    )


async def save_signed_deals(conn: Connection, facts: Sequence[Fact[DealSigned]]) -> None:
    await conn.execute(
        """
        INSERT INTO signed_deal (patent, writer, deal, enterprise, mode, signed_on, effective_on)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::date[])
        ON CONFLICT (patent, writer, deal) DO UPDATE SET
            enterprise = excluded.enterprise, mode = excluded.mode, signed_on = excluded.signed_on,
            effective_on = excluded.effective_on
        """,
        *columns(
            (f.key, f.writer, f.body.deal, f.body.enterprise, f.body.mode, f.body.signed_on, f.body.effective_on)
            for f in by_key(facts)
        ),
    )


async def save_filed_licenses(conn: Connection, facts: Sequence[Fact[LicenseFiled]]) -> None:
    await conn.execute(
        """
        INSERT INTO filed_license (patent, writer, filing_number, enterprise, kind, term_from, term_to, filed_on)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::date[],
                             $8::date[])
        ON CONFLICT (patent, writer, filing_number) DO UPDATE SET
            enterprise = excluded.enterprise, kind = excluded.kind, term_from = excluded.term_from,
            term_to = excluded.term_to, filed_on = excluded.filed_on
        """,
        *columns(
            (
                f.key,
                f.writer,
                f.body.filing_number,
                f.body.enterprise,
                f.body.terms.kind,
                f.body.terms.term_from,
                f.body.terms.term_to,
                f.body.filed_on,
            )
            for f in by_key(facts)
        ),
    )


def _bibliography(
    fact: Fact[PatentRecorded] | Fact[PatentInventoried] | Fact[InventoryRevised], said: Bibliography
) -> tuple[object, ...]:
    body = fact.body
    return (
        fact.writer,
        body.home,
        body.institution,
        body.institution_name,
        said.title,
        said.abstract,
        said.patent_type,
        said.filing_date,
        said.expires_on,
        listed(said.ipc),
        body.generated,
        listed(said.co_patentees),
        body.ministry,
    )


def _annotations(fact: Fact[PatentInventoried] | Fact[InventoryRevised], said: Annotations) -> tuple[object, ...]:
    body = fact.body
    return (
        body.inventoried_on if isinstance(body, PatentInventoried) else body.revised_on,
        said.implementation,
        listed(said.accepted_modes),
        None if said.asking_price is None else said.asking_price.amount,
        said.maturity,
        said.self_grade,
        said.scenario,
        listed(said.industries),
        listed(said.keywords),
    )
