"""The gate: a later version may add to the language and may not break it."""

import copy
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from panhuo.language import releases
from panhuo.language.compatibility import Change, compare
from panhuo.language.registered import CONTRACTS

SEEDED = [
    ("a field is removed", "events/evaluation.py", r"    confidence: Confidence\n", "", "EnterpriseEvaluated.v1.conf"),
    ("a field is renamed", "events/filing.py", r"is_on_time: bool", "on_time: bool", "LicenseFiled.v1.is_on_time"),
    ("a field is retyped", "events/matching.py", r"\n    reason: Text", "\n    reason: int", "DealEnded.v1.reason"),
    ("a field is made required", "events/matching.py", r"(licensee_address.*) = None", r"\1", "DealSigned.v1.lic"),
    ("a code is removed", "codes.py", r'    FAIR = "fair"\n    UNCLEAR', "    UNCLEAR", "PatentSelfEvaluated.v1.grade"),
    ("a constraint is tightened", "body.py", r"max_length=400", "max_length=200", "PatentRecorded.v1.institution_n"),
]  # fmt: skip


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The contracts and the table made from them, to be broken."""
    shutil.copytree(CONTRACTS, tmp_path / "contracts", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(CONTRACTS.parent / "docs", tmp_path / "docs", ignore=lambda *_: [])
    return tmp_path / "contracts"


def check(contracts: Path, command: str = "check") -> subprocess.CompletedProcess[str]:
    """The command, with the copied classes in the place of the installed ones."""
    return subprocess.run(
        [sys.executable, "-m", "panhuo.language", command, "--contracts", contracts],
        env=os.environ | {"PYTHONPATH": str(contracts)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_contracts_as_they_stand_pass_the_gate(copied: Path) -> None:
    result = check(copied)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(("what", "file", "old", "new", "where"), SEEDED, ids=[seed[0] for seed in SEEDED])
def test_the_gate_fails_when(copied: Path, what: str, file: str, old: str, new: str, where: str) -> None:
    path = copied / "panhuo_contracts" / file
    source = path.read_text("utf-8")
    broken = re.sub(old, new, source)
    assert broken != source, what
    path.write_text(broken, "utf-8")

    result = check(copied)

    assert result.returncode == 1
    assert re.search(rf"^BREAK  panhuo\.{re.escape(where)}", result.stderr, re.MULTILINE), result.stderr


def test_a_stale_file_fails_and_is_named(copied: Path) -> None:
    (copied / "asyncapi.yaml").write_text("asyncapi: 3.0.0\n", "utf-8")
    (copied / "schemas" / "Forgotten.v1.json").write_text("{}", "utf-8")
    result = check(copied)
    assert result.returncode == 1
    assert "stale: contracts/asyncapi.yaml" in result.stderr
    assert "stale: contracts/schemas/Forgotten.v1.json" in result.stderr


def test_a_field_that_nobody_shows_fails(copied: Path) -> None:
    path = copied / "panhuo_contracts" / "events" / "evaluation.py"
    path.write_text(
        path.read_text("utf-8").replace('    note: Text = ""\n', '    note: Text = ""\n    seen: bool = False\n')
    )
    check(copied, "generate")
    result = check(copied)
    assert "no example of panhuo.PatentDelisted.v1 shows seen" in result.stderr
    assert "BREAK" not in result.stderr


def test_what_was_released_once_is_not_released_again(copied: Path) -> None:
    result = check(copied, "release")
    assert result.returncode == 1
    assert "raise the version" in result.stderr


Edit = Callable[[dict[str, Any]], None]


def field(release: dict[str, Any], event: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = release["schemas"][f"panhuo.{event}.v1"]["properties"][name]
    return found


@cache
def as_it_stands() -> dict[str, Any]:
    return releases.present()


def after(edit: Edit) -> list[Change]:
    old = as_it_stands()
    new = copy.deepcopy(old)
    edit(new)
    return compare(old, new)


BREAKS: dict[str, Edit] = {
    "the event is removed": lambda r: r["schemas"].pop("panhuo.DealSigned.v1"),
    "the event leaves its stream": lambda r: r["streams"]["filing"]["events"].remove("LicenseFiled"),
    "the stream is removed": lambda r: r["streams"].pop("library"),
    "the key changes": lambda r: r["streams"]["filing"].update(key="deal"),
    "the owner changes": lambda r: r["streams"]["filing"].update(owner="matching"),
    "the partitions change": lambda r: r["streams"]["filing"].update(partitions=12),
    "the stream is compacted": lambda r: r["streams"]["filing"].update(retention="compacted"),
    "a default changes": lambda r: field(r, "LibraryEntry", "evaluations").update(default=1),
    "a floor rises": lambda r: field(r, "LibraryEntry", "evaluations").update(minimum=1),
    "a length falls": lambda r: field(r, "PatentDelisted", "note").update(maxLength=10),
    "a pattern changes": lambda r: field(r, "PatentListed", "patent").update(pattern=r"^\d{13}$"),
    "a format appears": lambda r: field(r, "LicenseFiled", "filing_number").update(format="uuid"),
    "a list must hold more": lambda r: field(r, "PatentListed", "accepted_modes").update(minItems=2),
    "null is no longer accepted": lambda r: field(r, "LibraryEntry", "maturity")["anyOf"].pop(),
    "an item is retyped": lambda r: field(r, "LibraryEntry", "ipc").update(items={"type": "integer"}),
    "codes are closed": lambda r: field(r, "DealEnded", "reason").update(enum=["other"]),
    "a field may be left out": lambda r: r["schemas"]["panhuo.PatentListed.v1"]["required"].remove("listed_on"),
    "unknown fields are refused": lambda r: r["schemas"]["panhuo.PatentListed.v1"].update(additionalProperties=False),
    "a released example is changed": lambda r: r["examples"].update({"PatentListed.v1.full.json": "0"}),
    "a released example is removed": lambda r: r["examples"].pop("PatentListed.v1.full.json"),
    "a part of a field is removed": lambda r: r["schemas"]["panhuo.DealSigned.v1"]["$defs"]["Money"]["properties"].pop(
        "currency"
    ),
}  # fmt: skip


@pytest.mark.parametrize("edit", BREAKS.values(), ids=BREAKS)
def test_it_is_a_break_when(edit: Edit) -> None:
    changes = after(edit)
    assert [change for change in changes if change.is_break]
    assert all(change.mend for change in changes)


ADDITIONS: dict[str, Edit] = {
    "nothing changes": lambda _: None,
    "a field is added": lambda r: r["schemas"]["panhuo.PatentListed.v1"]["properties"].update(more={"type": "string"}),
    "an event is added": lambda r: r["schemas"].update({"panhuo.PatentPooled.v1": {"type": "object"}}),
    "a stream is added": lambda r: r["streams"].update(advice=r["streams"]["filing"]),
    "a code is added": lambda r: field(r, "PatentDelisted", "note").update(maxLength=9000),
    "words are better": lambda r: field(r, "PatentDelisted", "note").update(description="Why."),
    "an example is added": lambda r: r["examples"].update({"PatentListed.v1.third.json": "0"}),
    "somebody else reads": lambda r: r["streams"]["library"]["readers"].append("monitoring"),
}


@pytest.mark.parametrize("edit", ADDITIONS.values(), ids=ADDITIONS)
def test_it_is_no_break_when(edit: Edit) -> None:
    assert not [change for change in after(edit) if change.is_break]


def test_a_new_code_says_that_readers_go_first() -> None:
    def add_code(release: dict[str, Any]) -> None:
        release["schemas"]["panhuo.PatentDelisted.v1"]["$defs"]["DelistReason"]["enum"].append("expired_offer")

    (change,) = after(add_code)
    assert not change.is_break
    assert "readers" in change.mend


def test_releases_are_compared_by_number_not_by_name(copied: Path) -> None:
    first = json.loads((copied / "released" / "0.1.0.json").read_text("utf-8"))
    for version in ("0.2.0", "0.10.0"):
        (copied / "released" / f"{version}.json").write_text(json.dumps(first | {"version": version}), "utf-8")
    assert (releases.last(copied) or {})["version"] == "0.10.0"
