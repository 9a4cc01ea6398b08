"""The screens of experts, as a browser with a session asks for them."""

import re

import pytest
from panhuo_contracts.identifiers import display_patent_number

from services.evaluation.experts import choosing
from tests.builders.evaluation import patent_number
from tests.builders.experts import person
from tests.services.evaluation.experts.conftest import DUE, Office
from tests.services.evaluation.test_pages import Browser


@pytest.mark.parametrize("who", ["enterprise", "expert", "province", "nation"])
@pytest.mark.parametrize("prefix", ["", "/en"])
async def test_the_experts_page_opens_for_its_roles_in_both_languages(office: Office, who: str, prefix: str) -> None:
    patents = await office.listed(2)
    await office.admitted(4)
    batch = (await office.commission(patents)).json()["batch"]

    page = await Browser(office.http, who).get(f"{prefix}/evaluation/experts")
    shown = await Browser(office.http, "nation").get(f"{prefix}/evaluation/commissions/{batch}")

    assert (page.status_code, page.text.count("<h1")) == (200, 1)
    assert shown.status_code == 200


async def test_others_are_told_that_they_may_not(office: Office) -> None:
    assert (await Browser(office.http, "inventor").get("/evaluation/experts")).status_code == 403


async def test_the_whole_path_goes_through_the_browser(office: Office) -> None:
    [patent] = await office.listed(1)
    await office.admitted(1)
    enterprise, expert, nation = (Browser(office.http, who) for who in ("enterprise", "expert", "nation"))

    said = {"name": "何示例", "fields": "c3841，C3842", "research": "风力发电叶片", "idempotency_key": "k-1"}
    recommended = await enterprise.post("/evaluation/experts", **said)
    reference = recommended.headers["location"].rpartition("=")[2]
    invited = await enterprise.get(recommended.headers["location"])
    asked = await expert.get(f"/evaluation/experts/{reference}/consent")
    await expert.post(f"/evaluation/experts/{reference}/consent")
    await nation.post(f"/evaluation/experts/{reference}/admission")
    terms = {"patents": patent, "experts_each": "2", "highest_percent": "100", "due_on": DUE}
    previewed = await nation.post("/evaluation/commissions", **terms)
    before = (await nation.get("/evaluation/experts")).text
    commissioned = await nation.post("/evaluation/commissions", confirmed="yes", **terms)
    batch = await nation.get(commissioned.headers["location"])
    desk = await expert.get("/evaluation/experts")
    identifier = commissioned.headers["location"].rpartition("/")[2]
    view = {"prospect": "good", "confidence": "high", "opinion": "可行"}
    of = f"/evaluation/commissions/{identifier}/patents/{patent}"
    evaluated = await expert.post(f"{of}/evaluation", **view)
    refused = await expert.post(f"{of}/recusal", note="来不及")

    link = f"http://localhost:8080/evaluation/experts/{reference}/consent"
    assert (invited.text.count(f'value="{link}"'), "data-copies" in invited.text) == (2, True)
    assert "我同意" in asked.text
    assert (previewed.status_code, "确认指派" in previewed.text, "还没有批次" in before) == (200, True, True)
    assert "亲和度怎么看" in batch.text
    assert "本批亲和度最低" in batch.text
    assert f"{of}/evaluation" in desk.text
    assert evaluated.headers["location"] == "/evaluation/experts?done=evaluated"
    assert (refused.status_code, "已评价" in refused.text) == (409, True)


async def test_mistakes_of_a_form_are_named_beside_its_fields(office: Office) -> None:
    enterprise, nation = Browser(office.http, "enterprise"), Browser(office.http, "nation")

    recommended = await enterprise.post("/evaluation/experts", name="何示例", fields="装备", research="")
    commissioned = await nation.post("/evaluation/commissions", patents="", experts_each="3", due_on="2020-01-01")

    assert (recommended.status_code, commissioned.status_code) == (422, 422)
    assert "如 C3841" in recommended.text
    assert "何示例" in recommended.text
    assert "每行一个" in commissioned.text


async def test_a_batch_that_cannot_be_assigned_says_so_on_the_page(office: Office) -> None:
    patents = await office.listed(1)
    await office.admitted(1)

    page = await Browser(office.http, "nation").post(
        "/evaluation/commissions", patents=patents[0], experts_each="2", highest_percent="100", due_on=DUE
    )

    assert page.status_code == 409
    assert "还差 1 次" in page.text


async def test_a_recusal_says_why_and_a_declaration_that_cannot_be_read_is_named_where_it_stands(
    office: Office,
) -> None:
    [patent] = await office.listed(1)
    await office.admitted(2)
    answer = await office.commission([patent], highest_percent=100)
    batch = answer.json()["batch"]
    expert = Browser(office.http, person(0))

    silent = await expert.post(f"/evaluation/commissions/{batch}/patents/{patent}/recusal", note=" ")
    unread = await expert.post("/evaluation/expert/declarations", kind="patent", party="abc")

    assert (silent.status_code, silent.text.count("请填写回避原因")) == (422, 2)
    assert len(await office.pairs(batch)) == 2
    assert (unread.status_code, 'id="party-error"' in unread.text) == (422, True)
    assert "filed_on-error" not in unread.text


async def test_numbers_that_a_batch_cannot_take_are_named(office: Office) -> None:
    [patent] = await office.listed(1)
    nation = Browser(office.http, "nation")
    terms = {"experts_each": "1", "highest_percent": "100", "due_on": DUE}

    unread = await nation.post("/evaluation/commissions", patents=f"{patent}\nabc", **terms)
    unknown = await nation.post("/evaluation/commissions", patents=f"{patent}\n{patent_number(99)}", **terms)

    assert (unread.status_code, "1 行不是专利号：abc" in unread.text) == (422, True)
    assert (unknown.status_code, f"1 件不在本辖区的资源库中：{patent_number(99)}" in unknown.text) == (422, True)


