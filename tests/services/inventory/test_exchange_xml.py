"""The office's exchange XML: single or many in a zip, taken in as its spreadsheet is, by a hardened parser."""

from collections.abc import Callable
from pathlib import Path

import pytest

from chassis.service import Service
from services.inventory.files import exchange_files
from services.inventory.files.source_file import open_source
from services.inventory.files.unreadable import Unreadable
from tests.builders import patent_number
from tests.services.inventory.exchange import DOCTYPE, archive, design, document, xml_file
from tests.services.inventory.sending import problems, said, send
from tests.services.inventory.test_hostile_files import refuses_soon


async def test_a_granted_document_goes_in_and_the_same_again_changes_nothing(service: Service, tmp_path: Path) -> None:
    path = xml_file(tmp_path / "one.XML", document())

    first = await send(service, path)
    again = await send(service, path)

    assert (first.kind, first.new, first.refused, first.unknown_columns) == ("xml", 1, 0, [])
    assert (again.unchanged, again.new, again.revised) == (1, 0, 0)
    ((kind, body),) = await said(service)
    printed = body["bibliography"]
    assert (kind, body["patent"], body["institution_name"], body["home"]) == (
        "PatentRecorded",
        patent_number(1),
        "示例理工大学",
        "cn-11",
    )
    assert printed == {
        "title": "一种示例装置",
        "abstract": "一段2文字。\n又一段。",
        "patent_type": "invention",
        "publication_number": "CN112000001B",
        "filing_date": "2021-01-04",
        "grant_date": "2023-05-12",
        "expires_on": "2041-01-04",
        "ipc": ["H01M10/54", "C22B7/00"],
        "co_patentees": ["示例材料研究所"],
    }


async def test_many_in_a_zip_go_in_and_what_is_refused_is_told_by_document(service: Service, tmp_path: Path) -> None:
    path = archive(
        tmp_path / "week.zip",
        {
            "a/1/GRANTED.XML": document(assignees=("另一示例大学",)),
            "a/1/picture.TIF": b"II*\x00",
            "a/2/design.xml": design(),
            "a/3/application.xml": document(number="202110000002.0", kind="A"),
            "a/4/early.xml": document(
                number="85100312", publication="85100312", kind="A", filed="19850401", published="19870204"
            ),
            "INDEX.XML": "<index/>",
        },
    )

    job = await send(service, path)

    assert (job.kind, job.rows, job.new, job.refused) == ("zip xml", 4, 2, 2)
    assert await problems(service, job) == [
        (4, "公开（公告）号", "CN112000001A", "E131"),
        (5, "公开（公告）号", "CN85100312A", "E131"),
    ]
    holders = {str(body["institution_name"]): body["bibliography"] for _, body in await said(service)}
    assert set(holders) == {"另一示例大学", "示例理工大学"}
    assert holders["示例理工大学"]["locarno"] == "06-01"


def test_documents_are_read_in_every_encoding_that_the_office_has_used(tmp_path: Path) -> None:
    for encoding in ("utf-8-sig", "utf-16", "gb18030"):
        declared = "GB18030" if encoding == "gb18030" else encoding.removesuffix("-sig")
        text = document(title="一种“示例”装置").replace('encoding="utf-8"', f'encoding="{declared}"')
        source = open_source(xml_file(tmp_path / "one.xml", text, encoding))
        assert [cells[4] for _, cells in source.read()] == ["一种“示例”装置"], encoding


def test_a_named_character_is_known_without_the_dtd_that_is_never_read(tmp_path: Path) -> None:
    source = open_source(xml_file(tmp_path / "one.xml", document(title="&beta;型&unheard;装置")))

    assert [cells[4] for _, cells in source.read()] == ["β型&unheard;装置"]


def laughs(path: Path) -> None:
    """A billion of them."""
    entities = "".join(f'<!ENTITY l{place + 1} "{f"&l{place};" * 10}">' for place in range(9))
    doctype = DOCTYPE.replace("[]", f'[<!ENTITY l0 "lol">{entities}]')
    xml_file(path, document(title="&l9;", doctype=doctype))


def file_of_the_server(path: Path) -> None:
    doctype = DOCTYPE.replace("[]", '[<!ENTITY secret SYSTEM "file:///etc/hostname">]')
    xml_file(path, document(title="&secret;", doctype=doctype))


def outer_declarations(path: Path) -> None:
    doctype = DOCTYPE.replace("[]", '[<!ENTITY % outer SYSTEM "http://localhost:1/x.dtd"> %outer;]')
    xml_file(path, document(doctype=doctype))


def cut_off(path: Path) -> None:
    xml_file(path, document()[:-200])


def zero_inside(path: Path) -> None:
    xml_file(path, document(title="坏\x00字"))


def two_encodings(path: Path) -> None:
    path.write_bytes(document().encode() + "尾巴".encode("gb18030"))


def deep(path: Path) -> None:
    xml_file(path, "<?xml version='1.0'?>" + "<a>" * 100_000)


def huge_field(path: Path) -> None:
    xml_file(path, document(title="长" * 5_000_000))


def huge_attribute(path: Path) -> None:
    xml_file(path, document().replace('country="CN"', f'country="{"长" * 12_000_000}"', 1))


def no_documents(path: Path) -> None:
    xml_file(path, "<?xml version='1.0'?><patents/>")


def bomb(path: Path) -> None:
    archive(path, {"one.xml": document(), "two.xml": b"<a>" + bytes(100 * 1024**2)})


def broken_among_good_ones(path: Path) -> None:
    archive(path, {"one.xml": document(), "two.xml": document()[:-30]})


def archives_inside(path: Path) -> None:
    archive(path, {"inner.zip": b"PK\x05\x06" + bytes(18)})


HOSTILE: list[Callable[[Path], None]] = [
    laughs,
    file_of_the_server,
    outer_declarations,
    cut_off,
    zero_inside,
    two_encodings,
    deep,
    huge_field,
    huge_attribute,
    no_documents,
    bomb,
    broken_among_good_ones,
    archives_inside,
]


@pytest.mark.parametrize("make", HOSTILE, ids=lambda make: make.__name__)
def test_hostile_xml_is_refused_with_a_sentence_and_nothing_of_it_is_taken_in(
    make: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / "file.xml"
    make(path)

    refuses_soon(path)


def test_an_archive_is_read_document_by_document(tmp_path: Path) -> None:
    path = archive(tmp_path / "week.zip", {"1.xml": document(), "2.xml": document(), "3.xml": "<broken"})

    rows = exchange_files.rows_of_archive(path)
    numbers = [next(rows)[0] for _ in range(3)]

    assert numbers == [1, 2, 3]
    with pytest.raises(Unreadable, match=r"3\.xml"):
        next(rows)
