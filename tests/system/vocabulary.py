"""What the product says in Chinese, as its source has it: none of it belongs on an English page."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from services.inventory.files.standard_format import COLUMNS

_ROOT: Final = Path(__file__).resolve().parents[2]
_SAID: Final = re.compile(r"""["'>]([^"'<>{}\n]*[\u4e00-\u9fff][^"'<>{}\n]*)["'<]""")
_STOPS: Final = " 。：；，"
_SAMPLE: Final = re.compile("示例|盘活|^中文$")
"""Names in examples; the product's own name; how the other language calls itself."""


def plain(text: str) -> str:
    return " ".join(text.split()).strip(_STOPS)


def _files() -> Iterator[Path]:
    for folder in ("services", "chassis", "contracts/panhuo_contracts"):
        for kind in ("py", "html", "json"):
            yield from (_ROOT / folder).rglob(f"*.{kind}")


def vocabulary() -> frozenset[str]:
    """Every text in Chinese of the sources and templates."""
    found = {plain(text) for file in _files() for text in _SAID.findall(file.read_text())}
    examples = {plain(column.example) for column in COLUMNS}
    return frozenset(text for text in found - examples if not _SAMPLE.search(text))
