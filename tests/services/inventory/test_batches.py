"""Records in batches over HTTP: answered row by row, under the rules that files keep."""

import json
from typing import Any

import httpx

from chassis.identity import Principal
from panhuo.runtime.accounts import UNIVERSITY, UNIVERSITY_NAME, credit_code
from tests.builders import patent_number
from tests.issuing import LocalIssuer
from tests.services.inventory.sending import said
from tests.services.inventory.test_api import OTHER_OFFICE, Inventory


def record(serial: int = 1, **stated: Any) -> dict[str, Any]:
    return {
        "number": patent_number(serial),
        "title": f"一种示例装置{serial}",
        "filing_date": "2021-01-04",
        "grant_date": "2023-05-12",
        "institution_name": UNIVERSITY_NAME,
        "institution": UNIVERSITY,
        "ipc": ["H01M10/54", "C22B7/00"],
        "accepted_modes": ["转让", "普通许可"],
        "asking_price": 12.5,
        "maturity": 3,
        "self_grade": "较好",
        "funding": True,
        "inventoried_on": "2024-05-20",
        "generated": True,
    } | stated


async def outcomes(
    inventory: Inventory, records: list[Any], *, who: str | Principal = "nation", key: str = ""
) -> list[tuple[str, list[str]]]:
    sent = json.dumps({"records": records})  # halves of characters and all
    headers = {"Content-Type": "application/json", "Idempotency-Key": key} | inventory.issuer.bearer(who)
    answer = await inventory.http.post("/inventory/api/batches", content=sent, headers=headers)
    assert answer.status_code == 200, answer.text
    return [(row["outcome"], [problem["rule"] for problem in row["problems"]]) for row in answer.json()["rows"]]


async def test_each_record_of_a_batch_is_answered_and_the_same_again_is_unchanged(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    inventory = Inventory(http, issuer)
    named = {"专利号": patent_number(3), "名称": "另一种示例装置", "申请日": "2021-01-04"}
    by_header = named | {"单位名称": UNIVERSITY_NAME}
    records = [
        record(1),
        record(2, maturity="已量产", filing_date="2021-13-01"),
        by_header,
        record(1),
        record(1, title="改名装置"),
        {"number": patent_number(4), "price": 3},
        record(5, title={"zh": "对象"}),
        record(6, title="坏\x00字\ud800"),
    ]

    first = await outcomes(inventory, records)
    before = await said(inventory.service)
    again = await outcomes(inventory, records)

    refused = [("refused", ["E201", "E301"]), ("refused", ["E150"])]
    missing = ("refused", ["E005", "E001", "E001", "E001"])
    rest = [refused[1], missing, ("refused", ["E006"]), ("refused", ["E002"])]
    assert first == [("new", []), refused[0], ("new", []), ("unchanged", []), *rest]
    assert [outcome for outcome, _ in again] == ["unchanged", "refused", "unchanged", "unchanged", *["refused"] * 4]
    assert await said(inventory.service) == before
    body = next(body for kind, body in before if kind == "PatentInventoried")
    assert body["annotations"]["asking_price"] == {"amount": "125000.00", "currency": "CNY"}


async def test_a_key_that_a_record_does_not_have_leaves_what_stands(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    inventory = Inventory(http, issuer)
    short = record(1)
    del short["asking_price"]

    await outcomes(inventory, [record(1)])
    without, emptied = await outcomes(inventory, [short]), await outcomes(inventory, [short | {"asking_price": None}])

    assert (without, emptied) == ([("unchanged", [])], [("revised", [])])


async def test_an_office_sends_its_own_records_only_and_an_inventor_none(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    inventory = Inventory(http, issuer)
    other = record(2, institution=credit_code("12", "110108", 9), institution_name="另一示例大学")

    own = await outcomes(inventory, [record(1), other, record(3, institution="")], who="office")
    theirs = await outcomes(inventory, [record(1)], who=OTHER_OFFICE)
    inventor = await inventory.call("POST", "/batches", {"records": [record(1)]}, who="inventor")

    assert own == [("new", []), ("refused", ["E166"]), ("new", [])]
    assert theirs == [("refused", ["E166"])]
    assert inventor.status_code == 403


async def test_a_batch_has_bounds_and_one_key_is_one_batch(http: httpx.AsyncClient, issuer: LocalIssuer) -> None:
    inventory = Inventory(http, issuer)

    empty = await inventory.call("POST", "/batches", {"records": []}, who="nation")
    long = await inventory.call("POST", "/batches", {"records": [{}] * 1_001}, who="nation")
    most = await outcomes(inventory, [record(serial) for serial in range(1, 1_001)], key="k1")
    repeated = await outcomes(inventory, [record(serial) for serial in range(1, 1_001)], key="k1")

    assert (empty.status_code, long.status_code) == (422, 422)
    assert most == repeated == [("new", [])] * 1_000
