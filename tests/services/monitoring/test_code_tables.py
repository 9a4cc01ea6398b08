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
from chassis.options import Options, RetiredOption, as_of, holding_on, offered
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


def options(name: str, **changed: dict[str, Any]) -> list[dict[str, Any]]:
    """A list as it stands, with what changes of each option."""
    entries = first_editions()[name].entries
    return [entry.model_dump(exclude={"value", "unit"}) | changed.get(entry.code, {}) for entry in entries]


def listed(name: str, **other: Any) -> dict[str, Any]:
    later = (today() + timedelta(days=1)).isoformat()
    return {"options": options(name), "effective_on": later, "reason": "会议纪要", "opened": 1} | other


async def test_the_office_renames_reorders_explains_and_retires_options_and_records_keep_their_words(
    conn: asyncpg.Connection, http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    changed = options(
        "maturity", pilot={"zh": "中间试验", "explains": "放大到工程规模"}, small_trial={"is_retired": True}
    )
    changed.reverse()
    answer = await http.post(
        "/monitoring/api/codes/maturity", json=listed("maturity", options=changed), headers=issuer.bearer("nation")
    )
    assert answer.status_code == 201, answer.text

    grades = Options("maturity", dict.fromkeys(("laboratory", "small_trial", "pilot", "industrial"), ("", "")))
    before, after = [await holding_on(conn, today() + timedelta(days=days)) for days in (0, 1)]
    with as_of(after):
        assert list(grades.in_use()) == ["industrial", "pilot", "laboratory"]
        assert (grades["pilot"][0], grades["small_trial"][0]) == ("中间试验", "小试")
        assert [code for code, _ in offered(grades, "small_trial")] == [
            "industrial",
            "pilot",
            "small_trial",
            "laboratory",
        ]
        with pytest.raises(RetiredOption) as refused:
            grades.require("pilot", "small_trial")
        assert refused.value.mend == "改选在用的选项：可产业化、中间试验、实验室阶段"
    with as_of(before):
        assert (grades["pilot"][0], len(grades.in_use())) == ("中试", 4)


@pytest.mark.parametrize(
    ("name", "asked", "status", "named"),
    [
        ("maturity", {"options": options("maturity")[1:]}, 422, "laboratory"),
        ("maturity", {"options": [*options("maturity"), {"code": "tenfold", "zh": "新", "en": "New"}]}, 422, "tenfold"),
        (
            "project_kind",
            {"options": [*options("project_kind"), {"code": "talent", "zh": "人才", "en": "Talent"}]},
            201,
            "2",
        ),
        ("maturity", {"options": [one | {"is_retired": True} for one in options("maturity")]}, 422, "options"),
        ("maturity", {"options": options("maturity", pilot={"zh": "小试"})}, 422, "options"),
        ("maturity", {"options": options("maturity", pilot={"zh": ""})}, 422, "options"),
        ("maturity", {"effective_on": today().isoformat()}, 422, "effective_on"),
        ("maturity", {}, 409, "code_table_unchanged"),
        (TABLE, {"values": {"validity_months": "18"}}, 422, "options"),
    ],
)
async def test_a_list_of_options_keeps_its_codes_and_grows_only_where_it_is_open(
    name: str, asked: dict[str, Any], status: int, named: str, http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    sent = listed("maturity" if name == TABLE else name) | asked
    answer = await http.post(f"/monitoring/api/codes/{name}", json=sent, headers=issuer.bearer("nation"))

    assert (answer.status_code, named in answer.text) == (status, True), answer.text


async def test_the_form_of_a_list_sends_labels_places_and_retirement(
    conn: asyncpg.Connection, http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    form = {"effective_on": (today() + timedelta(days=1)).isoformat(), "reason": "会议纪要", "opened": "1"}
    for place, one in enumerate(reversed(options("confidence")), 1):
        form |= {f"place.{one['code']}": str(place)}
        form |= {f"{part}.{one['code']}": one[part] for part in ("zh", "en", "explains", "explains_en")}
    form |= {"retired.medium": "yes", "zh.high": "有把握"}
    bad = await http.post("/monitoring/codes/confidence", data=form | {"zh.low": ""}, headers=issuer.bearer("nation"))
    assert (bad.status_code, 'value="有把握"' in bad.text, "每个选项都要有" in bad.text) == (422, True, True)

    answer = await http.post("/monitoring/codes/confidence", data=form, headers=issuer.bearer("nation"))

    assert answer.status_code == 303, answer.text
    page = "/monitoring/codes/confidence"
    assert "· 账户 " in (await http.get(page, headers=issuer.bearer("nation"))).text
    assert "· 账户 " not in (await http.get(page)).text
    table = await codes.in_force(conn, "confidence", today() + timedelta(days=1))
    assert [(one.code, one.zh, one.is_retired) for one in table.entries] == [
        ("low", "低", False),
        ("medium", "中", True),
        ("high", "有把握", False),
    ]


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
