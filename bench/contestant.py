"""Runs one contestant in a process of its own, set up as ``panhuo serve`` sets up a service.

``python -m bench.contestant MODULE:FUNCTION FILE`` reads the world and the arguments from the file and writes what the
function returns to it.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from secrets import token_hex
from typing import Any

import uvloop

from bench import sampling
from bench.world import World
from chassis.service import collect_rarely
from chassis.telemetry import log_to_stdout
from panhuo.runtime.process import dying_with_parent

Function = Callable[..., Awaitable[Any]]
_SECONDS = 1_800


class Failed(Exception):
    """A contestant's process ended with an error; the message is the end of what it said."""


async def run(world: World, function: Function, *, is_sampled: bool = False, **arguments: Any) -> Any:
    """What the function returns, called with the world and the arguments in a fresh process. Raises Failed."""
    name = f"{function.__module__}:{function.__qualname__}"
    file = Path(world.directory) / f"contestant-{token_hex(4)}.json"
    file.write_text(json.dumps({"world": asdict(world), "arguments": arguments, "is_sampled": is_sampled}))
    with file.with_suffix(".log").open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bench.contestant", name, str(file), stdout=out, stderr=out,
            preexec_fn=dying_with_parent(),
        )  # fmt: skip
        try:
            code = await asyncio.wait_for(process.wait(), _SECONDS)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    if code != 0:
        raise Failed(f"{name} ended with {code}:\n" + file.with_suffix(".log").read_text()[-3_000:])
    return json.loads(file.read_text())


def main() -> None:
    name, path = sys.argv[1:]
    told = json.loads(Path(path).read_text())
    module, _, function = name.partition(":")
    called = getattr(import_module(module), function)
    log_to_stdout("bench", "WARNING")
    collect_rarely()
    if told["is_sampled"]:
        sampling.arm()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        answer = runner.run(called(World(**told["world"]), **told["arguments"]))
    Path(path).write_text(json.dumps(sampling.end() or answer))


if __name__ == "__main__":
    main()
