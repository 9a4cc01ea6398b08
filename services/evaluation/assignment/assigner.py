"""The process that computes an assignment: ``python -m services.evaluation.assignment.assigner``.

The solver takes seconds of a core and holds it: it never runs on a service's loop, nor is it loaded by a service. The
order comes in through standard input, the outcome goes out through standard output. The process never outlives the one
that started it.
"""

import asyncio
import os
import pickle
import signal
import sys
import threading
from asyncio.subprocess import PIPE
from typing import Final, cast

from services.evaluation.assignment.terms import Order, Outcome

_SECONDS: Final = 300.0
_NICE: Final = 5
"""What people wait for comes first."""


class BrokeOff(Exception):
    """The process ended without an outcome, or had not come to one in time."""


async def assigned(order: Order, *, seconds: float = _SECONDS) -> Outcome:
    """Carry an order out. Raises BrokeOff."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", __spec__.name, stdin=PIPE, stdout=PIPE)
    orders, answers = cast("asyncio.StreamWriter", process.stdin), cast("asyncio.StreamReader", process.stdout)
    try:
        async with asyncio.timeout(seconds):
            orders.write(pickle.dumps(order, pickle.HIGHEST_PROTOCOL))
            content = await answers.read()
            code = await process.wait()
    except TimeoutError:
        raise BrokeOff(f"no assignment was found within {seconds:g} seconds") from None
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()
    if code != 0:
        raise BrokeOff(f"the assigning process ended with {code}")
    outcome: Outcome = pickle.loads(content)  # noqa: S301 - our own process wrote it
    return outcome


def main() -> None:
    """Whoever started this process ends it: by closing standard input, or by ending."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(_NICE)
    order: Order = pickle.load(sys.stdin.buffer)  # noqa: S301 - the process that started this one wrote it
    threading.Thread(target=_end_with_the_other, daemon=True).start()
    from services.evaluation.assignment.answering import answer

    pickle.dump(answer(order), sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
    sys.stdout.buffer.flush()
    os._exit(0)  # not by way of the interpreter's end, where the waiting thread holds standard input


def _end_with_the_other() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    main()
