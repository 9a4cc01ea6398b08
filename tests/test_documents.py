"""What the documents name is there, and every decision says when to look at it again."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
_WITHIN = ("", "services", "chassis")
_PATH = re.compile(r"[\w./-]+(?:/|\.(?:py|json|md))")


def test_every_path_in_the_table_of_the_architecture_exists() -> None:
    lines = (ROOT / "docs/architecture.md").read_text().splitlines()
    cells = [line.split("|")[2] for line in lines if line.startswith("|")]

    assert not [path for cell in cells for path in _missing(cell)]


def test_every_decision_says_when_to_look_at_it_again() -> None:
    decisions = sorted((ROOT / "docs/decisions").glob("0*.md"))

    assert decisions
    assert not [path.name for path in decisions if "\nRevisit when: " not in path.read_text()]


def _missing(cell: str) -> list[str]:
    """Paths of one cell that are not there; a bare name stands beside the path before it, or above that."""
    missing, beside = [], list[Path]()
    for said in re.findall(r"`([^`]+)`", cell):
        for name in said.partition(":")[0].split(", "):
            if _PATH.fullmatch(name):
                places = [*(ROOT / within / name for within in _WITHIN), *(folder / name for folder in beside)]
                found = next((place for place in places if place.exists()), None)
                if found is None:
                    missing.append(name)
                else:
                    folder = found if found.is_dir() else found.parent
                    beside = [folder, folder.parent]
    return missing
