"""Contacts stay in the owner's store: sealed, masked, each look written down, nowhere else."""

import base64
import json
import logging
from pathlib import Path

import asyncpg
import httpx
import pytest

from chassis.identity.audit import verify
from services.inventory.people.contacts import Contact, Keys, WrongContactKey
from services.inventory.people.resealing import reseal
from services.inventory.people.revealing import opened
from services.inventory.settings import InventorySettings
from services.inventory.store import people
from tests.services.inventory.conftest import CONTACT_KEY
from tests.services.inventory.people.registry import HE, LIN, Desk, person, stocked, subject_of, uploaded
from tests.services.inventory.sending import said

ADDRESS = "p0001@example.edu"
VALUES = (LIN, HE, ADDRESS, "p0002@example.edu")


async def everything_kept(connection: asyncpg.Connection) -> str:
    """Every row of every table of both schemas, as texts; bytes as what they spell."""
    tables = await connection.fetch(
        "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('live', 'kept') ORDER BY 1, 2"
    )
    found = []
    for schema, table in tables:
        for row in await connection.fetch(f'SELECT * FROM {schema}."{table}"'):
            found += [v.decode("latin-1") if isinstance(v, bytes) else str(v) for v in row.values()]
    return "\n".join(found)


async def test_contacts_are_nowhere_but_sealed_and_behind_a_reveal(
    http: httpx.AsyncClient,
    connection: asyncpg.Connection,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    addresses: list[str] = []
    pages: list[str] = []

    async def note(response: httpx.Response) -> None:
        await response.aread()
        addresses.append(f"{response.request.url} {response.headers.get('location', '')}")
        pages.append(response.text)

    office = await stocked(http, tmp_path, "林示例; 何示例")
    http.event_hooks["response"].append(note)
    await uploaded(office, person(), person("何示例", HE), person("无专利", HE, 邮箱=ADDRESS))
    subject = await subject_of(http, "林示例")
    await office.get("/inventory/people")
    await office.get(f"/inventory/people/{subject}")
    await office.post(f"/inventory/people/{subject}", name="林示例", rank="lecturer", status="serving", mobile=LIN)
    await office.post("/inventory/people/match")
    await office.post("/inventory/people/accounts.json")
    searched = await office.post("/inventory/people/search", q=LIN)
    pages.remove(searched.text)  # what was typed comes back in the field
    metrics = await office.get("/metrics")

    traces = [
        *("\n".join(part) for part in (addresses, pages)),
        json.dumps(await said(http.service), ensure_ascii=False),
        caplog.text,
        *capfd.readouterr(),
        metrics.text,
        await everything_kept(connection),
    ]

    assert searched.text.count("data-item") == 1
    assert "138****0001" in searched.text
    for value in VALUES:
        assert [place for place, text in enumerate(traces) if value in text] == [], value


async def test_a_reveal_shows_the_number_once_and_is_written_down_twice(
    http: httpx.AsyncClient, connection: asyncpg.Connection, tmp_path: Path
) -> None:
    office = await stocked(http, tmp_path, "林示例")
    await uploaded(office, person())
    where = f"/inventory/people/{await subject_of(http, '林示例')}"

    masked = await office.get(where)
    forged = await http.post(f"{where}/reveal", headers=office.headers)
    revealed = await office.post(f"{where}/reveal", reason="通知补填")
    again = await office.get(where)
    elsewhere = await Desk(http, "nation").get(where)

    assert ("138****0001" in masked.text, LIN in masked.text, LIN in again.text) == (True, False, False)
    assert (forged.status_code, elsewhere.status_code) == (403, 403)
    assert (LIN in revealed.text, ADDRESS in revealed.text) == (True, True)
    assert revealed.headers["cache-control"] == "no-store"
    page = await office.get("/inventory/people/reveals")
    assert ("周示例" in page.text, "通知补填" in page.text, LIN in page.text) == (True, True, False)
    entry = await connection.fetchrow("SELECT actor, detail FROM audit WHERE action = 'people.reveal'")
    assert entry is not None
    assert (entry["actor"], json.loads(entry["detail"])) == ("sample-office", {"reason": "通知补填"})
    assert isinstance(await verify(connection), int)


async def test_the_accounts_file_has_contacts_only_where_asked_and_each_is_a_reveal(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    office = await stocked(http, tmp_path, "林示例; 何示例")
    await uploaded(office, person(), person("何示例", HE))
    where = "/inventory/people/accounts.json"

    plain = (await office.post(where)).json()
    full = (await office.post(where, with_contacts="yes")).json()

    assert {(one["name"], one["role"], one["jurisdiction"]) for one in plain} == {
        ("林示例", "inventor", "cn-11"),
        ("何示例", "inventor", "cn-11"),
    }
    assert all("contacts" not in one for one in plain)
    assert sorted(one["contacts"]["mobile"] for one in full) == [LIN, HE]
    assert (await office.get("/inventory/people/reveals")).text.count("账号文件") == 2


async def test_another_key_is_refused_clearly_and_a_new_one_in_front_takes_over(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    office = await stocked(http, tmp_path, "林示例")
    await uploaded(office, person())
    service, subject = http.service, await subject_of(http, "林示例")
    new = base64.b64encode(bytes(range(1, 33))).decode()

    def use(key: str) -> None:
        settings = InventorySettings.model_validate(service.settings.model_dump() | {"contact_key": key})
        object.__setattr__(service, "settings", settings)

    use(new)
    wrong = await office.post(f"/inventory/people/{subject}/reveal")
    listed = await office.get("/inventory/people")
    with pytest.raises(WrongContactKey):
        await reseal(service, Keys.read(new))
    both = Keys.read(f"{new},{CONTACT_KEY}")
    done = await reseal(service, both)
    use(new)
    right = await office.post(f"/inventory/people/{subject}/reveal")

    assert (wrong.status_code, listed.status_code) == (422, 200)
    assert "CONTACT_KEY 中没有这个密钥" in wrong.text
    assert (done, await reseal(service, both)) == (1, 0)
    assert LIN in right.text
    async with service.database.read() as conn:
        kept = await people.get(conn, subject)
    assert kept is not None
    assert opened(kept, Keys.read(new))[Contact.MOBILE] == LIN
    assert kept.mobile_mark == Keys.read(new).mark(LIN)
