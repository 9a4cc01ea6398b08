"""The screens of the review: queues, several at once with a preview, what an office arranges, and who did what."""

import re
from pathlib import Path

import httpx

from tests.builders import patent_number
from tests.services.inventory.files import row
from tests.services.inventory.people.registry import on_the_list
from tests.services.inventory.test_pages import GOOD, NUMBER, PAGE, Browser, imported, summary

SECOND = patent_number(2)


async def arranged(http: httpx.AsyncClient, folder: Path) -> Browser:
    """Two records at the college, submitted by the inventor; the office's browser."""
    gap = {"inventoried_on": "", "self_grade": "", "inventors": "林示例; 赵示例"}
    await imported(http, folder, row(1, **gap), row(2, **gap))
    office = Browser(http)
    await office.post("/inventory/arrangement/route", route="colleges")
    await office.post("/inventory/arrangement/colleges", code="C01", name="示例学院")
    await office.post("/inventory/assignments", confirmed="yes", numbers=[NUMBER, SECOND], college="C01")
    inventor = Browser(http, "inventor")
    for number in (NUMBER, SECOND):
        done = await inventor.post(f"/inventory/patents/{number}/annotations", then="submit", **GOOD)
        assert done.status_code == 303, done.text
    return office


async def test_a_queue_holds_what_waits_for_its_reader_and_counts_what_is_elsewhere(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    office = await arranged(http, tmp_path)

    of_college = await Browser(http, "college").get("/inventory/review")
    of_office = await office.get("/inventory/review")
    elsewhere = await office.get("/inventory/review?tab=college")

    assert of_college.text.count("data-item") == 2
    assert of_college.text.count('data-key="a"') == 2
    assert "没有待审核的盘点" in of_office.text
    assert re.search(r"院系审核中 <small>2</small>", of_office.text)
    assert "示例学院" in elsewhere.text


async def test_a_record_is_found_in_a_queue_by_its_number_or_its_title_and_the_other_queues_are_asked_the_same(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    office = await arranged(http, tmp_path)

    found = await office.get(f"/inventory/review?tab=college&q={SECOND}")
    missed = await office.get("/inventory/review?tab=college&q=无此名称")

    assert found.text.count("data-item") == 1
    assert f"tab=returned&amp;q={SECOND}" in found.text
    assert "没有符合“无此名称”的记录" in missed.text


async def test_an_inventor_finds_what_they_are_to_fill_in_and_what_came_back(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    await arranged(http, tmp_path)
    college, inventor = Browser(http, "college"), Browser(http, "inventor")

    submitted = await inventor.get("/inventory/?review=mine")
    await college.post("/inventory/returns", confirmed="yes", numbers=[SECOND], reason="场景不具体")
    returned = await inventor.get("/inventory/?review=mine")
    of_another = await Browser(http).get("/inventory/?review=mine")

    assert submitted.text.count("data-item") == 0
    assert returned.text.count("data-item") == 1
    assert "待我填报 1 件" in (await inventor.get("/inventory/")).text
    assert of_another.text.count("data-item") == 0


async def test_several_go_back_only_after_a_preview_and_with_a_reason(http: httpx.AsyncClient, tmp_path: Path) -> None:
    await arranged(http, tmp_path)
    college = Browser(http, "college")

    preview = await college.post("/inventory/returns", numbers=[NUMBER, SECOND])
    unsaid = await college.post("/inventory/returns", confirmed="yes", numbers=[NUMBER, SECOND])
    before = await college.get("/inventory/review")
    done = await college.post("/inventory/returns", confirmed="yes", numbers=[NUMBER, SECOND], reason="场景不具体")

    assert "退回 2 件？" in preview.text
    assert ("一种示例装置" in preview.text, preview.text.count("· 林示例")) == (True, 2)
    assert preview.text.count("中试或量产的依据") == 2  # what was left open of each
    assert (unsaid.status_code, summary(unsaid)) == (422, ["reason"])
    assert before.text.count("data-item") == 2
    assert "已退回 2 件" in (await college.get(done.headers["location"])).text
    assert "退回原因：场景不具体" in (await Browser(http, "inventor").get(PAGE)).text


async def test_records_are_assigned_after_a_preview_that_asks_to_whom(http: httpx.AsyncClient, tmp_path: Path) -> None:
    office = await arranged(http, tmp_path)
    await office.post("/inventory/arrangement/colleges", code="C02", name="另一学院")

    preview = await office.post("/inventory/assignments", only=NUMBER, numbers=[SECOND])
    unsaid = await office.post("/inventory/assignments", confirmed="yes", numbers=[NUMBER])
    done = await office.post("/inventory/assignments", confirmed="yes", numbers=[NUMBER], college="C02")

    assert ("指派 1 件？" in preview.text, "另一学院" in preview.text) == (True, True)
    assert (unsaid.status_code, summary(unsaid)) == (422, ["college"])
    assert "已指派 1 件" in (await office.get(done.headers["location"])).text
    assert (await Browser(http, "college").get("/inventory/review")).text.count("data-item") == 1


async def test_an_assignment_offers_the_list_of_people_and_refuses_whoever_is_not_on_it(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    office = await arranged(http, tmp_path)
    await on_the_list(http, "赵示例", "another", 院系代码="C01", 职称="教授")
    confirmed: dict[str, str | list[str]] = {"confirmed": "yes", "tab": "unclaimed", "numbers": [NUMBER]}

    preview = await office.post("/inventory/assignments", numbers=[NUMBER])
    unknown = await office.post("/inventory/assignments", **confirmed, person="nobody-such")
    done = await office.post("/inventory/assignments", **confirmed, person="赵示例")

    assert 'value="赵示例" label="赵示例 · 正高 · 示例学院"' in preview.text
    assert (unknown.status_code, summary(unknown)) == (422, ["person"])
    assert "人员名册中没有这位发明人" in unknown.text
    assert "tab=unclaimed" in done.headers["location"]
    assert "赵示例" in (await office.get(PAGE)).text


async def test_what_came_back_says_why_by_whom_and_when_and_reasons_are_offered(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    office = await arranged(http, tmp_path)
    college = Browser(http, "college")

    offered = await college.get(PAGE)
    await college.post(f"{PAGE}/return", reasons=["maturity", "scenario"], reason="请附试验记录")
    page = await office.get("/inventory/review?tab=returned")

    assert 'name="reasons" value="scenario"' in offered.text
    assert "应用场景不具体、成熟度与依据不符；请附试验记录" in page.text
    assert re.search(r"何示例<small>\d{4}-\d{2}-\d{2}", page.text)


async def test_the_queue_tells_what_is_left_open_and_a_preview_that_is_left_keeps_what_was_ticked(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    await arranged(http, tmp_path)
    college = Browser(http, "college")

    queue = await college.get("/inventory/review")
    preview = await college.post("/inventory/approvals", numbers=[NUMBER, SECOND])
    (back,) = re.findall(r'href="(/inventory/review\?tab=mine&amp;ticked=[^"]+)"', preview.text)
    again = await college.get(back.replace("&amp;", "&"))

    assert "中试或量产的依据" in queue.text
    assert "<output data-ticked>0</output>" in queue.text
    assert "<output data-ticked>2</output>" in again.text
    assert len(re.findall(r'name="numbers"[^>]* checked>', again.text)) == 2


async def test_whoever_passes_goes_on_to_what_waits_next_and_the_record_says_who_it_was(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    office = await arranged(http, tmp_path)
    college = Browser(http, "college")

    onward = await college.post(f"{PAGE}/approve", then="next")
    following = await college.get(onward.headers["location"])
    last = await college.get(f"/inventory/review/next?after={SECOND}")
    record = await office.get(PAGE)

    assert following.headers["location"] == f"/inventory/patents/{SECOND}"
    assert last.headers["location"] == "/inventory/review"
    assert "何示例" in record.text
    assert "通过 → 单位审核" in record.text


async def test_an_inventor_withdraws_and_cannot_change_what_is_being_reviewed(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    await arranged(http, tmp_path)
    inventor = Browser(http, "inventor")

    reviewed = await inventor.get(PAGE)
    await inventor.post(f"{PAGE}/withdraw")
    withdrawn = await inventor.get(PAGE)

    assert ("撤回，继续修改" in reviewed.text, "保存草稿" in reviewed.text) == (True, False)
    assert ("撤回，继续修改" in withdrawn.text, "保存草稿" in withdrawn.text) == (False, True)


async def test_a_failed_spot_check_needs_a_reason(http: httpx.AsyncClient, tmp_path: Path) -> None:
    await imported(http, tmp_path, row(1))
    nation = Browser(http, "nation")

    unsaid = await nation.post(f"{PAGE}/spot-check-return")
    done = await nation.post(f"{PAGE}/spot-check-return", check_reason="无中试记录")

    assert (unsaid.status_code, summary(unsaid)) == (422, ["check_reason"])
    assert "抽查退回" in (await nation.get(done.headers["location"])).text


async def test_a_college_is_entered_with_a_code_and_a_name(http: httpx.AsyncClient) -> None:
    office = Browser(http)

    wrong = await office.post("/inventory/arrangement/colleges", code="C 1", name="")
    await office.post("/inventory/arrangement/colleges", code="C01", name="示例学院")
    refused = await Browser(http, "inventor").get("/inventory/arrangement")

    assert (wrong.status_code, summary(wrong)) == (422, ["code", "name"])
    assert "示例学院" in (await office.get("/inventory/arrangement")).text
    assert refused.status_code == 403


async def test_a_college_is_closed_only_after_it_was_said_whom_that_touches_and_renamed_in_a_form_of_its_own(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    office = await arranged(http, tmp_path)
    await on_the_list(http, "赵示例", "another", 院系代码="C01")

    asked = await office.post("/inventory/arrangement/closing", code="C01")
    still = await office.get("/inventory/arrangement")
    twice = await office.post("/inventory/arrangement/colleges", code="C01", name="改名学院")
    await office.post("/inventory/arrangement/renaming", renamed="C01", new_name="改名学院")
    await office.post("/inventory/arrangement/closing", code="C01", confirmed="yes")
    closed = await office.get("/inventory/arrangement")
    unknown = await office.post("/inventory/arrangement/closing", code="C99")

    assert ("停用示例学院？" in asked.text, "已停用" in still.text) == (True, False)
    told = re.findall(r"<dd>(\d 人|\d 件)", asked.text)
    assert told == ["1 人", "0 人", "2 件", "2 件"]  # inventors, reviewers, records, under review
    assert (twice.status_code, summary(twice)) == (422, ["code"])
    assert ("改名学院" in closed.text, "已停用" in closed.text) == (True, True)
    assert unknown.status_code == 404


async def test_who_ticked_nothing_is_told_so_on_the_queue_they_came_from(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    office = await arranged(http, tmp_path)

    nothing = await office.post("/inventory/returns", tab="college")
    page = await office.get(nothing.headers["location"])

    assert nothing.headers["location"] == "/inventory/review?tab=college&empty=1"
    assert "请先勾选要办理的记录" in page.text
