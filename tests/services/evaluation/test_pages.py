"""The screens, as a browser with a session asks for them."""

import re
from collections.abc import Mapping

import asyncpg
import httpx
import pytest
from panhuo_contracts.codes import LegalStatus
from starlette.responses import Response

from chassis.identity import Principal
from panhuo.runtime.accounts import ACCOUNTS
from services.evaluation import words
from tests.builders import evaluation as built
from tests.builders.evaluation import OTHER_INSTITUTION, PATENT, fact, patent_number
from tests.builders.experts import evaluated as expert_view
from tests.services.evaluation.conftest import learn, said_types, say

PAGE = f"/evaluation/patents/{PATENT}"


class Browser:
    """Somebody signed in, with the token of their session."""

    def __init__(self, http: httpx.AsyncClient, who: str | Principal) -> None:
        sessions = http._transport.app.state.sessions
        answer = Response()
        self.session = sessions.begin(answer, ACCOUNTS[who].principal if isinstance(who, str) else who)
        cookie = next(v for k, v in answer.headers.items() if k == "set-cookie" and "attempt" not in v)
        self.http, self.headers = http, {"Cookie": cookie.split(";")[0]}

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.http.get(path, headers=self.headers | headers)

    async def post(self, path: str, **fields: str | list[str]) -> httpx.Response:
        sent = {"csrf_token": self.session.csrf_token, **fields}
        return await self.http.post(path, data=sent, headers=self.headers)


async def listed_patent(conn: asyncpg.Connection) -> None:
    await learn(conn, fact(built.inventoried()))
    await say(conn, built.listed())


@pytest.mark.parametrize("who", ["inventor", "office", "enterprise", "province", "nation"])
@pytest.mark.parametrize("prefix", ["", "/en"])
async def test_every_view_opens_for_every_role_in_both_languages(
    http: httpx.AsyncClient, conn: asyncpg.Connection, who: str, prefix: str
) -> None:
    await listed_patent(conn)
    await learn(conn, fact(built.inventoried(patent=patent_number(2))))
    await say(conn, built.evaluated(improvement_need="放大"), built.self_evaluated(reasons="两家企业试用"))
    browser = Browser(http, who)
    for view in ("", "?view=waiting", "?view=library&patent_type=&maturity=&self_grade=good", "?view=evaluations"):
        page = await browser.get(f"{prefix}/evaluation/{view}")
        assert page.status_code == 200, page.text
    for patent in (PATENT, patent_number(2)):
        page = await browser.get(f"{prefix}/evaluation/patents/{patent}")
        assert page.status_code == 200
        assert page.text.count("<h1") == 1


async def test_experts_views_stand_beside_enterprises_unnamed_and_hidden_from_other_experts(
    http: httpx.AsyncClient, conn: asyncpg.Connection
) -> None:
    await listed_patent(conn)
    await say(conn, expert_view(expert="X-1", opinion="工艺窗口较窄"))

    seen = (await Browser(http, "office").get(PAGE)).text
    hidden = (await Browser(http, "expert").get(PAGE)).text

    assert "工艺窗口较窄" in seen
    assert "X-1" not in seen
    assert "工艺窗口较窄" not in hidden


async def test_nobody_is_sent_to_sign_in(http: httpx.AsyncClient) -> None:
    page = await http.get("/evaluation/", headers={"Accept": "text/html"})
    assert page.status_code == 303
    assert page.headers["location"].startswith("/auth/login")


async def test_the_office_sees_each_guard_before_it_enters_and_enters(
    http: httpx.AsyncClient, conn: asyncpg.Connection
) -> None:
    await learn(conn, fact(built.inventoried()))
    office = Browser(http, "office")

    before = await office.get(PAGE)
    after = await office.post(f"{PAGE}/listing", idempotency_key="k-1")
    again = await office.post(f"{PAGE}/listing", idempotency_key="k-1")

    assert before.text.count('<li class="pass">') == 7
    assert (after.status_code, after.headers["location"]) == (303, f"{PAGE}?done=library.enter")
    assert again.status_code == 303
    assert await said_types(conn) == ["PatentListed", "LibraryEntry"]


async def test_a_failed_guard_is_shown_with_its_source_and_the_page_stays(
    http: httpx.AsyncClient, conn: asyncpg.Connection
) -> None:
    await learn(conn, fact(built.inventoried()), fact(built.legal_status(LegalStatus.LAPSED), sequence=2))
    page = await Browser(http, "office").post(f"{PAGE}/listing")
    assert page.status_code == 409
    assert 'class="error-summary"' in page.text
    assert '<li class="fail">' in page.text
    assert "第44条" in page.text


async def test_an_inventor_corrects_the_record_instead_of_grading_past_the_review(
    http: httpx.AsyncClient, conn: asyncpg.Connection
) -> None:
    await learn(conn, fact(built.inventoried()))
    inventor = Browser(http, "inventor")

    page = await inventor.get(PAGE)
    graded = await inventor.post(f"{PAGE}/self-evaluation", grade="good", maturity="pilot")

    assert "/self-evaluation" not in page.text
    assert f'href="/inventory/patents/{PATENT}"' in page.text
    assert graded.status_code == 403
    assert await said_types(conn) == []


