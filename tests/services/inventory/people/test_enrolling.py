"""Accounts in bulk: each row is new, changed, unchanged or refused, and refused rows come back to be mended."""

import io
import re
from pathlib import Path

import httpx
from python_calamine import CalamineWorkbook

from panhuo.runtime.accounts import UNIVERSITY
from services.inventory.settings import InventorySettings
from tests.issuing import LocalIssuer
from tests.services.inventory.files import csv_text
from tests.services.inventory.people.registry import (
    HE,
    HEADER,
    LIN,
    WANG,
    Desk,
    counts,
    person,
    stocked,
    subject_of,
    uploaded,
)


async def test_the_same_file_again_changes_nothing_and_says_so(http: httpx.AsyncClient, tmp_path: Path) -> None:
    office = await stocked(http, tmp_path, "林示例; 何示例")
    rows = [person(职称="教授"), person("何示例", HE, 性别="女")]

    first = await uploaded(office, *rows)
    again = await uploaded(office, *rows)
    promoted = await uploaded(office, person("何示例", HE, 职称="副教授"), ["林示例", LIN], header=HEADER)

    assert (counts(first), counts(again), counts(promoted)) == ((2, 0, 0, 0), (0, 0, 2, 0), (0, 1, 1, 0))
    assert "文件没有改变什么" in again.text
    page = await office.get(f"/inventory/people/{await subject_of(http, '何示例')}")
    assert "副高" in page.text
    assert "女" in page.text


