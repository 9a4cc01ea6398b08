"""Imports, records, review and institutions over HTTP, with real tokens and a real database."""

import csv
import io
import zipfile
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from python_calamine import CalamineWorkbook

from chassis.identity import Principal, Role
from chassis.service import Service
from panhuo.runtime.accounts import UNIVERSITY, credit_code
from services.inventory.files import template
from services.inventory.files.source_file import open_source
from services.inventory.files.standard_format import REASON_COLUMNS
from services.inventory.importing import run as import_run
from services.inventory.store import imports
from tests.builders import patent_number
from tests.issuing import LocalIssuer
from tests.services.inventory.files import HEADER, csv_text, row
from tests.services.inventory.sending import said

OTHER = credit_code("12", "110108", 9)
OTHER_OFFICE = Principal("other-office", "钱示例", Role.OFFICE, OTHER, "另一示例大学", "cn-11")
ANNOTATIONS = {"accepted_modes": ["transfer"], "maturity": "pilot", "self_grade": "good"}


class Inventory:
    """Calls as one account or another."""

    def __init__(self, http: httpx.AsyncClient, issuer: LocalIssuer) -> None:
        self.http = http
        self.issuer = issuer
        self.service: Service = http.service

    async def call(
        self, method: str, path: str, body: Any = None, *, who: str | Principal = "office", key: str = "", **more: Any
    ) -> httpx.Response:
        headers = self.issuer.bearer(who) | ({"Idempotency-Key": key} if key else {})
        return await self.http.request(method, f"/inventory/api{path}", json=body, headers=headers, **more)

    async def send(
        self, content: str | bytes, *, who: str | Principal = "nation", name: str = "stock.csv"
    ) -> dict[str, Any]:
        """Send a file, carry its import on, and fetch what became of it."""
        sent = await self.http.post(
            "/inventory/api/imports",
            files={"file": (name, content.encode() if isinstance(content, str) else content)},
            headers=self.issuer.bearer(who),
        )
        assert sent.status_code == 202, sent.text
        identifier = sent.json()["id"]
        async with self.service.database.read() as conn:
            job = await imports.get(conn, UUID(identifier))
        assert job is not None
        await import_run.run(self.service, job)
        done = await self.call("GET", f"/imports/{identifier}", who=who)
        result: dict[str, Any] = done.json()
        return result


async def test_a_file_is_sent_followed_and_answered_row_by_row(http: httpx.AsyncClient, issuer: LocalIssuer) -> None:
    inventory = Inventory(http, issuer)

    done = await inventory.send(csv_text([row(1), row(2, maturity="已量产"), row(3)]), who="office")
    errors = (await inventory.call("GET", f"/imports/{done['id']}/errors")).json()

    assert (done["state"], done["new"], done["refused"], done["rows"]) == ("done", 2, 1, 3)
    assert errors["items"][0] | {"mend": ""} == {
        "row": 3,
        "column": "技术成熟度",
        "value": "已量产",
        "rule": "E301",
        "source": "标准格式第 2 版",
        "problem": "不在选项内",
        "mend": "",
    }


async def test_refused_rows_come_back_to_be_mended_and_go_in(http: httpx.AsyncClient, issuer: LocalIssuer) -> None:
    inventory = Inventory(http, issuer)
    sent = csv_text(
        [row(1), row(2, maturity="已量产", title="=1+1", institution="12330000470095016Y")],
    ).replace("财政资助", "=cmd()", 1)
    done = await inventory.send(sent)

    refused = (await inventory.call("GET", f"/imports/{done['id']}/refused.csv", who="nation")).text
    rows = list(csv.reader(io.StringIO(refused.removeprefix("\ufeff"))))
    assert rows[0][-4:] == list(REASON_COLUMNS)
    assert rows[1][-4] == "3"
    assert rows[1][-3].startswith("第一专利权人统一社会信用代码：信用代码校验位不符；技术成熟度：不在选项内")
    assert rows[1][-2] == "E111 GB 32100—2015、GB 11714；E301 标准格式第 2 版"
    assert not any(cell.startswith("=") for cells in rows for cell in cells)
    half = await inventory.send(refused.replace("已量产", "中试"))
    refused = (await inventory.call("GET", f"/imports/{half['id']}/refused.csv", who="nation")).text
    again = await inventory.send(refused.replace("12330000470095016Y", UNIVERSITY))

    assert (half["new"], half["refused"]) == (0, 1)
    assert refused.count("原行号") == 1
    assert (again["new"], again["refused"], again["unknown_columns"]) == (1, 0, ["'=cmd()"])
    found = (await inventory.call("GET", f"/patents/{patent_number(2)}")).json()
    assert found["bibliography"]["title"] == "=1+1"


