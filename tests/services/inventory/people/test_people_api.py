"""Delegations and looks at contacts over HTTP: what the pages do, by the same rules."""

from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from chassis.identity import Principal
from tests.builders import patent_number
from tests.issuing import LocalIssuer
from tests.services.inventory.people.registry import (
    HE,
    LIN,
    WANG,
    Desk,
    inventor,
    person,
    stocked,
    subject_of,
    uploaded,
)
from tests.services.inventory.people.test_delegating import days, fills
from tests.services.inventory.test_api import Inventory

WHERE = "/people/delegations"


@pytest.fixture
def api(http: httpx.AsyncClient, issuer: LocalIssuer) -> Inventory:
    return Inventory(http, issuer)


@pytest_asyncio.fixture
async def office(http: httpx.AsyncClient, tmp_path: Path) -> Desk:
    """Lin is responsible for one patent, He for another; two people are called Wang."""
    desk = await stocked(http, tmp_path, "林示例", "何示例", "王示例")
    await uploaded(desk, person("林示例", LIN), person("何示例", HE), person("王示例", WANG))
    await uploaded(desk, person("王示例", "13800000004"))
    return desk


async def delegated(api: Inventory, who: str | Principal, **asked: Any) -> httpx.Response:
    return await api.call("POST", WHERE, {"taker": "何示例", "reason": "出国访问"} | days() | asked, who=who)


async def test_what_is_delegated_over_http_lets_the_deputy_fill_in_until_it_is_ended(
    http: httpx.AsyncClient, api: Inventory, office: Desk
) -> None:
    lin, he = [inventor(await subject_of(http, name), name) for name in ("林示例", "何示例")]
    stranger = inventor("nobody-known", "林示例")

    made = await delegated(api, lin)
    during = await fills(Desk(http, he))
    twice = await delegated(api, lin)
    foreign = [await delegated(api, lin, giver="何示例", taker="林示例"), await delegated(api, stranger)]
    ended = await api.call("POST", f"{WHERE}/{made.json()['id']}/end", who=he)

    assert (made.status_code, made.json()["giver"]["name"], made.json()["stands"]) == (201, "林示例", True)
    assert (during, await fills(Desk(http, he))) == (303, 409)
    assert (twice.status_code, twice.json()["rule"]) == (409, "already_delegated")
    assert [answer.status_code for answer in foreign] == [404, 404]
    assert (ended.json()["ended_by"], ended.json()["stands"]) == ("何示例", False)


async def test_of_several_of_one_name_the_answer_tells_the_accounts_and_one_of_them_is_taken(
    api: Inventory, office: Desk
) -> None:
    several = await delegated(api, "office", giver="林示例", taker="王示例")
    one = several.json()["mend"].removeprefix("改写账号：").split("（")[0]
    wrong = await delegated(api, "office", giver="林示例", taker="王示例", patent="1")

    chosen = await delegated(api, "office", giver="林示例", taker=one, patent=patent_number(1))

    assert (several.status_code, several.json()["errors"][0]["field"]) == (422, "taker")
    assert wrong.status_code == 422
    assert (chosen.status_code, chosen.json()["taker"]["account"]) == (201, one)


async def test_the_list_comes_in_pages_and_each_sees_what_the_page_shows_them(
    http: httpx.AsyncClient, api: Inventory, office: Desk
) -> None:
    lin, he = [inventor(await subject_of(http, name), name) for name in ("林示例", "何示例")]
    for who, taker in ((lin, "何示例"), (he, "林示例")):
        await delegated(api, who, taker=taker)
    wangs = await api.call("GET", WHERE, who=inventor("nobody-known", "王示例"))

    first = (await api.call("GET", f"{WHERE}?limit=1")).json()
    second = (await api.call("GET", f"{WHERE}?limit=1&cursor={first['next_cursor']}")).json()
    on_screen = await office.get(f"/inventory{WHERE}?limit=1")

    assert [one["giver"]["name"] for page in (first, second) for one in page["items"]] == ["何示例", "林示例"]
    assert (second["next_cursor"], wangs.json()["items"]) == (None, [])
    assert f"cursor={first['next_cursor']}" in on_screen.text
    assert (await api.call("GET", f"{WHERE}?cursor=WzFd")).status_code == 422
    assert (await api.call("GET", f"{WHERE}?cursor=WyJ4Il0")).status_code == 422
    assert (await api.call("GET", WHERE, who="province")).status_code == 403


async def test_who_looked_at_contacts_is_listed_for_the_office_without_the_contacts(
    http: httpx.AsyncClient, api: Inventory, office: Desk
) -> None:
    where = f"/inventory/people/{await subject_of(http, '林示例')}"
    for reason in ("通知补填", "再次通知"):
        await office.post(f"{where}/reveal", reason=reason)

    first = await api.call("GET", "/people/reveals?limit=1")
    second = await api.call("GET", f"/people/reveals?cursor={first.json()['next_cursor']}")

    listed = [*first.json()["items"], *second.json()["items"]]
    assert [(one["person_name"], one["name"], one["reason"]) for one in listed] == [
        ("林示例", "周示例", "再次通知"),
        ("林示例", "周示例", "通知补填"),
    ]
    assert LIN not in first.text + second.text
    others = [(await api.call("GET", "/people/reveals", who=who)).status_code for who in ("college", "inventor")]
    assert others == [404, 403]
