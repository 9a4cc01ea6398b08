"""Everything generated from the language, as file and content: written by ``make contracts``, checked in, compared."""

import json
import tomllib
from pathlib import Path

from panhuo_contracts.registry import event_types, streams

from panhuo.language import asyncapi, streams_page
from panhuo.language.registered import CONTRACTS, Registry, as_json, classes, read_registry
from panhuo.language.schemas import file_name, schema_of


def version(contracts: Path = CONTRACTS) -> str:
    """The version of the contracts."""
    stated = tomllib.loads((contracts / "pyproject.toml").read_text("utf-8"))
    return str(stated["project"]["version"])


def artifacts(contracts: Path = CONTRACTS) -> dict[Path, str]:
    """Path and content of each generated file. Raises Unsound where the registry and the classes do not fit."""
    registry: Registry = read_registry(contracts)
    kinds = classes(registry)
    examples = contracts / "examples"
    files = {
        contracts / "panhuo_contracts" / "registry.json": as_json(registry),
        contracts / "asyncapi.yaml": asyncapi.document(registry, kinds, version(contracts), examples),
        contracts.parent / "docs" / "streams.md": streams_page.page(registry, kinds, examples),
    }
    for kind in kinds.values():
        text = json.dumps(schema_of(kind), ensure_ascii=False, indent=2) + "\n"
        files[contracts / "schemas" / file_name(kind)] = text
    return files


def generate(contracts: Path = CONTRACTS) -> list[Path]:
    """Write what differs and remove schemas of no event; the paths that changed."""
    registered = contracts / "panhuo_contracts" / "registry.json"
    changed = _written(registered, as_json(read_registry(contracts)))
    streams.cache_clear()  # the classes of a new stream are found by the registry just written
    event_types.cache_clear()
    wanted = artifacts(contracts)
    changed += stale(contracts)
    for path in changed:
        if path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], "utf-8")
        else:
            path.unlink()
    return changed


def _written(path: Path, text: str) -> list[Path]:
    if path.read_text("utf-8") == text:
        return []
    path.write_text(text, "utf-8")
    return [path]


def stale(contracts: Path = CONTRACTS) -> list[Path]:
    """Files that are not what the language says now."""
    wanted = artifacts(contracts)
    differing = [path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    orphans = [path for path in sorted((contracts / "schemas").glob("*.json")) if path not in wanted]
    return differing + orphans
