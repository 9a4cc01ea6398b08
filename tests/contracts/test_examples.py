"""Golden examples: kept for ever, read by this version, and true to the schemas."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from panhuo_contracts import Body, Event, Malformed, Topic, decode, encode, event_types, header_texts, streams
from panhuo_contracts.jurisdictions import JURISDICTIONS

from panhuo.language import examples
from panhuo.language.registered import CONTRACTS
from panhuo.language.schemas import file_name, identifier

FILES = sorted((CONTRACTS / "examples").glob("*.json"))


def shown(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


def schema(path: Path) -> dict[str, Any]:
    fact = examples.read_example(path)
    return shown(CONTRACTS / "schemas" / file_name(type(fact.body)))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_example_is_read_by_this_version_and_fits_its_schema(path: Path) -> None:
    fact = examples.read_example(path)
    assert fact.key == shown(path)["key"]
    stated = schema(path)
    assert stated["$id"] == identifier(type(fact.body)) == shown(path)["headers"]["ce_dataschema"]
    Draft202012Validator(stated, format_checker=FormatChecker()).validate(shown(path)["body"])


def test_every_event_and_every_field_is_shown() -> None:
    assert examples.mistakes() == []
    assert {path.name.split(".")[0] for path in FILES} == {kind.__name__ for kind in event_types().values()}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_fields_of_later_versions_are_passed_over(path: Path) -> None:
    one = shown(path)
    if one["body"] is None:
        return
    later = json.dumps(one["body"] | {"of_a_later_version": {"nested": 1}}).encode()
    fact = decode(Topic.parse(one["topic"]), one["key"].encode(), later, one["headers"])
    assert fact.body == examples.read_example(path).body


TEXT = st.text(st.characters(exclude_characters="\x00", codec="utf-8"), min_size=1)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
HEADERS = ("ce_id", "ce_source", "ce_time", "ce_sequence", "content-type")
BODIES = [examples.read_example(path).body for path in FILES]


@given(
    body=st.sampled_from(BODIES),
    writer=st.sampled_from(sorted(JURISDICTIONS)),
    sequence=st.integers(1, 2**53),
    text=TEXT,
)
def test_what_is_encoded_is_what_is_decoded(body: Body, writer: str, sequence: int, text: str) -> None:
    free = {"note", "opinion", "scenario", "title", "reason", "profile", "abstract"}
    changed = {name: text for name, value in body if name in free and type(value) is str}
    said = Event.of(body.model_copy(update=changed))

    record = encode(said, writer=writer, sequence=sequence)
    fact = decode(Topic.parse(record.topic), record.key, record.value, header_texts(record.headers))

    assert (fact.body, fact.id, fact.time) == (said.body, said.id, said.time)
    assert (fact.writer, fact.sequence, fact.key) == (writer, sequence, body.key)


@given(
    stream=st.sampled_from(sorted(streams())),
    key=st.none() | st.binary(max_size=40),
    value=st.none() | st.binary(max_size=200) | JSON.map(lambda node: json.dumps(node).encode()),
    headers=st.fixed_dictionaries({}, optional={name: st.text(max_size=40) for name in HEADERS}),
    kind=st.none() | st.sampled_from(sorted(event_types())) | st.text(max_size=40),
)
def test_whatever_is_read_is_an_event_or_malformed(
    stream: str, key: bytes | None, value: bytes | None, headers: dict[str, str], kind: str | None
) -> None:
    # Anything else that is raised would end a reader, and fails here.
    with suppress(Malformed):
        decode(Topic("cn", streams()[stream]), key, value, headers | ({} if kind is None else {"ce_type": kind}))
