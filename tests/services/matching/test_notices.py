"""Enterprises are told what becomes of the patents that they follow."""

from datetime import date

import httpx
from panhuo_contracts.codes import LegalStatus
from panhuo_contracts.events.inventory import LegalStatusChanged, PatentTransferredAway

from chassis.identity import Principal
from chassis.service import Service
from tests.builders import patent_number
from tests.builders.inventory import recorded
from tests.builders.matching import INSTITUTION, PATENT, subscribed
from tests.issuing import LocalIssuer
from tests.services.matching.scene import BUYER, OFFICE, OTHER_BUYER, told


async def asked(http: httpx.AsyncClient, issuer: LocalIssuer, who: Principal, query: str = "") -> httpx.Response:
    return await http.get(f"/matching/api/notices{query}", headers=issuer.bearer(who))


async def test_whoever_follows_a_patent_is_told_of_its_lapse_and_of_its_transfer_and_others_are_not(
    service: Service, http: httpx.AsyncClient, issuer: LocalIssuer
):
    other = patent_number(9)
    await told(
        service, recorded(PATENT, title="一种示例装置"), subscribed(patent=PATENT, subscribed_on=date(2026, 3, 1))
    )
    for patent in (PATENT, other):
        await told(
            service,
            LegalStatusChanged(
                patent=patent, home="cn-11", status=LegalStatus.LAPSED, effective_on=date(2026, 3, 1), cause="CF01"
            ),
        )
    await told(
        service,
        PatentTransferredAway(
            patent=PATENT, home="cn-11", institution=INSTITUTION, holders=("甲公司",), transferred_on=date(2026, 3, 2)
        ),
    )

    first = (await asked(http, issuer, BUYER, "?limit=1")).json()
    second = (await asked(http, issuer, BUYER, f"?limit=1&cursor={first['next_cursor']}")).json()

    kinds = [(item["patent"], item["kind"], item["is_leaving"]) for item in first["items"] + second["items"]]
    assert kinds == [(PATENT, "transferred", True), (PATENT, "lapsed", True)]
    assert second["items"][0]["title"] == "一种示例装置"
    assert second["next_cursor"] is None
    assert (await asked(http, issuer, OTHER_BUYER)).json()["items"] == []
    assert (await asked(http, issuer, OFFICE)).status_code == 403


async def test_notices_are_new_until_they_are_marked_as_seen(
    service: Service, http: httpx.AsyncClient, issuer: LocalIssuer
):
    await told(service, recorded(PATENT), subscribed(patent=PATENT, subscribed_on=date(2026, 3, 1)))
    await told(
        service,
        LegalStatusChanged(
            patent=PATENT, home="cn-11", status=LegalStatus.FEE_GRACE, effective_on=date(2026, 3, 1), cause="缴费通知"
        ),
    )
    headers = issuer.bearer(BUYER) | {"Accept": "text/html"}
    before = (await http.get("/matching/notices", headers=headers)).text
    (item,) = (await asked(http, issuer, BUYER)).json()["items"]

    answer = await http.post("/matching/notices/seen", data={"upto": item["said_at"]}, headers=headers)

    assert answer.status_code == 303
    assert "年费滞纳" in before
    assert "全部标为已读" in before
    assert "全部标为已读" not in (await http.get("/en/matching/notices", headers=headers)).text
    assert not (await asked(http, issuer, BUYER)).json()["items"][0]["is_new"]
