"""The screens, as a browser with a session uses them."""

import re
from math import ceil
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from starlette.responses import Response

from chassis.delivery.waves import apply_facts
from chassis.service import Service
from panhuo.runtime.accounts import ACCOUNTS, UNIVERSITY, UNIVERSITY_NAME, credit_code
from services.inventory.app import HANDLERS
from services.inventory.store import drafts, imports
from services.inventory.store.imports import Counts, Job
from tests.builders import fact, patent_number
from tests.builders.inventory import inventoried
from tests.services.inventory.files import csv_file, row
from tests.services.inventory.sending import add_job, send

NUMBER = patent_number(1)
PAGE = f"/inventory/patents/{NUMBER}"
GOOD = {"accepted_modes": "transfer", "implementation": "unused", "maturity": "pilot", "self_grade": "good"}


class Browser:
    """Somebody signed in, with the token of their session."""

    def __init__(self, http: httpx.AsyncClient, who: str = "office") -> None:
        answer = Response()
        sessions = http._transport.app.state.sessions  # type: ignore[attr-defined]
        self.session = sessions.begin(answer, ACCOUNTS[who].principal)
        cookie = next(v for k, v in answer.headers.items() if k == "set-cookie" and "attempt" not in v)
        self.http, self.headers = http, {"Cookie": cookie.split(";")[0]}

    async def get(self, path: str) -> httpx.Response:
        return await self.http.get(path, headers=self.headers)

    async def post(self, path: str, **fields: str | list[str]) -> httpx.Response:
        sent = {"csrf_token": self.session.csrf_token, **fields}
        return await self.http.post(path, data=sent, headers=self.headers)


def summary(page: httpx.Response) -> list[str]:
    """The fields that the error summary links to; each of them is on the page."""
    found = re.search(r'class="error-summary".*?</ul>', page.text, re.DOTALL)
    assert found, page.text[:2000]
    linked = re.findall(r'href="#(\w+)"', found[0])
    assert all(f'id="{field}"' in page.text for field in linked)
    return linked


async def imported(http: httpx.AsyncClient, folder: Path, *rows: list[str]) -> Job:
    service: Service = http.service  # type: ignore[attr-defined]
    sender = {"organization": UNIVERSITY, "organization_name": UNIVERSITY_NAME, "jurisdiction": "cn-11"}
    return await send(service, csv_file(folder / "存量.csv", rows), **sender)


async def draft_of(http: httpx.AsyncClient) -> drafts.Draft | None:
    async with http.service.database.read() as conn:  # type: ignore[attr-defined]
        return await drafts.of(conn, NUMBER)


