"""Generated records of any number, as long as real ones, to see what size costs."""

import json
import random
from pathlib import Path
from typing import Final

_ITEM_CHARACTERS: Final = 220
_RECORD_CHARACTERS: Final = 900
_COMMON: Final = 0x4E00
_USED: Final = 3_000
_ENGLISH_WORDS: Final = 70


def write_files(folder: Path, experts: int, items: int, *, mixed: bool) -> None:
    """`mixed` makes a tenth of them English."""
    draw = random.Random(1)
    for name, count, length in (("experts", experts, _RECORD_CHARACTERS), ("items", items, _ITEM_CHARACTERS)):
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as file:
            for number in range(count):
                is_english = mixed and number % 10 == 0
                text = _english(draw) if is_english else _chinese(draw, length)
                row = {"id": f"{name}-{number:06d}", "text": text, "ipc": _symbols(draw) if number % 2 else None}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _chinese(draw: random.Random, length: int) -> str:
    return "".join(chr(_COMMON + _rank(draw)) for _ in range(length))


def _english(draw: random.Random) -> str:
    return " ".join(f"w{_rank(draw)}x" for _ in range(_ENGLISH_WORDS))


def _symbols(draw: random.Random) -> list[str]:
    subclasses = [f"{draw.choice('ABCDEFGH')}{draw.randint(1, 40):02d}{draw.choice('BCDFGHKL')}" for _ in range(2)]
    return [f"{subclass}{draw.randint(1, 60)}/{draw.randint(0, 40):02d}" for subclass in subclasses]


def _rank(draw: random.Random) -> int:
    """As unevenly frequent as the characters of a language."""
    return int(_USED ** draw.random())
