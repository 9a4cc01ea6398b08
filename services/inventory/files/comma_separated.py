"""CSV files: which encoding, which separator, and their records one by one in bounded memory."""

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TextIO

from services.inventory.files.unreadable import Unreadable

_CHUNK: Final = 1024 * 1024
_LONGEST_LINE: Final = 512 * 1024
"""In characters; the longest record that keeps the rules has 20 thousand."""
_MOST_CELLS: Final = 4_096
"""Of one record: empty ones weigh nothing in the file, and eight bytes in memory."""
_MOST_CONTROL_CHARACTERS: Final = 0.01
_SURELY_UTF_8: Final = 12
"""So many bytes above ASCII in one line are hardly ever valid UTF-8 by accident."""
_MUCH_MORE: Final = 8
_END: Final = "\x1e"
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(path: Path, start: bytes) -> str:
    """The encoding in which the whole file can be read. Raises Unreadable where none is."""
    marked = next((name for bom, name in _BOMS if start.startswith(bom)), None) or _utf_16_without_mark(start)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        if _decodes(path, encoding):
            _refuse_binary(start, encoding)
            if encoding == "gb18030":
                _refuse_mixture(path)
            return encoding
    raise Unreadable(
        "编码既不是 UTF-8 也不是 GB18030，或混有两种编码：请另存为“CSV UTF-8”再传",
        "the encoding is neither UTF-8 nor GB18030, or a mixture: save it as CSV UTF-8 and send it again",
    )


def records(path: Path, encoding: str) -> Iterator[list[str]]:
    """Every record, empty ones included. Raises Unreadable where lines, cells or quotes have no end."""
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline(_LONGEST_LINE)
        file.seek(0)
        separator = max(",\t;", key=first.count)
        reader = csv.reader(_lines(file), delimiter=separator)
        record: list[str] = []
        count = 0
        try:
            for record in reader:
                if len(record) > _MOST_CELLS:
                    raise Unreadable(
                        f"第 {count + 1:,} 行有 {len(record):,} 格，不是本格式的文件",
                        f"row {count + 1:,} has {len(record):,} cells: this is no such file",
                    )
                if record != [_END]:
                    count += 1
                    yield record
        except csv.Error:
            raise Unreadable(
                f"第 {count + 1:,} 行有一格超过 128 KB，或有未闭合的引号",
                f"row {count + 1:,} has a cell of more than 128 KB, or a quote that is never closed",
            ) from None
    if record != [_END]:
        raise Unreadable(
            f"第 {count:,} 行有未闭合的引号，其后内容无法识别",
            f"a quote in row {count:,} is never closed: what follows cannot be read",
        )


def _lines(file: TextIO) -> Iterator[str]:
    """Lines of bounded length, and a last one of our own: swallowed by a record, it shows an open quote."""
    number = 0
    while line := file.readline(_LONGEST_LINE):
        number += 1
        if len(line) == _LONGEST_LINE:
            raise Unreadable(
                f"第 {number:,} 行超过 {_LONGEST_LINE // 1024} K 字，不是本格式的文件",
                f"line {number:,} has more than {_LONGEST_LINE // 1024} thousand characters: this is no such file",
            )
        yield line
    yield _END


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _utf_16_without_mark(start: bytes) -> str | None:
    """ASCII separators in UTF-16 leave zeros on every other place, 一 leaves some on the others."""
    evens, odds = start[0::2].count(0), start[1::2].count(0)
    enough = len(start) // 20
    if odds > enough and odds > evens * _MUCH_MORE:
        return "utf-16-le"
    if evens > enough and evens > odds * _MUCH_MORE:
        return "utf-16-be"
    return None


def _refuse_binary(start: bytes, encoding: str) -> None:
    text = codecs.getincrementaldecoder(encoding)("ignore").decode(start)
    controls = sum(character < " " and character not in "\t\r\n" for character in text)
    if controls > len(text) * _MOST_CONTROL_CHARACTERS:
        raise Unreadable("这不是文本文件，也不是 xlsx", "this is neither a text file nor an xlsx workbook")


def _refuse_mixture(path: Path) -> None:
    """A line of UTF-8 among lines of GB18030 decodes into nonsense without an error."""
    with path.open("rb") as file:
        number = 0
        while line := file.readline(_LONGEST_LINE):
            number += 1
            if not line.isascii() and sum(byte > 127 for byte in line) >= _SURELY_UTF_8:
                try:
                    line.decode()
                except UnicodeDecodeError:
                    continue
                raise Unreadable(
                    f"混有两种编码：第 {number:,} 行是 UTF-8，其余是 GB18030。请另存为“CSV UTF-8”再传",
                    f"two encodings are mixed: line {number:,} is UTF-8, others are GB18030. Save it as CSV UTF-8",
                )
