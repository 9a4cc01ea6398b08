import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.evaluation.affinity import Language, Measure, Subject, affinity, language_of, parse_symbol

BATTERY = "长期从事锂离子电池电解液与正极材料研究，承担动力电池低温性能项目"
VISION = "研究方向为深度学习与图像识别，开发过工业视觉检测系统"
BATTERY_IN_ENGLISH = "Research on electrolytes and cathode materials of lithium batteries"
VISION_IN_ENGLISH = "Works on image recognition with neural networks for industrial inspection"
ELECTROLYTE = "一种耐低温的锂电池电解液及其制备方法"
CAMERA = "一种基于图像识别的零件表面检测装置"


def subject(text: str, *symbols: str) -> Subject:
    return Subject(text, language_of(text), symbols)


def test_a_record_of_the_same_technology_is_closer_than_one_of_another():
    scores = affinity([subject(BATTERY), subject(VISION)], [subject(ELECTROLYTE), subject(CAMERA)])

    assert scores[0, 0] > 4 * scores[0, 1]
    assert scores[1, 1] > 4 * scores[1, 0]


def test_the_same_text_scores_one_and_a_text_without_a_common_character_nothing():
    scores = affinity([subject("钙钛矿光伏")], [subject("钙钛矿光伏"), subject("播种机")])

    assert scores[0].tolist() == pytest.approx([1, 0])


def test_phrases_of_every_patent_do_not_make_two_texts_alike_even_where_nothing_else_is_there_to_compare_with():
    record = subject("一种用于变压器绝缘油的在线监测装置及方法")

    scores = affinity([record], [subject("一种用于婴儿推车的折叠装置及方法"), subject("变压器油色谱")])

    assert scores[0, 1] > scores[0, 0]


@pytest.mark.parametrize(
    ("record", "alike", "other"),
    [
        (BATTERY, BATTERY_IN_ENGLISH, VISION_IN_ENGLISH),
        (VISION, VISION_IN_ENGLISH, BATTERY_IN_ENGLISH),
        (BATTERY_IN_ENGLISH, ELECTROLYTE, CAMERA),
        (VISION_IN_ENGLISH, CAMERA, ELECTROLYTE),
    ],
)
def test_chinese_and_english_texts_of_one_technology_meet_through_the_dictionary(record: str, alike: str, other: str):
    scores = affinity([subject(record)], [subject(alike), subject(other)])

    assert scores[0, 0] > 2 * scores[0, 1]


def test_languages_that_nothing_connects_score_nothing_and_are_counted():
    experts = [subject("Zymurgy"), subject("Zymurgy", "C12C5/00")]

    with Measure(experts) as measure:
        measure.take([subject("播种机", "C12C7/04")])
        (block,) = measure.blocks()

    assert block.scores[0, 0] == 0
    assert block.scores[0, 1] > 0
    assert block.apart == 1


def test_symbols_that_agree_add_those_that_do_not_take_away_and_none_stands_between():
    expert = subject(BATTERY, "H01M10/0567")

    scores = affinity(
        [expert],
        [
            subject(ELECTROLYTE, "H01M10/0567"),
            subject(ELECTROLYTE, "H01M10/0569"),
            subject(ELECTROLYTE, "H01M4/36"),
            subject(ELECTROLYTE),
            subject(ELECTROLYTE, "A01C7/00"),
        ],
    )

    assert sorted(scores[0], reverse=True) == scores[0].tolist()
    assert len(set(scores[0].tolist())) == 5


def test_portions_and_their_order_do_not_change_a_score():
    experts = [subject(BATTERY, "H01M10/05"), subject(VISION_IN_ENGLISH)]
    items = [subject(text) for text in (ELECTROLYTE, CAMERA, BATTERY_IN_ENGLISH, VISION)]

    whole = affinity(experts, items)
    with Measure(experts) as measure:
        for item in reversed(items):
            measure.take([item])
        single = np.vstack([block.scores for block in measure.blocks()])

    assert (whole == single[::-1].T).all()


_TEXTS = st.lists(st.text(alphabet=st.sampled_from("电池锂的一种ab é0\u3000𠀀🙂"), min_size=0, max_size=12), min_size=1)


@given(_TEXTS, _TEXTS)
def test_scores_are_never_outside_zero_and_one_and_do_not_depend_on_which_side_is_which(
    one: list[str], other: list[str]
):
    experts = [Subject(text, Language.CHINESE) for text in one]
    items = [Subject(text, Language.CHINESE, ("G06F16/33",)) for text in other]

    there, back = affinity(experts, items), affinity(items, experts)

    assert ((there >= 0) & (there <= 1)).all()
    assert there == pytest.approx(back.T)


@pytest.mark.parametrize(
    ("written", "symbol"),
    [
        ("G06F 16/33 (2019.01)I", "G06F16/33"),
        ("G06F0016330000", "G06F16/33"),
        ("A01C0005000000", "A01C5/00"),
        ("g06f16/33", "G06F16/33"),
        ("Ｇ０６Ｆ１６／３３", "G06F16/33"),
        ("H01M", "H01M"),
        ("H01M10", "H01M10/00"),
        ("C12", "C12"),
        ("LOC(13)12-08", None),
        ("13-02", None),
        ("", None),
        ("G06F16/33" * 50, None),
    ],
)
def test_a_symbol_is_known_in_each_form_that_offices_write(written: str, symbol: str | None):
    assert parse_symbol(written) == symbol


@pytest.mark.parametrize(
    ("text", "said", "language"),
    [
        ("锂离子电池", Language.ENGLISH, Language.CHINESE),
        ("lithium battery", Language.CHINESE, Language.ENGLISH),
        ("基于CMOS image sensor的成像芯片", None, Language.CHINESE),
        ("Traction battery (动力电池) management system for electric vehicles", None, Language.ENGLISH),
        ("5.3", Language.CHINESE, Language.CHINESE),
        ("5.3", None, Language.ENGLISH),
    ],
)
def test_the_script_decides_on_the_language_before_what_is_said(text: str, said: Language | None, language: Language):
    assert language_of(text, said) is language
