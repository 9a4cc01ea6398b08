"""`panhuo affinity --experts E.jsonl --items I.jsonl --out scores.csv`."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

if TYPE_CHECKING:
    from panhuo.affinity.lines import Findings

WRONG_INPUT: Final = 2


class Side(StrEnum):
    EXPERT = "expert"
    ITEM = "item"


def affinity(
    experts: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, readable=True, help="Experts' records, one JSON object a line.")
    ],
    items: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, readable=True, help="Patents, one JSON object a line.")
    ],
    out: Annotated[Path, typer.Option(help="The scores as CSV; replaced when they are complete.")],
    top: Annotated[int | None, typer.Option(min=1, help="Only the best so many; else every pair.")] = None,
    per: Annotated[Side, typer.Option(help="Whose best, and by whom the scores are ordered.")] = Side.EXPERT,
) -> None:
    """How closely each expert's record and each patent speak of the same technology, from 0 to 1.

    A line of either file:
    {"id": "…", "text": "…", "ipc": ["H01M10/05"], "lang": "zh"}; ipc and lang
    may be missing. docs/affinity.md says what a score means.

    Example: panhuo affinity --experts e.jsonl --items i.jsonl --out scores.csv

    Ends with 0 where the scores are written, 2 where a line is wrong or a file
    cannot be used: then nothing is written.
    """
    console = Console(stderr=True)
    began = time.monotonic()
    try:
        target = _target(out, (experts, items))
        written, notes = _measure(experts, items, target, top, per, console)
    except OSError as problem:
        console.print(Text(f"{problem.filename or out}: {problem.strerror or problem}", "red"), soft_wrap=True)
        raise typer.Exit(WRONG_INPUT) from None
    except _Unusable as problem:
        for line in problem.lines:
            console.print(Text(line, "red"), soft_wrap=True)
        raise typer.Exit(WRONG_INPUT) from None
    for note in notes:
        console.print(Text(note), soft_wrap=True)
    typer.echo(f"{written:,} scores in {out}, {time.monotonic() - began:.1f} s")


class _Unusable(Exception):
    def __init__(self, *lines: str) -> None:
        super().__init__(*lines)
        self.lines = lines


def _target(out: Path, inputs: tuple[Path, ...]) -> Path:
    """Where the scores really go: through links, so that a link or a device is never replaced by a file."""
    target = out.resolve()
    if target.exists() and not target.is_file():
        raise _Unusable(f"{out} is not a file that scores can be written to")
    if not target.parent.is_dir():
        raise _Unusable(f"{out}: there is no directory {target.parent}")
    if target in [file.resolve() for file in inputs]:
        raise _Unusable(f"{out} is read from; write the scores elsewhere")
    return target


def _measure(
    expert_file: Path, item_file: Path, target: Path, top: int | None, per: Side, console: Console
) -> tuple[int, list[str]]:
    """How many scores were written, and what is worth knowing about them."""
    # numpy and scipy are this command's alone: services start, and `panhuo --help` answers, without them.
    from panhuo.affinity.lines import Findings, read_records
    from panhuo.affinity.scores import Table, whole_file
    from services.evaluation.affinity import Measure

    findings = Findings()
    with _progress(console) as progress, ExitStack() as stack:
        task = progress.add_task("reading experts", total=expert_file.stat().st_size)

        def tell(done: int) -> None:
            progress.update(task, completed=done)

        experts = list(read_records(expert_file, findings, tell))
        progress.update(task, description="reading items", total=item_file.stat().st_size, completed=0)
        measure = stack.enter_context(Measure([expert.subject for expert in experts]))
        items: list[str] = []
        records = read_records(item_file, findings, tell)
        for portion in measure.portions(records, lambda item: len(item.subject.text)):
            items += [item.id for item in portion]
            if not findings.count:
                measure.take([item.subject for item in portion])
        if findings.count:
            raise _Unusable(*_in_words(findings))

        table = stack.enter_context(closing(Table([expert.id for expert in experts], items, by_item=per is Side.ITEM)))
        progress.update(task, description="comparing", total=len(items), completed=0)
        apart = 0
        for scored in measure.blocks():
            table.add(scored.scores)
            apart += scored.apart
            progress.advance(task, len(scored.scores))
        progress.update(task, description="writing", total=table.owners, completed=0)
        with whole_file(target) as file:
            written = table.write(file, top, tell)
    return written, [*_notes(findings.strange_symbols, apart)]


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )


def _in_words(findings: "Findings") -> Iterator[str]:
    yield from findings.problems
    if findings.count > len(findings.problems):
        yield f"… and {findings.count - len(findings.problems):,} more"
    yield "Nothing was written."


def _notes(strange_symbols: int, apart: int) -> Iterator[str]:
    if strange_symbols:
        yield f"{strange_symbols:,} classification symbols are not of the IPC's form and were left out."
    if apart:
        yield (
            f"{apart:,} pairs of a Chinese and an English text cannot be compared: neither the dictionary nor the IPC "
            "connects them. Their score is 0."
        )
