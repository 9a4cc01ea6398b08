"""Kafka's settings, stated once: topics, consumers, producers (rule 8; reasons in docs/decisions)."""

import asyncio
import re
from collections.abc import Iterable
from typing import Any, Final

import structlog
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from panhuo_contracts import Stream, streams
from panhuo_contracts.jurisdictions import JURISDICTIONS

log = structlog.get_logger()

BATCH_RECORDS: Final = 1_000
FETCHING: Final[dict[str, Any]] = {
    "auto_offset_reset": "earliest",
    "isolation_level": "read_committed",
    "fetch_max_bytes": 8 << 20,
    "max_partition_fetch_bytes": 512 << 10,
}
"""A consumer prefetches one such response from each broker: bounded, whatever the backlog."""

MEMBERSHIP: Final[dict[str, Any]] = {
    "session_timeout_ms": 10_000,
    "heartbeat_interval_ms": 2_500,
    "max_poll_interval_ms": 900_000,
}
_UNREACHABLE: Final = (KafkaError, OSError, TimeoutError)
_AS_THE_CLUSTER: Final = -1
"""How many brokers hold a topic is the cluster's to say: ``default.replication.factor``."""


def pattern(service: str, writer: str, *, with_own: bool = False) -> str:
    """The topics that a service reads, as a pattern: a topic that appears later is picked up.

    Only writers of the registry match: a stray topic is no stream. In live work its own writer's topics are left out,
    because what a service says takes effect when it is said.
    """
    read = [stream for stream in streams().values() if service in stream.readers]
    own = [stream for stream in streams().values() if stream.owner == service]
    if with_own:
        read = sorted({*read, *own}, key=lambda stream: stream.name)
    names = "|".join(stream.name for stream in read)
    shadow = "" if with_own or not own else rf"(?!{writer}\.({'|'.join(stream.name for stream in own)})\.v1$)"
    writers = "|".join(sorted(JURISDICTIONS, reverse=True))
    return rf"^{shadow}({writers})\.({names})\.v1$"


def matching(names: Iterable[str], service: str, writer: str, *, with_own: bool = False) -> list[str]:
    """Those of the topics' names that the service reads."""
    wanted = re.compile(pattern(service, writer, with_own=with_own))
    return sorted(name for name in names if wanted.match(name))


def broker(bootstrap: str, application: str) -> KafkaBroker:
    """A FastStream broker that hands raw records on: one bad header must not cost a batch (see stack notes)."""

    async def raw(records: Any) -> KafkaMessage:  # noqa: ANN401 - whatever aiokafka read
        return KafkaMessage(body=b"", headers={}, raw_message=records, consumer=None)  # type: ignore[arg-type]  # nobody acknowledges one

    async def untouched(message: KafkaMessage) -> Any:  # noqa: ANN401 - the same, handed on
        return message.raw_message

    return KafkaBroker(
        bootstrap,
        client_id=application,
        parser=raw,
        decoder=untouched,
        apply_types=False,
        logger=None,
        acks="all",
        enable_idempotence=True,
        allow_auto_create_topics=False,
        metadata_max_age_ms=5_000,
        graceful_timeout=15,
    )


def subscription(service: str, writer: str) -> dict[str, Any]:
    """Arguments of a service's one batch subscriber."""
    return {
        "pattern": pattern(service, writer),
        "group_id": f"panhuo.{service}.{writer}",
        "batch": True,
        "max_records": BATCH_RECORDS,
        "batch_timeout_ms": 50,
        "ack_policy": AckPolicy.MANUAL,
        "no_reply": True,
        **FETCHING,
        **MEMBERSHIP,
    }


def onlooker(bootstrap: str, application: str) -> AIOKafkaConsumer:
    """A consumer outside every group: it looks at the log and moves nothing."""
    return AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        client_id=f"{application}-onlooker",
        group_id=None,
        enable_auto_commit=False,
        metadata_max_age_ms=5_000,
        **FETCHING,
    )


def producer(bootstrap: str, application: str) -> AIOKafkaProducer:
    """An idempotent producer with Java's partitioner."""
    return AIOKafkaProducer(
        bootstrap_servers=bootstrap,
        client_id=application,
        acks="all",
        enable_idempotence=True,
        linger_ms=0,
        max_batch_size=256 << 10,
        max_request_size=1 << 20,
        compression_type="lz4",
        metadata_max_age_ms=5_000,
        request_timeout_ms=30_000,
    )


async def wait_until_reachable(bootstrap: str, *, patience: float | None = None) -> None:
    """Wait until a broker answers, and say meanwhile that none does. TimeoutError after ``patience`` seconds."""
    deadline = None if patience is None else asyncio.get_running_loop().time() + patience
    said = False
    while True:
        admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=5_000)
        try:
            await admin.start()
        except _UNREACHABLE as error:
            if not said:
                log.warning("waiting for Kafka", bootstrap=bootstrap, reason=str(error) or type(error).__name__)
                said = True
        else:
            return
        finally:
            await admin.close()
        if deadline is not None and asyncio.get_running_loop().time() > deadline:
            message = f"no Kafka broker answers at {bootstrap}: start it, or set KAFKA_BOOTSTRAP"
            raise TimeoutError(message)
        await asyncio.sleep(0.5)


async def ensure_topics(bootstrap: str, writers: Iterable[str] = ("cn",)) -> list[str]:
    """Create each writer's topics that are missing, as the registry states them; the names of the new ones."""
    await wait_until_reachable(bootstrap)
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        present = set(await admin.list_topics())
        wanted = {stream.topic(writer): stream for writer in writers for stream in streams().values()}
        missing = [_new_topic(name, stream) for name, stream in wanted.items() if name not in present]
        created = []
        for topic in missing:
            try:
                response = await admin.create_topics([topic])
            except TopicAlreadyExistsError:
                continue
            for name, code, *rest in response.topic_errors:
                if code not in (0, TopicAlreadyExistsError.errno):
                    message = f"topic {name} cannot be created: Kafka error {code} {rest[0] if rest else ''}"
                    raise RuntimeError(message)
            created.append(topic.name)
        return created
    finally:
        await admin.close()


def _new_topic(name: str, stream: Stream) -> NewTopic:
    configs = {"max.message.bytes": str(1 << 20)}
    if stream.is_compacted:
        configs |= {"cleanup.policy": "compact", "min.compaction.lag.ms": "60000", "segment.ms": "86400000"}
    else:
        configs |= {"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1"}
    topic = NewTopic(name, stream.partitions, 1, topic_configs=configs)
    topic.replication_factor = _AS_THE_CLUSTER  # which the constructor, older than the protocol, refuses
    return topic
