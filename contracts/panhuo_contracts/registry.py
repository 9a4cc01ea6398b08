"""The registry of streams and event types, as ``topics.yaml`` states it."""

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module, resources
from typing import Final, Literal

from panhuo_contracts.body import Body
from panhuo_contracts.jurisdictions import JURISDICTIONS

MAJOR: Final = 1
_MODULES: Final = (
    "inventory",
    "evaluation",
    "institutions",
    "enterprises",
    "experts",
    "matching",
    "filing",
    "monitoring",
    "codes",
)
_TOPIC: Final = re.compile(r"(cn(?:-\d\d)?)\.([a-z]+)\.v(\d+)")


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream of the registry; every writer has a topic of it."""

    name: str
    owner: str
    key: str
    events: tuple[str, ...]
    partitions: int
    retention: Literal["forever", "compacted"]
    personal_data: str
    readers: tuple[str, ...]

    @property
    def is_compacted(self) -> bool:
        """Whether only the last event of each key stays, so that numbers are missing by design."""
        return self.retention == "compacted"

    def topic(self, writer: str) -> str:
        """The topic's name on every cluster: ``<writer>.<stream>.v<major>``."""
        return f"{writer}.{self.name}.v{MAJOR}"


@dataclass(frozen=True, slots=True)
class Topic:
    """Who speaks, and in which stream."""

    writer: str
    stream: Stream

    @classmethod
    def parse(cls, name: str) -> "Topic":
        """Read a topic's name. Raises ValueError where writer, stream or major version is unknown."""
        match = _TOPIC.fullmatch(name)
        if match is None or match[1] not in JURISDICTIONS or match[2] not in streams() or int(match[3]) != MAJOR:
            message = (
                f"{name!r} is no topic of the registry: expected <writer>.<stream>.v{MAJOR}, such as cn-33.inventory.v1"
            )
            raise ValueError(message)
        return cls(match[1], streams()[match[2]])


@cache
def streams() -> dict[str, Stream]:
    """Every stream by name."""
    stated = json.loads(resources.files("panhuo_contracts").joinpath("registry.json").read_text("utf-8"))
    return {
        name: Stream(
            name=name,
            owner=entry["owner"],
            key=entry["key"],
            events=tuple(entry["events"]),
            partitions=entry["partitions"],
            retention=entry["retention"],
            personal_data=entry["personal_data"],
            readers=tuple(entry["readers"]),
        )
        for name, entry in stated["streams"].items()
    }


@cache
def event_types() -> dict[str, type[Body]]:
    """Every event class by its CloudEvents type."""
    found: dict[str, type[Body]] = {}
    for module_name in _MODULES:
        module = import_module(f"panhuo_contracts.events.{module_name}")
        for candidate in vars(module).values():
            is_event = isinstance(candidate, type) and issubclass(candidate, Body) and hasattr(candidate, "stream")
            if is_event and candidate.__name__ in streams()[candidate.stream].events:
                found[candidate.event_type()] = candidate
    return found
