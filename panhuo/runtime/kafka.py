"""A real Kafka broker of one node (KRaft), started from packages under a directory of its own."""

import asyncio
import base64
import subprocess
import uuid
from pathlib import Path

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError

from panhuo.runtime.errors import StartFailed
from panhuo.runtime.java import jars
from panhuo.runtime.ports import LOOPBACK
from panhuo.runtime.process import Process

LOGGING = """\
status = warn
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{ISO8601} %p %m (%c{1})%n
logger.settings.name = org.apache.kafka.common.config
logger.settings.level = warn
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
"""


class LocalKafka:
    """Topics are never made by a stray client: `auto.create.topics.enable` is off."""

    name = "kafka"

    def __init__(
        self, directory: Path, *, port: int, controller_port: int, log: Path, heap_megabytes: int = 384
    ) -> None:
        self.directory = directory
        self.bootstrap = f"{LOOPBACK}:{port}"
        self._port = port
        self._controller_port = controller_port
        self._log = log
        self._heap_megabytes = heap_megabytes
        self._process: Process | None = None

    @property
    def process(self) -> Process:
        if self._process is None:
            raise StartFailed("Kafka was not started")
        return self._process

    async def start(self, timeout: float = 60.0) -> None:
        await asyncio.to_thread(self.prepare)
        self.spawn()
        await self.until_ready(timeout)

    def prepare(self, progress: jars.Progress = lambda _done, _total: None) -> None:
        """Fetches the jars and formats the storage, where that was not done before. Blocks."""
        class_path = ":".join(map(str, jars.class_path(progress)))
        self.directory.mkdir(parents=True, exist_ok=True)
        (self.directory / "server.properties").write_text(self._properties())
        (self.directory / "log4j2.properties").write_text(LOGGING)
        java = [
            str(jars.java()),
            f"-Xmx{self._heap_megabytes}m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            f"-Dlog4j2.configurationFile={self.directory / 'log4j2.properties'}",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            class_path,
        ]
        properties = str(self.directory / "server.properties")
        if not (self.directory / "data" / "meta.properties").exists():
            self._format(java, properties)
        self._process = Process("kafka", [*java, "kafka.Kafka", properties], log=self._log)

    def spawn(self) -> None:
        self.process.spawn()

    async def until_ready(self, timeout: float = 60.0) -> None:
        await self.process.until_ready(self.is_ready, timeout, self._advice)

    @property
    def _advice(self) -> str:
        return f"\nIf the data is damaged and not needed, start afresh: rm -r {self.directory.parent}"

    async def is_ready(self) -> bool:
        """Whether the broker answers and the controller counts it as alive."""
        try:  # the client would log a warning for each refused connection
            _reader, writer = await asyncio.wait_for(asyncio.open_connection(LOOPBACK, self._port), 2)
        except OSError:
            return False
        writer.close()
        client = AIOKafkaClient(bootstrap_servers=self.bootstrap, request_timeout_ms=2000)
        try:
            await client.bootstrap()
            return bool(client.cluster.brokers())
        except (KafkaError, OSError):
            return False
        finally:
            await client.close()

    async def is_healthy(self) -> bool:
        return await self.is_ready()

    async def stop(self, grace: float = 10.0) -> None:
        if self._process is not None:
            await self._process.stop(grace)

    def kill(self) -> None:
        self.process.kill()

    def pause(self) -> None:
        self.process.pause()

    def resume(self) -> None:
        self.process.resume()

    def _format(self, java: list[str], properties: str) -> None:
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        formatted = subprocess.run(
            [*java, "kafka.tools.StorageTool", "format", f"--cluster-id={cluster}", "-c", properties],
            capture_output=True,
            text=True,
            check=False,
        )
        if formatted.returncode != 0:
            raise StartFailed(f"Kafka's storage could not be formatted:\n{formatted.stdout}{formatted.stderr}")

    def _properties(self) -> str:
        settings = {
            "process.roles": "broker,controller",
            "node.id": "1",
            "listeners": f"PLAINTEXT://{self.bootstrap},CONTROLLER://{LOOPBACK}:{self._controller_port}",
            "advertised.listeners": f"PLAINTEXT://{self.bootstrap}",
            "controller.quorum.bootstrap.servers": f"{LOOPBACK}:{self._controller_port}",
            "controller.quorum.voters": f"1@{LOOPBACK}:{self._controller_port}",
            "controller.listener.names": "CONTROLLER",
            "log.dirs": str(self.directory / "data"),
            "auto.create.topics.enable": "false",
            # After kill -9 a new incarnation may register only when the old session is over.
            "broker.session.timeout.ms": "2000",
            "broker.heartbeat.interval.ms": "500",
            "group.initial.rebalance.delay.ms": "0",
            "default.replication.factor": "1",
            "offsets.topic.replication.factor": "1",
            "offsets.topic.num.partitions": "4",
            "transaction.state.log.replication.factor": "1",
            "transaction.state.log.min.isr": "1",
            "transaction.state.log.num.partitions": "2",
            "share.coordinator.state.topic.replication.factor": "1",
            "share.coordinator.state.topic.min.isr": "1",
            "share.coordinator.state.topic.num.partitions": "1",
            "num.network.threads": "2",
            "num.io.threads": "4",
            "log.cleaner.dedupe.buffer.size": "16777216",  # of the default 128 MB a third of the heap
            "log.cleaner.threads": "1",
        }
        return "".join(f"{name}={value}\n" for name, value in settings.items())
