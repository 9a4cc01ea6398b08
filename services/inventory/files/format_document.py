"""Keeps the tables of docs/standard-format.md as the parser's.

``python -m services.inventory.files.format_document``.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from services.inventory.files.standard_format import COLUMNS
from services.inventory.legal import line_file
from services.inventory.legal.kinds import VOCABULARY
from services.inventory.rules.problems import RULES

DOCUMENT: Final = Path(__file__).resolve().parents[3] / "docs" / "standard-format.md"
_PLACE: Final = "<!-- {name} -->\n.*<!-- end of {name} -->"


def with_tables(page: str) -> str:
    """The page with both tables as the code has them; the prose around them stays."""
    columns = [
        (
            f"**{column.name}**{' (required)' if column.is_required else ''}",
            "、".join(column.synonyms),
            "<br>".join(column.form),
            column.example,
        )
        for column in COLUMNS
    ]
    rules = [
        (rule.code, "<br>".join(rule.problem), "<br>".join(rule.source), "<br>".join(rule.mend))
        for rule in RULES.values()
    ]
    lines = [
        (
            f"**{column.name}**{' (required)' if column.is_required else ''}",
            "、".join(column.synonyms),
            "<br>".join(column.form),
            column.example,
        )
        for column in line_file.COLUMNS
    ]
    events = [
        (f"{term.chinese}<br>{term.english}", " ".join(term.codes), "、".join(term.spellings), term.basis)
        for term in VOCABULARY.values()
    ]
    page = _put(page, "lines", ("Column", "Also called", "What stands in it", "Example"), lines)
    page = _put(page, "events", ("Event", "Codes", "Also called", "Source"), events)
    fields = [(f"`{column.field}`", column.name) for column in COLUMNS]
    page = _put(page, "fields", ("Field", "Column"), fields)
    page = _put(page, "columns", ("Column", "Also called", "What stands in it", "Example"), columns)
    return _put(page, "rules", ("Rule", "Problem", "Source", "How to mend it"), rules)


def _put(page: str, name: str, header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    table = "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)
    stated = f"<!-- {name} -->\n{table}<!-- end of {name} -->"
    return re.sub(_PLACE.format(name=name), lambda _: stated, page, flags=re.DOTALL)


if __name__ == "__main__":
    DOCUMENT.write_text(with_tables(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
