"""Three reviews, two or one: over HTTP, with real tokens and a real database."""

from typing import Any

import asyncpg
import httpx
import pytest

from chassis.identity import Principal, Role
from panhuo.runtime.accounts import UNIVERSITY, UNIVERSITY_NAME
from tests.builders import patent_number
from tests.issuing import LocalIssuer
from tests.services.inventory.files import csv_text, row
from tests.services.inventory.people.registry import on_the_list
from tests.services.inventory.sending import said
from tests.services.inventory.test_api import ANNOTATIONS, Inventory

NUMBER = patent_number(1)
OF = f"/patents/{NUMBER}"
OTHER_COLLEGE = Principal("other-college", "许示例", Role.COLLEGE, UNIVERSITY, UNIVERSITY_NAME, "cn-11", "C02")
OTHER_INVENTOR = Principal("other-inventor", "孙示例", Role.INVENTOR, UNIVERSITY, UNIVERSITY_NAME, "cn-11")
EMPTY = {"inventors": "林示例; 孙示例", "inventoried_on": "", "accepted_modes": "", "maturity": "", "self_grade": ""}


@pytest.fixture
def inventory(http: httpx.AsyncClient, issuer: LocalIssuer) -> Inventory:
    return Inventory(http, issuer)


async def arranged(inventory: Inventory, route: str = "colleges", *, rows: int = 1) -> None:
    """Records to be filled in, put to the first of two colleges."""
    await inventory.send(csv_text([row(serial, **EMPTY) for serial in range(1, rows + 1)]))
    await inventory.call("PUT", "/arrangement/route", {"route": route})
    for code, name in (("C01", "示例学院"), ("C02", "另一学院")):
        put = await inventory.call("PUT", "/arrangement/colleges", {"code": code, "name": name})
        assert put.status_code == 200, put.text
    numbers = [patent_number(serial) for serial in range(1, rows + 1)]
    done = await inventory.call("POST", "/assignments", {"numbers": numbers, "college": "C01"})
    assert done.status_code == 200, done.text


async def fill(inventory: Inventory, number: str = NUMBER, **changed: Any) -> None:
    body = {"annotations": ANNOTATIONS | changed}
    filled = await inventory.call("PUT", f"/patents/{number}/annotations", body, who="inventor")
    assert filled.status_code == 200, filled.text


async def submitted(inventory: Inventory, number: str = NUMBER) -> None:
    await fill(inventory, number)
    answer = await inventory.call("POST", f"/patents/{number}/submit", who="inventor")
    assert answer.status_code == 200, answer.text


async def review(inventory: Inventory, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await inventory.call("GET", f"{OF}/review", **asked)).json()
    return found


async def test_a_record_goes_from_the_inventor_through_the_college_to_the_institution(inventory: Inventory) -> None:
    await arranged(inventory)
    await submitted(inventory)

    too_early = await inventory.call("POST", f"{OF}/approve")
    by_college = await inventory.call("POST", f"{OF}/approve", who="college")
    twice = await inventory.call("POST", f"{OF}/approve", who="college")
    passed = await inventory.call("POST", f"{OF}/approve")

    assert (too_early.status_code, too_early.json()["rule"]) == (409, "still_at_the_college")
    assert (by_college.status_code, by_college.json()["state"]) == (200, "recorded")
    assert twice.json()["rule"] == "not_awaiting_review"
    assert passed.json()["state"] == "inventoried"
    told = await review(inventory)
    assert [(step["move"], step["stage"], step["name"], step["role"]) for step in reversed(told["steps"])] == [
        ("assign", "to_fill_in", "周示例", "office"),
        ("save", "draft", "林示例", "inventor"),
        ("submit", "college_review", "林示例", "inventor"),
        ("approve", "institution_review", "何示例", "college"),
        ("approve", "inventoried", "周示例", "office"),
    ]