async def test_what_was_filled_in_stays_where_a_field_is_wrong(
    http: httpx.AsyncClient, conn: asyncpg.Connection
) -> None:
    await learn(conn, fact(built.inventoried()))
    page = await Browser(http, "office").post(
        f"{PAGE}/self-evaluation", grade="good", maturity="", scenario="储能电站", industries="C3841、x"
    )
    assert page.status_code == 422
    assert "储能电站" in page.text
    assert 'href="#maturity"' in page.text
    assert 'href="#industries"' in page.text
    assert await said_types(conn) == []


async def test_an_office_grades_and_an_enterprise_evaluates_in_the_browser(
    http: httpx.AsyncClient, conn: asyncpg.Connection
) -> None:
    await listed_patent(conn)
    graded = await Browser(http, "office").post(
        f"{PAGE}/self-evaluation", grade="fair", maturity="pilot", industries="C3841，c2614"
    )
    evaluated = await Browser(http, "enterprise").post(
        f"{PAGE}/enterprise-evaluations",
        prospect="very_good",
        confidence="medium",
        cooperation=["transfer", "sole_license"],
    )
    page = await Browser(http, "enterprise").get(PAGE)

    assert (graded.status_code, evaluated.status_code) == (303, 303)
    assert "C3841、C2614" in page.text
    assert "转让、排他许可" in page.text
    assert len(re.findall(r'name="cooperation"[^>]* checked', page.text)) == 2


async def test_a_withdrawal_wants_its_reason(http: httpx.AsyncClient, conn: asyncpg.Connection) -> None:
    await listed_patent(conn)
    office = Browser(http, "office")
    without = await office.post(f"{PAGE}/withdrawal", reason=" ")
    done = await office.post(f"{PAGE}/withdrawal", reason="转入保密")
    page = await office.get(PAGE)
    assert (without.status_code, done.status_code) == (422, 303)
    assert "转入保密" in page.text


async def test_several_enter_at_once_and_each_is_named(http: httpx.AsyncClient, conn: asyncpg.Connection) -> None:
    good, lapsed, foreign = (patent_number(n) for n in (1, 2, 3))
    await learn(conn, *(fact(built.inventoried(patent=number)) for number in (good, lapsed)))
    await learn(conn, fact(built.inventoried(patent=foreign, institution=OTHER_INSTITUTION)))
    await learn(conn, fact(built.legal_status(LegalStatus.LAPSED, patent=lapsed), sequence=2))

    office = Browser(http, "office")
    queue = await office.get("/evaluation/")
    asked = await office.post("/evaluation/listings", patent=[good, lapsed, foreign])
    assert await said_types(conn) == []
    page = await office.post("/evaluation/listings", patent=[good, lapsed, foreign], confirmed="yes")

    assert queue.text.count("不能入库：登记簿状态") == 1
    assert (asked.text.count("可以入库"), asked.text.count("不能入库</span>")) == (1, 2)
    assert re.findall(r'name="patent" value="(\w+)"', asked.text) == [good]
    assert page.status_code == 200
    assert (page.text.count("已入库"), page.text.count("未通过</span>")) == (1, 2)
    assert await said_types(conn) == ["PatentListed", "LibraryEntry"]


async def test_a_form_of_another_site_changes_nothing(http: httpx.AsyncClient, conn: asyncpg.Connection) -> None:
    await learn(conn, fact(built.inventoried()))
    office = Browser(http, "office")
    page = await http.post(f"{PAGE}/listing", data={}, headers=office.headers)
    assert page.status_code == 403
    assert await said_types(conn) == []


async def test_forms_are_shown_to_those_who_may_send_them(http: httpx.AsyncClient, conn: asyncpg.Connection) -> None:
    await learn(conn, fact(built.inventoried(institution=OTHER_INSTITUTION)))
    await say(conn, built.listed(institution=OTHER_INSTITUTION))
    for who, forms in (("office", 0), ("inventor", 0), ("nation", 0), ("enterprise", 1)):
        page = await Browser(http, who).get(PAGE)
        assert page.text.count(f'action="{PAGE}') == forms


async def test_the_next_page_goes_on_where_this_one_ends(http: httpx.AsyncClient, conn: asyncpg.Connection) -> None:
    await learn(conn, *(fact(built.inventoried(patent=patent_number(n))) for n in range(1, 6)))
    office = Browser(http, "office")
    first = await office.get("/evaluation/?limit=3")
    following = re.search(r'rel="next" href="([^"]+)"', first.text)
    assert following
    rest = await office.get(following[1].replace("&amp;", "&"), **{"HX-Request": "true"})
    shown = re.findall(r'name="patent" value="(\d+X?)"', first.text + rest.text)
    assert shown == sorted(patent_number(n) for n in range(1, 6))
    assert "<html" not in rest.text


def test_every_code_has_a_name_in_both_languages() -> None:
    tables = [value for name, value in vars(words).items() if name.isupper() and isinstance(value, Mapping)]
    assert len(tables) == 15
    for table in tables:
        kind = type(next(iter(table)))
        assert set(kind) == set(table)
        assert all(zh and en for zh, en in table.values())
