"""`python -m tests.chaos`: the full run, then each seeded bug; a full green run writes docs/reliability.md."""

import argparse
import asyncio
import logging
import resource
import shutil
import sys
import time
from pathlib import Path
from typing import Final

from chassis.telemetry.logs import log_to_stdout
from tests.chaos import engines, report
from tests.chaos.bugs import BUGS
from tests.chaos.focus import SOUND, Verdict, try_bugs
from tests.chaos.run import Outcome, Plan, run

BEGAN: Final = time.monotonic()
FULL_COMMANDS: Final = 50_000


def say(sentence: str) -> None:
    sys.stdout.write(f"{time.monotonic() - BEGAN:6.1f} s  {sentence}\n")
    sys.stdout.flush()


def stated() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2.25, help="how long faults go on")
    parser.add_argument("--commands", type=int, default=FULL_COMMANDS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--bug",
        choices=[*BUGS, "all", "none", "each"],
        default="all",
        help="only bugs: this one, or each; or none at all",
    )
    parser.add_argument("--logs", type=Path, help="where to keep what the processes logged")
    return parser.parse_args()


async def main() -> int:
    log_to_stdout("chaos", "CRITICAL")
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # that Kafka is away is meant
    options = stated()
    outcome: Outcome | None = None
    verdicts: list[Verdict] = []
    async with engines.started() as started:
        try:
            if options.bug in ("all", "none"):
                plan = Plan(options.seed, options.minutes * 60, options.commands)
                outcome = await run(started, plan, say)
                say(report.told(outcome))
            if options.bug != "none":
                names = [SOUND, *BUGS] if options.bug in ("all", "each") else [SOUND, options.bug]
                verdicts = await try_bugs(started, names, options.seed)
                for verdict in verdicts:
                    say(report.judged(verdict))
        finally:
            if options.logs is not None:
                keep = shutil.ignore_patterns("data", "postgres", "kafka")
                shutil.copytree(started.directory, options.logs, ignore=keep, dirs_exist_ok=True)
    is_green = (outcome is None or outcome.is_green) and all(verdict.is_as_it_should for verdict in verdicts)
    if is_green and outcome is not None and verdicts and options.commands >= FULL_COMMANDS:
        report.write(outcome, verdicts, options.seed)
        say(f"written: {report.PAGE.name}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    say(f"{used.ru_utime + used.ru_stime:.0f} s of CPU in the processes that were started")
    say("green" if is_green else "RED")
    return 0 if is_green else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
