"""One member of one service: the real seam in a process of its own, told by its environment and by a line at a time."""

import asyncio
import json
import os
import signal
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from aiokafka.errors import KafkaError
from panhuo_contracts import BEIJING, Event

from chassis import kafka
from chassis.database import Database, wait_until_ready
from chassis.delivery import Delivery, settling
from chassis.delivery.position import Place
from chassis.service import Service
from chassis.telemetry.logs import log_to_stdout
from tests.chaos import bodies, bugs, readers
from tests.chaos.witness import ANSWERING, Witness, attend


class Declined(Exception):
    """The command was to be refused after it had announced: nothing of it may remain."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a member runs, as its environment says."""

    service: str
    writer: str
    dsn: str
    bootstrap: str
    port: int
    witness: Path
    bug: str

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Self:
        return cls(
            environment["CHAOS_SERVICE"],
            environment["CHAOS_WRITER"],
            environment["CHAOS_DSN"],
            environment["CHAOS_BOOTSTRAP"],
            int(environment["CHAOS_PORT"]),
            Path(environment["CHAOS_WITNESS"]),
            environment.get("CHAOS_BUG", ""),
        )


class Member:
    """Answers one request a line, as JSON: commands, what to arm, and how it is."""

    def __init__(self, place: Seat, service: Service, witness: Witness) -> None:
        self._place = place
        self._service = service
        self._witness = witness

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while line := await reader.readline():
                answer = await self._answer(json.loads(line))
                writer.write(json.dumps(answer).encode() + b"\n")
                await writer.drain()
        writer.close()

    async def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        match request["do"]:
            case "command":
                answer = await self._command(request)
                if answer["outcome"] == "ok":
                    self._witness.pass_by(ANSWERING)
                return answer
            case "arm":
                self._witness.arm(request["point"], request["how"])
                return {}
            case _:
                return await self._look()

    async def _look(self) -> dict[str, Any]:
        delivery = self._service.delivery
        consumer = delivery._consumer
        reads = {}
        for partition in consumer.assignment() if consumer else ():
            with suppress(TimeoutError, KafkaError):
                at = await asyncio.wait_for(consumer.position(partition), 0.2)
                known = delivery._positions.get(Place(*partition))
                reads[f"{partition.topic}/{partition.partition}"] = [at, known and known.next_offset]
        return {
            "liveness": delivery.liveness(),
            "readiness": delivery.readiness(),
            "reads": reads,
            "armed": self._witness.armed,
        }

    async def _command(self, request: dict[str, Any]) -> dict[str, Any]:
        has_reached_commit = False
        try:
            async with self._service.unit() as unit:
                await unit.announce([self._event(*stated) for stated in request["events"]])
                await asyncio.sleep(request["dawdles"])
                if request["is_declined"]:
                    raise Declined  # noqa: TRY301 - it leaves the transaction
                has_reached_commit = True
        except Declined:
            return {"outcome": "failed", "why": "declined"}
        except Exception as error:  # noqa: BLE001 - whatever it is, the ledger only asks whether the commit was reached
            outcome = "unknown" if has_reached_commit else "failed"
            return {"outcome": outcome, "why": f"{type(error).__name__}: {error}"}
        return {"outcome": "ok", "why": ""}

    def _event(self, kind: str, serial: int, day: int, identifier: str) -> Event:
        body = bodies.body(kind, serial, day, bodies.home_of(self._place.writer))
        return Event(body, identifier, datetime.now(BEIJING), correlation_id=identifier)


async def run() -> None:
    place = Seat.read(os.environ)
    log_to_stdout(place.service)
    witness = Witness(place.witness)
    database = await Database.open(place.dsn, application=f"panhuo.{place.service}")
    settling.ALONE_SECONDS = 0.2  # type: ignore[misc] - two minutes for a defect are long in a run of four
    bugs.plant(place.bug, database)
    attend(witness)
    if os.environ.get("CHAOS_ALONE"):
        kafka.JURISDICTIONS = {place.writer: ("", "")}  # type: ignore[attr-defined,misc] - the only writer there is
    delivery = Delivery(
        place.service,
        place.writer,
        readers.handlers(place.service, place.writer),
        database,
        bootstrap=place.bootstrap,
        dsn=place.dsn,
    )
    service = Service(place.service, None, database, delivery)  # type: ignore[arg-type] - only the HTTP side reads settings
    await wait_until_ready(place.dsn, place.service)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):  # before this, a signal ends the process at once
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await delivery.start()
    server = await asyncio.start_server(Member(place, service, witness).serve, "127.0.0.1", place.port)
    await stop.wait()
    server.close()
    await service.stop()


if __name__ == "__main__":
    asyncio.run(run())
