"""Files of the wrong kind, broken, hostile or huge: refused with a sentence, in bounded memory and time."""

import resource
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from chassis.service import Service
from services.inventory.files.source_file import open_source
from services.inventory.files.unreadable import Unreadable
from tests.services.inventory.files import HEADER, csv_file, csv_text, row, xlsx_file
from tests.services.inventory.sending import said, send

_MEGABYTE = 1024 * 1024
_SHEET = "xl/worksheets/sheet1.xml"


def program(path: Path) -> None:
    path.write_bytes(b"MZ\x90\x00" + bytes(2_000))


def old_workbook(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000))


def random_bytes(path: Path) -> None:
    path.write_bytes(bytes(place * 7 % 256 for place in range(5_000)))


def nothing(path: Path) -> None:
    path.write_bytes(b"")


def header_only(path: Path) -> None:
    csv_file(path, [])


def other_columns(path: Path) -> None:
    path.write_text("a,b,c\n1,2,3\n", encoding="utf-8")


def web_page(path: Path) -> None:
    path.write_text("<html><body>登录</body></html>", encoding="utf-8")


def cut_workbook(path: Path) -> None:
    xlsx_file(path, [row(serial) for serial in range(1, 200)])
    path.write_bytes(path.read_bytes()[:-5_000])


def damaged_workbook(path: Path) -> None:
    xlsx_file(path, [row(serial) for serial in range(1, 200)])
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
    content[at + 200 : at + 260] = bytes(60)
    path.write_bytes(bytes(content))


def failed_formula(path: Path) -> None:
    """A lookup that found nothing: read as an empty cell, it would erase what stands."""
    xlsx_file(path, [row(1)])
    rewritten = path.with_suffix(".new")
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(rewritten, "w") as out:
        for name in archive.namelist():
            content = archive.read(name)
            if name == _SHEET:
                content = content.replace(b"</row></sheetData>", b'<c r="ZZ2" t="e"><v>#N/A</v></c></row></sheetData>')
            out.writestr(name, content)
    rewritten.rename(path)


def other_archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("notes.txt", "hello")


def bomb(path: Path) -> None:
    """A kilobyte of archive for each megabyte of zeros."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(600):
                sheet.write(bytes(_MEGABYTE))


def corner_cells(path: Path) -> None:
    """Two cells, but in opposite corners of the sheet."""
    xlsx_file(path, [row(1)])
    rewritten = path.with_suffix(".new")
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as copy:
        for part in archive.infolist():
            content = archive.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                content = content.replace(b"</sheetData>", far)
            copy.writestr(part, content)
    rewritten.rename(path)


def rewrite(path: Path, part: str, change: Callable[[bytes], bytes]) -> None:
    """A workbook with one of its parts as nobody's program writes it."""
    xlsx_file(path, [row(1), row(2)])
    rewritten = path.with_suffix(".new")
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as copy:
        for each in archive.infolist():
            content = archive.read(each)
            copy.writestr(each, change(content) if each.filename == part else content)
    rewritten.rename(path)


def _more_cells(path: Path, more: bytes) -> None:
    rewrite(path, _SHEET, lambda content: content.replace(b"</sheetData>", more + b"</sheetData>"))


def far_column_of_a_workbook(path: Path) -> None:
    _more_cells(path, b'<row r="9"><c r="ZZZZZ9"><v>1</v></c></row>')


def million_columns_of_a_workbook(path: Path) -> None:
    """None of them says where it stands."""
    _more_cells(path, b"<row>" + b"<c><v>1</v></c>" * 1_000_000 + b"</row>")


def laughs_in_a_workbook(path: Path) -> None:
    entities = "".join(f'<!ENTITY l{place + 1} "{f"&l{place};" * 10}">' for place in range(9))
    doctype = f'?><!DOCTYPE sst [<!ENTITY l0 "lol">{entities}]>'.encode()
    texts = "xl/sharedStrings.xml"
    rewrite(path, texts, lambda content: content.replace(b"?>", doctype, 1).replace(b"<t>", b"<t>&l9;", 1))


def huge_cell_of_a_workbook(path: Path) -> None:
    long = ("长" * 5 * _MEGABYTE).encode()
    rewrite(path, "xl/sharedStrings.xml", lambda content: content.replace("一种示例装置1".encode(), long))


def many_columns(path: Path) -> None:
    names = [*HEADER, *(f"列{place}" for place in range(1_000_000))]
    path.write_text(",".join(names) + "\n" + ",".join(row(1)) + "\n", encoding="utf-8")


def wide_rows(path: Path) -> None:
    """Half a million cells in each row, all of them empty but one."""
    path.write_text(csv_text([row(1)]) + ("x" + "," * 500_000 + "\n") * 20, encoding="utf-8")


def long_name_of_a_column(path: Path) -> None:
    """It is the right name, and would be kept with every problem of the column."""
    path.write_text(csv_text([row(1)]).replace("专利号", "专利号" + " *" * 100_000, 1), encoding="utf-8")


