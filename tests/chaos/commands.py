"""Commands, the clients that send them, and the outside ledger of what became of each: ok, failed or unknown."""

import asyncio
import json
import random
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from tests.chaos import bodies

ANSWER_SECONDS: Final = 5
PATENTS: Final = 2_000
_HOT: Final = 20
_HOT_SHARE: Final = 0.1
_EARLY: Final = 0.01
_GENTLY: Final = 60
"""Commands a second while only faults are waited for."""


@dataclass(slots=True)
class Attempt:
    """One command as its sender saw it. An unknown one may have committed, but then all of it."""

    events: list[tuple[str, str]]
    """Patent and event id of each event that it announces, in order."""
    outcome: str = "unknown"
    why: str = ""
    began: float = 0.0
    ended: float = 0.0


@dataclass(slots=True)
class Ledger:
    """Every attempt, kept where no fault reaches it."""

    attempts: list[Attempt] = field(default_factory=list)

    def outcomes(self) -> Counter[str]:
        return Counter(attempt.outcome for attempt in self.attempts)


@dataclass
class Traffic:
    """Clients that send commands to whichever member of the writing service answers."""

    ports: Sequence[int]
    rng: random.Random
    patents: int = PATENTS
    dawdling: float = 0.03
    declining: float = 0.04
    ledger: Ledger = field(default_factory=Ledger)
    first_serial: int = 0
    _sent: int = 0

    async def send(
        self, commands: int, *, clients: int = 12, seconds: float = 0, until: asyncio.Event | None = None
    ) -> None:
        """Send that many commands, spread over ``seconds``; then go on gently ``until`` something has happened."""
        wanted, began = self._sent + commands, time.monotonic()
        before = self._sent

        def pause() -> float | None:
            """Seconds until the next command is due; None where enough was sent."""
            if self._sent >= wanted:
                return None if until is None or until.is_set() else clients / _GENTLY
            is_early = seconds > 0 and self._sent - before > commands * (time.monotonic() - began) / seconds
            return _EARLY if is_early else 0

        await asyncio.gather(*(self._client(pause) for _ in range(clients)))

    async def _client(self, pause: Callable[[], float | None]) -> None:
        line: Line | None = None
        while (seconds := pause()) is not None:
            if seconds:
                await asyncio.sleep(seconds)
                if seconds == _EARLY:
                    continue
            if line is None:
                line = await Line.open(self.rng.choice(self.ports))
                if line is None:
                    await asyncio.sleep(0.1)
                    continue
            self._sent += 1
            attempt, request = self._command()
            self.ledger.attempts.append(attempt)
            attempt.began = time.monotonic()
            try:
                answer = await line.ask(request)
                attempt.outcome, attempt.why = answer["outcome"], answer["why"]
            except (OSError, EOFError, TimeoutError) as error:
                attempt.why = f"no answer: {type(error).__name__}"
                line.close()
                line = None
            attempt.ended = time.monotonic()
            if attempt.outcome != "ok" and attempt.why != "declined":
                await asyncio.sleep(0.05)
            elif line is not None and self.rng.random() < 0.01:
                line.close()
                line = None
        if line is not None:
            line.close()

    def _command(self) -> tuple[Attempt, dict[str, Any]]:
        events = [(kind, serial, self.rng.randrange(200), self._identifier()) for kind, serial in self._subjects()]
        request = {
            "do": "command",
            "events": events,
            "dawdles": self.rng.random() * 0.2 if self.rng.random() < self.dawdling else 0,
            "is_declined": self.rng.random() < self.declining,
        }
        return Attempt([(bodies.patent(serial), identifier) for _, serial, _, identifier in events]), request

    def _subjects(self) -> Iterator[tuple[str, int]]:
        for _ in range(self.rng.choices((1, 2, 5), (90, 8, 2))[0]):
            is_hot = self.rng.random() < 0.1
            yield (
                self.rng.choice(bodies.KINDS),
                self.first_serial + self.rng.randrange(_HOT if is_hot else self.patents),
            )

    def _identifier(self) -> str:
        return str(uuid.UUID(int=self.rng.getrandbits(128), version=4))


class Line:
    """A connection to one member."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int) -> "Line | None":
        """None where nobody listens there just now."""
        with suppress(OSError, TimeoutError):
            return cls(*await asyncio.wait_for(asyncio.open_connection("127.0.0.1", port), 1))
        return None

    async def ask(self, request: dict[str, Any], within: float = ANSWER_SECONDS) -> dict[str, Any]:
        """One request, one answer. Raises OSError, EOFError or TimeoutError."""
        self._writer.write(json.dumps(request).encode() + b"\n")
        await self._writer.drain()
        line = await asyncio.wait_for(self._reader.readline(), within)
        if not line.endswith(b"\n"):
            raise EOFError
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        self._writer.close()
