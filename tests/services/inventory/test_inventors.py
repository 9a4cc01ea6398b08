"""Inventors of patents: every format brings them, they are kept inside, and no event names them."""

import json
from pathlib import Path

from chassis.service import Service
from services.inventory.people.names import listed, plain
from services.inventory.store import inventors
from tests.builders import patent_number
from tests.services.inventory.exchange import document, xml_file
from tests.services.inventory.files import HEADER, csv_file, row
from tests.services.inventory.sending import said, send

NUMBER = patent_number(1)


async def names(service: Service) -> tuple[str, ...]:
    async with service.database.read() as conn:
        return (await inventors.of(conn, [NUMBER])).get(NUMBER, ())


def test_a_cell_lists_names_as_exports_write_them() -> None:
    assert listed("林示例;何示例；周 示例") == ("林示例", "何示例", "周 示例")
    assert listed("林示例，何示例") == ("林示例", "何示例")
    assert listed("Smith, John; 阿依·示例") == ("Smith, John", "阿依·示例")
    assert listed("不公告发明人") == ()
    assert plain("阿依 · 示例") == plain("阿依．示例") == plain("阿依•示例")
    assert plain("Ｓmith John") == plain("SMITH  JOHN")


async def test_inventors_are_kept_inside_and_a_change_of_them_alone_is_a_revision_without_an_event(
    service: Service, tmp_path: Path
) -> None:
    many = [row(serial, inventors="林示例; 何示例") for serial in range(1, 61)]
    await send(service, csv_file(tmp_path / "one.csv", many))
    events = await said(service)

    again = await send(service, csv_file(tmp_path / "again.csv", many))
    changed = await send(service, csv_file(tmp_path / "two.csv", [row(1, inventors="何示例; 林示例")]))
    silent = HEADER.index("发明人")
    without = [cells[:silent] + cells[silent + 1 :] for cells in [row(1)]]
    await send(service, csv_file(tmp_path / "three.csv", without, [name for name in HEADER if name != "发明人"]))

    assert (again.unchanged, again.revised) == (60, 0)
    assert (changed.revised, changed.unchanged) == (1, 0)
    assert await names(service) == ("何示例", "林示例")
    assert await said(service) == events
    assert "林示例" not in json.dumps(events, ensure_ascii=False)


async def test_the_exchange_xml_names_its_inventors(service: Service, tmp_path: Path) -> None:
    job = await send(service, xml_file(tmp_path / "one.XML", document()))

    assert job.new == 1
    assert await names(service) == ("某人",)
