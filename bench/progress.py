"""How much is measured, and what is said meanwhile."""

import time
from dataclasses import dataclass

import typer


@dataclass(frozen=True, slots=True)
class Scale:
    """Sizes of one run."""

    name: str
    repetitions: int = 3
    import_rows: int = 1_350_000
    relay_events: int = 100_000
    seam_events: int = 300_000
    reader_patents: int = 1_235_000
    """Read by each service: about 1.1 events a patent."""
    reader_steps: tuple[int, int] = (100_000, 1_350_000)
    assign_patents: int = 3_000
    assign_experts: int = 800
    register_patents: int = 50_000
    """Of each, four lines of the register."""
    listed_patents: int = 1_350_000
    library_entries: int = 680_000
    asked_times: int = 120
    """Each list."""
    fresh_seconds: int = 15
    loaded_patents: int = 60_000


FULL = Scale("full")
QUICK = Scale(
    "quick",
    repetitions=1,
    import_rows=60_000,
    relay_events=30_000,
    seam_events=60_000,
    reader_patents=55_000,
    reader_steps=(20_000, 60_000),
    assign_patents=1_500,
    assign_experts=400,
    register_patents=5_000,
    listed_patents=60_000,
    library_entries=30_000,
    asked_times=20,
    fresh_seconds=6,
    loaded_patents=15_000,
)


class Progress:
    """Lines with the time since the start."""

    def __init__(self) -> None:
        self._began, self._part = time.monotonic(), ""

    def begin(self, part: str) -> None:
        self._part = part

    def say(self, what: str) -> None:
        minutes, seconds = divmod(int(time.monotonic() - self._began), 60)
        typer.echo(f"{minutes:3d}:{seconds:02d}  {self._part:<10} {what}")
