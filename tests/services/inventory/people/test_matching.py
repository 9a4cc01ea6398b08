"""Names on patents become people: what is clear is assigned, what is not waits for somebody's word."""

from pathlib import Path

import httpx
import pytest

from chassis.service import Service
from panhuo.runtime.accounts import UNIVERSITY, UNIVERSITY_NAME
from services.inventory.importing import run as import_run
from services.inventory.people import matching_imports
from services.inventory.store import imports, matches
from tests.builders import patent_number
from tests.services.inventory.files import csv_file, row
from tests.services.inventory.people.registry import (
    HE,
    LIN,
    NOT_YET,
    WANG,
    Desk,
    inventor,
    person,
    responsible,
    stocked,
    subject_of,
    uploaded,
)
from tests.services.inventory.sending import add_job, reload
from tests.services.inventory.test_pages import GOOD, imported


async def test_a_clear_name_puts_the_record_to_its_first_inventor_who_signs_in_and_fills_it_in(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    office = await stocked(http, tmp_path, "阿依·示例; 何示例", "何示例")
    await office.post("/inventory/arrangement/route", route="colleges")
    await office.post("/inventory/arrangement/colleges", code="C01", name="示例学院")

    page = await uploaded(office, person("阿依 · 示例", LIN, 院系代码="示例学院"), person("何示例", HE))
    ayi = Desk(http, inventor(await subject_of(http, "阿依 · 示例"), "阿依 · 示例"))
    filled = await ayi.post(f"/inventory/patents/{patent_number(1)}/annotations", then="submit", **GOOD)
    others = await ayi.post(f"/inventory/patents/{patent_number(2)}/annotations", then="save", **GOOD)

    assert "看了 2 件专利，指派 2 件" in page.text
    assert (await responsible(http, 1), await responsible(http, 2)) == ("阿依 · 示例", "何示例")
    assert (filled.status_code, others.status_code) == (303, 409)
    record = await office.get(f"/inventory/patents/{patent_number(1)}")
    assert ("示例学院" in record.text, "第一发明人" in record.text) == (True, True)


async def test_several_of_one_name_wait_for_a_person_and_are_settled_patent_by_patent(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    office = await stocked(http, tmp_path, "王示例", "王示例; 何示例")
    await uploaded(office, person("王示例", WANG), person("王示例", LIN), person("何示例", HE))
    where = "/inventory/people/ambiguities"
    async with http.service.database.read() as conn:
        first, second = [
            row["subject"]
            for row in await conn.fetch("SELECT subject FROM person WHERE name = '王示例' ORDER BY subject")
        ]
    unsettled = await office.get(where)

    stranger = await office.post(f"{where}/{patent_number(1)}", name="王示例", person=await subject_of(http, "何示例"))
    await office.post(f"{where}/{patent_number(1)}", name="王示例", person=second)
    await office.post(f"{where}/{patent_number(2)}", name="王示例", person="-")
    matched = await office.post("/inventory/people/match")

    assert unsettled.text.count("哪一位</option>") == 2
    assert stranger.status_code == 422
    assert await responsible(http, 1) == "王示例"
    async with http.service.database.read() as conn:
        put = await conn.fetchval("SELECT subject FROM responsibility WHERE patent = $1", patent_number(1))
    assert (put, first != second) == (second, True)
    assert "没有待确认的" in (await office.get(where)).text
    assert patent_number(2) in (await office.get(f"{where}?reason=no_account")).text
    assert "assigned=0" in matched.headers["location"]


async def test_a_student_is_replaced_and_once_the_teacher_retires_the_next_one_is(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    office = await stocked(http, tmp_path, "林示例; 何示例; 王示例")
    await uploaded(
        office,
        person("林示例", LIN, 人员状态="学生"),
        person("何示例", HE, 职称="讲师"),
        person("王示例", WANG, 职称="教授"),
    )
    by_rule = await responsible(http)

    await uploaded(office, person("王示例", WANG, 人员状态="退休"))
    after_retirement = await responsible(http)
    await uploaded(office, person("何示例", HE, 人员状态="退休"))

    assert (by_rule, after_retirement, await responsible(http)) == ("王示例", "何示例", "")
    waiting = await office.get("/inventory/people/ambiguities?reason=no_teacher")
    assert patent_number(1) in waiting.text
    assert "职称最高的老师" in (await office.get(f"/inventory/patents/{patent_number(1)}")).text


async def test_the_office_names_the_projects_teacher_and_the_rule_leaves_that_alone(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    office = await stocked(http, tmp_path, "林示例", "周示例")
    await uploaded(office, person("林示例", LIN, 人员状态="学生"), person("周示例", HE, 职称="教授"))
    where = f"/inventory/people/ambiguities/{patent_number(1)}/appoint"

    unknown = await office.post(where, reason="no_teacher", person="无此人")
    student = await office.post(where, reason="no_teacher", person="林示例")
    named = await office.post(where, reason="no_teacher", person="周示例")
    await office.post("/inventory/people/match")

    assert (unknown.status_code, student.status_code, named.status_code) == (422, 422, 303)
    assert "填报人须在职" in student.text
    assert await responsible(http) == "周示例"


async def test_matching_again_touches_nothing(http: httpx.AsyncClient, tmp_path: Path) -> None:
    office = await stocked(http, tmp_path, "林示例; 何示例", "何示例")
    await uploaded(office, person(), person("何示例", HE))
    async with http.service.database.read() as conn:
        before = await conn.fetch("SELECT patent, xmin::text FROM responsibility ORDER BY patent")
        steps = await conn.fetchval("SELECT count(*) FROM review_step")

    await office.post("/inventory/people/match")

    async with http.service.database.read() as conn:
        assert await conn.fetch("SELECT patent, xmin::text FROM responsibility ORDER BY patent") == before
        assert await conn.fetchval("SELECT count(*) FROM review_step") == steps


async def test_an_import_puts_what_it_brings_to_those_who_have_accounts(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    office = await stocked(http, tmp_path, "林示例")
    await uploaded(office, person())

    job = await imported(http, tmp_path, *[row(place, inventors="林示例", **NOT_YET) for place in (1, 2, 3)])
    await matching_imports.go_through(http.service)

    assert (job.state, job.new) == ("done", 2)
    assert [await responsible(http, place) for place in (2, 3)] == ["林示例", "林示例"]
    assert "周示例" in (await office.get(f"/inventory/patents/{patent_number(3)}")).text


async def test_names_of_an_import_that_is_killed_at_its_end_or_while_they_are_matched_are_matched_all_the_same(
    http: httpx.AsyncClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service: Service = http.service
    office = await stocked(http, tmp_path, "林示例")
    await uploaded(office, person())
    await matching_imports.go_through(service)
    path = csv_file(tmp_path / "more.csv", [row(place, inventors="林示例", **NOT_YET) for place in (2, 3, 4)])
    sender = {"organization": UNIVERSITY, "organization_name": UNIVERSITY_NAME, "jurisdiction": "cn-11"}
    job = await add_job(service, path, **sender)
    monkeypatch.setattr(matching_imports, "MOST_AT_ONCE", 3)

    async def killed(*_: object, **__: object) -> None:
        raise ConnectionResetError

    with monkeypatch.context() as broken:
        broken.setattr(imports, "finish", killed)
        with pytest.raises(ConnectionResetError):
            await import_run.run(service, job)
    before_its_end = await matching_imports.go_through(service)
    await import_run.run(service, await reload(service, job))
    with monkeypatch.context() as broken:
        broken.setattr(matches, "end_due", killed)  # of four patents three are matched by then
        with pytest.raises(ConnectionResetError):
            await matching_imports.go_through(service)
    halfway = [await responsible(http, place) for place in (2, 3, 4)]
    rest = await matching_imports.go_through(service)
    again = await matching_imports.go_through(service)

    assert (before_its_end.looked_at, rest.looked_at, again.looked_at) == (0, 1, 0)
    assert (halfway, await responsible(http, 4)) == (["林示例", "林示例", ""], "林示例")
