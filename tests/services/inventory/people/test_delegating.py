"""Somebody fills in for somebody else, from day to day; it ends on its day, by hand, or when either leaves."""

from datetime import timedelta
from pathlib import Path

import httpx
import pytest_asyncio

from chassis.clock import today
from tests.builders import patent_number
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
from tests.services.inventory.test_pages import GOOD, summary

WHERE = "/inventory/people/delegations"
RECORD = f"/inventory/patents/{patent_number(1)}"


def days() -> dict[str, str]:
    return {"starts_on": today().isoformat(), "ends_on": (today() + timedelta(days=30)).isoformat()}


@pytest_asyncio.fixture
async def office(http: httpx.AsyncClient, tmp_path: Path) -> Desk:
    """Lin is responsible for one patent, He for another."""
    desk = await stocked(http, tmp_path, "林示例", "何示例", "王示例")
    await uploaded(desk, person("林示例", LIN), person("何示例", HE), person("王示例", WANG))
    return desk


async def desk_of(http: httpx.AsyncClient, name: str) -> Desk:
    return Desk(http, inventor(await subject_of(http, name), name))


async def fills(desk: Desk) -> int:
    return (await desk.post(f"{RECORD}/annotations", then="save", **GOOD)).status_code


async def test_a_deputy_fills_in_while_it_stands_and_the_record_shows_it(http: httpx.AsyncClient, office: Desk) -> None:
    lin, he, wang = [await desk_of(http, name) for name in ("林示例", "何示例", "王示例")]
    before = await fills(he)

    given = await lin.post(WHERE, taker="何示例", reason="出国访问", **days())
    to_do = await he.get("/inventory/?review=mine")
    during = [await fills(he), await fills(wang)]
    shown = await office.get(RECORD)
    listed = await office.get(WHERE)
    (identifier,) = {part.split("/")[0] for part in listed.text.split(f"{WHERE}/")[1:]}
    not_theirs = await wang.post(f"{WHERE}/{identifier}/end")
    await he.post(f"{WHERE}/{identifier}/end")

    assert (before, given.status_code, during) == (409, 303, [303, 409])
    assert to_do.text.count("data-item") == 2
    assert "委托 何示例 代填" in shown.text
    assert "出国访问" in listed.text
    assert not_theirs.status_code == 404
    assert await fills(he) == 409


async def test_it_ends_when_either_leaves(http: httpx.AsyncClient, office: Desk) -> None:
    he = await desk_of(http, "何示例")
    await office.post(WHERE, giver="林示例", taker="何示例", reason="休假", patent=patent_number(1), **days())
    during = await fills(he)

    await uploaded(office, person("何示例", HE, 人员状态="已离开"))

    assert (during, await fills(he)) == (303, 409)
    assert "离开单位" in (await office.get(WHERE)).text


async def test_it_does_not_count_before_its_first_day_nor_after_its_last(http: httpx.AsyncClient, office: Desk) -> None:
    he = await desk_of(http, "何示例")
    later = {"starts_on": (today() + timedelta(days=3)).isoformat(), "ends_on": days()["ends_on"]}
    await office.post(WHERE, giver="林示例", taker="何示例", reason="休假", **later)
    before = await fills(he)
    async with http.service.unit() as unit:  # type: ignore[attr-defined]
        await unit.conn.execute("UPDATE delegation SET starts_on = starts_on - 90, ends_on = ends_on - 90")

    assert (before, await fills(he)) == (409, 409)


async def test_one_delegates_ones_own_records_to_serving_people_with_a_reason(
    http: httpx.AsyncClient, office: Desk
) -> None:
    lin = await desk_of(http, "林示例")
    await uploaded(office, person("王示例", WANG, 人员状态="退休"))

    retired = await lin.post(WHERE, taker="王示例", reason="休假", **days())
    himself = await lin.post(WHERE, taker="林示例", reason="休假", **days())
    unsaid = await lin.post(WHERE, taker="何示例", **days())
    past = await lin.post(WHERE, taker="何示例", reason="休假", starts_on="2024-01-01", ends_on="2024-02-01")
    others = await lin.post(WHERE, taker="何示例", reason="休假", patent=patent_number(2), **days())
    stranger = await Desk(http, "inventor").post(WHERE, taker="何示例", reason="休假", **days())
    good = [await lin.post(WHERE, taker="何示例", reason="休假", **days()) for _ in range(2)]

    assert [summary(page) for page in (retired, himself, unsaid, past, others, stranger, good[1])] == [
        ["taker"],
        ["taker"],
        ["reason"],
        ["ends_on"],
        ["taker"],
        ["taker"],
        ["taker"],
    ]
    assert good[0].status_code == 303
