"""``panhuo conformance FILE|TOPIC``: examine, report within bounds, and say by the exit code what came of it."""

import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final

import typer
from panhuo_contracts import Topic

from panhuo.conformance.examination import Examination, Problem
from panhuo.conformance.records import Found, NoText, Unreadable, from_file, from_lines, from_topic

EXPECTED: Final = (
    "Expected are records as JSON, one a line or one document, as in contracts/examples; see panhuo conformance --help."
)


def conformance(
    source: Annotated[
        str,
        typer.Argument(
            metavar="FILE|TOPIC",
            help="A file of records: one a line as JSON, or one JSON document; - for stdin; a topic.",
        ),
    ],
    *,
    bootstrap: Annotated[
        str, typer.Option(envvar="KAFKA_BOOTSTRAP", help="Kafka's bootstrap.servers, where a topic is examined.")
    ] = "localhost:9092",
    most: Annotated[int, typer.Option(min=1, help="How many problems are written out, of each kind.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Write problems and summary as lines of JSON.")] = False,
) -> None:
    """Tell a producer, record by record, what is wrong with its events and how to mend it.

    A file holds lines such as {"topic": "cn-33.inventory.v1", "key": "…",
    "headers": {"ce_type": "…"}, "body": {…}}; contracts/examples shows one for
    each event.

    Example: panhuo conformance contracts/examples/PatentRecorded.v1.full.json

    Ends with 0 where it conforms, perhaps with warnings, 1 where it does not,
    2 where it could not be examined.
    """
    report = Report(most, as_json)
    try:
        _examine(source, bootstrap, report)
    except _NotExamined as reason:
        typer.echo(str(reason), err=True)
        raise typer.Exit(2) from None
    report.summary()
    raise typer.Exit(1 if report.errors else 0)


class _NotExamined(Exception):
    """Why there was nothing to look at."""


@dataclass(slots=True)
class Report:
    """Writes the first problems of each kind, and counts them all."""

    most: int
    as_json: bool
    records: int = 0
    faulty: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    errors: int = 0

    def take(self, problems: list[Problem]) -> None:
        """One record's problems."""
        self.records += 1
        self.faulty += any(not problem.is_warning for problem in problems)
        for problem in problems:
            self.counts[problem.code] += 1
            self.errors += not problem.is_warning
            if self.counts[problem.code] <= self.most:
                self._write(problem)

    def _write(self, problem: Problem) -> None:
        kind = "warning" if problem.is_warning else "error"
        if self.as_json:
            said = {"where": problem.where, "kind": kind, "code": problem.code, "what": problem.what}
            typer.echo(json.dumps(said | {"mend": problem.mend}, ensure_ascii=False))
        else:
            typer.echo(f"{problem.where}: {kind} {problem.code}: {_printable(problem.what)}\n    -> {problem.mend}")

    def summary(self) -> None:
        """What was seen in all."""
        if self.as_json:
            said = {"records": self.records, "faulty": self.faulty, "errors": self.errors, "counts": self.counts}
            typer.echo(json.dumps(said, ensure_ascii=False))
            return
        for code, count in self.counts.most_common():
            hidden = f" ({count - self.most} not written out)" if count > self.most else ""
            typer.echo(f"{count:>8} x {code}{hidden}")
        verdict = "they conform" if not self.errors else f"{self.faulty} do not conform"
        typer.echo(f"{self.records} records examined: {verdict}")


def _examine(source: str, bootstrap: str, report: Report) -> None:
    examination = Examination()
    path = Path(source)
    if path.is_dir():
        raise _NotExamined(f"{source} is a directory: name a file in it. {EXPECTED}")
    if source == "-" or path.is_file():
        for found in _lines(path, is_stdin=source == "-"):
            report.take(list(examination.look(found)))
    else:
        asyncio.run(_examine_topic(source, bootstrap, examination, report))
    if report.records == 0:
        raise _NotExamined(f"{source} holds no record. {EXPECTED}")


async def _examine_topic(source: str, bootstrap: str, examination: Examination, report: Report) -> None:
    try:
        Topic.parse(source)
        async with aclosing(from_topic(bootstrap, source)) as records:
            async for found in records:
                report.take(list(examination.look(found)))
    except ValueError as error:
        raise _NotExamined(f"there is no file {source}, and as a topic: {error}") from None
    except TimeoutError as error:
        raise _NotExamined(str(error)) from None
    except LookupError:
        raise _NotExamined(f"there is no topic {source} at {bootstrap}") from None


def _lines(path: Path, *, is_stdin: bool) -> Iterator[Found | Unreadable]:
    try:
        yield from from_lines(sys.stdin.buffer) if is_stdin else from_file(path)
    except OSError as error:
        raise _NotExamined(f"{path} cannot be read: {os.strerror(error.errno or 0)}") from None
    except NoText:
        raise _NotExamined(f"{path} is no text in UTF-8. {EXPECTED}") from None


def _printable(text: str) -> str:
    """Bounded, on one line, and without what would move the cursor of a terminal."""
    return "".join(one if one.isprintable() else "�" for one in text[:400])