async def test_of_two_rows_that_disagree_the_refused_one_counts_only_once_somebody_says_so(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    inventory = Inventory(http, issuer)
    done = await inventory.send(csv_text([row(1, title="先前的名称"), row(1, title="另一个名称")]))
    refused = (await inventory.call("GET", f"/imports/{done['id']}/refused.csv", who="nation")).text

    as_it_came = await inventory.send(refused)
    twice_refused = (await inventory.call("GET", f"/imports/{as_it_came['id']}/refused.csv", who="nation")).text
    again = await inventory.send(twice_refused)
    rows = list(csv.reader(io.StringIO(twice_refused.removeprefix("\ufeff"))))
    rows[1][-2] = ""
    decided = await inventory.send(csv_text(rows[1:], rows[0]))

    assert [(one["revised"], one["refused"]) for one in (as_it_came, again, decided)] == [(0, 1), (0, 1), (1, 0)]
    found = (await inventory.call("GET", f"/patents/{patent_number(1)}")).json()
    assert found["bibliography"]["title"] == "另一个名称"


async def test_refused_rows_come_back_as_a_workbook_too(
    http: httpx.AsyncClient, issuer: LocalIssuer, tmp_path: Path
) -> None:
    inventory = Inventory(http, issuer)
    done = await inventory.send(csv_text([row(1), row(2, maturity="已量产", title="=1+1")]))
    path = tmp_path / "refused.xlsx"

    path.write_bytes((await inventory.call("GET", f"/imports/{done['id']}/refused.xlsx", who="nation")).content)
    again = await inventory.send(path.read_bytes(), name="refused.xlsx")

    assert (again["refused"], again["problems"]) == (1, 1)
    ((number, cells),) = open_source(path).read()
    assert (number, cells[-4:-1]) == (2, ["3", "技术成熟度：不在选项内", "E301 标准格式第 2 版"])


async def test_the_template_offers_the_options_and_goes_in_once_filled(
    http: httpx.AsyncClient, issuer: LocalIssuer, tmp_path: Path
) -> None:
    inventory = Inventory(http, issuer)
    path = tmp_path / "template.xlsx"

    path.write_bytes((await inventory.call("GET", "/imports/template.xlsx")).content)
    empty = await inventory.send(path.read_bytes(), name="template.xlsx")
    header = next(iter(CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).iter_rows()))
    lists = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    columns = (await inventory.call("GET", "/imports/template.csv")).text

    assert tuple(header) == HEADER
    assert columns.strip() == "\ufeff" + ",".join(HEADER)
    assert lists.count('type="list"') == len(template.standard_lists())
    assert (empty["state"], empty["reason"]) == ("refused", "表头下面没有数据行")
    offered = [(field, option) for field, options in template.standard_lists().items() for option in options]
    alone = {"institution": "", "patent_type": "", "implementation": ""}
    rows = [
        row(serial, **alone | {"institution_name": f"示例单位{serial}", field: option})
        for serial, (field, option) in enumerate(offered, 1)
    ]
    filled = await inventory.send(csv_text(rows))
    errors = (await inventory.call("GET", f"/imports/{filled['id']}/errors", who="nation")).json()["items"]
    assert {one["rule"]: one["value"] for one in errors} == {"E103": "外观设计", "E167": "已转让"}


