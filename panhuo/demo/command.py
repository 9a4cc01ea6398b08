"""``panhuo demo``: the platform with a generated sample in it, and then a gentle live stream."""

import asyncio
import json
from collections.abc import Callable
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from panhuo.runtime.state import DIRECTORY, State
from panhuo.runtime.up import Bind, Port, StateDirectory, options_from_environment, run

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from panhuo.demo.agreement import Findings
    from panhuo.demo.doors import Doors
    from panhuo.demo.ledger import Ledger
    from panhuo.demo.province.system import ProvincialSystem
    from panhuo.demo.sample import Sample
    from panhuo.demo.stores import Stores
    from panhuo.runtime.local import LocalPlatform

_PROBE_SECONDS: Final = 2.0
_KEY_FILE: Final = "issuer-key.pem"

Once = Annotated[bool, typer.Option("--once", help="Load, wait until everybody agrees, print the figures, stop.")]
AsJson = Annotated[bool, typer.Option("--json", help="Figures as JSON on standard output.")]
Scale = Annotated[float, typer.Option(min=0.002, max=20, help="Size of the sample: 1 is 20,000 patents.")]


def demo(
    once: Once = False,
    as_json: AsJson = False,
    scale: Scale = 1.0,
    port: Port = None,
    bind: Bind = "127.0.0.1",
    state: StateDirectory = DIRECTORY,
) -> None:
    """Load a generated sample of three jurisdictions, one of them a province with a system of its own, and go on.

    Uses the copy that runs from the same state directory, or starts one. A
    second time it changes nothing.

    Example: panhuo demo --scale 0.1 --port 9000

    Ends with 0 after Ctrl-C (with --once: where all stores agree), 1 where it
    could not start or they do not agree, 130 where it was stopped before.
    """
    console = Console(highlight=False, stderr=as_json)
    raise typer.Exit(asyncio.run(_demo(once, as_json, scale, options=(port, bind, state), console=console)))


async def _demo(
    once: bool, as_json: bool, scale: float, *, options: tuple[int | None, str, Path], console: Console
) -> int:
    from panhuo.demo.doors import Closed
    from panhuo.demo.ledger import OtherSample

    port, bind, directory = options
    shown = Showing(directory, scale, is_once=once, is_json=as_json, console=console)
    try:
        running = await _running(directory)
        if running is None:
            return await run(options_from_environment(port, bind, directory, GENERATED="true"), console, shown.on_own)
        if port is not None and urlsplit(running).port != port:
            console.print(
                f"This copy runs already, at {running}. Leave --port out to join it, stop it to have it on {port}, "
                "or start a second copy with --state ANOTHER_DIRECTORY.",
                soft_wrap=True,
            )
            return 1
        console.print(f"Using the copy that runs at {running}")
        return await shown.on_running(running)
    except (OtherSample, Closed) as problem:
        console.print(f"\n{problem}", markup=False, soft_wrap=True)
        return 1


