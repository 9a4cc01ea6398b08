"""The process that reads a file while another one stores it: ``python -m services.inventory.importing.reader``.

Each has a core. The order comes in through standard input, the file's rows go out through standard output, and the
pipe's bounds are the queue's: a reader that is ahead waits. A reader never outlives the process that started it.
"""

import asyncio
import gc
import os
import pickle
import signal
import sys
import threading
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import IO, Any, Final, cast

from chassis import options
from services.inventory.files.source_file import open_source
from services.inventory.files.unreadable import Unreadable
from services.inventory.importing.steps import Order, Recognized, Step, Steps

_AHEAD: Final = 2 * 1024 * 1024
"""In bytes; as much again may be in flight. A step of usual rows has one megabyte."""
_LENGTH: Final = 8


class BrokeOff(Exception):
    """The reading process ended before the file did."""


class Reader:
    """The other end of the pipe."""

    def __init__(self, process: Process, pipe: asyncio.StreamReader) -> None:
        self._process = process
        self._pipe = pipe

    async def recognize(self) -> Recognized:
        """What the file is, once it was read through. Raises Unreadable."""
        found: Recognized | Unreadable = await self._receive()
        if isinstance(found, Unreadable):
            raise found
        return found

    async def next(self) -> Step | None:
        """The next rows, None after the last."""
        step: Step | None = await self._receive()
        return step

    async def _receive(self) -> Any:  # noqa: ANN401 - whatever was sent
        try:
            length = int.from_bytes(await self._pipe.readexactly(_LENGTH), "big")
            content = await self._pipe.readexactly(length)
        except asyncio.IncompleteReadError:
            raise BrokeOff(f"the reading process ended with {await self._process.wait()}") from None
        return pickle.loads(content)  # noqa: S301 - our own process wrote it


@asynccontextmanager
async def reading(order: Order) -> AsyncIterator[Reader]:
    """Have a file read by a process of its own. It has ended when the block is left, however it is left."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __spec__.name, stdin=PIPE, stdout=PIPE, limit=_AHEAD
    )
    try:
        cast("asyncio.StreamWriter", process.stdin).write(pickle.dumps((options.held(), order)))
        yield Reader(process, cast("asyncio.StreamReader", process.stdout))
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def main() -> None:
    """Whoever started this process ends it: by closing standard input, or by ending."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)
    editions, order = pickle.load(sys.stdin.buffer)  # noqa: S301 - the process that started this one wrote it
    options.hold(editions)
    threading.Thread(target=_end_with_the_other, daemon=True).start()
    _read(order, sys.stdout.buffer)
    os._exit(0)  # the thread still waits at standard input: an interpreter that shuts down would trip over it


def _end_with_the_other() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


def _read(order: Order, out: IO[bytes]) -> None:
    try:
        source = open_source(order.path)
    except FileNotFoundError:
        _send(out, Unreadable.gone())
        return
    except Unreadable as unreadable:
        _send(out, unreadable)
        return
    _send(out, Recognized(source.kind, source.layout, source.rows))
    steps = Steps(source, order)
    while (step := steps.next()) is not None:
        _send(out, step)
    _send(out, None)


def _send(out: IO[bytes], message: Recognized | Unreadable | Step | None) -> None:
    content = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    out.write(len(content).to_bytes(_LENGTH, "big"))
    out.write(content)
    out.flush()


if __name__ == "__main__":
    main()
