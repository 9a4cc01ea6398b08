"""Chinese on an English page is marked as what it is, and nothing else of the page changes."""

from chassis.errors import Refused, Told
from chassis.web.chinese import marked
from chassis.web.language import in_words, speaking


def test_chinese_between_tags_is_marked_from_its_first_character_to_its_last() -> None:
    page = '<a href="/x" title="示例">Held by 示例大学, since 2024：X射线（台式） ok</a>'

    assert marked(page) == (
        '<a href="/x" title="示例">Held by <span lang="zh-CN">示例大学, since 2024：X射线（台式）</span> ok</a>'
    )


def test_elements_that_hold_text_alone_stay_as_they_are() -> None:
    page = "<title>示例</title><option>示例</option><textarea>示例</textarea><script>'示例'</script>"

    assert marked(page) == page


class NotYet(Refused):
    basis = "专利法 第10条"
    mend = Told("先登记", "Register it first")


def test_a_refusal_is_said_with_its_advice_and_its_basis_in_the_language_of_the_page() -> None:
    refused = NotYet("尚未登记", english="It is not registered")

    assert in_words(refused) == "尚未登记。先登记。专利法 第10条"
    spoken = speaking.set("en")
    try:
        assert in_words(refused) == "It is not registered. Register it first. Patent Law, article 10"
    finally:
        speaking.reset(spoken)
