"""What a measurement found: figures, some with an aim, tables, and profiles of what missed its aim."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. Its aim is a bound from below or from above, or there is none."""

    name: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def aim(self) -> float | None:
        return self.at_most if self.at_least is None else self.at_least

    @property
    def holds(self) -> bool | None:
        if self.at_least is not None:
            return self.value >= self.at_least
        return None if self.at_most is None else self.value <= self.at_most

    def stated(self) -> dict[str, Any]:
        """As ``results.json`` has it."""
        value = float(f"{self.value:.4g}")
        return {"name": self.name, "value": value, "unit": self.unit, "aim": self.aim, "holds": self.holds}


@dataclass(frozen=True, slots=True)
class Table:
    """Details beside the figures."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(slots=True)
class Findings:
    """Of one part of the run."""

    part: str
    figures: list[Figure] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    profiles: dict[str, Any] = field(default_factory=dict)
    failure: str = ""
    took_seconds: float = 0.0
    load_before: float = 0.0
    """The machine's load when the part began and nothing of ours ran."""
    measured_on: str = ""

    @property
    def missed(self) -> list[Figure]:
        return [figure for figure in self.figures if figure.holds is False]

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1))

    @classmethod
    def load(cls, path: Path) -> "Findings":
        stated = json.loads(path.read_text())
        stated["figures"] = [Figure(**figure) for figure in stated["figures"]]
        stated["tables"] = [Table(**table) for table in stated["tables"]]
        return cls(**stated)


def middle(values: Sequence[float]) -> float:
    """The median."""
    return median(values)


def spread(values: Sequence[float], form: str = ",.0f") -> str:
    """The median and, in brackets, the least and the greatest."""
    return f"{median(values):{form}} ({min(values):{form}} … {max(values):{form}})"
