"""Texts become words, and a question's words are found again in any text that holds them."""

from hypothesis import given
from hypothesis import strategies as st

from services.matching import highlight
from services.matching.document import literal, quoted
from services.matching.enquiry import By, Enquiry, Sort, rarest_first
from services.matching.words import fold, query_words, words


def test_chinese_is_cut_into_words_and_long_words_keep_their_parts():
    found = {word.text for word in words("一种废旧锂离子电池正极材料的回收方法")}

    assert {"废旧", "锂离子电池", "电池", "正极", "材料", "回收", "方法"} <= found


def test_empty_words_are_not_asked_for():
    assert query_words("一种石墨烯的散热膜及其制备") == ("石墨烯", "散热", "膜", "制备")


def test_english_is_found_whatever_its_case_width_and_number():
    assert query_words("Ｌithium-Ion BATTERIES") == ("lithium", "ion", "battery")
    assert {"lithium", "ion", "battery"} <= {word.text for word in words("a lithium-ion battery cell")}


def test_places_hold_in_the_text_as_it_was_written():
    text = "ＡＢＣ涂层与İstanbul石墨烯"

    for word in words(text):
        assert fold(text[word.start : word.end]).startswith(word.text[:2])


@given(st.text(max_size=200))
def test_a_question_taken_from_a_text_is_always_mentioned_by_it(text: str):
    mentioned = highlight.mentioned(text, query_words(text))

    assert "".join(part for part, _ in highlight.parts(text, mentioned)) == text


def test_touching_words_are_one_mark():
    parts = highlight.parts("回收锂电池正极材料的方法", ("锂电池", "正极", "材料"))

    assert parts == [("回收", False), ("锂电池正极材料", True), ("的方法", False)]


def test_a_long_abstract_is_cut_around_the_first_asked_word():
    text = "前言。" * 80 + "石墨烯薄膜。" + "后记。" * 80

    shown = highlight.excerpt(text, ("石墨烯",), 60)

    assert "石墨烯" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")


def test_a_lexeme_cannot_leave_its_quotes():
    assert quoted("a'b\\c") == "'a''b\\\\c'"
    assert literal((("A", "电池"),), ["#t:invention"]) == "'电池':1A '#t:invention'"


def test_what_looks_like_a_number_is_searched_as_one():
    for typed in ("ZL 2019 1 0410387.0", "CN201910410387.0", "2019104103870"):
        assert Enquiry.read(typed).number == "2019104103870"
    assert Enquiry.read("20191041").by is By.NUMBER
    assert Enquiry.read("3D打印 2019").by is By.TEXT


def test_without_words_there_is_no_match_to_sort_by():
    assert Enquiry.read("", sort=Sort.MATCH).sort is Sort.NEWEST


def test_common_words_are_dropped_first():
    assert rarest_first(("方法", "石墨烯", "电池"), {"方法": 0.6, "电池": 0.1}) == ("石墨烯", "电池", "方法")


def test_filters_of_one_kind_are_alternatives_and_different_kinds_narrow():
    enquiry = Enquiry.read("电池", filters={"home": ("cn-11", "cn-32"), "type": ("invention",)})

    assert enquiry.tsquery() == "'电池' & ('#h:cn-11' | '#h:cn-32') & ('#t:invention')"
    assert enquiry.tsquery(without="home") == "'电池' & ('#t:invention')"
    assert enquiry.tsquery((("电池",), ("储能", "电站"))) == (
        "(('电池') | ('储能' & '电站')) & ('#h:cn-11' | '#h:cn-32') & ('#t:invention')"
    )
