"""Exchange XML as it is sent: one file, or many in a zip with their pictures beside them."""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from services.inventory.files import exchange_xml
from services.inventory.files.unreadable import Unreadable

MOST_UNPACKED: Final = 4 * 1024**3
MOST_PARTS: Final = 400_000
_WITHOUT: Final = Unreadable(
    "里面有 XML，但没有专利文献（PatentDocumentAndRelated）",
    "there is XML, but no patent document (PatentDocumentAndRelated) in it",
)

Rows = Iterator[tuple[int, list[str]]]


def is_xml(start: bytes) -> bool:
    """Whether a file begins as XML, in whatever width of characters; web pages do not."""
    text = start[:2_000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return text.startswith(b"<?xml") or (text.startswith(b"<") and b"patentdocumentandrelated" in text)


def rows_of_file(path: Path) -> Rows:
    """A header, then a row for each document. Raises Unreadable."""
    return _numbered(_of_file(path))


def rows_of_archive(path: Path) -> Rows:
    """A header, then a row for each document in the archive's XML files, in the archive's order. Raises Unreadable."""
    return _numbered(_of_archive(path))


def check_archive(path: Path) -> None:
    """What its directory says of it is within bounds. Raises Unreadable."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise _broken(str(error)) from None
    documents = [part for part in parts if _is_document(part)]
    if not documents:
        raise Unreadable(
            "这是压缩包，但既不是 xlsx 工作簿，也没有 XML 文件；内层压缩包请先解开",
            "this is an archive, but neither an xlsx workbook nor one of XML files; unpack inner archives first",
        )
    if len(parts) > MOST_PARTS or sum(part.file_size for part in documents) > MOST_UNPACKED:
        raise Unreadable(
            f"展开后超过 {MOST_UNPACKED // 1024**3} GB 或 {MOST_PARTS:,} 个文件，请分成几份",
            f"it unpacks to more than {MOST_UNPACKED // 1024**3} GB or {MOST_PARTS:,} files: split it",
        )


def _numbered(found: Iterator[list[str]]) -> Rows:
    yield 1, list(exchange_xml.HEADER)
    number = 1
    for number, cells in enumerate(found, 2):
        yield number, cells
    if number == 1:
        raise _WITHOUT


def _of_file(path: Path) -> Iterator[list[str]]:
    with path.open("rb") as file:
        yield from exchange_xml.documents(file, "XML")


def _of_archive(path: Path) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(path) as archive:
            for part in archive.infolist():
                if _is_document(part):
                    with archive.open(part) as file:
                        yield from exchange_xml.documents(file, Path(part.filename).name[-200:])
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise _broken(str(error)) from None


def _is_document(part: zipfile.ZipInfo) -> bool:
    return part.filename.lower().endswith(".xml") and not part.filename.startswith("__MACOSX/")


def _broken(reason: str) -> Unreadable:
    return Unreadable(
        f"压缩包已损坏，无法打开（{reason[:200]}）", f"the archive is broken and cannot be opened ({reason[:200]})"
    )