async def test_a_form_with_bad_fields_comes_back_as_typed_and_names_each_of_them(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    await imported(http, tmp_path, row(1, inventoried_on=""))
    browser = Browser(http)
    typed = GOOD | {"asking_price": "十万", "industries": "锂电", "scenario": "梯次利用", "project_number": "示例-7"}

    page = await browser.post(f"{PAGE}/annotations", then="submit", **typed | {"self_grade": ""})

    assert page.status_code == 422
    assert summary(page) == ["asking_price", "self_grade", "industries"]
    assert "还有 3 处不能提交" in page.text
    assert "拟交易金额：不是金额" in page.text
    assert "asking_price：" not in page.text
    for text in ('value="十万"', 'value="锂电"', "梯次利用", 'value="示例-7"'):
        assert text in page.text
    assert page.text.count('aria-invalid="true"') == 3


async def test_a_draft_may_have_gaps_that_a_submission_may_not(http: httpx.AsyncClient, tmp_path: Path) -> None:
    await imported(http, tmp_path, row(1, inventoried_on="", self_grade=""))
    browser = Browser(http)
    gap = GOOD | {"maturity": ""}

    saved = await browser.post(f"{PAGE}/annotations", then="save", **gap)
    refused = await browser.post(f"{PAGE}/annotations", then="submit", **gap)

    assert (saved.status_code, saved.headers["location"]) == (303, f"{PAGE}?done=save")
    assert (refused.status_code, summary(refused)) == (422, ["maturity"])


async def test_no_intention_beside_a_way_of_conversion_is_said_at_its_field(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    await imported(http, tmp_path, row(1, inventoried_on=""))

    page = await Browser(http).post(
        f"{PAGE}/annotations", then="submit", **GOOD | {"accepted_modes": ["transfer", "no_intention"]}
    )

    assert (page.status_code, summary(page)) == (422, ["accepted_modes"])


async def test_a_return_without_a_reason_shows_the_record_and_where_the_reason_goes(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    await imported(http, tmp_path, row(1, inventoried_on=""))
    browser = Browser(http)

    page = await browser.post(f"{PAGE}/return", reason=" ")
    done = await browser.post(f"{PAGE}/return", reason="补充应用场景")

    assert (page.status_code, summary(page)) == (422, ["reason"])
    assert "退回修改时必选或必填" in page.text
    assert "已退回修改" in (await browser.get(done.headers["location"])).text


async def test_an_incomplete_record_cannot_be_approved_and_the_page_says_what_is_missing(
    http: httpx.AsyncClient, connection: asyncpg.Connection, tmp_path: Path
) -> None:
    await imported(http, tmp_path, row(1, inventoried_on="", self_grade="", maturity=""))
    await connection.execute("UPDATE kept.draft SET submitted_at = now()")

    page = await Browser(http).post(f"{PAGE}/approve", reason="先看看")

    assert (page.status_code, summary(page)) == (422, ["maturity", "self_grade"])
    assert "还有 2 处不能通过" in page.text
    assert "先看看" in page.text


async def test_a_submission_that_changes_nothing_is_refused_beside_the_form(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    await imported(http, tmp_path, row(1))

    page = await Browser(http).post(
        f"{PAGE}/annotations", then="submit", **GOOD | {"accepted_modes": ["transfer", "ordinary_license"]}
    )

    assert (page.status_code, summary(page)) == (409, ["annotations"])


async def test_a_register_event_with_a_bad_date_keeps_what_was_typed(http: httpx.AsyncClient, tmp_path: Path) -> None:
    await imported(http, tmp_path, row(1))

    page = await Browser(http, "nation").post(
        f"{PAGE}/legal-status", status="lapsed", effective_on="明天", cause="未缴年费"
    )

    assert (page.status_code, summary(page)) == (422, ["effective_on"])
    assert 'value="未缴年费"' in page.text


async def test_what_was_done_is_confirmed(http: httpx.AsyncClient, tmp_path: Path) -> None:
    await imported(http, tmp_path, row(1, inventoried_on=""), row(2, inventoried_on=""))
    browser = Browser(http)

    submitted = await browser.post(f"{PAGE}/annotations", then="submit", **GOOD)
    told = await browser.get(submitted.headers["location"])
    approved = await browser.post(f"{PAGE}/approve")
    several = await browser.post("/inventory/approvals", confirmed="yes", numbers=[patent_number(2)])

    assert "已提交审核" in told.text
    assert "已通过审核" in (await browser.get(approved.headers["location"])).text
    assert "已通过 1 件" in (await browser.get(several.headers["location"])).text
    assert await draft_of(http) is None


async def test_a_record_with_gaps_stands_to_be_filled_in_and_its_page_says_what_is_missing(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    await imported(http, tmp_path, row(1, inventoried_on="", self_grade=""))
    browser = Browser(http)

    page = await browser.get(PAGE)

    assert "提交审核前还要填：专利自评" in page.text
    assert "没有待审核的盘点" in (await browser.get("/inventory/review")).text


async def test_the_result_of_an_import_leads_to_the_review_and_to_the_records(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    job = await imported(http, tmp_path, row(1, inventoried_on=""), row(2, self_grade="?"), row(3))
    browser = Browser(http)

    page = await browser.get(f"/inventory/imports/{job.id}")

    assert "去审核（待我审核 1 件）" in page.text
    assert re.findall(r"/inventory/patents/(\w+)", page.text) == sorted([NUMBER, patent_number(3)])
    assert job.file_name in (await browser.get("/inventory/imports")).text


async def test_a_file_of_many_rows_leads_to_the_lists_only(http: httpx.AsyncClient, tmp_path: Path) -> None:
    job = await imported(http, tmp_path, *[row(serial) for serial in range(1, 31)])

    page = await Browser(http).get(f"/inventory/imports/{job.id}")

    assert len(job.records) == 20
    assert "/inventory/patents/" not in page.text
    assert "/inventory/?state=recorded" in page.text


@pytest.mark.parametrize("who", ["province", "nation"])
async def test_institutions_of_another_system_are_listed_as_its_own(
    http: httpx.AsyncClient, connection: asyncpg.Connection, who: str
) -> None:
    theirs = credit_code("12", "330106", 4)
    body = inventoried(institution=theirs, institution_name="示例海洋大学", home="cn-33")
    async with connection.transaction():
        await apply_facts(connection, HANDLERS, [fact(body, writer="cn-33")])
    browser = Browser(http, who)
    form = {"code": credit_code("12", "330106", 5), "name": "示例农业大学", "kind": "unclassified", "home": "cn-33"}

    page = await browser.get("/inventory/institutions")
    registered = await browser.post("/inventory/institutions", **form)

    assert "示例海洋大学" in page.text
    assert "由浙江自有系统承载" in page.text
    assert "选填" not in page.text.split("<aside")[0]
    is_province = who == "province"
    assert ("登记单位" in page.text) is not is_province
    assert registered.status_code == (409 if is_province else 303)


async def test_a_registration_with_mistakes_comes_back_as_it_was_filled_in(http: httpx.AsyncClient) -> None:
    page = await Browser(http, "nation").post(
        "/inventory/institutions", code="123", name="示例农业大学", kind="unclassified", home="cn-00"
    )

    assert page.status_code == 422
    assert page.text.count("field-error") == 2
    assert 'value="示例农业大学"' in page.text


async def test_the_page_of_a_running_import_tells_how_fast_it_is_and_how_long_it_takes(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    service: Service = http.service  # type: ignore[attr-defined]
    path = csv_file(tmp_path / "存量.csv", [row(1)])
    job = await add_job(service, path, organization=UNIVERSITY, organization_name=UNIVERSITY_NAME, jurisdiction="cn-11")
    async with service.database.transaction() as conn:
        found: dict[str, Any] = {"kind": "csv UTF-8", "header": [], "unknown": [], "is_office": False, "rows": 9_000}
        await imports.recognized(conn, job.id, **found)
        await imports.advance(conn, job.id, after=0, to=3_001, handled=3_000, counts=Counts())
        await conn.execute("UPDATE kept.import_job SET storing_since = now() - interval '30 seconds'")

    page = (await Browser(http).get(f"/inventory/imports/{job.id}")).text
    told = (await Browser(http).get(f"/inventory/api/imports/{job.id}")).json()

    assert re.search(r"第 3,000 行，共 9,000 行 · 每秒 \d\d+ 行 · 约余 1 分 \d\d 秒", page), page
    assert 60 < told["rows_per_second"] < 101
    assert told["seconds_left"] == ceil(6_000 / told["rows_per_second"])


async def test_beside_a_chosen_filter_the_others_may_still_be_chosen(http: httpx.AsyncClient, tmp_path: Path) -> None:
    await imported(http, tmp_path, row(1))
    nation = Browser(http, "nation")

    at_home = await nation.get("/inventory/?home=cn-11")
    inventoried = await nation.get("/inventory/?state=inventoried")

    assert 'name="home" value="cn-33"' in at_home.text
    assert 'class="facet-option zero"><input type="radio" name="state"' not in inventoried.text
