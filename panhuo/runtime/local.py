"""One copy of the whole platform on this machine: what it consists of and in which order it starts and stops."""

import asyncio
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
from aiokafka.errors import KafkaError

from panhuo.runtime import leftovers, web
from panhuo.runtime.databases import SERVICES, ensure_database, service_dsn
from panhuo.runtime.errors import StartFailed
from panhuo.runtime.external import reachable_kafka, reachable_postgres
from panhuo.runtime.kafka import LocalKafka
from panhuo.runtime.ports import LOOPBACK, PortBook
from panhuo.runtime.postgres import LocalPostgres
from panhuo.runtime.process import Process
from panhuo.runtime.serve import current
from panhuo.runtime.state import DIRECTORY, State
from panhuo.runtime.supervisor import Part, Report, Supervisor, stop_in_order
from panhuo.runtime.web import WebPart

DEFAULT_PORT = 8080
READY_WITHIN_SECONDS = 90.0
STOP_GRACE_SECONDS = 6.0
ISSUER = "issuer"


@dataclass(frozen=True, slots=True)
class Options:
    """`kafka_bootstrap` and `postgres_dsn` (an administrator's) replace the embedded servers."""

    state: Path = DIRECTORY
    port: int | None = None
    bind: str = LOOPBACK
    kafka_bootstrap: str | None = None
    postgres_dsn: str | None = None
    services: tuple[str, ...] = SERVICES
    environment: Mapping[str, str] = field(default_factory=dict)
    """Added to every service's; with OIDC_ISSUER in it, no issuer of this copy's own is started."""

    @property
    def has_own_issuer(self) -> bool:
        return "OIDC_ISSUER" not in self.environment