async def test_clashes_are_named_by_row_and_nobody_without_a_patent_gets_an_account(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    office = await stocked(http, tmp_path, "林示例; 何示例; 王示例")
    await uploaded(office, person())

    page = await uploaded(
        office,
        person("何示例", HE),
        person("王示例", HE, 邮箱=""),  # a number twice in the file
        person("无专利", "13800000009"),
        person("王示例", LIN, 邮箱=""),  # somebody else's number
        person("何示例", "13800000008", 邮箱="p0001@example.edu"),  # somebody else's address
        person("王示例", "1380000", 邮箱="不是邮箱"),
        person("王示例", WANG, 院系代码="C99"),
    )

    assert counts(page) == (1, 0, 0, 6)
    for said in (
        "与第 2 行相同",
        "没有以此姓名为发明人的专利",
        "姓名不同",
        "已用于另一账号",
        "不是 11 位手机号",
        "没有这个院系",
    ):
        assert said in page.text, said
    assert not re.search(r"1380000000\d", page.text)


async def test_refused_rows_come_back_as_a_sheet_and_go_through_once_mended(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    office = await stocked(http, tmp_path, "林示例; 何示例")
    page = await uploaded(office, person("何示列", HE), person())
    where = re.search(r"/inventory/people/uploads/[\w-]+/refused", page.text)
    assert where

    sheet = await office.post(where[0])
    header, refused = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    mended = [str(cell).replace("何示列", "何示例") for cell in refused]
    again = await uploaded(office, mended, header=tuple(map(str, header)))

    assert header[-4:] == ["原行号", "问题", "规则与依据", "怎样改"]
    assert refused[1] == HE
    assert "E506" in str(refused[-2])
    assert counts(again) == (1, 0, 0, 0)
    assert "错误行文件" in (await office.get("/inventory/people/reveals")).text


async def test_a_college_makes_accounts_of_its_own_inventors_only(http: httpx.AsyncClient, tmp_path: Path) -> None:
    office = await stocked(http, tmp_path, "林示例; 何示例; 王示例")
    for code in ("C01", "C02"):
        await office.post("/inventory/arrangement/colleges", code=code, name=f"学院{code}")
    await uploaded(office, person(院系代码="C02"), person("审核人", "13800000007", 账号类型="院系审核", 院系代码="C02"))
    college = Desk(http, "college")

    page = await uploaded(
        college,
        person("何示例", HE),
        person("王示例", WANG, 院系代码="学院C02"),
        person("审核二", "13800000006", 账号类型="院系审核", 院系代码="C01"),
        person(),
    )

    assert counts(page) == (1, 0, 0, 3)
    listed = await college.get("/inventory/people?role=inventor")
    filtered = await http.get("/inventory/people?role=college", headers={**office.headers, "HX-Request": "true"})
    assert ("何示例" in listed.text, "林示例" in listed.text) == (True, False)
    assert ("审核人" in filtered.text, "<html" in filtered.text, "林示例" in filtered.text) == (True, False, False)
    assert (await college.get(f"/inventory/people/{await subject_of(http, '林示例')}")).status_code == 404
    assert (await college.get("/inventory/people/reveals")).status_code == 404
    assert (await Desk(http, "inventor").get("/inventory/people")).status_code == 403


async def test_without_a_key_the_service_runs_and_makes_no_accounts(http: httpx.AsyncClient, tmp_path: Path) -> None:
    office = await stocked(http, tmp_path, "林示例")
    service = http.service  # type: ignore[attr-defined]
    bare = InventorySettings.model_validate(service.settings.model_dump() | {"contact_key": None})
    object.__setattr__(service, "settings", bare)

    refused = await office.send("/inventory/people/upload", "people.csv", f"姓名,手机号\n林示例,{LIN}\n".encode())

    assert refused.status_code == 422
    assert "CONTACT_KEY" in refused.text
    assert "CONTACT_KEY" in (await office.get("/inventory/people")).text
    assert (await office.get("/inventory/")).status_code == 200


async def test_the_template_offers_the_institutions_own_colleges(http: httpx.AsyncClient, tmp_path: Path) -> None:
    office = await stocked(http, tmp_path, "林示例")
    await office.post("/inventory/arrangement/colleges", code="C01", name="示例学院")

    book = (await office.get("/inventory/api/people/template.xlsx")).content
    header = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()[0]
    text = (await office.get("/inventory/api/people/template.csv")).text

    assert tuple(header) == HEADER
    assert text.lstrip("\ufeff").strip().split(",") == list(HEADER)


async def test_a_program_sends_the_same_file(http: httpx.AsyncClient, issuer: LocalIssuer, tmp_path: Path) -> None:
    await stocked(http, tmp_path, "林示例")
    file = {"file": ("people.csv", csv_text([person()], HEADER).encode())}

    answers = [
        await http.post("/inventory/api/people", files=file, headers=issuer.bearer("office") | {"Idempotency-Key": "1"})
        for _ in range(2)
    ]

    assert [(answer.status_code, answer.json()["new"], answer.json()["assigned"]) for answer in answers] == [
        (201, 1, 1),
        (201, 0, 0),
    ]


async def test_a_suspended_institution_makes_no_accounts(
    http: httpx.AsyncClient, issuer: LocalIssuer, tmp_path: Path
) -> None:
    office = await stocked(http, tmp_path, "林示例")
    said = {"reason": "信息待核实"}
    address = f"/inventory/api/institutions/{UNIVERSITY}/suspension"
    suspended = await http.post(address, json=said, headers=issuer.bearer("bureau"))

    refused = await office.send("/inventory/people/upload", "people.csv", csv_text([person()], HEADER).encode())

    assert suspended.status_code == 200, suspended.text
    assert (refused.status_code, "暂停" in refused.text) == (422, True)


async def test_an_account_of_the_identity_provider_is_taken_over_and_is_one_person_s(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    office = await stocked(http, tmp_path, "林示例; 何示例")

    first = await uploaded(office, person(账号="sample-inventor"))
    again = await uploaded(office, person())
    clashes = await uploaded(
        office,
        person("何示例", HE, 账号="sample-inventor"),
        person(账号="another"),
        person("何示例", WANG, 账号="不是账号"),
    )
    own = await Desk(http, "inventor").get("/inventory/contacts")

    assert (counts(first), counts(again)) == ((1, 0, 0, 0), (0, 0, 1, 0))
    assert await subject_of(http, "林示例") == "sample-inventor"
    assert counts(clashes) == (0, 0, 0, 3)
    assert clashes.text.count("此账号属于另一人，或此人已有另一账号") == 2
    assert "不是账号标识" in clashes.text
    assert "不在本单位的人员名册中" not in own.text
