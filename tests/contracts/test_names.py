"""Every code has one name in each language, and no name stands for two codes of a table."""

from typing import get_args, get_type_hints

import pytest
from panhuo_contracts import names

TABLES = {name: kind for name, kind in get_type_hints(names).items() if name.isupper()}


@pytest.mark.parametrize("name", TABLES)
def test_every_code_of_a_vocabulary_has_a_name_of_its_own(name: str) -> None:
    table = getattr(names, name)
    (mapping,) = get_args(TABLES[name])
    codes, _ = get_args(mapping)

    assert set(table) == set(codes)
    for each in zip(*table.values(), strict=True):
        assert len(set(each)) == len(each)
