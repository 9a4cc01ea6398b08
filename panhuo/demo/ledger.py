"""What this copy of the platform was given already, kept beside its data, so that nothing is given twice."""

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Self

from panhuo.demo.sample import SEED

_NAME = "sample.json"


class OtherSample(RuntimeError):
    """Another sample is in this copy already; the message says what to do."""


@dataclass(slots=True)
class Ledger:
    """``made_on`` anchors what is said relative to a day; ``live`` counts what came after the sample."""

    file: Path
    scale: float
    made_on: date
    seed: str = SEED
    done: list[str] = field(default_factory=list)
    live: int = 0

    @classmethod
    def open(cls, root: Path, scale: float, today: date) -> Self:
        """The ledger of a state directory; a new one where there is none. Raises OtherSample."""
        file = root / _NAME
        try:
            kept = json.loads(file.read_text())
        except FileNotFoundError:
            return cls(file, scale, today)
        ledger = cls(file, **kept | {"made_on": date.fromisoformat(kept["made_on"])})
        if (ledger.scale, ledger.seed) != (scale, SEED):
            raise OtherSample(
                f"{root} holds the sample of scale {ledger.scale:g}. Ask for that one (--scale {ledger.scale:g}), "
                "or keep another copy elsewhere (--state DIRECTORY)."
            )
        return ledger

    def finish(self, step: str) -> None:
        self.done.append(step)
        self.save()

    def reserve(self, count: int) -> int:
        """The first of so many numbers for what is to come; noted before they are used, so none is used twice."""
        first = self.live
        self.live += count
        self.save()
        return first

    def save(self) -> None:
        kept = asdict(self) | {"made_on": self.made_on.isoformat()}
        del kept["file"]
        fresh = self.file.with_suffix(".tmp")
        fresh.write_text(json.dumps(kept, indent=1) + "\n")
        fresh.replace(self.file)
