"""The rules that a row of a file must keep, each with its source and the sentence that tells how to mend it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from panhuo_contracts.jurisdictions import SYSTEMS

from services.inventory.rules import holders, lines, numbers, people, values
from services.inventory.rules.rule import Rule

RULES: Final[dict[str, Rule]] = {
    rule.code: rule
    for rule in sorted(
        (
            *values.RULES,
            *numbers.RULES,
            *holders.RULES,
            *lines.RULES,
            *people.RULES,
        ),
        key=lambda rule: rule.code,
    )
}
SHOWN: Final = 120
"""Longest part of a refused value that is kept for showing."""


class Problem(NamedTuple):
    """One thing wrong with one row."""

    column: str
    """As the file's header names it; empty for the row as a whole."""
    value: str
    rule: str
    parts: dict[str, str]

    def problem(self, *, english: bool = False) -> str:
        return RULES[self.rule].problem[english].format_map(self._named(english=english))

    def mend(self, *, english: bool = False) -> str:
        return RULES[self.rule].mend[english].format_map(self._named(english=english))

    def source(self, *, english: bool = False) -> str:
        return RULES[self.rule].source[english]

    def _named(self, *, english: bool) -> dict[str, str]:
        """The parts, with the system that speaks by its name."""
        writer = SYSTEMS.get(self.parts.get("writer", ""))
        return self.parts if writer is None else {**self.parts, "writer": writer[english]}


class Refusal(NamedTuple):
    """A row that was not taken in."""

    row: int
    cells: Sequence[str]
    problems: Sequence[Problem]


@dataclass(slots=True)
class Problems:
    """What is wrong with the row being read."""

    found: list[Problem] = field(default_factory=list)

    def add(self, column: str, value: str, rule: str, **parts: str) -> None:
        self.found.append(Problem(column, value[:SHOWN], rule, parts))
