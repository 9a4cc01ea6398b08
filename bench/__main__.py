"""Measures part by part, and writes ``bench/results.json`` and ``docs/performance.md``. ``QUICK=1`` is a small run."""

import asyncio
import os
import time
import traceback
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bench import assigning, freshness, importing, lapsing, memory, page, reading, registering, relaying, seam
from bench.findings import Findings
from bench.lists import measuring
from bench.progress import FULL, QUICK, Progress, Scale

ROOT = Path(__file__).resolve().parent.parent
PARTS: dict[str, Callable[[Scale, Progress], Awaitable[Findings]]] = {
    "memory": memory.measure,
    "freshness": freshness.measure,
    "relay": relaying.measure,
    "seam": seam.measure,
    "import": importing.measure,
    "register": registering.measure,
    "lapse": lapsing.measure,
    "readers": reading.measure,
    "assign": assigning.measure,
    "lists": measuring.measure,
}


def main(
    only: Annotated[
        list[str] | None, typer.Option(help=f"One of {', '.join(PARTS)}; several times for several.")
    ] = None,
    *,
    resume: Annotated[bool, typer.Option("--resume", help="Keep what a run that broke off has found.")] = False,
) -> None:
    """Measure the hot paths beside their ceilings. What other parts found in the last run of this size stays."""
    if unknown := set(only or ()) - set(PARTS):
        raise typer.BadParameter(f"no part is called {', '.join(sorted(unknown))}")
    scale = QUICK if os.environ.get("QUICK", "") not in ("", "0") else FULL
    folder = ROOT / ".panhuo" / "bench" / scale.name
    progress = Progress()
    for name, measure in PARTS.items():
        kept = folder / f"{name}.json"
        if (only and name not in only) or (resume and kept.exists() and not Findings.load(kept).failure):
            continue
        progress.begin(name)
        findings = asyncio.run(_measure(name, measure, scale, progress))
        findings.save(kept)
    found = [Findings.load(folder / f"{name}.json") for name in PARTS if (folder / f"{name}.json").exists()]
    page.write(ROOT, found, scale)
    for line in page.summary(found):
        typer.echo(line)
    if any(findings.failure for findings in found):
        raise typer.Exit(1)


async def _measure(
    name: str, measure: Callable[[Scale, Progress], Awaitable[Findings]], scale: Scale, progress: Progress
) -> Findings:
    """A part that fails is reported; the others go on."""
    began, load = time.monotonic(), os.getloadavg()[0] if name == next(iter(PARTS)) else 0.0
    try:
        findings = await measure(scale, progress)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other parts are measured
        traceback.print_exc()
        findings = Findings(name, failure=f"{type(error).__name__}: {error}"[:2_000])
    findings.took_seconds, findings.load_before = time.monotonic() - began, round(load, 1)
    findings.measured_on = datetime.now(UTC).date().isoformat()
    progress.say(f"took {findings.took_seconds:.0f} s")
    return findings


if __name__ == "__main__":
    typer.run(main)
