"""`panhuo up`: the whole platform on this machine, until Ctrl-C."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from panhuo.runtime.errors import CannotStart
from panhuo.runtime.state import DIRECTORY

if TYPE_CHECKING:
    from panhuo.runtime.local import LocalPlatform, Options

Port = Annotated[int | None, typer.Option(help="Port of the one address in front; 8080, or the next free one.")]
Bind = Annotated[str, typer.Option(help="Interface to listen on; 0.0.0.0 lets other machines in.")]
StateDirectory = Annotated[Path, typer.Option(help="Where this copy keeps its data, logs and secrets.")]

Work = Callable[["LocalPlatform", asyncio.Event], Awaitable[int]]
"""What to do while the platform runs: ends by itself, or soon after the event is set; returns an exit code."""


def up(port: Port = None, bind: Bind = "127.0.0.1", state: StateDirectory = DIRECTORY) -> None:
    """Start PostgreSQL, Kafka, the five services and Caddy, and keep them running until Ctrl-C.

    KAFKA_BOOTSTRAP and POSTGRES_DSN (an administrator's) replace the embedded
    servers; OIDC_* the local issuer.

    Example: panhuo up --port 9000

    Ends with 0 after Ctrl-C, 1 where it could not start (and says why), 130
    where it was stopped while it started.
    """
    raise typer.Exit(asyncio.run(run(options_from_environment(port, bind, state), Console(highlight=False))))


def options_from_environment(port: int | None, bind: str, state: Path, **environment: str) -> "Options":
    """`environment` is added to that of every service."""
    from panhuo.runtime.local import Options

    ours = ("OIDC_", "OTEL_", "IPC_")
    handed_on = {name: value for name, value in os.environ.items() if name.startswith(ours) and value}
    return Options(
        state=state,
        port=port,
        bind=bind,
        kafka_bootstrap=os.environ.get("KAFKA_BOOTSTRAP") or None,
        postgres_dsn=os.environ.get("POSTGRES_DSN") or None,
        environment=handed_on | environment,
    )


async def run(options: "Options", console: Console, work: Work | None = None) -> int:
    """Starts everything, does `work` (default: wait for Ctrl-C), stops everything. Returns the exit code."""
    from panhuo.runtime.local import LocalPlatform

    started = monotonic()

    def report(line: str) -> None:
        console.print(f"[dim]{monotonic() - started:5.1f} s[/]  {line}", soft_wrap=True)

    stop = asyncio.Event()
    platform = LocalPlatform(options, report)
    _stop_on_signals(stop, platform, report)
    try:
        if not await _start(platform, stop):
            await platform.stop()
            _leave_at_once(console)
        _welcome(platform, console)
        code = await _work(platform, stop, work)
        await platform.stop()
        report("Everything is stopped")
    except CannotStart as reason:
        console.print("\n[bold red]Panhuo could not start.[/]")
        console.print(str(reason), markup=False, soft_wrap=True)
        return 1
    else:
        return code
    finally:
        await platform.stop()


async def _start(platform: "LocalPlatform", stop: asyncio.Event) -> bool:
    """False where the user changed their mind meanwhile."""
    starting = asyncio.create_task(platform.start())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait([starting, stopping], return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if starting.done():
        await starting
        return True
    starting.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await starting
    return False


async def _work(platform: "LocalPlatform", stop: asyncio.Event, work: Work | None) -> int:
    if work is None:
        await platform.watch(stop)
        return 0
    working = asyncio.ensure_future(work(platform, stop))
    watching = asyncio.ensure_future(platform.watch(stop))
    await asyncio.wait([working, watching], return_when=asyncio.FIRST_COMPLETED)
    if not working.done():
        with contextlib.suppress(asyncio.TimeoutError):
            return await asyncio.wait_for(working, timeout=5)
        return 130
    watching.cancel()
    return await working


def _stop_on_signals(stop: asyncio.Event, platform: "LocalPlatform", report: Callable[[str], None]) -> None:
    def on_signal() -> None:
        if stop.is_set():
            report("Stopping at once")
            platform.hurry()
        else:
            report("Stopping; press Ctrl-C again to stop at once")
            stop.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, on_signal)


def _welcome(platform: "LocalPlatform", console: Console) -> None:
    console.print(f"\n  Panhuo is ready: [bold cyan]{platform.public_url}[/]\n")
    accounts = platform.sample_accounts()
    if accounts:
        console.print("  Sign in as one of the sample accounts; none has a password:")
    for line in accounts:
        console.print(f"    {line}", markup=False, soft_wrap=True)
    console.print("\n  Ctrl-C stops everything; the next start finds it again.\n")


def _leave_at_once(console: Console) -> None:
    """A download thread cannot be cancelled and the interpreter would wait for it; what it leaves is checked later."""
    console.file.flush()
    os._exit(130)
