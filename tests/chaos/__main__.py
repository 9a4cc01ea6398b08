"""`python -m tests.chaos`: the full run, then each seeded bug; writes docs/reliability.md."""

import argparse
import asyncio
import logging
import shutil
import sys
import time
from pathlib import Path

from chassis.telemetry.logs import log_to_stdout
from tests.chaos import engines
from tests.chaos.run import run

BEGAN = time.monotonic()


def say(sentence: str) -> None:
    sys.stdout.write(f"{time.monotonic() - BEGAN:6.1f} s  {sentence}\n")
    sys.stdout.flush()


async def main() -> int:
    log_to_stdout("chaos", "CRITICAL")
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2.4, help="how long faults go on")
    parser.add_argument("--commands", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--logs", type=Path, help="where to keep what the processes logged")
    stated = parser.parse_args()
    async with engines.started() as started:
        try:
            outcome = await run(
                started, seed=stated.seed, seconds=stated.minutes * 60, commands=stated.commands, say=say
            )
        finally:
            if stated.logs is not None:
                keep = shutil.ignore_patterns("data", "postgres", "kafka")
                shutil.copytree(started.directory, stated.logs, ignore=keep, dirs_exist_ok=True)
        for violation in outcome.violations[:20]:
            say(f"{violation.invariant}: {violation.sentence}")
        for part in (
            outcome.attempts,
            outcome.faults,
            outcome.strangers,
            outcome.sometimes,
            outcome.figures,
            outcome.never,
        ):
            say(repr(part))
    return 0 if outcome.is_green else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
