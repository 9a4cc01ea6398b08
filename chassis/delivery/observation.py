"""What delivery shows of itself: metrics, one log line a batch, readiness, and whether it makes progress."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import structlog
from aiokafka import AIOKafkaConsumer

from chassis.database import Database
from chassis.delivery.batch import Outcome
from chassis.delivery.inbox import Letter
from chassis.delivery.position import Place, positions
from chassis.telemetry import batch_span, names

STANDING_SECONDS: Final = 3
STUCK_SECONDS: Final = 60
_TROUBLE_SECONDS: Final = 2
log = structlog.get_logger()


@dataclass(slots=True)
class Noted:
    """Filled in once a batch is through."""

    outcome: Outcome | None = None


class Observation:
    """The state that probes and metrics read; nothing here decides anything."""

    def __init__(self) -> None:
        self.is_reading = False
        self.stopped_by: str | None = None
        self._failing_since: float | None = None
        self._failure = ""
        self._behind_since: dict[Place, tuple[int, float]] = {}

    @contextmanager
    def batch(self, letters: Sequence[Letter]) -> Iterator[Noted]:
        """Measure one batch, and join the traces that led to it."""
        noted, started = Noted(), time.perf_counter()
        traces = (letter.fact.traceparent for letter in letters if letter.fact is not None)
        with batch_span(letters[0].record.topic, traces, {names.MESSAGING_BATCH: len(letters)}):
            yield noted
        if noted.outcome is not None:
            self._failing_since, self.stopped_by = None, None
            self._count(letters, noted.outcome, time.perf_counter() - started)

    def _count(self, letters: Sequence[Letter], outcome: Outcome, seconds: float) -> None:
        names.BATCH_SIZE.observe(len(letters))
        names.BATCH_DURATION.observe(seconds)
        now = time.time()
        ages: dict[str, list[float]] = {}
        for letter in outcome.applied:
            if letter.fact is not None:
                ages.setdefault(letter.fact.stream, []).append(now - letter.fact.time.timestamp())
        for stream, values in ages.items():
            names.EVENT_AGE.observe_all(stream, values)
            names.EVENTS.labels(stream, "applied").inc(len(values))
        stream = letters[0].topic.stream.name
        names.EVENTS.labels(stream, "duplicate").inc(outcome.duplicates)
        names.EVENTS.labels(stream, "unknown").inc(sum(letter.fact is None for letter in outcome.applied))
        for letter in outcome.buried:
            names.EVENTS.labels(letter.topic.stream.name, "buried").inc()
            if letter.burial is not None:
                record = letter.record
                where = f"{record.topic}/{record.partition}/{record.offset}"
                log.warning("buried", where=where, reason=letter.burial.reason)
        log.debug("batch", events=len(letters), duplicates=outcome.duplicates, seconds=round(seconds, 4))

    def retrying(self, error: BaseException) -> None:
        """Something failed and is tried again."""
        self._failing_since = self._failing_since or time.monotonic()
        self._failure = str(error) or type(error).__name__
        names.BATCH_RETRIES.labels(type(error).__name__).inc()

    @property
    def trouble(self) -> str | None:
        """What has kept batches from taking effect for a while, None where they do."""
        if self._failing_since is None or time.monotonic() - self._failing_since < _TROUBLE_SECONDS:
            return None
        return f"for {time.monotonic() - self._failing_since:.0f} s: {self._failure}"

    async def look(self, consumer: AIOKafkaConsumer | None, database: Database) -> None:
        """Measure backlog and lag, and note which partitions are behind without moving."""
        async with database.read() as conn:
            known = await positions(conn)
            backlog = await conn.fetchrow(
                """
                SELECT coalesce(extract(epoch FROM now() - min(said_at)), 0)::float8,
                    (SELECT count(*) FROM dead_letter WHERE closed_at IS NULL),
                    (SELECT reason FROM fuse WHERE blown_at IS NOT NULL)
                FROM (SELECT said_at FROM outbox ORDER BY id LIMIT 1) AS oldest
                """
            )
        if backlog is not None:
            names.OUTBOX_OLDEST.set(backlog[0])
            names.DEAD_LETTERS_OPEN.set(backlog[1])
            names.FUSE_BLOWN.set(backlog[2] is not None)
            self.stopped_by = backlog[2] or self.stopped_by
        if consumer is None:
            return
        assigned = consumer.assignment()
        ends = await consumer.end_offsets(list(assigned)) if assigned else {}
        behind: dict[Place, tuple[int, float]] = {}
        for partition, end in ends.items():
            place = Place(*partition)
            at = known[place].next_offset if place in known else 0
            names.CONSUMER_LAG.labels(*map(str, place)).set(max(0, end - at))
            if at < end and not (place in known and known[place].is_lost):
                before = self._behind_since.get(place)
                behind[place] = before if before is not None and before[0] == at else (at, time.monotonic())
        self._behind_since = behind

    @property
    def is_behind(self) -> bool:
        """Whether the log goes on beyond some position."""
        return bool(self._behind_since)

    def standing(self) -> list[Place]:
        """The partitions that are behind and have not moved for a while, although nothing fails."""
        if self._failing_since is not None or self.stopped_by is not None:
            return []
        now = time.monotonic()
        return [place for place, (_, since) in self._behind_since.items() if now - since > STANDING_SECONDS]

    def stuck(self) -> str | None:
        """The partition that has stood still for a minute although the log goes on, None where there is none."""
        if self._failing_since is not None or self.stopped_by is not None:
            return None
        for place, (offset, since) in self._behind_since.items():
            if time.monotonic() - since > STUCK_SECONDS:
                return f"{place.topic} partition {place.partition} has stood at {offset} for over a minute"
        return None
