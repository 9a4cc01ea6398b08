"""Code tables: the national office fixes a number from a day on; every service hears of it."""

from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest
from panhuo_contracts.code_tables import first_editions
from panhuo_contracts.events.codes import CodeTablePublished
from panhuo_contracts.jurisdictions import NATION

from chassis import codes
from chassis.clock import today
from chassis.codes import NotTheNation
from services.monitoring import words
from services.monitoring.app import HANDLERS
from tests.builders import fact
from tests.issuing import LocalIssuer
from tests.services.monitoring.conftest import take_in

TABLE = "enterprise_evaluation"
API = f"/monitoring/api/codes/{TABLE}"


def change(**other: Any) -> dict[str, Any]:
    later = (today() + timedelta(days=30)).isoformat()
    return {"values": {"validity_months": "18"}, "effective_on": later, "reason": "会议纪要", "opened": 1} | other


async def test_an_edition_holds_from_its_day_on_and_the_one_before_until_then(
    conn: asyncpg.Connection, http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    answer = await http.post(API, json=change(), headers=issuer.bearer("nation"))

    assert (answer.status_code, answer.json()) == (201, {"table": TABLE, "edition": 2})
    months = [
        (await codes.in_force(conn, TABLE, today() + timedelta(days=days))).number("validity_months")
        for days in (-9_999, 29, 30)
    ]
    assert months == [24, 24, 18]
    assert await conn.fetchval("SELECT subject FROM audit WHERE action = 'codes.publish'") == f"{TABLE}-2"
    assert await conn.fetchval("SELECT topic FROM outbox") == "cn.codes.v1"


@pytest.mark.parametrize(
    ("asked", "status", "named"),
    [
        (change(opened=2), 409, "edited_elsewhere"),
        (change(values={"validity_months": "24"}), 409, "code_table_unchanged"),
        (change(values={}), 422, "validity_months"),
        (change(values={"validity_months": "18", "other": "1"}), 422, "other"),
        (change(values={"validity_months": "-1"}), 422, "validity_months"),
        (change(values={"validity_months": "NaN"}), 422, "validity_months"),
        (change(effective_on="2020-01-01"), 422, "effective_on"),
        (change(reason=""), 422, "reason"),
    ],
)
async def test_a_change_that_does_not_fit_is_answered_by_its_field(
    asked: dict[str, Any], status: int, named: str, http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    answer = await http.post(API, json=asked, headers=issuer.bearer("nation"))

    assert answer.status_code == status
    assert named in answer.text


async def test_only_the_national_office_changes_a_table(http: httpx.AsyncClient, issuer: LocalIssuer) -> None:
    answers = [await http.post(API, json=change(), headers=issuer.bearer(role)) for role in ("province", "office")]

    assert [answer.status_code for answer in answers] == [403, 403]


async def test_what_a_province_publishes_of_a_table_is_refused(conn: asyncpg.Connection) -> None:
    said = CodeTablePublished(
        table=TABLE, edition=2, effective_on=today(), entries=first_editions()[TABLE].entries, reason="-"
    )

    with pytest.raises(NotTheNation):
        await take_in(conn, [fact(said, writer="cn-33")])
    await take_in(conn, [fact(said, writer=NATION)], [fact(said, writer=NATION)])
    assert await conn.fetchval("SELECT count(*) FROM code_table") == 1


async def test_a_form_with_a_mistake_comes_back_with_what_was_filled_in(
    http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    form = {"values.validity_months": "abc", "effective_on": "", "reason": "会议纪要", "opened": "1"}

    answer = await http.post(f"/monitoring/codes/{TABLE}", data=form, headers=issuer.bearer("nation"))

    assert answer.status_code == 422
    assert "会议纪要" in answer.text
    assert answer.text.count("field-error") == 2


def test_every_service_hears_of_code_tables() -> None:
    from services.evaluation import app as evaluation
    from services.filing import app as filing
    from services.inventory import app as inventory
    from services.matching import app as matching

    tables = (HANDLERS, inventory.HANDLERS, evaluation.HANDLERS, matching.HANDLERS, filing.HANDLERS)
    assert all(CodeTablePublished in handlers for handlers in tables)


@pytest.mark.parametrize("page", ["/monitoring/codes", *(f"/monitoring/codes/{name}" for name in first_editions())])
async def test_every_table_has_a_page_in_words(page: str, http: httpx.AsyncClient, issuer: LocalIssuer) -> None:
    answers = [await http.get(path, headers=issuer.bearer("nation")) for path in (page, f"/en{page}")]

    assert [answer.status_code for answer in answers] == [200, 200]


def test_every_unit_has_a_word() -> None:
    units = {entry.unit for table in first_editions().values() for entry in table.entries}
    assert units <= words.UNITS.keys()
