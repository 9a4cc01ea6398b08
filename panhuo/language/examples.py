"""Golden examples: kept for ever, and read by every later version."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from panhuo_contracts import Body, Fact, Malformed, Topic, decode
from pydantic import BaseModel

from panhuo.language.registered import CONTRACTS, classes, read_registry
from panhuo.language.sentences import parts


def read_example(path: Path) -> Fact[Body]:
    """The event that a file shows. Raises Malformed where this version cannot read it."""
    shown: dict[str, Any] = json.loads(path.read_text("utf-8"))
    value = None if shown["body"] is None else json.dumps(shown["body"], ensure_ascii=False).encode()
    return decode(Topic.parse(shown["topic"]), shown["key"].encode(), value, shown["headers"])


def fingerprints(contracts: Path = CONTRACTS) -> dict[str, str]:
    """Each example file's hash, by which a release notices that one was changed."""
    return {
        path.name: sha256(path.read_bytes()).hexdigest() for path in sorted((contracts / "examples").glob("*.json"))
    }


def mistakes(contracts: Path = CONTRACTS) -> list[str]:
    """What is wrong with the examples: unreadable ones, and events or fields that none shows."""
    found: list[str] = []
    shown: dict[str, set[str]] = {}
    for path in sorted((contracts / "examples").glob("*.json")):
        try:
            fact = read_example(path)
        except (Malformed, ValueError, KeyError) as error:
            found.append(f"{path.name} cannot be read by this version: {error}")
            continue
        if not path.name.startswith(f"{type(fact.body).__name__}.v{fact.body.version}."):
            found.append(f"{path.name} shows a {fact.body.event_type()}: name it so")
        body = json.loads(path.read_text("utf-8"))["body"]
        shown.setdefault(fact.body.event_type(), set()).update(_fields_in(body))
    for event, kind in classes(read_registry(contracts)).items():
        if event not in shown:
            found.append(f"{event} has no example: add contracts/examples/{kind.__name__}.v{kind.version}.minimal.json")
        elif missing := sorted(_fields_of(kind) - shown[event]) if not kind.is_tombstone else []:
            found.append(
                f"no example of {event} shows {', '.join(missing)}: add one, and leave the old ones as they are"
            )
    return found


def _fields_in(node: object, path: str = "") -> set[str]:
    if isinstance(node, list):
        return {found for one in node for found in _fields_in(one, path)}
    if not isinstance(node, dict):
        return set()
    here = {f"{path}{name}" for name in node}
    return here.union(*(_fields_in(value, f"{path}{name}.") for name, value in node.items()))


def _fields_of(kind: type[BaseModel], path: str = "") -> set[str]:
    """Every field, also of parts, as ``annotations.asking_price.amount``."""
    found: set[str] = set()
    for name, field in kind.model_fields.items():
        found.add(f"{path}{name}")
        for part in parts(field.annotation):
            found |= _fields_of(part, f"{path}{name}.")
    return found