class Showing:
    """One run of the demonstration."""

    def __init__(self, directory: Path, scale: float, *, is_once: bool, is_json: bool, console: Console) -> None:
        from panhuo.demo.sample import Sample

        self._directory, self._scale, self._console = directory, scale, console
        self._is_once, self._is_json = is_once, is_json
        self._began = monotonic()
        self._sample = asyncio.get_running_loop().run_in_executor(None, Sample.make, scale)

    async def on_own(self, platform: "LocalPlatform", stop: asyncio.Event) -> int:
        """On a platform that was started for it and stops with it."""
        return await self._show(platform.public_url, stop)

    async def on_running(self, public_url: str) -> int:
        """On a platform that goes on without it."""
        import signal

        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        return await self._show(public_url, stop)

    async def _show(self, public_url: str, stop: asyncio.Event) -> int:
        from panhuo.demo.live import LiveStream

        async with self._tools(public_url) as (sample, doors, stores, province, ledger):
            working = asyncio.ensure_future(self._load(sample, doors, stores, province, ledger))
            if not await _unless(stop, working):
                return 130
            seconds = monotonic() - self._began
            if self._is_once:
                return await self._conclude(doors, stores, province, stop, seconds)
            patents = len(sample.national) + len(sample.provincial)
            self._console.print(f"\n  {patents:,} patents are in, {seconds:.0f} s after the start.")
            self._console.print(f"  Dashboard: [bold cyan]{public_url}/monitoring/[/]")
            self._console.print("  A few events a second follow; Ctrl-C ends it.\n")
            await LiveStream(sample, doors, province, ledger).run(stop, self._hear)
        return 0

    async def _load(
        self, sample: "Sample", doors: "Doors", stores: "Stores", province: "ProvincialSystem", ledger: "Ledger"
    ) -> None:
        from chassis import clock
        from panhuo.demo.national import NationalLoad
        from panhuo.demo.organizations import PROVINCIAL
        from panhuo.demo.province import facts

        columns = (TextColumn("  {task.description:<32}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self._console) as bars:
            own = bars.add_task("cn-33 through its own system", total=len(sample.provincial))

            async def province_says() -> None:
                firms = [firm for firm in sample.companies if firm.home == PROVINCIAL]
                await province.say(facts.registered(firms))
                for start in range(0, len(sample.provincial), 500):
                    chunk = sample.provincial[start : start + 500]
                    await province.say([event for holding in chunk for event in facts.told(holding)])
                    bars.update(own, completed=start + len(chunk))
                await province.state_digests(clock.now())

            await asyncio.gather(province_says(), NationalLoad(sample, doors, stores, ledger, _bars(bars, "cn")).run())

    async def _conclude(
        self, doors: "Doors", stores: "Stores", province: "ProvincialSystem", stop: asyncio.Event, seconds: float
    ) -> int:
        from panhuo.demo.agreement import settle

        found = await settle(doors, stores, province, stop)
        if self._is_json:
            report = found.plain() | {
                "seconds": {"loaded": round(seconds, 1), "total": round(monotonic() - self._began, 1)}
            }
            typer.echo(json.dumps(report, ensure_ascii=False, indent=1))
        else:
            _print(found, self._console)
        return 0 if found.agree else 1

    @asynccontextmanager
    async def _tools(self, public_url: str) -> "AsyncIterator[tuple[Sample, Doors, Stores, ProvincialSystem, Ledger]]":
        from chassis.clock import today
        from chassis.kafka import ensure_topics
        from panhuo.demo.doors import Doors
        from panhuo.demo.ledger import Ledger
        from panhuo.demo.organizations import PROVINCIAL
        from panhuo.demo.province.system import ProvincialSystem
        from panhuo.demo.stores import Stores

        known = State(self._directory)
        bootstrap = known.environment("inventory")["KAFKA_BOOTSTRAP"]
        ledger = Ledger.open(known.root, self._scale, today())
        # The province's topics are made by the operator of the national cluster, as its rights are.
        await ensure_topics(bootstrap, [PROVINCIAL])
        doors = Doors(public_url, known.root / _KEY_FILE)
        try:
            async with Stores(self._directory) as stores, ProvincialSystem(PROVINCIAL, bootstrap) as province:
                yield await self._sample, doors, stores, province, ledger
        finally:
            await doors.close()

    def _hear(self, line: str) -> None:
        self._console.print(f"  [dim]{line}[/]", soft_wrap=True, markup=True)


async def _running(directory: Path) -> str | None:
    """The address of the copy that runs from this state directory, if one does."""
    import httpx

    address = State(directory).environment("monitoring").get("PUBLIC_URL")
    if address is None:
        return None
    try:
        async with httpx.AsyncClient(timeout=_PROBE_SECONDS, trust_env=False) as client:
            answer = await client.get(f"{address}/monitoring/api/figures")
    except httpx.HTTPError:
        return None
    return address if answer.status_code == httpx.codes.OK else None


async def _unless(stop: asyncio.Event, working: "asyncio.Future[None]") -> bool:
    """Wait for the work, and raise what it raises; False where one is told to stop before it ends."""
    stopping = asyncio.ensure_future(stop.wait())
    both: list[asyncio.Future[Any]] = [working, stopping]
    await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not working.done():
        working.cancel()
        await asyncio.wait([working])
        return False
    working.result()
    return True


def _bars(bars: Progress, prefix: str) -> Callable[[str, int, int], None]:
    """One bar for each step, which appears when the step begins."""
    known: dict[str, int] = {}

    def show(step: str, done: int, total: int) -> None:
        if step not in known:
            known[step] = bars.add_task(f"{prefix}: {step}", total=total)
        bars.update(known[step], completed=done, total=total)  # type: ignore[arg-type]  # what add_task gave

    return show


def _print(found: "Findings", console: Console) -> None:
    homes = sorted({home for measures in found.figures.values() for counts in measures.values() for home in counts})
    table = Table("figure", "store", *homes, "all", title="Generated sample: what each store counts")
    for measure in dict.fromkeys(measure for measures in found.figures.values() for measure in measures):
        for service, measures in found.figures.items():
            if measure in measures:
                counts = [measures[measure].get(home, 0) for home in homes]
                table.add_row(measure, service, *(f"{count:,}" for count in counts), f"{sum(counts):,}")
        table.add_section()
    console.print(table)
    stated = ", ".join(f"{count:,} {how}" for how, count in sorted(found.stated.items()))
    topics = sum(line.agrees for line in found.lines)
    console.print(f"Topics on which every reader agrees with its writer: {topics} of {len(found.lines)}")
    console.print(f"Digests stated by writers, by topic and day: {stated}")
    for problem in found.problems:
        console.print(f"[red]{problem}[/]")
    console.print("[green]All stores agree.[/]" if found.agree else "[bold red]The stores do not agree.[/]")
