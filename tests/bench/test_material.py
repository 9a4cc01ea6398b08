import itertools
from collections import Counter
from pathlib import Path

from panhuo_contracts import Topic, decode, header_texts

from bench import material, population
from bench.importing import write_file
from chassis.clock import today
from services.inventory.files.source_file import open_source
from services.inventory.importing.rows import Importer, Row, RowReader
from services.inventory.institutions import Directory


def test_every_event_of_the_population_is_well_formed_and_each_keys_numbers_go_up_in_step() -> None:
    numbers: Counter[tuple[str, str]] = Counter()
    for record in population.records(400):
        fact = decode(Topic.parse(record.topic), record.key, record.value, header_texts(record.headers))
        numbers[fact.stream, fact.key] += 1
        assert fact.sequence == numbers[fact.stream, fact.key]

    assert {stream for stream, _ in numbers} == {
        "inventory", "evaluation", "library", "enterprises", "matching", "filing",
    }  # fmt: skip


def test_the_seams_material_has_replays_and_malformed_records() -> None:
    records = list(material.records(5_000, 2_000))

    assert any(record.value == b'{"patent": "broken' for record in records)
    assert any(one is other for one, other in itertools.pairwise(records))


def test_every_row_of_the_generated_file_is_accepted(tmp_path: Path) -> None:
    write_file(tmp_path / "rows.csv", 200)
    source = open_source(tmp_path / "rows.csv")
    reader = RowReader(source.layout, Directory([]), Importer("cn", None, today()))

    rows = [reader.read(number, cells) for number, cells in source.read()]

    assert len(rows) == 200
    assert all(isinstance(row, Row) for row in rows)
