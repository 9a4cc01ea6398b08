"""Servers that someone else runs: waited for, and named when they do not answer."""

import asyncio
from time import monotonic

import asyncpg
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError

from panhuo.runtime.errors import StartFailed
from panhuo.runtime.supervisor import Report

PATIENCE_SECONDS = 30.0


async def reachable_kafka(bootstrap: str, report: Report) -> None:
    deadline = monotonic() + PATIENCE_SECONDS
    report(f"Using Kafka at {bootstrap} (KAFKA_BOOTSTRAP)")
    while True:
        client = AIOKafkaClient(bootstrap_servers=bootstrap)
        try:
            await client.bootstrap()
        except (KafkaError, OSError) as failure:
            reason = str(failure)
        else:
            return
        finally:
            await client.close()
        if monotonic() > deadline:
            raise StartFailed(f"Kafka does not answer at {bootstrap} (KAFKA_BOOTSTRAP): {reason}")
        await asyncio.sleep(1)


async def reachable_postgres(dsn: str, report: Report) -> None:
    deadline = monotonic() + PATIENCE_SECONDS
    address = dsn.rpartition("@")[2]
    report(f"Using PostgreSQL at {address} (POSTGRES_DSN)")
    while True:
        try:
            connection = await asyncpg.connect(dsn, timeout=5)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as failure:
            reason = str(failure)
        else:
            await connection.close()
            return
        if monotonic() > deadline:
            raise StartFailed(f"PostgreSQL does not answer at {address} (POSTGRES_DSN): {reason}")
        await asyncio.sleep(1)
