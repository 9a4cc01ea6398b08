"""Workbooks to take along: what another program reads from them is what was written, as text."""

from collections.abc import Sequence

from python_calamine import CalamineWorkbook

from chassis.spreadsheets import Rows, as_xlsx

HEADER = [f"列{place}" for place in range(30)]


async def rows(said: Sequence[Sequence[str]]) -> Rows:
    for cells in said:
        yield cells


async def test_a_workbook_gives_back_every_text_whatever_stands_in_it() -> None:
    hostile = ["=1+1", "a\x0bb", "_x0041_", "<&>\"' 中文\n第二行", "", " 前后有空格 "]
    beyond = [""] * 29 + ["最后一列", "表头之外"]
    many = [[str(number)] for number in range(1_200)]

    with await as_xlsx(HEADER, rows([hostile, ["字" * 40_000], beyond, *many]), remarks=range(1, 2)) as file:
        read = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python(skip_empty_area=False)

    assert read[0][:30] == HEADER
    assert read[1][:6] == hostile
    assert len(str(read[2][0])) == 32_767
    assert read[3][29:] == ["最后一列", "表头之外"]
    assert [line[0] for line in read[4:]] == [cells[0] for cells in many]
