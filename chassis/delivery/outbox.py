"""Rule 6: what is said gets its number under a lock on the key's head, and goes out with the transaction."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import orjson
from panhuo_contracts import BEIJING, Event, body_of, event_fold, headers_of, streams

from chassis.database import Connection
from chassis.telemetry import current_traceparent

_COLUMNS = ("topic", "key", "value", "headers", "day", "fold")


async def put(conn: Connection, writer: str, events: Sequence[Event]) -> None:
    """Number events and put them in the outbox.

    One sorted upsert locks every head until the commit, so that the order of numbers, of rows and of commits is one.
    Raises Malformed where an event is too large to be published.
    """
    if not events:
        return
    numbers = await _draw(conn, events)
    traceparent = current_traceparent()
    rows: list[tuple[Any, ...]] = []
    for event in events:
        stream, key = event.body.stream, event.body.key
        sequence = numbers[stream, key]
        numbers[stream, key] = sequence + 1
        traced = event if event.traceparent or traceparent is None else event._replace(traceparent=traceparent)
        headers, value = headers_of(traced, writer=writer, sequence=sequence), body_of(event)
        fold = event_fold(key, sequence, headers["ce_type"], value or b"")
        day = event.time.astimezone(BEIJING).date()
        topic = streams()[stream].topic(writer)
        rows.append((topic, key.encode(), value, orjson.dumps(headers).decode(), day, fold))
    # COPY keeps the order of rows: the relay reads by id, and a key's events follow each other.
    await conn.copy_records_to_table("outbox", records=rows, columns=_COLUMNS, schema_name="kept")


async def _draw(conn: Connection, events: Sequence[Event]) -> dict[tuple[str, str], int]:
    """The first new number of each stream and key."""
    wanted: defaultdict[tuple[str, str], int] = defaultdict(int)
    for event in events:
        wanted[event.body.stream, event.body.key] += 1
    ordered = sorted(wanted.items())
    rows = await conn.fetch(
        """
        INSERT INTO head AS h (stream, key, sequence)
        SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])
        ON CONFLICT (stream, key) DO UPDATE SET sequence = h.sequence + excluded.sequence
        RETURNING stream, key, sequence
        """,
        [address[0] for address, _ in ordered],
        [address[1] for address, _ in ordered],
        [count for _, count in ordered],
    )
    return {(row[0], row[1]): row[2] - wanted[row[0], row[1]] + 1 for row in rows}
