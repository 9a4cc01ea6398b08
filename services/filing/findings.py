"""What a guard found: passed, failed, worth a look, or left to a person; with evidence and what to do."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Said(NamedTuple):
    """One sentence in both languages of the product."""

    zh: str
    en: str


class Outcome(StrEnum):
    """How a guard came out."""

    PASSED = "passed"
    FAILED = "failed"
    NOTED = "noted"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a guard list. ``fields`` are the form fields that can mend it, most useful first."""

    number: int
    name: Said
    basis: str
    outcome: Outcome
    evidence: Said
    mend: Said | None = None
    fields: tuple[str, ...] = ()

    @property
    def is_failure(self) -> bool:
        return self.outcome is Outcome.FAILED
