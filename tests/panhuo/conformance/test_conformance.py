"""What an outside producer is told of its records."""

import base64
import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from panhuo_contracts import Event, encode
from panhuo_contracts.envelope import MAX_BYTES
from typer.testing import CliRunner, Result

from chassis.kafka import ensure_topics, producer
from panhuo.cli import app
from panhuo.language.examples import read_example
from panhuo.language.registered import CONTRACTS

Line = dict[str, Any]
Edit = Callable[[Line], object]


def example(name: str = "PatentRecorded.v1.minimal", **headers: str) -> Line:
    shown: Line = json.loads((CONTRACTS / "examples" / f"{name}.json").read_text("utf-8"))
    shown["headers"] |= headers
    return shown


def examined(tmp_path: Path, lines: Sequence[Line | str], *options: str) -> Result:
    file = tmp_path / "records.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    file.write_text("\n".join(texts) + "\n", "utf-8")
    return CliRunner().invoke(app, ["conformance", str(file), *options])


def codes(result: Result) -> list[str]:
    return [json.loads(line)["code"] for line in result.output.splitlines() if '"code"' in line]


def test_a_stream_in_order_conforms(tmp_path: Path) -> None:
    lines = [example(), example("PatentInventoried.v1.minimal"), example("InventoryRevised.v1.minimal")]
    result = examined(tmp_path, lines)
    assert result.exit_code == 0, result.output
    assert "3 records examined: they conform" in result.output


WRONG: dict[str, Edit] = {
    "unknown_topic": lambda line: line.update(topic="cn-99.inventory.v1"),
    "wrong_stream": lambda line: line.update(topic="cn-33.filing.v1"),
    "foreign": lambda line: (
        line.update(topic="cn-32.inventory.v1"),
        line["headers"].update(ce_source="/cn-32/inventory"),
    ),
    "missing_header": lambda line: line["headers"].pop("ce_specversion"),
    "bad_header": lambda line: line["headers"].update(ce_time="2026-04-02T09:41:26"),
    "null_key": lambda line: line.update(key=None),
    "key_mismatch": lambda line: (line.update(key="other"), line["headers"].update(ce_subject="other")),
    "null_body": lambda line: line.update(body=None),
    "content_type": lambda line: line["headers"].update({"content-type": "application/xml"}),
    "bad_body": lambda line: line["body"].update(home=7),
    "too_large": lambda line: line["body"].update(padding="x" * MAX_BYTES),
    "wrong_source": lambda line: line["headers"].update(ce_source="/cn/inventory"),
    "wrong_subject": lambda line: line["headers"].update(ce_subject="other"),
    "wrong_version": lambda line: line["headers"].update(ce_specversion="0.3"),
    "wrong_schema": lambda line: line["headers"].update(ce_dataschema="elsewhere"),
}


@pytest.mark.parametrize(("code", "edit"), WRONG.items(), ids=WRONG)
def test_each_mistake_is_named_with_its_mend(tmp_path: Path, code: str, edit: Edit) -> None:
    line = example()
    edit(line)
    result = examined(tmp_path, [line], "--json")
    assert result.exit_code == 1
    assert code in codes(result)
    said = next(json.loads(text) for text in result.output.splitlines() if f'"{code}"' in text)
    assert said["where"] == "line 1"
    assert said["mend"]


SUSPECT: dict[str, Edit] = {
    "unknown_type": lambda line: line["headers"].update(ce_type="panhuo.PatentPraised.v1"),
    "unknown_field": lambda line: line["body"]["bibliography"].update(colour="red"),
    "from_the_future": lambda line: line["headers"].update(ce_time="2999-01-01T00:00:00+08:00"),
    "starts_late": lambda line: line["headers"].update(ce_sequence="7"),
}


@pytest.mark.parametrize(("code", "edit"), SUSPECT.items(), ids=SUSPECT)
def test_what_readers_pass_over_is_a_warning(tmp_path: Path, code: str, edit: Edit) -> None:
    line = example()
    edit(line)
    result = examined(tmp_path, [line], "--json")
    assert result.exit_code == 0
    assert code in codes(result)


def test_an_unknown_field_is_named_by_its_path(tmp_path: Path) -> None:
    line = example("DealSigned.v1.full")
    line["body"]["payment"]["upfront"]["tax"] = "0"
    assert "payment.upfront.tax" in examined(tmp_path, [line]).output


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ("1 2 3", []),
        ("1 3", ["number_skipped"]),
        ("1 2 1", ["number_falls"]),
        ("1 1", ["repeated"]),
        ("5 6", ["starts_late"]),
    ],
)
def test_numbers_rise_by_one_for_each_key(tmp_path: Path, numbers: str, expected: list[str]) -> None:
    lines = [example(ce_sequence=number) for number in numbers.split()]
    assert codes(examined(tmp_path, lines, "--json")) == expected


def test_one_number_for_two_events_is_a_mistake(tmp_path: Path) -> None:
    other = example()
    other["body"]["recorded_on"] = "2024-05-01"
    assert codes(examined(tmp_path, [example(), other], "--json")) == ["number_reused"]


def test_each_key_has_numbers_of_its_own(tmp_path: Path) -> None:
    lines = [example(), example("PatentRecorded.v1.full"), example("PatentInventoried.v1.minimal")]
    assert codes(examined(tmp_path, lines, "--json")) == []


def test_a_compacted_stream_may_leave_numbers_out(tmp_path: Path) -> None:
    lines = [
        example("LibraryEntry.v1.minimal", ce_sequence="4"),
        example("LibraryEntryRemoved.v1.minimal", ce_sequence="9"),
    ]
    assert codes(examined(tmp_path, lines, "--json")) == []


