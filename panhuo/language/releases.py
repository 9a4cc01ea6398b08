"""Releases of the language, checked in: what the gate compares with."""

import json
from pathlib import Path
from typing import Any, Final

from panhuo.language.artifacts import version
from panhuo.language.compatibility import Change, compare
from panhuo.language.examples import fingerprints
from panhuo.language.registered import CONTRACTS, classes, read_registry
from panhuo.language.schemas import schema_of

_FOLDER: Final = "released"


def present(contracts: Path = CONTRACTS) -> dict[str, Any]:
    """The language as it now stands, in the form of a release."""
    registry = read_registry(contracts)
    return {
        "version": version(contracts),
        "streams": registry.model_dump()["streams"],
        "schemas": {event: schema_of(kind) for event, kind in classes(registry).items()},
        "examples": fingerprints(contracts),
    }


def last(contracts: Path = CONTRACTS) -> dict[str, Any] | None:
    """The release with the highest version; None before the first."""
    files = sorted((contracts / _FOLDER).glob("*.json"), key=lambda path: [int(part) for part in path.stem.split(".")])
    return json.loads(files[-1].read_text("utf-8")) if files else None


def changes(contracts: Path = CONTRACTS) -> list[Change]:
    """What differs from the last release."""
    released = last(contracts)
    return [] if released is None else compare(released, present(contracts))


def release(contracts: Path = CONTRACTS) -> Path:
    """Check in the language as it now stands. Raises FileExistsError where its version was released before."""
    content = present(contracts)
    path = contracts / _FOLDER / f"{content['version']}.json"
    path.parent.mkdir(exist_ok=True)
    with path.open("x", encoding="utf-8") as file:
        file.write(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    return path
