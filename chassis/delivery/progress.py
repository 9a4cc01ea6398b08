"""What Kafka is told of the positions: for its lag displays only, and only by a member whose group is at rest."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import KafkaError

from chassis.delivery.position import Place, Position

_PAUSE_SECONDS: Final = 0.5
_LAST_SECONDS: Final = 1


class Progress(ConsumerRebalanceListener):  # type: ignore[misc]  # published without types
    """Shown at most twice a second, one commit at a time, never above the truth and never during a rebalance.

    A commit that crosses a rebalance is refused, and the refused member forgets its name and joins as another one,
    which is the next rebalance: a group whose members went on committing would never come to rest.
    """

    def __init__(self) -> None:
        self._is_at_rest = False
        self._commit: asyncio.Task[None] | None = None
        self._shown_at = 0.0

    async def on_partitions_revoked(self, revoked: Any) -> None:  # noqa: ANN401, ARG002 - aiokafka's interface
        self._is_at_rest = False
        if self._commit is not None:
            await asyncio.wait({self._commit}, timeout=_LAST_SECONDS)
            self._commit.cancel()

    async def on_partitions_assigned(self, assigned: Any) -> None:  # noqa: ANN401, ARG002 - aiokafka's interface
        self._is_at_rest = True

    def show(self, consumer: AIOKafkaConsumer, positions: Mapping[Place, Position]) -> None:
        """Commit the positions of the partitions that are ours, in the background."""
        now = asyncio.get_running_loop().time()
        is_busy = self._commit is not None and not self._commit.done()
        if not self._is_at_rest or is_busy or now - self._shown_at < _PAUSE_SECONDS:
            return
        ours = {p: positions[Place(*p)].next_offset for p in consumer.assignment() if Place(*p) in positions}
        if ours:  # an empty commit is refused
            self._shown_at = now
            self._commit = asyncio.create_task(_commit(consumer, ours), name="show progress")

    def stop(self) -> None:
        """Leave a commit that has not come to its end."""
        if self._commit is not None:
            self._commit.cancel()


async def _commit(consumer: AIOKafkaConsumer, offsets: dict[TopicPartition, int]) -> None:
    with suppress(KafkaError, OSError, TimeoutError):
        await consumer.commit(offsets)
