"""What no source fixes of people, bodies and clocks stands in code tables, and the office's edition of them holds."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import asyncpg
import httpx
import pytest
from panhuo_contracts.code_tables import CodeTable, first_editions
from panhuo_contracts.events.codes import CodeTablePublished
from panhuo_contracts.jurisdictions import NATION

from chassis.clock import today
from chassis.delivery.waves import apply_facts
from chassis.options import as_of, held
from panhuo.runtime.accounts import credit_code
from services.inventory.app import HANDLERS
from services.inventory.files.cells import BrokenRule
from services.inventory.legal.clocks import REMINDERS, Clock, deadlines
from services.inventory.people.people_file import read_rank
from services.inventory.people.person import RANKS, Rank
from tests.builders import fact
from tests.issuing import LocalIssuer
from tests.services.inventory.people.registry import HE, LIN, person, stocked, uploaded
from tests.services.inventory.people.test_delegating import WHERE
from tests.services.inventory.test_api import Inventory
from tests.services.inventory.test_clocks import FEES, running
from tests.services.inventory.test_pages import summary


def edition(name: str, **changed: Mapping[str, object]) -> CodeTable:
    first = first_editions()[name]
    entries = tuple(entry.model_copy(update=dict(changed.get(entry.code, {}))) for entry in first.entries)
    return first.model_copy(update={"edition": 2, "effective_on": today(), "entries": entries})


async def publish(http: httpx.AsyncClient, connection: asyncpg.Connection, table: CodeTable) -> None:
    said = CodeTablePublished(
        table=table.table, edition=2, effective_on=table.effective_on, entries=table.entries, reason="会议纪要"
    )
    async with connection.transaction():
        await apply_facts(connection, HANDLERS, [fact(said, writer=NATION)])
    http._transport.app.state.options_until = 0.0


async def test_no_institution_is_newly_put_under_a_ministry_that_is_out_of_use(
    http: httpx.AsyncClient, issuer: LocalIssuer, connection: asyncpg.Connection
) -> None:
    inventory = Inventory(http, issuer)
    asked = {"name": "示例交通大学", "kind": "other_university", "home": "cn-11", "ministry": "mot"}
    code, other = credit_code("12", "110108", 71), credit_code("12", "110108", 72)
    before = await inventory.call("POST", "/institutions", asked | {"code": code}, who="nation")
    await publish(http, connection, edition("ministry", mot={"is_retired": True}))

    after = await inventory.call("POST", "/institutions", asked | {"code": other}, who="nation")

    assert before.is_success, before.text
    assert (after.status_code, after.json()["rule"]) == (409, "retired_option")


def test_a_rank_out_of_use_is_not_read_by_its_name_nor_by_a_title_and_keeps_its_place() -> None:
    assert (read_rank("中级"), read_rank("讲师")) == (Rank.LECTURER, Rank.LECTURER)

    with as_of({**held(), "person_rank": edition("person_rank", lecturer={"is_retired": True})}):
        for text in ("中级", "讲师"):
            with pytest.raises(BrokenRule):
                read_rank(text)
        assert read_rank("教授") is Rank.PROFESSOR
        assert RANKS[Rank.LECTURER] == ("中级", "Lecturer")


async def test_a_delegation_lasts_as_long_as_the_table_allows(
    http: httpx.AsyncClient, tmp_path: Path, connection: asyncpg.Connection
) -> None:
    office = await stocked(http, tmp_path, "林示例", "何示例")
    await uploaded(office, person("林示例", LIN), person("何示例", HE))
    await publish(http, connection, edition("stocktaking", delegation_days={"value": Decimal(10)}))
    said = {"giver": "林示例", "taker": "何示例", "reason": "休假", "starts_on": today().isoformat()}

    too_long = await office.post(WHERE, **said, ends_on=(today() + timedelta(days=11)).isoformat())
    allowed = await office.post(WHERE, **said, ends_on=(today() + timedelta(days=10)).isoformat())

    assert summary(too_long) == ["ends_on"]
    assert allowed.status_code == 303


@pytest.mark.parametrize(("kept_days", "is_listed"), [(60, True), (30, False)])
def test_what_has_passed_stays_listed_for_the_tables_days(kept_days: int, *, is_listed: bool) -> None:
    reminders = edition(REMINDERS, kept_days={"value": Decimal(kept_days)})
    right = running(paid_year=20, expires_on=date(2040, 1, 4))

    found = deadlines(right, date(2040, 2, 20), reminders, FEES)

    assert (Clock.TERM in {one.clock for one in found}) is is_listed
