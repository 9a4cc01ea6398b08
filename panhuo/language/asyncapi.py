"""AsyncAPI 3.0: every topic with its key, headers, bodies and Kafka settings, and who sends and receives."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml
from panhuo_contracts import Body
from panhuo_contracts.jurisdictions import JURISDICTIONS
from panhuo_contracts.registry import MAJOR

from panhuo.language.registered import Registered, Registry
from panhuo.language.schemas import Schema, identifier, schema_of
from panhuo.language.sentences import sentence

_BINDING: Final = "0.5.0"
_WRITERS: Final = list(JURISDICTIONS)


def document(registry: Registry, kinds: Mapping[str, type[Body]], version: str, examples: Path) -> str:
    """The description as YAML."""
    content = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Panhuo",
            "version": version,
            "description": (
                "Facts about the patents of universities and research institutes: what they hold, what it is worth "
                "showing, who takes it up, what is filed and what reaches the market. Every topic is an ordered stream "
                "with one writer; CloudEvents 1.0 in binary mode. The rule for every reader: drop an event whose "
                "sequence you have already seen for its key."
            ),
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "cluster": {
                "host": "{bootstrap}",
                "protocol": "kafka",
                "description": "The national cluster, or a province's own.",
                "variables": {"bootstrap": {"default": "localhost:9092", "description": "bootstrap.servers"}},
            }
        },
        "channels": {name: _channel(name, stream) for name, stream in registry.streams.items()},
        "operations": _operations(registry),
        "components": {
            "parameters": {
                "writer": {
                    "description": "Who speaks: cn for the national platform, or a province's own system.",
                    "enum": _WRITERS,
                    "default": "cn",
                }
            },
            "messages": {kind.__name__: _message(kind, examples) for kind in kinds.values()},
            "schemas": _schemas(kinds),
        },
    }
    return yaml.dump(content, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=110)


class _Plain(yaml.SafeDumper):
    """Repeats what is used twice instead of pointing at it."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002 - the interface of yaml
        return True


def _channel(name: str, stream: Registered) -> dict[str, Any]:
    is_compacted = stream.retention == "compacted"
    topic = (
        {"cleanup.policy": ["compact"]}
        if is_compacted
        else {"cleanup.policy": ["delete"], "retention.ms": -1, "retention.bytes": -1}
    )
    kept = "only the last record of each key stays" if is_compacted else "nothing is ever deleted"
    return {
        "address": f"{{writer}}.{name}.v{MAJOR}",
        "description": f"Written by the service {stream.owner}, keyed by {stream.key}; {kept}. "
        f"Personal data: {stream.personal_data}.",
        "parameters": {"writer": {"$ref": "#/components/parameters/writer"}},
        "messages": {event: {"$ref": f"#/components/messages/{event}"} for event in stream.events},
        "bindings": {
            "kafka": {"partitions": stream.partitions, "topicConfiguration": topic, "bindingVersion": _BINDING}
        },
    }


def _operations(registry: Registry) -> dict[str, Any]:
    operations: dict[str, Any] = {}
    for name, stream in registry.streams.items():
        messages = [{"$ref": f"#/channels/{name}/messages/{event}"} for event in stream.events]
        channel = {"$ref": f"#/channels/{name}"}
        operations[f"{stream.owner}-says-{name}"] = {
            "action": "send",
            "summary": f"The service {stream.owner} is the one writer of the stream {name}.",
            "channel": channel,
            "messages": messages,
        }
        for reader in stream.readers:
            operations[f"{reader}-reads-{name}"] = {
                "action": "receive",
                "summary": f"The service {reader} reads the stream {name} of every writer.",
                "channel": channel,
                "messages": messages,
                "bindings": {
                    "kafka": {
                        "groupId": {"type": "string", "pattern": rf"^panhuo\.{reader}\.cn(-\d\d)?$"},
                        "bindingVersion": _BINDING,
                    }
                },
            }
    return operations


def _message(kind: type[Body], examples: Path) -> dict[str, Any]:
    stated: dict[str, Any] = {
        "name": kind.event_type(),
        "title": kind.__name__,
        "summary": sentence(kind),
        "contentType": "application/json",
        "correlationId": {"location": "$message.header#/ce_correlationid"},
        "headers": _headers(kind),
        "payload": {"$ref": f"#/components/schemas/{kind.__name__}"},
        "bindings": {"kafka": {"key": _key(kind), "bindingVersion": _BINDING}},
    }
    shown = [json.loads(path.read_text("utf-8")) for path in sorted(examples.glob(f"{kind.__name__}.v*.json"))]
    if shown and not kind.is_tombstone:
        stated["examples"] = [{"headers": one["headers"], "payload": one["body"]} for one in shown]
    return stated


def _key(kind: type[Body]) -> Schema:
    field = dict(kind.model_json_schema()["properties"][kind.key_field])
    field.pop("title", None)
    return field | {
        "description": f"The body's {kind.key_field}, which is the event's subject; partitioned by murmur2."
    }


def _headers(kind: type[Body]) -> Schema:
    text = {"type": "string"}
    return {
        "type": "object",
        "required": [
            "ce_specversion", "ce_id", "ce_source", "ce_type", "ce_subject", "ce_time", "ce_sequence", "content-type",
        ],
        "properties": {
            "ce_specversion": text | {"const": "1.0"},
            "ce_id": text | {"format": "uuid", "description": "UUIDv7, or UUIDv5 of the cause, the type and the key."},
            "ce_source": text | {"pattern": r"^/cn(-\d\d)?/[a-z]+$", "description": "Writer and service."},
            "ce_type": text | {"const": kind.event_type()},
            "ce_subject": text | {"description": "The record key."},
            "ce_time": text | {"format": "date-time", "description": "With its offset from UTC."},
            "ce_dataschema": text | {"const": identifier(kind)},
            "ce_sequence": text | {"pattern": r"^[1-9]\d*$", "description": "Rises by one for each event of a key."},
            "ce_causationid": text | {"description": "The event from which this one follows."},
            "ce_correlationid": text | {"description": "The event with which the chain of causes began."},
            "traceparent": text | {"description": "W3C Trace Context."},
            "content-type": text | {"const": "application/json"},
        },
    }  # fmt: skip


def _schemas(kinds: Mapping[str, type[Body]]) -> dict[str, Schema]:
    """Bodies and their parts beside each other, as AsyncAPI refers to schemas."""
    schemas: dict[str, Schema] = {}
    for kind in kinds.values():
        stated = schema_of(kind)
        parts = stated.pop("$defs", {})
        for name in ("$schema", "$id"):
            stated.pop(name)
        for name, schema in {**parts, kind.__name__: stated}.items():
            pointed = _repointed(schema)
            if schemas.setdefault(name, pointed) != pointed:
                raise ValueError(f"two different schemas are called {name}")
    return schemas


def _repointed(node: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(node, dict):
        return {
            name: value.replace("#/$defs/", "#/components/schemas/") if name == "$ref" else _repointed(value)
            for name, value in node.items()
        }
    return [_repointed(one) for one in node] if isinstance(node, list) else node
