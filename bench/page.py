"""Writes what was found: ``bench/results.json`` for machines, ``docs/performance.md`` for people."""

import json
import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bench.findings import Figure, Findings
from bench.progress import Scale


def write(root: Path, found: Sequence[Findings], scale: Scale) -> None:
    """Both files, from the parts that were measured."""
    figures = [figure.stated() for findings in found for figure in findings.figures]
    (root / "bench" / "results.json").write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n")
    environment = Environment(  # noqa: S701 - Markdown, from our own words
        loader=FileSystemLoader(root / "bench"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"number": number, "share": "{:.1%}".format}
    page = environment.get_template("performance.md.j2").render(
        parts={findings.part: findings for findings in found},
        found=found,
        scale=scale,
        machine=_machine(found),
        dates=sorted({findings.measured_on for findings in found if findings.measured_on}),
        shortfall=shortfall,
        share=share,
    )
    (root / "docs" / "performance.md").write_text(page)


def summary(found: Sequence[Findings]) -> list[str]:
    """A line a figure, and what failed."""
    lines = []
    for findings in found:
        for figure in findings.figures:
            verdict = {True: "holds", False: "MISSED", None: ""}[figure.holds]
            lines.append(f"{figure.name:<56}{number(figure.value):>12} {figure.unit:<14}{_aim(figure):<9}{verdict}")
        if findings.failure:
            lines.append(f"{findings.part} failed: {findings.failure.splitlines()[0]}")
    return lines


def number(value: float) -> str:
    """Three figures, or whole thousands' worth."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _aim(figure: Figure) -> str:
    if figure.aim is None:
        return ""
    return f"{'≥' if figure.at_least is not None else '≤'} {figure.aim:g}"


def shortfall(figure: Figure) -> str:
    """By how much an aim is missed."""
    aim = figure.aim or 1.0
    return f"{abs(figure.value - aim) / aim:.0%} {'below' if figure.value < aim else 'above'} the aim"


def share(profile: dict[str, Any], *functions: str) -> str:
    """What part of the client's time at work passed in some functions with what they call, as the profile saw it."""
    seen = dict(profile["within"])
    return f"{sum(seen.get(function, 0.0) for function in functions):.0%}"


def _machine(found: Sequence[Findings]) -> dict[str, Any]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return {
        "cores": os.cpu_count(),
        "memory": f"{memory:.0f}",
        "model": model or platform.machine(),
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in ("aiokafka", "asyncpg", "faststream", "pydantic", "uvloop")},
        "load_before": max((findings.load_before for findings in found), default=0.0),
    }
