"""The form that keeps itself, and what the history of a record says of files and of savings."""

import re
from pathlib import Path

import httpx

from tests.services.inventory.files import row
from tests.services.inventory.test_pages import GOOD, PAGE, Browser, draft_of, imported, summary

KEPT = f"{PAGE}/annotations/kept"


async def showing(browser: Browser) -> dict[str, str]:
    """What the form bears to be told from other showings of it."""
    page = (await browser.get(PAGE)).text
    form = page.split('/annotations"', 1)[1]
    found = {name: re.search(rf'name="{name}" value="([^"]*)"', form) for name in ("idempotency_key", "based_on")}
    return {name: match[1].replace("&#43;", "+") for name, match in found.items() if match}


async def test_a_form_keeps_itself_but_for_what_cannot_be_read_and_says_so(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    await imported(http, tmp_path, row(1, inventoried_on="", self_grade=""))
    browser = Browser(http, "inventor")
    form = await showing(browser)

    kept = await browser.post(KEPT, **form, **GOOD | {"scenario": "梯次利用", "asking_price": "十万"})
    again = await browser.post(KEPT, **form, **GOOD | {"scenario": "梯次利用与回收"})

    assert "已自动保存" not in kept.text
    assert "只保存了其余内容" in kept.text
    assert 'data-at-fault="asking_price">拟交易金额：' in kept.text
    assert 'name="gaps_seen" value="maturity_evidence grade_reason"' in kept.text
    assert "已自动保存" in again.text
    draft = await draft_of(http)
    assert draft is not None
    assert (draft.remarks.scenario, draft.remarks.asking_price) == ("梯次利用与回收", None)
    assert (await browser.get(PAGE)).text.count("填写 → ") == 1


async def test_who_saves_over_something_newer_is_told_and_may_then_do_so(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    await imported(http, tmp_path, row(1, inventoried_on="", self_grade=""))
    inventor, office = Browser(http, "inventor"), Browser(http)
    older = await showing(inventor)
    await office.post(f"{PAGE}/annotations", then="save", **await showing(office), **GOOD | {"scenario": "办公室"})

    by_itself = await inventor.post(KEPT, **older, **GOOD | {"scenario": "发明人"})
    refused = await inventor.post(f"{PAGE}/annotations", then="save", **older, **GOOD | {"scenario": "发明人"})
    untouched = await draft_of(http)
    form = {"idempotency_key": "another", "based_on": re.findall(r'name="based_on" value="([^"]*)"', refused.text)[0]}
    insisted = await inventor.post(f"{PAGE}/annotations", then="save", **form, **GOOD | {"scenario": "发明人"})

    assert (by_itself.status_code, refused.status_code, summary(refused)) == (409, 409, ["annotations"])
    assert "周示例于 " in by_itself.text
    assert "本页内容没有保存" in refused.text
    assert untouched is not None
    assert untouched.remarks.scenario == "办公室"
    assert insisted.status_code == 303
    assert (await draft_of(http)).remarks.scenario == "发明人"


async def test_typing_alone_takes_nothing_out_of_its_review(http: httpx.AsyncClient, tmp_path: Path) -> None:
    await imported(http, tmp_path, row(1, inventoried_on=""))
    office = Browser(http)

    refused = await office.post(KEPT, **await showing(office), **GOOD | {"scenario": "另一场景"})
    draft = await draft_of(http)

    assert "data-keeps" not in (await office.get(PAGE)).text
    assert refused.status_code == 409
    assert draft is not None
    assert draft.is_submitted


async def test_the_history_names_each_file_that_changed_the_record(http: httpx.AsyncClient, tmp_path: Path) -> None:
    first = await imported(http, tmp_path, row(1))
    await imported(http, tmp_path, row(1))
    third = await imported(http, tmp_path, row(1, title="一种改名的示例装置"))

    page = await Browser(http).get(PAGE)
    told = (await Browser(http).get(f"/inventory/api/patents/{PAGE.rsplit('/', 1)[1]}/review")).json()

    assert page.text.count(f'<td>导入<br><small class="breaks">{first.file_name}') == 2
    assert [one["id"] for one in told["imports"]] == [str(third.id), str(first.id)]
    assert told["imports"][0]["name"] == third.sender