async def test_what_is_another_college_s_does_not_exist_for_a_college(inventory: Inventory) -> None:
    await arranged(inventory)
    await submitted(inventory)

    read = await inventory.call("GET", OF, who=OTHER_COLLEGE)
    passed = await inventory.call("POST", f"{OF}/approve", who=OTHER_COLLEGE)
    told = await inventory.call("GET", f"{OF}/review", who=OTHER_COLLEGE)
    several = await inventory.call("POST", "/approvals", {"numbers": [NUMBER]}, who=OTHER_COLLEGE)
    theirs = await inventory.call("GET", "/patents", who=OTHER_COLLEGE)
    own = await inventory.call("GET", "/patents", who="college")

    assert [answer.status_code for answer in (read, passed, told, several)] == [404] * 4
    assert (len(theirs.json()["items"]), len(own.json()["items"])) == (0, 1)


async def test_a_college_returns_with_a_reason_and_the_inventor_submits_again(inventory: Inventory) -> None:
    await arranged(inventory)
    await submitted(inventory)

    returned = await inventory.call("POST", f"{OF}/return", {"reason": "场景不具体"}, who="college")
    stands = await review(inventory)
    await submitted(inventory)

    assert returned.json()["draft"]["return_reason"] == "场景不具体"
    assert (stands["stage"], stands["steps"][0]["note"]) == ("returned", "场景不具体")
    assert stands["due_on"] is not None
    assert (await review(inventory))["stage"] == "college_review"


async def test_a_submitted_record_is_withdrawn_before_it_is_passed_and_not_changed_meanwhile(
    inventory: Inventory,
) -> None:
    await arranged(inventory)
    await submitted(inventory)

    body = {"annotations": ANNOTATIONS | {"maturity": "industrial"}}
    changed = await inventory.call("PUT", f"{OF}/annotations", body, who="inventor")
    withdrawn = await inventory.call("POST", f"{OF}/withdraw", who="inventor")
    again = await inventory.call("POST", f"{OF}/withdraw", who="inventor")

    assert changed.json()["rule"] == "under_review"
    assert withdrawn.json()["draft"]["is_submitted"] is False
    assert again.json()["rule"] == "not_awaiting_review"
    assert (await review(inventory))["stage"] == "draft"


async def test_what_fails_a_spot_check_has_to_pass_every_review_again(inventory: Inventory) -> None:
    await arranged(inventory)
    await inventory.send(csv_text([row(1)]))

    refused = await inventory.call("POST", f"{OF}/spot-check-return", {"reason": "无中试记录"}, who="office")
    failed = await inventory.call("POST", f"{OF}/spot-check-return", {"reason": "无中试记录"}, who="nation")
    twice = await inventory.call("POST", f"{OF}/spot-check-return", {"reason": "无中试记录"}, who="nation")
    stands = (await review(inventory))["stage"]
    await inventory.call("POST", f"{OF}/submit", who="inventor")
    await inventory.call("POST", f"{OF}/approve", who="college")
    passed = await inventory.call("POST", f"{OF}/approve")

    assert (refused.status_code, twice.json()["rule"]) == (403, "not_inventoried")
    assert (failed.json()["state"], stands) == ("returned", "spot_check_returned")
    assert passed.json()["state"] == "inventoried"
    kinds = [kind for kind, _ in await said(inventory.service)]
    assert kinds[-2:] == ["InventoryReturned", "PatentInventoried"]


async def test_a_centralized_assessment_is_one_step_of_the_office(inventory: Inventory) -> None:
    await arranged(inventory, "office")
    await inventory.call("PUT", f"{OF}/annotations", {"annotations": ANNOTATIONS})

    passed = await inventory.call("POST", f"{OF}/approve")

    assert passed.json()["state"] == "inventoried"


async def test_a_record_that_is_put_to_no_college_cannot_go_to_one(inventory: Inventory) -> None:
    await arranged(inventory)
    await inventory.call("POST", "/assignments", {"numbers": [NUMBER], "college": ""})
    stands = (await review(inventory))["stage"]
    await fill(inventory)

    answer = await inventory.call("POST", f"{OF}/submit", who="inventor")

    assert (stands, answer.json()["rule"]) == ("unclaimed", "no_college")


