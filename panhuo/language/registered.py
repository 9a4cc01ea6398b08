"""``topics.yaml``, read and checked: the one registry of streams from which everything else is generated."""

import json
from pathlib import Path
from typing import Annotated, Final, Literal

import yaml
from panhuo_contracts import Body
from panhuo_contracts.registry import event_types
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

CONTRACTS: Final = Path(__file__).resolve().parents[2] / "contracts"
"""The contracts of a source checkout; generating and comparing need one, speaking the language does not."""

ServiceName = Literal["inventory", "evaluation", "matching", "filing", "monitoring"]
_Name = Annotated[str, StringConstraints(pattern=r"^[a-z]+$")]


class Registered(BaseModel):
    """One stream as ``topics.yaml`` states it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    owner: ServiceName
    key: str
    events: Annotated[list[str], Field(min_length=1)]
    partitions: Annotated[int, Field(ge=1)]
    retention: Literal["forever", "compacted"]
    personal_data: str
    readers: list[ServiceName]


class Registry(BaseModel):
    """All of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    streams: dict[_Name, Registered]


class Unsound(Exception):
    """The registry and the event classes do not fit; the message says what to mend."""


def read_registry(contracts: Path = CONTRACTS) -> Registry:
    """The registry. Raises Unsound where it cannot be read as one."""
    try:
        return Registry.model_validate(yaml.safe_load((contracts / "topics.yaml").read_text("utf-8")))
    except (ValidationError, yaml.YAMLError) as error:
        raise Unsound(f"topics.yaml: {error}") from None


def as_json(registry: Registry) -> str:
    """``registry.json``, which the installed package reads without a YAML parser."""
    return json.dumps(registry.model_dump(), ensure_ascii=False, indent=1) + "\n"


def classes(registry: Registry) -> dict[str, type[Body]]:
    """Event classes by type, in the registry's order. Raises Unsound where one is missing or stands elsewhere."""
    known = {f"{kind.stream}/{kind.__name__}": kind for kind in event_types().values()}
    found: dict[str, type[Body]] = {}
    for name, stream in registry.streams.items():
        for event in stream.events:
            kind = known.get(f"{name}/{event}")
            if kind is None:
                raise Unsound(
                    f"topics.yaml names {event} in stream {name}, but no class says so: add it, or regenerate"
                )
            if kind.key_field != stream.key:
                raise Unsound(f"{event} is keyed by {kind.key_field}, but its stream by {stream.key}")
            if kind.key_field not in kind.model_fields:
                raise Unsound(f"{event} has no field {kind.key_field}, which is its key")
            found[kind.event_type()] = kind
    return found
