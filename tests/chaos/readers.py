"""What each reader does with facts: it notes them, and for monitoring the real handlers count them as well."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from panhuo_contracts import Body, Event, Fact
from panhuo_contracts.events.filing import FilingRefused, LicenseFiled, ProductIndustrialized
from panhuo_contracts.events.inventory import (
    InventoryReturned,
    InventoryRevised,
    LegalStatusChanged,
    PatentInventoried,
    PatentRecorded,
)

from chassis.database import Connection
from chassis.delivery.waves import Handler, Handlers
from chassis.errors import Refused
from tests.chaos import bodies

TABLES: Final = """
    CREATE TABLE IF NOT EXISTS {schema}.said (id uuid NOT NULL, stream text NOT NULL, key text NOT NULL);
    CREATE TABLE IF NOT EXISTS {schema}.heard (
        writer text, stream text, key text, entries text[] NOT NULL, PRIMARY KEY (writer, stream, key)
    );
"""
"""``said``: a service's own events as they took effect. ``heard``: others', in the order of effect, as "number id"."""

_INVENTORY: Final = (PatentRecorded, PatentInventoried, InventoryRevised, InventoryReturned, LegalStatusChanged)
_FILING: Final = (LicenseFiled, FilingRefused, ProductIndustrialized)


class CauseForbidden(Refused):
    """This reader takes no such cause."""


def handlers(service: str, writer: str) -> Handlers:
    """The table of a member of ``service``."""

    async def note(facts: Sequence[Fact[Any]], conn: Connection) -> list[Event]:
        await _note(facts, conn, service, writer)
        return []

    async def react(facts: Sequence[Fact[Any]], conn: Connection) -> list[Event]:
        await note(facts, conn)
        for fact in facts:
            cause = getattr(fact.body, "cause", "")
            if cause == bodies.FORBIDDEN:
                raise CauseForbidden("this cause is refused")
            if cause == bodies.DEFECTIVE:
                raise ZeroDivisionError("a defect of the handler")
        return [
            Event.caused(fact, bodies.product(fact))
            for fact in facts
            if bodies.follows(fact.body.event_type(), fact.id)
        ]

    match service:
        case "inventory":
            return dict.fromkeys((*_INVENTORY, *_FILING), note)
        case "filing":
            return {**dict.fromkeys(_INVENTORY, react), **dict.fromkeys(_FILING, note)}
        case _:
            from services.monitoring.app import HANDLERS

            return {body_type: _both(note, handler) for body_type, handler in HANDLERS.items()}


def _both(first: Handler, second: Handler) -> Handler:
    async def both(facts: Sequence[Fact[Body]], conn: Connection) -> list[Event]:
        return [*await first(facts, conn), *await second(facts, conn)]

    return both


async def _note(facts: Sequence[Fact[Any]], conn: Connection, service: str, writer: str) -> None:
    own = [fact for fact in facts if fact.writer == writer and fact.stream == service]
    if own:
        await conn.execute(
            "INSERT INTO said SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[])",
            [UUID(fact.id) for fact in own],
            [fact.stream for fact in own],
            [fact.key for fact in own],
        )
    others = sorted(
        (fact.writer, fact.stream, fact.key, f"{fact.sequence} {fact.id}")
        for fact in facts
        if (fact.writer, fact.stream) != (writer, service)
    )
    if others:
        await conn.execute(
            """
            INSERT INTO heard AS h SELECT writer, stream, key, ARRAY[entry]
            FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS g (writer, stream, key, entry)
            ON CONFLICT (writer, stream, key) DO UPDATE SET entries = h.entries || excluded.entries
            """,
            *(list(column) for column in zip(*others, strict=True)),
        )
