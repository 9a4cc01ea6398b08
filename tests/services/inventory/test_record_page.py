"""The page of one record: reviewers see all that was filled in and what changed, fillers see what is still open."""

from datetime import timedelta
from pathlib import Path

import httpx

from chassis.clock import today
from tests.services.inventory.files import row
from tests.services.inventory.people.registry import on_the_list
from tests.services.inventory.test_pages import GOOD, NUMBER, PAGE, Browser, draft_of, imported, summary
from tests.services.inventory.test_review_pages import arranged

LICENSED = GOOD | {
    "implementation": "licensed",
    "implemented_on": "2022-01-01",
    "counterparty": "示例公司",
    "contract_number": "2022-7",
    "amount": "7",
    "maturity_evidence": "示范电站",
    "grade_reason": "两家询价",
    "is_funded": "yes",
    "project_name": "示例项目",
    "scenario": "储能电站的梯次利用，适于寒冷地区。",
}


async def test_reviewers_see_all_that_was_filled_in_and_what_changed_since_it_went_back(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    await arranged(http, tmp_path)
    inventor, college = Browser(http, "inventor"), Browser(http, "college")
    await inventor.post(f"{PAGE}/withdraw")
    await inventor.post(f"{PAGE}/annotations", then="submit", **LICENSED)

    first = await college.get(PAGE)
    await college.post(f"{PAGE}/return", reason="写明电池类型")
    scenario = "储能电站的梯次利用，磷酸铁锂电池，适于寒冷地区。"
    await inventor.post(f"{PAGE}/annotations", then="submit", **LICENSED | {"amount": "15", "scenario": scenario})
    second = await college.get(PAGE)

    for text in ("2022-01-01", "示例公司", "2022-7", "7 万元", "示范电站", "两家询价", "示例项目"):
        assert text in first.text, text
    assert "改了 2 组（实施状态、应用场景）" in second.text
    assert "<del>7 万元</del>" in second.text
    assert "<ins>磷酸铁锂电池，</ins>" in second.text
    assert "上次退回（何示例，" in second.text
    assert "退回原因：写明电池类型" not in second.text
    outside = (await Browser(http, "nation").get(PAGE)).text
    assert not [text for text in ("示例公司", "示例项目", "两家询价") if text in outside]


async def test_a_correction_is_compared_with_what_is_inventoried(http: httpx.AsyncClient, tmp_path: Path) -> None:
    await imported(http, tmp_path, row(1))
    office = Browser(http)
    await office.post(f"{PAGE}/annotations", then="submit", **GOOD | {"self_grade": "fair"})

    page = await office.get(PAGE)

    assert "与已盘点的内容相比：改了" in page.text
    assert "<del>较好</del>" in page.text


async def test_what_cannot_be_is_refused_when_a_draft_is_saved(http: httpx.AsyncClient, tmp_path: Path) -> None:
    await imported(http, tmp_path, row(1, inventoried_on="", self_grade=""))
    browser = Browser(http)
    absurd = {
        "project_name": "项" * 401,
        "implemented_on": (today() + timedelta(days=2)).isoformat(),
        "counterparty": "甲" * 401,
        "amount": "面议",
        "grade_reason": "由" * 4_001,
    }

    page = await browser.post(f"{PAGE}/annotations", then="save", **LICENSED | absurd)
    early = await browser.post(f"{PAGE}/annotations", then="save", **LICENSED | {"implemented_on": "1984-12-31"})

    assert (page.status_code, summary(page)) == (422, list(absurd))
    assert "最长 400 字，现有 401 字" in page.text
    assert (early.status_code, summary(early)) == (422, ["implemented_on"])


async def test_an_answer_over_http_keeps_to_the_same_days(http: httpx.AsyncClient, tmp_path: Path) -> None:
    await imported(http, tmp_path, row(1, inventoried_on="", self_grade=""))
    said = {"annotations": {"implementation": "self_used"}, "answers": {"implemented_on": "2199-01-01"}}
    browser = Browser(http)
    headers = browser.headers | {"X-CSRF-Token": browser.session.csrf_token}

    answer = await http.put(f"/inventory/api/patents/{NUMBER}/annotations", json=said, headers=headers)

    assert answer.status_code == 422, answer.text


async def test_what_is_not_said_is_shown_once_before_it_is_submitted(http: httpx.AsyncClient, tmp_path: Path) -> None:
    await imported(http, tmp_path, row(1, inventoried_on="", self_grade=""))
    browser = Browser(http, "inventor")
    typed = GOOD | {"implementation": "licensed"}

    shown = await browser.post(f"{PAGE}/annotations", then="submit", gaps_seen="", **typed)
    seen = "implemented_on counterparty contract_number amount maturity_evidence grade_reason"
    before = await draft_of(http)
    submitted = await browser.post(f"{PAGE}/annotations", then="submit", gaps_seen=seen, **typed)

    assert shown.status_code == 422
    assert f'name="gaps_seen" value="{seen}"' in shown.text
    assert "合同编号" in shown.text.split('id="gaps"')[1]
    assert before is not None
    assert not before.is_submitted
    assert submitted.status_code == 303


async def test_who_comes_too_late_reads_who_did_what(http: httpx.AsyncClient, tmp_path: Path) -> None:
    await arranged(http, tmp_path)
    inventor, college = Browser(http, "inventor"), Browser(http, "college")

    await inventor.post(f"{PAGE}/withdraw")
    twice = await inventor.post(f"{PAGE}/withdraw")
    late = await college.post(f"{PAGE}/approve")

    for page in (twice, late):
        assert (page.status_code, summary(page)) == (409, ["annotations"])
        assert f"林示例 已于 {today().isoformat()}" in page.text
        assert "撤回，记录现在是“草稿”" in page.text


async def test_a_step_that_nobody_took_is_not_shown_as_done(http: httpx.AsyncClient, tmp_path: Path) -> None:
    await imported(http, tmp_path, row(1, inventoried_on=""))
    office = Browser(http)
    await office.post("/inventory/arrangement/route", route="colleges")

    page = await office.get(PAGE)

    assert '<li class="skipped"><b>院系审核</b>' in page.text
    assert "未经此步" in page.text


async def test_a_new_grant_is_due_on_the_record_s_page_on_the_day_that_the_list_says(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    await imported(http, tmp_path, row(1, inventoried_on="", self_grade="", grant_date="2024-05-14"))
    office = Browser(http)

    (listed,) = (await office.http.get("/inventory/api/due?when=overdue", headers=office.headers)).json()["items"]
    page = await office.get(PAGE)

    assert listed["due_on"] in page.text
    assert 'class="badge red">逾期 ' in page.text


async def test_withdrawal_is_offered_to_those_alone_who_may(http: httpx.AsyncClient, tmp_path: Path) -> None:
    office = await arranged(http, tmp_path)
    await on_the_list(http, "赵示例", "another")
    assigned = {"numbers": [NUMBER], "college": "C01", "person": "赵示例"}
    headers = office.headers | {"X-CSRF-Token": office.session.csrf_token}
    answer = await http.post("/inventory/api/assignments", json=assigned, headers=headers)

    page = await Browser(http, "inventor").get(PAGE)

    assert answer.status_code == 200, answer.text
    assert "撤回，继续修改" not in page.text
