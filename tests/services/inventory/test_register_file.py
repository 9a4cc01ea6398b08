"""Files of register lines, and lines over HTTP: taken down row by row, with an answer for each."""

import csv
import io
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
import xlsxwriter

from chassis.service import Service
from services.inventory.files.unreadable import Unreadable
from services.inventory.legal import line_job
from services.inventory.legal.clock_round import go_round
from services.inventory.legal.entry import RegisterEntry
from services.inventory.legal.line_file import columns_of, open_lines, read_row
from services.inventory.rules.problems import Problem
from services.inventory.store import imports
from tests.builders.inventory import DAY
from tests.issuing import LocalIssuer
from tests.services.inventory.test_register import ONE, TWO, recorded

NATION, OFFICE, PROVINCE = "nation", "office", "province"
HEADER = "专利号,事件,法律状态公告日,登记生效日,登记号,受让人,许可类型,期限至,年度,备注\n"
"""As exports write it: other names, another order."""
GOOD = f"{ONE},CF01,2026-02-27,2025-08-04,,,,,,\nZL{ONE},恢复,2026-03-02,,,,,,,\n"


def file_of(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "lines.csv"
    path.write_bytes(text.encode(encoding))
    return path


def read(path: Path) -> list[tuple[str, RegisterEntry] | list[Problem]]:
    """What each row of a file says, or what is wrong with it."""
    header, rows = open_lines(path)
    return [read_row(columns_of(header), cells, DAY) for _, cells in rows]


def test_columns_stand_in_any_order_under_their_usual_names(tmp_path: Path) -> None:
    lines = read(file_of(tmp_path, HEADER + GOOD, "gb18030"))

    said = [(line[0], line[1].kind, line[1].effective_on.isoformat()) for line in lines if isinstance(line, tuple)]
    assert said == [(ONE, "fee_lapsed", "2025-08-04"), (ONE, "restored", "2026-03-02")]


def test_a_workbook_is_read_as_a_csv_is(tmp_path: Path) -> None:
    path = tmp_path / "lines.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for row, cells in enumerate(csv.reader(io.StringIO(HEADER + GOOD))):
        sheet.write_row(row, 0, cells)
    book.close()

    assert [line[0] for line in read(path) if isinstance(line, tuple)] == [ONE, ONE]


@pytest.mark.parametrize(
    ("row", "rules"),
    [
        ("2021100000017,CF01,2026-02-27,,,,,,,", ["E102"]),
        (f"{ONE},改名,2026-02-27,,,,,,,", ["E401"]),
        (f"{ONE},TR01,2026-02-27,,,,,,,", ["E402"]),
        (f"{ONE},CF01,,,,,,,,", ["E001"]),
        (f"{ONE},CF01,2027-01-01,,,,,,,", ["E403"]),
        (f"{ONE},EE01,2026-02-30,,,,随意,,,", ["E201", "E301"]),
    ],
)
def test_a_row_that_breaks_a_rule_is_answered_with_it(tmp_path: Path, row: str, rules: list[str]) -> None:
    (wrong,) = read(file_of(tmp_path, HEADER + row + "\n"))

    assert isinstance(wrong, list)
    assert sorted(problem.rule for problem in wrong) == rules
    assert all(problem.mend() and problem.source() for problem in wrong)


def test_a_file_without_its_columns_is_refused_whole(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="专利号"):
        read(file_of(tmp_path, "名称,事件\n甲,授权\n"))


class Register:
    """The interface, as somebody uses it."""

    def __init__(self, http: httpx.AsyncClient, issuer: LocalIssuer) -> None:
        self._http, self._issuer = http, issuer

    async def call(self, method: str, path: str, who: str = NATION, **more: Any) -> httpx.Response:
        headers = self._issuer.bearer(who)
        return await self._http.request(method, f"/inventory/api{path}", headers=headers, **more)

    async def send(self, text: str) -> dict[str, Any]:
        """Send a file, carry its job on, and fetch what became of it."""
        answer = await self.call("POST", "/register-events/files", files={"file": ("登记簿.csv", text.encode())})
        assert (answer.status_code, answer.json()["state"]) == (202, "waiting"), answer.text
        await self.carry_on(answer.json()["id"])
        return dict((await self.call("GET", f"/register-events/files/{answer.json()['id']}")).json())

    async def carry_on(self, identifier: str) -> None:
        service: Service = self._http.service
        async with service.database.read() as conn:
            job = await imports.get(conn, UUID(identifier))
        assert job is not None
        await line_job.run(service, job)


@pytest_asyncio.fixture
async def register(http: httpx.AsyncClient, issuer: LocalIssuer) -> Register:
    await recorded(http.service)
    return Register(http, issuer)


async def test_a_file_is_taken_down_once_and_its_refused_rows_come_back(register: Register) -> None:
    text = HEADER + GOOD + f"{TWO},授权,2026-02-27,,,,,,,\n{ONE},不明,2026-02-27,,,,,,,\n"

    first, second = await register.send(text), await register.send(text)

    assert [first[name] for name in ("rows", "new", "known", "changed", "refused")] == [4, 2, 0, 1, 2]
    assert [second[name] for name in ("new", "known", "changed", "refused")] == [0, 2, 0, 2]
    refused = await register.call("GET", f"/register-events/files/{first['id']}/refused.csv")
    rows = list(csv.reader(io.StringIO(refused.text.removeprefix("\ufeff"))))
    assert [row[0] for row in rows[1:]] == [TWO, ONE]
    assert "E405" in rows[1][-2]


async def test_a_file_that_cannot_be_read_leaves_nothing_but_the_reason_on_its_page(
    register: Register, http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    done = await register.send("专利号,名称\n甲,授权\n")
    headers = issuer.bearer(NATION) | {"Accept": "text/html"}

    page = await http.get(f"/inventory/register/{done['id']}", headers=headers)

    assert (done["state"], done["handled"]) == ("refused", 0)
    assert "缺少必填列" in done["reason"]
    assert done["reason"] in page.text


async def test_a_file_that_waits_is_followed_and_is_no_import_of_patents(
    register: Register, http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    file = {"file": ("登记簿.csv", (HEADER + GOOD).encode())}
    headers = issuer.bearer(NATION) | {"Accept": "text/html"}
    sent = [(await register.call("POST", "/register-events/files", files=file, who=NATION)).json() for _ in range(2)]
    where = f"/inventory/register/{sent[0]['id']}"

    page = await http.get(where, headers=headers)
    await register.carry_on(sent[0]["id"])
    polled = await http.get(where, headers=headers | {"HX-Request": "true", "HX-Target": "outcome"})

    assert ("hx-get" in page.text, "<progress" in page.text) == (True, True)
    assert polled.headers["HX-Refresh"] == "true"
    assert (await register.call("GET", f"/imports/{sent[0]['id']}")).status_code == 404
    assert sent[0]["id"] not in (await http.get("/inventory/imports", headers=headers)).text
    assert (await register.call("GET", f"/register-events/files/{sent[0]['id']}", OFFICE)).status_code == 403


async def test_lines_over_http_are_taken_down_together_and_refused_one_by_one(register: Register) -> None:
    events = [
        {"patent": ONE, "kind": "transferred", "effective_on": "2026-03-03", "holders": ["示例制造公司"]},
        {"patent": ONE, "kind": "transferred", "effective_on": "2026-03-04"},
        {"patent": TWO, "kind": "granted", "effective_on": "2024-03-04"},
        {"patent": ONE, "kind": "granted", "effective_on": "2019-03-04"},
    ]

    answer = (await register.call("POST", "/register-events", json={"events": events})).json()
    record = (await register.call("GET", f"/patents/{ONE}")).json()
    listed = (await register.call("GET", "/patents")).json()["items"]

    assert (answer["new"], answer["changed"]) == (1, 1)
    assert [(one["place"], one["rule"]) for one in answer["refused"]] == [(1, "E402"), (2, "E405"), (3, "E404")]
    assert [event["kind"] for event in record["register_events"]] == ["transferred"]
    assert [item["is_away"] for item in listed] == [True]


async def test_what_has_left_its_institution_is_no_longer_taken_stock_of(register: Register) -> None:
    away = {"patent": ONE, "kind": "transferred", "effective_on": "2026-03-03", "holders": ["示例制造公司"]}
    await register.call("POST", "/register-events", json={"events": [away]})
    annotations = {"accepted_modes": ["transfer"], "maturity": "pilot", "self_grade": "good"}
    await register.call("PUT", f"/patents/{ONE}/annotations", OFFICE, json={"annotations": annotations})

    answer = await register.call("POST", f"/patents/{ONE}/submit", OFFICE)

    assert answer.status_code == 409
    assert answer.json()["rule"] == "right_is_gone"


async def test_only_who_keeps_the_register_may_take_lines_down(register: Register) -> None:
    event = {"patent": ONE, "kind": "granted", "effective_on": "2024-03-04"}

    for who in (OFFICE, PROVINCE):
        assert (await register.call("POST", "/register-events", who, json={"events": [event]})).status_code == 403


async def test_the_screens_of_the_register_and_of_what_is_due_say_what_there_is(
    register: Register, http: httpx.AsyncClient, issuer: LocalIssuer
) -> None:
    done = await register.send(HEADER + GOOD + f"{TWO},授权,2026-02-27,,,,,,,\n")
    paid = {"patent": ONE, "kind": "annuity_paid", "effective_on": "2025-01-02", "annuity_year": 5}
    await register.call("POST", "/register-events", json={"events": [paid]})
    await go_round(http.service, DAY)
    pages = {}
    for language in ("", "/en"):
        for who, path in (
            (NATION, "register"),
            (NATION, f"register/{done['id']}"),
            (NATION, f"patents/{ONE}"),
            (OFFICE, "deadlines?when=passed"),
            (OFFICE, "deadlines?clock=term"),
        ):
            headers = issuer.bearer(who) | {"Accept": "text/html"}
            answer = await http.get(f"{language}/inventory/{path}", headers=headers)
            assert answer.status_code == 200, answer.text
            pages[language + path] = answer.text

    assert "未缴年费终止" in pages[f"patents/{ONE}"]
    assert "实施细则 第106条第7项" in pages[f"patents/{ONE}"]
    assert "不在存量专利基础库中" in pages[f"register/{done['id']}"]
    assert "按时钟" in pages["deadlines?when=passed"]
    assert "by the clock" in pages["/endeadlines?when=passed"]
