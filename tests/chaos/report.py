"""What a run says: sentences for the terminal, and the page docs/reliability.md with the figures of a real run."""

import os
import platform
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from tests.chaos.bugs import BUGS
from tests.chaos.checks import INVARIANTS
from tests.chaos.focus import SOUND, Verdict
from tests.chaos.run import SOMETIMES, Outcome

PAGE: Final = Path(__file__).resolve().parent.parent.parent / "docs" / "reliability.md"


def told(outcome: Outcome) -> str:
    """A run in a few lines."""
    lines = [f"{violation.invariant}: {violation.sentence}" for violation in outcome.violations[:20]]
    if len(outcome.violations) > len(lines):
        lines.append(f"… and {len(outcome.violations) - len(lines)} more violations")
    lines += [f"never happened: {happening}" for happening in outcome.never]
    for title, counts in (
        ("commands", outcome.attempts),
        ("faults", outcome.faults),
        ("strangers", outcome.strangers),
        ("sometimes", outcome.sometimes),
    ):
        lines.append(f"{title}: " + ", ".join(f"{name} {n}" for name, n in counts.most_common()))
    lines += [f"{name}: {value}" for name, value in outcome.figures.items()]
    return "\n          ".join(["the run is " + ("green" if outcome.is_green else "RED"), *lines])


def judged(verdict: Verdict) -> str:
    """One seeded bug in a line."""
    name = verdict.bug or "no bug"
    seen = ", ".join(f"{invariant} × {n}" for invariant, n in sorted(verdict.caught_by.items())) or "nothing"
    first = f"; first: {verdict.violations[0].sentence}" if verdict.violations else ""
    missing = f"; never happened: {', '.join(verdict.did_not_happen)}" if verdict.did_not_happen else ""
    return f"{'as it should' if verdict.is_as_it_should else 'WRONG'}: {name}: {seen}{first}{missing}"


def write(outcome: Outcome, verdicts: Sequence[Verdict], seed: int) -> None:
    """Put the page where readers look for it."""
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text("\n".join(_page(outcome, verdicts, seed)) + "\n")


_BEGINNING: Final = """\
# Reliability

`make chaos` starts a Kafka, a PostgreSQL and members of three services as processes of their own, sends commands,
kills, pauses and poisons, lets everything heal, and then checks from outside what was promised: against a ledger of
every command as its sender saw it (done, failed, or unknown) and against the log itself. The run writes this page;
what follows are the figures of one (seed {seed}, {machine}).

Monitoring runs its real handlers. Inventory's commands are transactions of the real seam that announce events.
Filing's reader says something because of every other revision, refuses some events and fails on others. A province's
own system writes beside them, good and bad.

## Figures

| | |
|---|---|
| commands done / failed / of unknown end | {commands} |"""
_CHECKER: Final = """
## Check the checker

One short scenario is run as it is, and once with each of these bugs planted from outside: a relay dies between
publish and delete, readers' connections break mid-batch, commands dawdle and are declined, and, where it matters, a
member is paused beyond its session and resumes.

| Seeded bug | What is broken | Caught by |
|---|---|---|"""
_END: Final = """
Not to be seen, and so not tried: the fence alone switched off (the sequence rule drops what a zombie repeats) and the
relay's lock alone (two relays only make copies, which are dropped).

Not part of this run: several brokers and partitions between them, full disks, lossy links, credentials."""


def _page(outcome: Outcome, verdicts: Sequence[Verdict], seed: int) -> Iterable[str]:
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    commands = " / ".join(str(outcome.attempts[end]) for end in ("ok", "failed", "unknown"))
    yield _BEGINNING.format(seed=seed, machine=machine, commands=commands)
    yield from (f"| {name} | {value} |" for name, value in outcome.figures.items())
    yield from _table("Faults", "Fault", outcome.faults)
    yield from _table("What strangers sent", "Record", outcome.strangers)
    yield from (
        "",
        "## Sometimes",
        "",
        "A run in which one of these never happened proves little and fails.",
        "",
        "| What happened inside | Times |",
        "|---|---|",
    )
    yield from (f"| {happening} | {outcome.sometimes[happening]} |" for happening in SOMETIMES)
    yield from ("", "## Invariants", "", "All of them held.", "", "| | |", "|---|---|")
    yield from (f"| {name} | {sentence} |" for name, sentence in INVARIANTS.items())
    yield from _bugs(verdicts)


def _table(title: str, column: str, counts: Counter[str]) -> Iterable[str]:
    yield from ("", f"## {title}", "", f"| {column} | Times |", "|---|---|")
    yield from (f"| {name} | {n} |" for name, n in sorted(counts.items()))


def _bugs(verdicts: Sequence[Verdict]) -> Iterable[str]:
    yield _CHECKER
    for verdict in verdicts:
        seen = ", ".join(f"{name} × {n}" for name, n in sorted(verdict.caught_by.items()))
        what = "nothing" if verdict.bug == SOUND else BUGS[verdict.bug].what
        yield f"| {verdict.bug or 'none'} | {what} | {seen or 'nothing'} |"
    yield _END
