"""People go with their institution when another takes it over."""

from pathlib import Path

import httpx

from panhuo.runtime.accounts import UNIVERSITY, credit_code
from services.inventory.store import colleges, people, successions
from services.inventory.store.colleges import College
from tests.services.inventory.people.registry import HE, person, stocked, subject_of, uploaded

SUCCESSOR = credit_code("12", "110108", 77)


async def test_people_their_colleges_and_the_looks_at_their_contacts_pass_over(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    office = await stocked(http, tmp_path, "林示例; 何示例")
    await office.post("/inventory/arrangement/colleges", code="C01", name="示例学院")
    await uploaded(office, person(院系代码="C01"), person("何示例", HE))
    subject = await subject_of(http, "林示例")
    await office.post(f"/inventory/people/{subject}/reveal")
    async with http.service.unit() as unit:
        await colleges.put(unit.conn, SUCCESSOR, College("C01", "另一学院"))
        await successions.hand_over(unit.conn, UNIVERSITY, SUCCESSOR, "cn-11")

    async with http.service.database.read() as conn:
        lin = await people.get(conn, subject)
        looks = await people.reveals(conn, SUCCESSOR, limit=10)
    assert lin is not None
    assert (lin.person.institution, lin.person.college) == (SUCCESSOR, "C01-2")
    assert [look.person_name for look in looks] == ["林示例"]
    assert (await office.get(f"/inventory/people/{subject}")).status_code == 404