async def test_an_import_of_another_institution_does_not_exist_for_an_office(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    inventory = Inventory(http, issuer)
    done = await inventory.send(csv_text([row(1)]), who="office")

    answer = await inventory.call("GET", f"/imports/{done['id']}", who=OTHER_OFFICE)
    record = await inventory.call("GET", f"/patents/{patent_number(1)}", who=OTHER_OFFICE)

    assert (answer.status_code, record.status_code) == (404, 404)


async def test_the_same_upload_with_one_key_is_one_import(http: httpx.AsyncClient, issuer: LocalIssuer) -> None:
    headers = issuer.bearer("office") | {"Idempotency-Key": "k1"}
    files = {"file": ("stock.csv", csv_text([row(1)]).encode())}

    first = await http.post("/inventory/api/imports", files=files, headers=headers)
    second = await http.post("/inventory/api/imports", files=files, headers=headers)

    assert first.json()["id"] == second.json()["id"]


async def test_a_record_is_filled_in_submitted_and_passed(http: httpx.AsyncClient, issuer: LocalIssuer) -> None:
    inventory = Inventory(http, issuer)
    await inventory.send(csv_text([row(1, inventoried_on="", accepted_modes="", maturity="", self_grade="")]))
    of = f"/patents/{patent_number(1)}"

    too_early = await inventory.call("POST", f"{of}/submit", who="inventor")
    await inventory.call("PUT", f"{of}/annotations", {"annotations": ANNOTATIONS}, who="inventor")
    await inventory.call("POST", f"{of}/submit", who="inventor")
    passed = await inventory.call("POST", f"{of}/approve")

    assert too_early.status_code == 409
    assert too_early.json()["rule"] == "incomplete"
    assert (passed.json()["state"], passed.json()["draft"]) == ("inventoried", None)
    assert [kind for kind, _ in await said(inventory.service)] == ["PatentRecorded", "PatentInventoried"]


async def test_an_inventor_cannot_pass_what_they_filled_in(http: httpx.AsyncClient, issuer: LocalIssuer) -> None:
    inventory = Inventory(http, issuer)
    await inventory.send(csv_text([row(1, inventoried_on="")]))

    answer = await inventory.call("POST", f"/patents/{patent_number(1)}/approve", who="inventor")

    assert answer.status_code == 403


async def test_a_returned_record_says_why_and_can_be_submitted_again(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    inventory = Inventory(http, issuer)
    await inventory.send(csv_text([row(1, inventoried_on="")]))
    of = f"/patents/{patent_number(1)}"

    returned = (await inventory.call("POST", f"{of}/return", {"reason": "请补充应用场景"})).json()
    await inventory.call("PUT", f"{of}/annotations", {"annotations": ANNOTATIONS | {"scenario": "电池回收"}})
    await inventory.call("POST", f"{of}/submit")
    passed = (await inventory.call("POST", f"{of}/approve")).json()

    assert (returned["state"], returned["return_reason"]) == ("returned", "请补充应用场景")
    assert (passed["state"], passed["annotations"]["scenario"]) == ("inventoried", "电池回收")


async def test_an_inventoried_record_that_is_passed_again_is_a_revision(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    inventory = Inventory(http, issuer)
    await inventory.send(csv_text([row(1)]))
    of = f"/patents/{patent_number(1)}"

    unchanged = ANNOTATIONS | {"accepted_modes": ["transfer", "ordinary_license"]}
    await inventory.call("PUT", f"{of}/annotations", {"annotations": unchanged})
    same = await inventory.call("POST", f"{of}/submit")
    await inventory.call("PUT", f"{of}/annotations", {"annotations": unchanged | {"maturity": "industrial"}})
    await inventory.call("POST", f"{of}/submit")
    sent_back = (await inventory.call("POST", f"{of}/return", {"reason": "缺证明"})).json()
    await inventory.call("POST", f"{of}/submit")
    await inventory.call("POST", f"{of}/approve")

    assert same.json()["rule"] == "still_unchanged"
    assert sent_back["state"] == "inventoried"
    kind, body = (await said(inventory.service))[-1]
    assert (kind, body["changed"]) == ("InventoryRevised", ["annotations.maturity"])


async def test_several_are_passed_at_once_and_a_trial_changes_nothing(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    inventory = Inventory(http, issuer)
    await inventory.send(
        csv_text([row(1, inventoried_on=""), row(2, inventoried_on=""), row(3, inventoried_on="", maturity="")])
    )
    numbers = [patent_number(serial) for serial in (1, 2, 3)]

    trial = (await inventory.call("POST", "/approvals", {"numbers": numbers, "is_trial": True})).json()
    before = await said(inventory.service)
    done = (await inventory.call("POST", "/approvals", {"numbers": numbers}, key="k")).json()
    again = (await inventory.call("POST", "/approvals", {"numbers": numbers}, key="k")).json()

    assert (trial["approved"], [one["rule"] for one in trial["refused"]]) == (
        numbers[:2],
        ["not_awaiting_review"],
    )
    assert [kind for kind, _ in before] == ["PatentRecorded"] * 3
    assert done["approved"] == again["approved"] == numbers[:2]
    assert [kind for kind, _ in await said(inventory.service)][3:] == ["PatentInventoried"] * 2


async def test_public_funding_is_seen_by_the_institution_alone(http: httpx.AsyncClient, issuer: LocalIssuer) -> None:
    inventory = Inventory(http, issuer)
    await inventory.send(csv_text([row(1, funding="是")]))

    own = (await inventory.call("GET", f"/patents/{patent_number(1)}")).json()
    nation = (await inventory.call("GET", f"/patents/{patent_number(1)}", who="nation")).json()

    assert own["funding"]["is_funded"] is True
    assert nation["funding"] is None


async def test_the_nation_records_what_the_register_says(http: httpx.AsyncClient, issuer: LocalIssuer) -> None:
    inventory = Inventory(http, issuer)
    await inventory.send(csv_text([row(1)]))
    said_by_register = {"status": "lapsed", "effective_on": "2025-11-02", "cause": "未缴年费"}

    answer = await inventory.call("POST", f"/patents/{patent_number(1)}/legal-status", said_by_register, who="nation")
    listed = (await inventory.call("GET", "/patents")).json()["items"][0]

    assert answer.json()["legal_events"][0]["status"] == "lapsed"
    assert listed["legal_status"] == "lapsed"
    assert (await said(inventory.service))[-1][1]["home"] == "cn-11"


async def test_lists_are_searched_filtered_and_paged(http: httpx.AsyncClient, issuer: LocalIssuer) -> None:
    inventory = Inventory(http, issuer)
    other = {"institution": OTHER, "institution_name": "另一示例大学"}
    await inventory.send(
        csv_text([row(1, title="石墨烯电池的制备方法"), row(2, title="喷药无人机"), row(3, inventoried_on="", **other)])
    )

    async def numbers(query: str, who: str | Principal = "nation") -> list[str]:
        page = (await inventory.call("GET", f"/patents?{query}", who=who)).json()
        return [item["number"] for item in page["items"]]

    assert await numbers("q=石墨烯 电池") == [patent_number(1)]
    assert await numbers(f"q=ZL {patent_number(2)[:12]}") == [patent_number(2)]
    assert await numbers("state=awaiting") == [patent_number(3)]
    assert await numbers("state=inventoried", who="office") == [patent_number(1), patent_number(2)]
    assert await numbers("", who=OTHER_OFFICE) == [patent_number(3)]
    first = (await inventory.call("GET", "/patents?limit=2", who="nation")).json()
    assert await numbers(f"limit=2&cursor={first['next_cursor']}") == [patent_number(3)]


async def test_institutions_are_registered_one_by_one_and_by_file(http: httpx.AsyncClient, issuer: LocalIssuer) -> None:
    inventory = Inventory(http, issuer)
    new, name = credit_code("12", "110108", 21), "示例新设大学"
    one = {"code": new, "name": name, "home": "cn-11", "kind": "other_university"}

    first = await inventory.call("POST", "/institutions", one, who="nation")
    same = await inventory.call("POST", "/institutions", one, who="nation")
    other = await inventory.call("POST", "/institutions", one | {"name": "别的名字"}, who="nation")
    foreign = await inventory.call("POST", "/institutions", one, who="province")
    second = credit_code("12", "110108", 22)
    register = f"统一社会信用代码,单位名称,辖区\n{new},{name},北京\n{second},第二新设大学,北京\n123,x,北京\n"
    by_file = await http.post(
        "/inventory/api/institutions/file",
        files={"file": ("r.csv", register.encode())},
        headers=issuer.bearer("nation"),
    )

    assert [answer.status_code for answer in (first, same, other, foreign)] == [201, 200, 409, 404]
    assert {name: by_file.json()[name] for name in ("new", "unchanged", "refused")} == {
        "new": 1,
        "unchanged": 1,
        "refused": 1,
    }


async def test_every_screen_renders_in_both_languages(
    http: httpx.AsyncClient, issuer: LocalIssuer, tmp_path: Path
) -> None:
    inventory = Inventory(http, issuer)
    done = await inventory.send(csv_text([row(1), row(2, inventoried_on=""), row(3, maturity="?")]), who="office")
    page = issuer.bearer("office") | {"Accept": "text/html"}
    number = patent_number(2)

    for path in (
        "/inventory/",
        "/inventory/?q=示例&state=inventoried",
        f"/inventory/patents/{number}",
        "/inventory/review",
        "/inventory/imports",
        f"/inventory/imports/{done['id']}",
        f"/inventory/imports/{done['id']}?group=Options",
        "/inventory/institutions",
    ):
        for prefix in ("", "/en"):
            shown = await http.get(prefix + path, headers=page)
            assert shown.status_code == 200, (path, shown.text[:600])
    watched = await http.get(
        f"/inventory/imports/{done['id']}", headers=page | {"HX-Request": "true", "HX-Target": "outcome"}
    )
    assert (watched.status_code, watched.headers["HX-Refresh"], watched.content) == (200, "true", b"")
