"""One patent from a file to the dashboard, and what every door answered on the way."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import httpx

from chassis.clock import today
from panhuo.runtime.accounts import ENTERPRISE, ENTERPRISE_NAME
from tests.builders import patent_number
from tests.services.inventory.files import csv_text, row
from tests.system.running import Running, eventually, found

PATENT: Final = patent_number(501, kind=2)
"""A utility model: the story's figures are told apart by the type of patent."""
BROKEN: Final = PATENT[:-1] + ("0" if PATENT[-1] != "0" else "1")
TITLE: Final = "一种示例电池回收箱"
FILE: Final = csv_text(
    [
        row(number=PATENT, title=TITLE, filing_date="2021-03-01", inventoried_on="", scenario="废旧电池回收"),
        row(number=BROKEN, title=TITLE, filing_date="2021-03-01", inventoried_on=""),
    ]
).encode()
SELECTION: Final = "/monitoring/api/figures?jurisdiction=cn-11&patent_type=utility_model"

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Story:
    """Answers, in the order in which they were given."""

    sent: Json
    problems: list[Json]
    inventoried: Json
    deal: str
    signed: Json
    application: Json
    refused: httpx.Response
    filed: Json
    product: Json


async def tell(platform: Running) -> Story:
    """The office and the enterprise do all of it over HTTP; each waits until it sees what the other did."""
    async with platform.visit("office") as office, platform.visit("enterprise") as enterprise:
        sent = await send(office, FILE)
        problems = (await office.get(f"/inventory/api/imports/{sent['id']}/errors")).json()["items"]
        inventoried = await said(office.post(f"/inventory/api/patents/{PATENT}/approve"))
        await found(office, f"/evaluation/api/patents/{PATENT}", lambda known: bool(known["is_inventoried"]))
        graded = {"grade": "good", "maturity": "pilot", "scenario": "废旧电池回收", "industries": ["C4210"]}
        await said(office.post(f"/evaluation/api/patents/{PATENT}/self-evaluation", json=graded))
        await said(office.post(f"/evaluation/api/patents/{PATENT}/listing"))

        await said(enterprise.post("/matching/api/enterprises", json=PROFILE))
        await found(enterprise, f"/matching/api/library/{PATENT}")
        await said(enterprise.post(f"/matching/api/library/{PATENT}/subscription"))
        thought = {"prospect": "good", "confidence": "high", "cooperation": ["ordinary_license"]}
        await said(enterprise.post(f"/evaluation/api/patents/{PATENT}/enterprise-evaluations", json=thought))
        intent = {"mode": "ordinary_license", "note": "先做一条示范线"}
        deal = (await said(enterprise.post(f"/matching/api/library/{PATENT}/intents", json=intent)))["deal"]
        draft = await said(office.put(f"/matching/api/deals/{deal}/terms", json=terms()))
        accepted = {"version": draft["version"]}
        await said(office.post(f"/matching/api/deals/{deal}/signature", json=accepted))
        signed = await said(enterprise.post(f"/matching/api/deals/{deal}/signature", json=accepted))

        application = {"patent": PATENT, "deal": deal}
        await found(office, "/filing/api/deals", lambda waiting: deal in str(waiting))
        refused = await office.post("/filing/api/licenses", json=application)
        application |= {"licensor_address": "北京市海淀区示例路1号"}
        filed = await said(office.post("/filing/api/licenses", json=application))
        made = {"product_name": "示例牌回收箱", "product_class": "C3841", "on_market_since": today().isoformat()}
        product = await said(enterprise.post("/filing/api/products", json={"patent": PATENT, "deal": deal} | made))
        await found(office, SELECTION, lambda figures: figures["counts"]["industrialized"] == 1)
    return Story(sent, problems, inventoried, deal, signed, application, refused, filed, product)


PROFILE: Final = {
    "enterprise": ENTERPRISE,
    "name": ENTERPRISE_NAME,
    "home": "cn-32",
    "kinds": ["high_tech"],
    "industries": ["C4210"],
    "profile": "废旧电池回收装备",
    "generated": True,
}


def terms() -> Json:
    day = today()
    return {
        "mode": "ordinary_license",
        "license": {
            "kind": "ordinary",
            "term_from": day.isoformat(),
            "term_to": (day + timedelta(days=700)).isoformat(),
        },
        "payment": {"kind": "lump_sum", "upfront": {"amount": "120000.00"}},
        "effective_on": day.isoformat(),
        "licensee_address": "江苏省南京市示例路2号",
    }


async def send(office: httpx.AsyncClient, content: bytes, key: str = "") -> Json:
    """Import a file, and what became of it."""
    headers = {"Idempotency-Key": key or str(uuid.uuid4())}
    files = {"file": ("盘点.csv", content, "text/csv")}
    answer = await office.post("/inventory/api/imports", files=files, headers=headers)
    assert answer.status_code == 202, answer.text
    return await ended(office, answer.headers["Location"])


async def ended(office: httpx.AsyncClient, address: str) -> Json:
    async def look() -> Json | None:
        job: Json = (await office.get(address)).json()
        return job if job["state"] in {"done", "refused"} else None

    return await eventually(look)


async def said(asking: Any) -> Any:
    """The answer to a request that ought to succeed."""
    answer: httpx.Response = await asking
    assert answer.is_success, f"{answer.request.url}: {answer.status_code} {answer.text}"
    return answer.json()
