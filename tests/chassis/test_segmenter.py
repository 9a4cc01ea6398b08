"""Words of technology are whole in whichever process cuts them."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("service", ["inventory", "matching"])
def test_a_service_alone_knows_the_terms(service: str) -> None:
    cutting = {
        "inventory": "from services.inventory.words import words_of_title as f; print(*f('石墨烯电池'))",
        "matching": "from services.matching.words import words as f; print(*(w.text for w in f('石墨烯电池')))",
    }

    found = subprocess.run([sys.executable, "-c", cutting[service]], capture_output=True, text=True, check=True)

    assert "石墨烯" in found.stdout.split()
