"""The gate: what a later version of the language may not do to those who speak the last release.

Events are kept for ever, so a new reader must take every old event (nothing may become narrower); and readers lag
behind writers, so an old reader must understand a new event (nothing may be taken away or mean something else).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

Schema = Mapping[str, Any]

_SMALLEST: Final = ("minLength", "minItems", "minimum", "exclusiveMinimum", "minProperties")
_LARGEST: Final = ("maxLength", "maxItems", "maximum", "exclusiveMaximum", "maxProperties")
_EXACT: Final = ("pattern", "format", "const", "uniqueItems", "multipleOf")
_STREAM: Final = {
    "owner": "the topic's writer would be another service: announce a new stream instead",
    "key": "order would be kept by something else, and old numbers would not fit: announce a new stream instead",
    "partitions": "keys would move to other partitions: raising them is an operation, with an empty outbox and lag 0",
    "retention": "what readers rely on being kept would go, or the reverse: announce a new stream instead",
}
_OTHER_CLASS: Final = "say it with a new class beside the old one"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; a break fails the gate, the others say who has to be upgraded first."""

    is_break: bool
    where: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{'BREAK' if self.is_break else 'note '}  {self.where}: {self.what} ({self.mend})"


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """All differences between two releases: ``{"streams": …, "schemas": {type: schema}, "examples": {file: hash}}``."""
    return [
        *_streams(old["streams"], new["streams"]),
        *_events(old["schemas"], new["schemas"]),
        *_examples(old["examples"], new["examples"]),
    ]


def _break(where: str, what: str, mend: str) -> Change:
    return Change(True, where, what, mend)


def _note(where: str, what: str, mend: str = "upgrade readers before writers use it") -> Change:
    return Change(False, where, what, mend)


def _streams(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for name, before in old.items():
        if name not in new:
            yield _break(f"stream {name}", "was removed", "keep it; an unused stream costs nothing")
            continue
        after = new[name]
        for setting, mend in _STREAM.items():
            if before[setting] != after[setting]:
                yield _break(f"stream {name}", f"{setting} was {before[setting]}, is {after[setting]}", mend)
        for event in before["events"]:
            if event not in after["events"]:
                yield _break(f"stream {name}", f"{event} was removed", "keep it readable: its past stays in the stream")
        for reader in before["readers"]:
            if reader not in after["readers"]:
                yield _note(f"stream {name}", f"{reader} no longer reads it", "rebuild that service's projections")


def _events(old: Mapping[str, Schema], new: Mapping[str, Schema]) -> Iterator[Change]:
    for name, before in old.items():
        if name not in new:
            yield _break(name, "the event type was removed", "keep it readable: its past stays in the stream")
        else:
            yield from _schemas(_Side(before), _Side(new[name]), name)


def _examples(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for name, fingerprint in old.items():
        if name not in new:
            yield _break(name, "a released example was removed", "put it back: examples are kept for ever")
        elif new[name] != fingerprint:
            yield _break(name, "a released example was changed", "put it back, and add a new one beside it")


class _Side:
    """A schema in its document, with references resolved."""

    def __init__(self, schema: Schema, document: Schema | None = None) -> None:
        self.document = schema if document is None else document
        self.schema = self._resolved(schema)

    def _resolved(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            target: Any = self.document
            for step in schema["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            schema = {**target, **{name: value for name, value in schema.items() if name != "$ref"}}
        return schema

    def within(self, schema: Schema) -> "_Side":
        return _Side(schema, self.document)

    def alternatives(self) -> dict[str, "_Side"]:
        """By JSON type: each way in which the value may stand."""
        options = self.schema.get("anyOf") or self.schema.get("oneOf")
        if options:
            return {kind: side for one in options for kind, side in self.within(one).alternatives().items()}
        kinds = self.schema.get("type", "anything")
        return dict.fromkeys([kinds] if isinstance(kinds, str) else kinds, self)


def _schemas(old: _Side, new: _Side, where: str) -> Iterator[Change]:
    before, after = old.alternatives(), new.alternatives()
    for kind in before.keys() - after.keys():
        yield _break(where, f"was {_words(before)}, is {_words(after)}: {kind} is no longer accepted", _OTHER_CLASS)
    for kind in after.keys() - before.keys():
        if before.keys() <= after.keys():
            yield _note(where, f"may now also be {kind}")
    if old.schema.get("default") != new.schema.get("default") or ("default" in old.schema) != ("default" in new.schema):
        said = f"left out meant {old.schema.get('default')!r}, means {new.schema.get('default')!r}"
        if "default" in old.schema and "default" in new.schema:
            yield _break(where, said, "what is left out would mean something else")
    for kind in sorted(before.keys() & after.keys()):
        yield from _alike(before[kind], after[kind], where)


def _alike(old: _Side, new: _Side, where: str) -> Iterator[Change]:
    yield from _constraints(old.schema, new.schema, where)
    yield from _codes(old.schema, new.schema, where)
    yield from _fields(old, new, where)
    if "items" in old.schema and "items" in new.schema:
        yield from _schemas(old.within(old.schema["items"]), new.within(new.schema["items"]), f"{where}[]")


def _constraints(old: Schema, new: Schema, where: str) -> Iterator[Change]:
    for name in (*_SMALLEST, *_LARGEST):
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        is_floor = name in _SMALLEST
        narrower = after is not None and (before is None or (after > before if is_floor else after < before))
        said = f"{name} was {before}, is {after}"
        yield _break(where, said, "old events would not be accepted") if narrower else _note(where, said)
    for name in _EXACT:
        before, after = old.get(name), new.get(name)
        if before != after:
            said = f"{name} was {before!r}, is {after!r}"
            yield _note(where, said) if after is None else _break(where, said, "old events might not be accepted")


def _codes(old: Schema, new: Schema, where: str) -> Iterator[Change]:
    before, after = old.get("enum"), new.get("enum")
    if before is None:
        if after is not None:
            yield _break(
                where, f"only {', '.join(map(str, after))} are accepted now", "old events might not be accepted"
            )
        return
    for code in before:
        if after is not None and code not in after:
            yield _break(where, f"the code {code!r} was removed", "keep it readable, and stop using it")
    for code in after or ():
        if code not in before:
            yield _note(where, f"the code {code!r} is new")


def _fields(old: _Side, new: _Side, where: str) -> Iterator[Change]:
    before, after = old.schema.get("properties", {}), new.schema.get("properties", {})
    was_required, is_required = set(old.schema.get("required", ())), set(new.schema.get("required", ()))
    for name in before.keys() - after.keys():
        yield _break(f"{where}.{name}", "the field was removed, or renamed", f"keep it; {_OTHER_CLASS}")
    for name in sorted(is_required - was_required):
        what = "became required" if name in before else "is new and required"
        yield _break(f"{where}.{name}", what, "old events do not have it: make it optional")
    for name in sorted(was_required - is_required):
        if name in after:
            yield _break(f"{where}.{name}", "is no longer required", f"old readers need it; {_OTHER_CLASS}")
    for name in sorted(before.keys() & after.keys()):
        yield from _schemas(old.within(before[name]), new.within(after[name]), f"{where}.{name}")
    if new.schema.get("additionalProperties") is False and old.schema.get("additionalProperties") is not False:
        yield _break(where, "fields of later versions are refused now", "pass unknown fields over")


def _words(kinds: Mapping[str, object]) -> str:
    return " or ".join(sorted(kinds))