async def test_a_preview_names_the_patents_that_are_out_already_and_who_is_drawn_again(office: Office) -> None:
    patents = await office.listed(2)
    await office.admitted(1)
    await office.commission(patents[:1], experts_each=1, highest_percent=100, name="三季度")

    terms = {"patents": "\n".join(patents), "experts_each": "1", "highest_percent": "100", "due_on": DUE}
    page = await Browser(office.http, "nation").post("/evaluation/commissions", **terms)

    assert page.status_code == 200
    assert page.text.count("<li>") >= 1
    assert f"{display_patent_number(patents[0])} · 三季度 · 1 位专家" in page.text
    assert "其中 1 位本次又抽中" in page.text
    assert f"{display_patent_number(patents[1])} ·" not in page.text


async def test_a_proposal_is_taken_with_one_press(office: Office) -> None:
    [patent] = await office.listed(1)
    await office.admitted(3)
    terms = {"patents": patent, "experts_each": "2", "highest_percent": "50", "due_on": DUE}
    nation = Browser(office.http, "nation")

    refused = await nation.post("/en/evaluation/commissions", **terms)
    offered = re.findall(r'name="proposal" value="([^"]+)"', refused.text)
    taken = [await nation.post("/evaluation/commissions", proposal=one, **terms) for one in offered]

    assert offered == ["2,67", "1,50"]
    assert "指派" not in refused.text.partition("<main")[2]
    assert [page.status_code for page in taken] == [200, 200]


async def test_an_expert_sees_what_they_declared_takes_it_back_and_is_not_away_until_a_day_that_is_over(
    office: Office,
) -> None:
    [patent] = await office.listed(1)
    await office.admitted(1)
    expert = Browser(office.http, person(0))

    await expert.post("/evaluation/expert/declarations", kind="patent", party=patent)
    declared = await expert.get("/evaluation/experts")
    await expert.post("/evaluation/expert/declarations/withdrawal", kind="patent", party=patent)
    withdrawn = await expert.get("/evaluation/experts")
    away = await expert.post("/evaluation/expert/availability", most="3", away_until="2020-01-01")

    cell = f"<td>{display_patent_number(patent)}</td>"
    assert (cell in declared.text, cell in withdrawn.text) == (True, False)
    assert (away.status_code, "请填写今后的日期" in away.text) == (422, True)


async def test_who_leaves_and_what_others_take_over_is_shown_before_it_is_done(office: Office) -> None:
    [patent] = await office.listed(1)
    [expert] = await office.admitted(1)
    await office.commission([patent], experts_each=1, highest_percent=100)

    page = await Browser(office.http, "nation").get(f"/evaluation/experts/{expert}/retirement")

    assert "示例专家0 退出专家库" in page.text
    assert "未完成的 1 次评价将改派他人" in page.text


async def test_an_expert_leaves_the_library_by_themselves_after_being_asked(office: Office) -> None:
    [patent] = await office.listed(1)
    await office.admitted(2)
    await office.commission([patent], experts_each=1, highest_percent=100)
    expert = Browser(office.http, person(0))

    desk = await expert.get("/evaluation/experts")
    asked = await expert.get("/evaluation/expert/retirement")
    gone = await expert.post("/evaluation/expert/retirement", reason="调任")
    after = await expert.get("/evaluation/experts")

    assert "/evaluation/expert/retirement" in desk.text
    assert "退出专家库" in asked.text
    assert gone.status_code == 303
    assert "/evaluation/expert/retirement" not in after.text


async def test_patents_are_chosen_from_the_library_page_by_page_and_fill_in_the_batch(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "_ROWS", 2)
    patents = sorted(await office.listed(4))
    nation, choice = Browser(office.http, "nation"), "/evaluation/commissions/choice"

    first = await nation.post(choice, patents="", batch_name="秋季")
    second = await nation.post(
        choice,
        step="next",
        after=patents[1],
        patents="",
        shown=" ".join(patents[:2]),
        chosen=patents[0],
        batch_name="秋季",
    )
    dropped = {"patents": f"{patents[0]} {patents[2]}", "shown": " ".join(patents[2:]), "chosen": patents[3]}
    taken = await nation.post(choice, step="take", batch_name="秋季", **dropped)
    narrowed = await nation.post(choice, step="find", about=display_patent_number(patents[3]))

    assert [number in first.text for number in patents] == [True, True, False, False]
    assert [number in second.text for number in patents] == [True, False, True, True]
    filled = taken.text.partition('id="patents"')[2].partition("</textarea>")[0]
    assert filled.endswith(f"{patents[0]}\n{patents[3]}")
    assert 'value="秋季"' in taken.text
    assert [f'value="{number}"' in narrowed.text for number in patents] == [False, False, False, True]
    assert (await Browser(office.http, "enterprise").get(choice)).status_code == 403


async def test_an_expert_sees_who_asked_and_what_they_no_longer_evaluate(office: Office) -> None:
    patents = await office.listed(2)
    await office.admitted(2)
    batch = (await office.commission(patents, highest_percent=100, name="秋季批次")).json()["batch"]
    await office.post(person(0), f"/commissions/{batch}/patents/{patents[0]}/recusal", {"note": "论文合作"})

    desk = (await Browser(office.http, person(0)).get("/evaluation/experts")).text
    task, _, gone = desk.partition("不再评价的专利")

    assert ("委托" in task, "秋季批次" in task, "待评 1 · 已评 0" in task) == (True, True, True)
    assert ("本人申报回避" in gone, "论文合作" in gone) == (True, True)
    assert display_patent_number(patents[0]) in gone