@pytest.mark.parametrize(
    "line",
    ["{", "[1]", '{"topic": 7}', '{"topic": "cn.inventory.v1", "headers": {"a": 1}}', '{"topic": "x", "headers": {}}',
     '{"topic": "x", "headers": {}, "body": {}, "value": ""}', '{"topic": "x", "headers": {}, "value_base64": "?"}',
     '{"topic": "x", "headers": {}, "body": {}, "more": 1}', "[" * 100_000],
)  # fmt: skip
def test_a_line_that_is_no_record_is_said_to_be_none(tmp_path: Path, line: str) -> None:
    result = examined(tmp_path, [line, example()], "--json")
    assert result.exit_code == 1
    assert codes(result) == ["unreadable"]


def test_a_value_that_is_no_json_can_be_shown_too(tmp_path: Path) -> None:
    for value in ({"value": "not json"}, {"value_base64": base64.b64encode(b"\xff\x00").decode()}):
        line = example()
        del line["body"]
        assert codes(examined(tmp_path, [line | value], "--json")) == ["bad_body"]


def test_the_output_is_bounded_and_the_summary_counts_all(tmp_path: Path) -> None:
    line = example()
    line["body"]["home"] = "\x1b[2J" + "x" * 5_000
    result = examined(tmp_path, [line | {"key": str(n)} for n in range(500)], "--most", "3")
    assert "500 x bad_body (497 not written out)" in result.output
    assert "500 records examined: 500 do not conform" in result.output
    assert "\x1b" not in result.output
    assert len(result.output) < 8_000


def test_what_cannot_be_examined_exits_with_two(tmp_path: Path) -> None:
    empty = examined(tmp_path, [])
    neither = CliRunner().invoke(app, ["conformance", "nothing-of-the-kind"])
    assert (empty.exit_code, neither.exit_code) == (2, 2)
    assert "there is no file" in neither.output


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\x00", b"PK\x03\x04\x00", '{"题": 1}'.encode("gb18030")])
def test_what_is_no_file_of_records_is_told_what_is_expected(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "records.jsonl"
    file.write_bytes(content)

    for source in (file, tmp_path):
        ended = CliRunner().invoke(app, ["conformance", str(source)])

        assert ended.exit_code == 2
        assert "Expected are records as JSON" in ended.output
        assert "codec" not in ended.output
        assert "conform\n" not in ended.output


async def test_a_topic_is_examined_where_it_stands(kafka: str) -> None:
    import asyncio

    await ensure_topics(kafka, ["cn-65"])
    fact = read_example(CONTRACTS / "examples" / "PatentListed.v1.minimal.json")
    said = Event.of(fact.body.model_copy(update={"home": "cn-65"}))
    first, third = (encode(said, writer="cn-65", sequence=number) for number in (1, 3))
    wrong = encode(said, writer="cn-65", sequence=4)
    speaker = producer(kafka, "test")
    await speaker.start()
    for record in (first, third):
        await speaker.send_and_wait(first.topic, record.value, key=record.key, headers=list(record.headers))
    await speaker.send_and_wait(first.topic, b"{", key=wrong.key, headers=list(wrong.headers))
    elsewhere = await speaker.partitions_for(first.topic)
    for number in sorted(elsewhere):
        await speaker.send_and_wait(
            first.topic, wrong.value, key=b"elsewhere", headers=list(wrong.headers), partition=number
        )
    await speaker.stop()

    result = await asyncio.to_thread(
        CliRunner().invoke, app, ["conformance", first.topic, "--bootstrap", kafka, "--json"]
    )

    assert result.exit_code == 1, result.output
    found = codes(result)
    assert found.count("number_skipped") == 1
    assert found.count("bad_body") == 1
    assert found.count("wrong_partition") == len(elsewhere) - 1
    assert json.loads(result.output.splitlines()[-1])["records"] == 3 + len(elsewhere)


NEVER_MADE = "cn-54.filing.v1"
"""A topic of a writer that no other test names: all tests share one Kafka."""


async def test_a_kafka_or_topic_that_is_not_there_exits_with_two(kafka: str) -> None:
    import asyncio

    result = await asyncio.to_thread(CliRunner().invoke, app, ["conformance", NEVER_MADE, "--bootstrap", kafka])
    assert result.exit_code == 2
    assert "there is no topic" in result.output


def test_a_clock_a_little_ahead_is_no_mistake(tmp_path: Path) -> None:
    from chassis.clock import now

    soon = (now() + timedelta(minutes=2)).isoformat()
    assert codes(examined(tmp_path, [example(ce_time=soon)], "--json")) == []


@pytest.mark.parametrize("name", [path.name for path in sorted((CONTRACTS / "examples").glob("*.json"))][::7])
def test_the_project_s_own_examples_are_examined_as_they_are_printed(name: str) -> None:
    result = CliRunner().invoke(app, ["conformance", str(CONTRACTS / "examples" / name)])

    assert "1 records examined" in result.output
    assert "unreadable" not in result.output


@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_of_records_is_examined_record_by_record(tmp_path: Path, indent: int | None) -> None:
    wrong = example()
    wrong["headers"].pop("ce_id")
    result = examined(tmp_path, [json.dumps([example(), wrong], indent=indent)])

    assert result.exit_code == 1
    assert "record 2: error missing_header" in result.output
    assert "2 records examined: 1 do not conform" in result.output


def test_a_broken_first_line_does_not_hide_the_lines_behind_it(tmp_path: Path) -> None:
    result = examined(tmp_path, ["{", example(), "[1", example(ce_sequence="2")])

    assert "4 records examined: 2 do not conform" in result.output
    assert "line 1: error" in result.output
    assert "line 3: error" in result.output
