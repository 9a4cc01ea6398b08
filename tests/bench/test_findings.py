from pathlib import Path

from bench.findings import Figure, Findings, Table


def test_an_aim_from_below_is_missed_by_less_and_one_from_above_by_more() -> None:
    assert Figure("rate", 0.19, "ratio", at_least=0.2).holds is False
    assert Figure("rate", 0.2, "ratio", at_least=0.2).holds is True
    assert Figure("memory", 151, "MB", at_most=150).holds is False
    assert Figure("memory", 150, "MB", at_most=150).holds is True


def test_a_figure_without_an_aim_neither_holds_nor_is_missed() -> None:
    figure = Figure("rate", 12_345.678, "1/s")

    assert figure.stated() == {"name": "rate", "value": 12_350.0, "unit": "1/s", "aim": None, "holds": None}
    assert Findings("part", [figure]).missed == []


def test_what_a_part_found_is_the_same_after_it_was_kept(tmp_path: Path) -> None:
    found = Findings("part", [Figure("rate", 1.5, "1/s", at_least=1.0)], [Table("Title", ["Way"], [["one"]])])

    found.save(tmp_path / "part.json")

    assert Findings.load(tmp_path / "part.json") == found