def archive_of_a_million_files(path: Path) -> None:
    entry = b"PK\x01\x02" + bytes(24) + b"\x01" + bytes(17) + b"a"
    size = len(entry) * 1_000_000
    end = b"PK\x05\x06" + bytes(8) + size.to_bytes(4, "little") + bytes(6)
    path.write_bytes(b"PK\x03\x04" + entry * 1_000_000 + end)


def text_document(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<?xml version='1.0'?><w:document/>")


def huge_cell(path: Path) -> None:
    path.write_text(csv_text([row(1), row(2, abstract="长" * 5 * _MEGABYTE)]), encoding="utf-8")


def huge_cell_in_lines(path: Path) -> None:
    path.write_text(csv_text([row(1), row(2, abstract="一行\n" * _MEGABYTE)]), encoding="utf-8")


def open_quote(path: Path) -> None:
    text = csv_text([row(serial) for serial in range(1, 30)])
    path.write_text(text.replace("一种示例装置9", '"一种示例装置9', 1), encoding="utf-8")


def mixed_encodings(path: Path) -> None:
    lines = csv_text([row(serial) for serial in range(1, 30)]).splitlines(keepends=True)
    path.write_bytes(b"".join(line.encode("utf-8" if place == 9 else "gb18030") for place, line in enumerate(lines)))


def broken_utf_8(path: Path) -> None:
    path.write_bytes(csv_text([row(1)]).encode()[:-1] + b"\xff\xff\xfe" * 3 + b"\n")


def zeros(path: Path) -> None:
    path.write_bytes(bytes(_MEGABYTE))


def refuses_soon(path: Path) -> None:
    """With a sentence, in little time and memory."""
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with pytest.raises(Unreadable) as refused:
        open_source(path)
    assert len(str(refused.value)) > 5
    assert len(refused.value.english) > 10
    assert time.monotonic() - began < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150 * 1024


HOSTILE: list[Callable[[Path], None]] = [
    program,
    old_workbook,
    random_bytes,
    nothing,
    header_only,
    other_columns,
    web_page,
    cut_workbook,
    damaged_workbook,
    failed_formula,
    other_archive,
    bomb,
    corner_cells,
    many_columns,
    wide_rows,
    long_name_of_a_column,
    archive_of_a_million_files,
    text_document,
    far_column_of_a_workbook,
    million_columns_of_a_workbook,
    laughs_in_a_workbook,
    huge_cell_of_a_workbook,
    huge_cell,
    huge_cell_in_lines,
    open_quote,
    mixed_encodings,
    broken_utf_8,
    zeros,
]


@pytest.mark.parametrize("make", HOSTILE, ids=lambda make: make.__name__)
def test_a_hostile_file_is_refused_with_a_sentence_soon_and_in_little_memory(
    make: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / ("file.xlsx" if "book" in make.__name__ else "file.csv")
    make(path)

    refuses_soon(path)


async def test_of_a_file_that_breaks_off_below_good_rows_nothing_is_taken_in(service: Service, tmp_path: Path) -> None:
    path = tmp_path / "stock.csv"
    good = [row(serial) for serial in range(1, 4_501)]
    path.write_text(csv_text([*good, row(4_501, abstract="长" * _MEGABYTE)]), encoding="utf-8")

    job = await send(service, path)

    assert (job.state, job.handled) == ("refused", 0)
    assert "4,502" in job.reason
    assert await said(service) == []


async def test_a_control_character_costs_its_row_only(service: Service, tmp_path: Path) -> None:
    job = await send(
        service, csv_file(tmp_path / "stock.csv", [row(1), row(2, title="坏\x00字"), row(3, scenario="\x01")])
    )

    assert (job.new, job.refused) == (1, 2)


async def test_a_formula_counts_as_the_value_stored_with_it(service: Service, tmp_path: Path) -> None:
    cells: list[object] = list(row(1))
    path = xlsx_file(tmp_path / "stock.xlsx", [cells, [*row(2)[:1], "=CONCATENATE(1,2)", *row(2)[2:]]])

    job = await send(service, path)

    assert (job.state, job.new) == ("done", 2)


async def test_numbers_and_dates_of_a_workbook_are_read_as_what_they_are(tmp_path: Path) -> None:
    from datetime import datetime

    import xlsxwriter

    book = xlsxwriter.Workbook(str(tmp_path / "stock.xlsx"))
    sheet = book.add_worksheet()
    for place, name in enumerate(("专利号", "专利名称", "申请日", "第一专利权人")):
        sheet.write(3, place + 2, name)
    sheet.write_number(5, 2, 2017106018623)
    sheet.write_string(5, 3, "一种示例装置")
    sheet.write_datetime(5, 4, datetime(2017, 7, 21), book.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001 - cells know no zone
    sheet.write_string(5, 5, "示例理工大学")
    book.close()

    source = open_source(tmp_path / "stock.xlsx")

    assert list(source.read()) == [(6, ["", "", "2017106018623", "一种示例装置", "2017-07-21", "示例理工大学"])]
