"""What events and rules say in Chinese terms of art has its English in one place."""

import pytest
from panhuo_contracts.english import cause_in_english, citation_in_english, territory_in_english


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("备案办法 第12条第1项；专利法 第14条", "Filing Rules, article 12(1); Patent Law, article 14"),
        ("《专利法》第42条、第44条、第47条", "Patent Law, articles 42, 44, 47"),
        ("《专利法实施细则》第103条至第105条、第115条", "Implementing Rules of the Patent Law, articles 103–105, 115"),
        ("专利法 第11、12条", "Patent Law, articles 11, 12"),
        ("GB/T 42748-2023《专利评估指引》", "GB/T 42748-2023 Guideline for patent evaluation"),
        ("某某规定 第3条", None),
    ],
)
def test_a_citation_is_given_in_english_and_what_is_more_than_one_is_left_alone(
    chinese: str, english: str | None
) -> None:
    assert citation_in_english(chinese) == english


def test_causes_of_register_lines_and_territories_are_given_in_english() -> None:
    assert cause_in_english("转移（TR01）") == "Transferred (TR01)"
    assert cause_in_english("年费缴纳") == "Annuity paid"
    assert cause_in_english("与登记簿核对一致") is None
    assert (territory_in_english("全国"), territory_in_english("浙江")) == ("Nationwide", "Zhejiang")
