"""Bodies that are merged while their patents are in dispute, or while their records are still passed on."""

import re
from collections.abc import Awaitable, Callable

import httpx
import pytest

from panhuo.runtime.accounts import UNIVERSITY, credit_code
from services.inventory.bodies import passing_on
from services.inventory.conflicts import carrying_out
from services.inventory.importing import run as import_run
from services.inventory.institutions import Institution
from tests.builders.inventory import claim_settled
from tests.issuing import LocalIssuer
from tests.services.inventory.conflicts.test_claims import (
    CASE,
    PATENT,
    REASON,
    THEIRS,
    claimed,
    holder,
    kinds,
    read,
)
from tests.services.inventory.files import csv_text, row
from tests.services.inventory.sending import TODAY
from tests.services.inventory.test_api import OTHER, Inventory

THIRD, THIRD_NAME = credit_code("12", "110108", 31), "第三示例大学"
TAKEN_OVER = {"institution": THIRD, "institution_name": THIRD_NAME}


async def merge(inventory: Inventory, code: str, into: str) -> None:
    if into == THIRD:
        one = {"code": THIRD, "name": THIRD_NAME, "home": "cn-11", "kind": "other_university"}
        assert (await inventory.call("POST", "/institutions", one, who="nation")).status_code == 201
    merger = {"into": into, "merged_on": "2026-03-01", "reason": "合并批复"}
    answer = await inventory.call("POST", f"/institutions/{code}/merger", merger, who="bureau")
    assert answer.status_code == 200, answer.text


async def settle(inventory: Inventory, awarded: str) -> None:
    decided = REASON | {"awarded": awarded}
    answer = await inventory.call("POST", f"{CASE}/settlement", decided, who="bureau")
    assert answer.status_code == 200, answer.text


async def read_settlement(inventory: Inventory, awarded: str) -> None:
    """As it comes from another system; what follows is carried out beside."""
    said = claim_settled(PATENT, home="cn-11", institution=OTHER, holder=UNIVERSITY, awarded=awarded)
    await read(inventory.service, said, 9, "cn-11")
    assert await carrying_out.go_through(inventory.service, TODAY) == 1


@pytest.mark.parametrize("decide", [settle, read_settlement])
@pytest.mark.parametrize(("merged", "owner"), [(UNIVERSITY, OTHER), (OTHER, THIRD)])
@pytest.mark.parametrize("is_passed_on", [True, False])
async def test_an_award_against_or_for_a_body_that_was_merged_since_is_carried_out_at_its_successor(
    http: httpx.AsyncClient,
    issuer: LocalIssuer,
    decide: Callable[[Inventory, str], Awaitable[None]],
    merged: str,
    owner: str,
    *,
    is_passed_on: bool,
) -> None:
    inventory = await claimed(http, issuer)
    await merge(inventory, merged, THIRD)
    page = await http.get(f"/inventory{CASE}", headers=issuer.bearer("bureau") | {"Accept": "text/html"})
    if is_passed_on:
        await passing_on.pass_on(inventory.service, TODAY)

    await decide(inventory, OTHER)
    at_once = await holder(inventory.service)
    await passing_on.pass_on(inventory.service, TODAY)

    assert re.search(f"已并入.{{1,99}}{THIRD_NAME}", page.text, re.DOTALL)
    assert at_once == await holder(inventory.service) == (owner, "recorded")
    assert await carrying_out.go_through(inventory.service, TODAY) == 0


async def test_what_a_body_has_lost_its_successor_claims_no_more(http: httpx.AsyncClient, issuer: LocalIssuer) -> None:
    inventory = await claimed(http, issuer)
    await settle(inventory, OTHER)
    await merge(inventory, UNIVERSITY, THIRD)

    again = await inventory.send(csv_text([row(1, **TAKEN_OVER)]))

    errors = await inventory.call("GET", f"/imports/{again['id']}/errors", who="nation")
    assert [one["rule"] for one in errors.json()["items"]] == ["E169"]
    assert await holder(inventory.service) == (OTHER, "recorded")


async def test_a_successor_s_row_joins_the_case_that_its_predecessor_has_opened(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    inventory = await claimed(http, issuer)
    await merge(inventory, OTHER, THIRD)

    again = await inventory.send(csv_text([row(1, **TAKEN_OVER)]))

    errors = await inventory.call("GET", f"/imports/{again['id']}/errors", who="nation")
    assert CASE.rpartition("/")[2] in errors.json()["items"][0]["problem"]
    assert (again["claimed"], (await kinds(inventory.service)).count("PatentClaimed")) == (1, 1)


async def test_a_successor_s_rows_open_no_case_while_records_are_still_passed_on(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    inventory = Inventory(http, issuer)
    await inventory.send(csv_text([row(1), row(2)]))
    await merge(inventory, UNIVERSITY, OTHER)

    done = await inventory.send(csv_text([row(1, **THEIRS), row(2, **THEIRS, maturity="小试")]))
    moved = await passing_on.pass_on(inventory.service, TODAY)

    assert (done["revised"], done["claimed"], done["refused"]) == (2, 0, 0)
    assert (moved, await holder(inventory.service)) == (0, (OTHER, "inventoried"))
    assert "PatentClaimed" not in await kinds(inventory.service)


async def test_a_file_that_is_read_by_the_register_from_before_a_merger_opens_no_case_either(
    http: httpx.AsyncClient, issuer: LocalIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    inventory = Inventory(http, issuer)
    await inventory.send(csv_text([row(1)]))
    async with inventory.service.database.read() as conn:
        before = await import_run.institutions.all_of_them(conn)
    await merge(inventory, UNIVERSITY, OTHER)
    await passing_on.pass_on(inventory.service, TODAY)

    async def of_old(_: object) -> list[Institution]:
        return before

    monkeypatch.setattr(import_run.institutions, "all_of_them", of_old)
    done = await inventory.send(csv_text([row(1, maturity="小试")]))

    assert (done["revised"], done["claimed"], done["refused"]) == (1, 0, 0)
    assert await holder(inventory.service) == (OTHER, "inventoried")