async def test_where_no_college_is_asked_any_more_what_waited_for_one_goes_on(
    inventory: Inventory, connection: asyncpg.Connection
) -> None:
    await arranged(inventory)
    await submitted(inventory)

    await inventory.call("PUT", "/arrangement/route", {"route": "direct"})
    passed = await inventory.call("POST", f"{OF}/approve")

    assert passed.json()["state"] == "inventoried"
    audited = await connection.fetchval("SELECT count(*) FROM kept.audit WHERE action = 'inventory.route'")
    assert audited == 2


async def test_an_inventor_s_first_word_claims_a_record_and_another_cannot_write_on_it(
    inventory: Inventory, http: httpx.AsyncClient
) -> None:
    await arranged(inventory)
    await fill(inventory)

    body = {"annotations": ANNOTATIONS | {"maturity": "industrial"}}
    other = await inventory.call("PUT", f"{OF}/annotations", body, who=OTHER_INVENTOR)
    await on_the_list(http, OTHER_INVENTOR.name, OTHER_INVENTOR.subject)
    await inventory.call("POST", "/assignments", {"numbers": [NUMBER], "person": OTHER_INVENTOR.name})
    handed_over = await inventory.call("PUT", f"{OF}/annotations", body, who=OTHER_INVENTOR)

    assert (other.status_code, other.json()["rule"]) == (409, "not_responsible")
    assert handed_over.status_code == 200


async def test_records_are_put_to_none_but_a_serving_inventor_of_the_institution_s_list(
    inventory: Inventory, http: httpx.AsyncClient, connection: asyncpg.Connection
) -> None:
    await arranged(inventory)
    await on_the_list(http, "孙示例", "sun", 人员状态="学生")
    asked = {"numbers": [NUMBER]}

    unknown = await inventory.call("POST", "/assignments", asked | {"person": "nobody-such"})
    student = await inventory.call("POST", "/assignments", asked | {"person": "sun"})
    reviewer = await inventory.call("POST", "/assignments", asked | {"person": "何示例"})

    assert (unknown.status_code, reviewer.status_code) == (422, 422)
    assert unknown.json()["errors"][0]["field"] == "person"
    assert "人员名册中没有这位发明人" in unknown.text
    assert (student.status_code, student.json()["rule"]) == (409, "cannot_fill_in")
    assert await connection.fetchval("SELECT count(*) FROM kept.responsibility WHERE subject IS NOT NULL") == 0


async def test_several_are_returned_or_assigned_at_once_after_a_trial_that_changes_nothing(
    inventory: Inventory,
) -> None:
    await arranged(inventory, rows=3)
    numbers = [patent_number(serial) for serial in (1, 2, 3)]
    for number in numbers[:2]:
        await submitted(inventory, number)
    asked = {"numbers": numbers, "reason": "请补充"}

    trial = (await inventory.call("POST", "/returns", asked | {"is_trial": True}, who="college")).json()
    before = (await review(inventory))["stage"]
    done = (await inventory.call("POST", "/returns", asked, who="college", key="r")).json()
    again = (await inventory.call("POST", "/returns", asked, who="college", key="r")).json()
    moved = (await inventory.call("POST", "/assignments", {"numbers": numbers, "college": "C02"})).json()
    closed = await inventory.call("POST", "/assignments", {"numbers": numbers, "college": "C99"})

    assert (list(trial["done"]), [one["rule"] for one in trial["refused"]]) == (numbers[:2], ["not_awaiting_review"])
    assert before == "college_review"
    assert done == again
    assert list(done["done"].values()) == ["returned"] * 2
    assert list(moved["done"]) == numbers
    assert closed.status_code == 422
    assert len((await inventory.call("GET", "/patents", who=OTHER_COLLEGE)).json()["items"]) == 3


async def test_of_a_right_that_has_ended_no_stock_is_taken(inventory: Inventory) -> None:
    await arranged(inventory)
    await submitted(inventory)
    lapsed = {"status": "lapsed", "effective_on": "2025-01-06", "cause": "未缴年费"}
    await inventory.call("POST", f"{OF}/legal-status", lapsed, who="nation")

    answer = await inventory.call("POST", f"{OF}/approve", who="college")

    assert answer.json()["rule"] == "right_is_gone"
    assert (await review(inventory))["stage"] == "archived"