class LocalPlatform:
    """Started once and stopped once; `report` hears one line for each thing that happens."""

    def __init__(self, options: Options, report: Report) -> None:
        self._options = options
        self._report = report
        self._state = State(options.state)
        self._supervisor = Supervisor(report, self._record)
        self._servers: list[Part] = []
        self._web: list[Part] = []
        self._ports: PortBook | None = None
        self._hurry = False
        self.public_url = ""
        self.kafka_bootstrap = options.kafka_bootstrap or ""
        self.environments: dict[str, dict[str, str]] = {}
        self.restarts = self._supervisor.restarts

    async def start(self) -> None:
        self._state.open()
        ended = await asyncio.to_thread(leftovers.end, self._state.root / "parts.json")
        if ended:
            self._report(f"{ended} parts of an earlier start were still running; they are ended")
        ports = self._ports = PortBook(self._state.root / "ports.json")
        public = ports.take("caddy", wanted=self._options.port, preferred=DEFAULT_PORT)
        self.public_url = f"http://localhost:{public}"
        kafka, postgres = await asyncio.gather(self._start_kafka(ports), self._start_postgres(ports))
        self.kafka_bootstrap = kafka
        await asyncio.gather(self._make_topics(), *(self._make_database(postgres, s) for s in self._options.services))
        await self._start_web(ports, public, postgres)
        for part in self.parts():
            self._supervisor.watch(part)

    async def watch(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; what crashes meanwhile is started again."""
        stopped = asyncio.create_task(stop.wait())
        watching = asyncio.create_task(self._supervisor.failed())
        await asyncio.wait([stopped, watching], return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if watching.done():
            watching.result()
        watching.cancel()

    async def stop(self) -> None:
        """Services finish what they have in hand, then the servers go; every step has an end."""
        await self._supervisor.release()
        await stop_in_order([self._web, self._servers], STOP_GRACE_SECONDS, lambda: self._hurry)
        if self._state.is_open:  # else the file is another process's
            (self._state.root / "parts.json").unlink(missing_ok=True)
        if self._ports is not None:
            self._ports.release()
        self._state.close()

    def hurry(self) -> None:
        """Whoever still stops is killed."""
        self._hurry = True

    def sample_accounts(self) -> list[str]:
        """Who can sign in at this copy's own issuer: one line each."""
        from panhuo.runtime.accounts import ACCOUNTS, in_lines

        return in_lines(ACCOUNTS.values()) if self._options.has_own_issuer else []

    def parts(self) -> Iterable[Part]:
        return [*self._servers, *self._web]

    def part(self, name: str) -> Part:
        return next(part for part in self.parts() if part.name == name)

    async def _start_kafka(self, ports: PortBook) -> str:
        if self._options.kafka_bootstrap:
            await reachable_kafka(self._options.kafka_bootstrap, self._report)
            return self._options.kafka_bootstrap
        kafka = LocalKafka(
            self._state.root / "kafka",
            port=ports.take("kafka"),
            controller_port=ports.take("kafka controller"),
            log=self._log("kafka"),
        )
        await asyncio.to_thread(kafka.prepare, self._report_jars)
        await self._bring_up(kafka, self._servers)
        await kafka.until_ready(READY_WITHIN_SECONDS)
        self._report(f"Kafka is ready at {kafka.bootstrap}")
        return kafka.bootstrap

    async def _start_postgres(self, ports: PortBook) -> str:
        if self._options.postgres_dsn:
            await reachable_postgres(self._options.postgres_dsn, self._report)
            return self._options.postgres_dsn
        port = ports.take("postgres")
        postgres = LocalPostgres(
            self._state.root / "postgres",
            port=port,
            password=self._state.secret("postgres"),
            log=self._log("postgres"),
        )
        await asyncio.to_thread(postgres.prepare)
        await self._bring_up(postgres, self._servers)
        await postgres.until_ready(READY_WITHIN_SECONDS)
        self._report(f"PostgreSQL is ready at {LOOPBACK}:{port}")
        return postgres.dsn()

    async def _make_topics(self) -> None:
        from chassis.kafka import ensure_topics

        try:
            await ensure_topics(self.kafka_bootstrap)
        except (RuntimeError, KafkaError) as failure:
            raise StartFailed(f"Kafka's topics could not be made: {failure}") from failure
        self._report("Topics are there")

    async def _make_database(self, admin_dsn: str, service: str) -> None:
        from chassis.database import migrate

        password = self._state.secret(f"database of {service}")
        try:
            await ensure_database(admin_dsn, service, password)
            changed = await migrate(service_dsn(admin_dsn, service, password), service)
        except (RuntimeError, asyncpg.PostgresError) as failure:
            raise StartFailed(f"The database of {service} could not be prepared: {failure}") from failure
        self._report(current(service, changed))

    async def _start_web(self, ports: PortBook, public: int, admin_dsn: str) -> None:
        own_issuer = [ISSUER] if self._options.has_own_issuer else []
        upstreams = {name: ports.take(name) for name in (*self._options.services, *own_issuer)}
        for service in self._options.services:
            dsn = service_dsn(admin_dsn, service, self._state.secret(f"database of {service}"))
            self.environments[service] = self._environment(service, upstreams, dsn)
        self._state.remember_environments(self.environments)
        parts = [self._issuer(upstreams[name]) for name in own_issuer]
        parts += [
            web.service(name, port=upstreams[name], log=self._log(name), environment=environment)
            for name, environment in self.environments.items()
        ]
        parts.append(
            web.caddy(
                port=public,
                bind=self._options.bind,
                upstreams=upstreams,
                home=self._state.root / "caddy",
                log=self._log("caddy"),
            )
        )
        await asyncio.gather(*(self._start_web_part(part) for part in parts))

    async def _start_web_part(self, part: WebPart) -> None:
        await self._bring_up(part, self._web)
        await part.until_ready(READY_WITHIN_SECONDS)
        self._report(f"{part.name} is ready")

    async def _bring_up(self, part: Part, among: list[Part]) -> None:
        part.spawn()
        among.append(part)
        self._record()

    def _issuer(self, port: int) -> WebPart:
        environment = {
            **os.environ,
            "HTTP_HOST": LOOPBACK,
            "HTTP_PORT": str(port),
            "PUBLIC_URL": self.public_url,
            "ISSUER_KEY_FILE": str(self._state.root / "issuer-key.pem"),
        }
        command = [sys.executable, "-m", "panhuo.runtime.issuer"]
        process = Process(ISSUER, command, log=self._log(ISSUER), environment=environment)
        return WebPart(process, port=port)

    def _environment(self, service: str, upstreams: Mapping[str, int], dsn: str) -> dict[str, str]:
        environment = {
            "SERVICE": service,
            "WRITER": "cn",
            "KAFKA_BOOTSTRAP": self.kafka_bootstrap,
            "POSTGRES_DSN": dsn,
            "HTTP_HOST": LOOPBACK,
            "HTTP_PORT": str(upstreams[service]),
            "PUBLIC_URL": self.public_url,
            "OIDC_AUDIENCE": "panhuo",
            "OIDC_CLIENT_ID": "panhuo-web",
            "SESSION_SECRET": self._state.secret("session"),
            "UPLOAD_DIR": str(self._state.root / "uploads"),
        }
        if service == "inventory":
            environment["CONTACT_KEY"] = self._state.secret("contacts")
        if ISSUER in upstreams:
            outside, inside = f"{self.public_url}/issuer", f"http://{LOOPBACK}:{upstreams[ISSUER]}/issuer"
            environment |= {
                "OIDC_ISSUER": outside,
                "OIDC_AUTHORIZE_URL": f"{outside}/authorize",
                "OIDC_TOKEN_URL": f"{inside}/token",
                "OIDC_JWKS_URL": f"{inside}/jwks.json",
            }
        return environment | dict(self._options.environment)

    def _log(self, part: str) -> Path:
        return self._state.logs / f"{part}.log"

    def _record(self) -> None:
        pids = [part.process.pid for part in self.parts() if part.process.pid is not None]
        leftovers.record(self._state.root / "parts.json", pids)

    def _report_jars(self, done: int, total: int) -> None:
        if done % 10 == 0 or done == total:
            self._report(f"Fetching Kafka: {done} of {total} jars (once for this machine)")
