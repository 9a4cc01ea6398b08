"""A provincial office's file: every row is answered, and what comes back goes through once it is mended."""

import csv
import io
from datetime import date, timedelta

import asyncpg
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.clock import today
from chassis.errors import Invalid
from panhuo.runtime.accounts import credit_code
from services.evaluation.store import dossiers
from services.evaluation.upload.columns import COLUMNS
from services.evaluation.upload.reading import Row, read, returned
from tests.builders import evaluation as built
from tests.builders.evaluation import ENTERPRISE, PATENT, fact, patent_number
from tests.issuing import LocalIssuer
from tests.services.evaluation.conftest import learn, said_types, say
from tests.services.evaluation.test_pages import Browser

DAY = date(2026, 3, 2)
UPLOADS = "/evaluation/api/uploads"
HEADER = [column.names[0] for column in COLUMNS]
GOOD = {
    "专利号": PATENT,
    "企业统一社会信用代码": ENTERPRISE,
    "产业化前景": "较好",
    "把握程度": "高",
    "技术改进需求": "放大到吨级",
    "合作意向": "转让、普通许可",
    "评价意见": "可用，须放大",
    "评价日期": "2026-03-01",
}


def file_of(*rows: dict[str, str], header: list[str] | None = None, encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, header or HEADER)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


async def listed_patent(conn: asyncpg.Connection) -> None:
    await learn(conn, fact(built.inventoried()), fact(built.registered(home="cn-33")))
    await say(conn, built.listed())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_row_is_read_in_any_encoding_and_order_of_columns(encoding: str) -> None:
    (row,) = read(file_of(GOOD, header=HEADER[::-1], encoding=encoding), DAY)
    assert row.view is not None
    assert (row.line, row.view.patent, row.view.evaluated_on) == (2, PATENT, date(2026, 3, 1))
    assert [str(mode) for mode in row.view.opinion.cooperation] == ["transfer", "ordinary_license"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("专利号", "2020100000001"),
        ("企业统一社会信用代码", "91110000000000000X"),
        ("产业化前景", ""),
        ("把握程度", "非常高"),
        ("技术改进需求", "长" * 8001),
        ("合作意向", "转让、赠与"),
        ("评价日期", "2026-03-03"),
        ("评价日期", "2024-01-01"),
        ("评价日期", "3 月 1 日"),
    ],
)
def test_a_refused_row_names_column_value_rule_source_and_mend(column: str, value: str) -> None:
    (row,) = read(file_of(GOOD | {column: value}), DAY)
    assert row.view is None
    (problem,) = row.problems
    assert (problem.column, problem.value) == (column, value[:200])
    assert problem.rule
    assert problem.source
    assert problem.mend


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00PK",
        b"\xff\xfe\xff\xff",
        b"a,b\n1,2\n",
        file_of(),
        file_of(*[GOOD] * 1001),
        b'"' + b"x" * 100,
        b"x" * (3 << 20),
        ",".join([*HEADER, "申请号"]).encode() + b"\n1\n",
    ],
)
def test_what_is_no_such_file_is_refused_whole(content: bytes) -> None:
    with pytest.raises(Invalid):
        read(content, DAY)


@given(st.lists(st.fixed_dictionaries({name: st.text(max_size=12) for name in HEADER}), min_size=1, max_size=5))
def test_whatever_stands_in_a_file_each_row_is_answered_and_comes_back_as_it_was(rows: list[dict[str, str]]) -> None:
    content = file_of(*rows)
    try:
        first = read(content, DAY)
    except Invalid:
        return
    back = returned([(row, "原因") for row in first])
    assert all(cell[:1] not in ("=", "+", "-", "@") for line in csv.reader(io.StringIO(back[1:])) for cell in line)
    again = read(back.encode(), DAY)
    assert [_said(row) for row in again] == [_said(row) for row in first]


def _said(row: Row) -> object:
    return row.view or [(problem.column, problem.rule) for problem in row.problems]


async def test_rows_are_accepted_unchanged_or_refused_and_the_mended_ones_go_through(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    await listed_patent(conn)
    headers = issuer.bearer("province")
    unlisted = GOOD | {"专利号": patent_number(7)}
    elsewhere = GOOD | {"企业统一社会信用代码": credit_code("91", "320106", 9)}
    content = file_of(GOOD, unlisted, elsewhere, GOOD | {"产业化前景": "=1+1", "评价日期": "2026-03-02"})

    first = (await http.post(UPLOADS, files={"file": ("e.csv", content)}, headers=headers)).json()
    again = (await http.post(UPLOADS, files={"file": ("e.csv", content)}, headers=headers)).json()
    back = await http.get(f"{UPLOADS}/{first['upload']}/returned", headers=headers)
    others = await http.get(f"{UPLOADS}/{first['upload']}/returned", headers=issuer.bearer("nation"))

    assert [row["outcome"] for row in first["rows"]] == ["accepted", "refused", "refused", "refused"]
    assert [row["outcome"] for row in again["rows"]] == ["unchanged", "refused", "refused", "refused"]
    assert [row["problems"][0]["column"] for row in first["rows"][1:]] == [
        "专利号",
        "企业统一社会信用代码",
        "产业化前景",
    ]
    assert others.status_code == 404
    assert "'=1+1" in back.text
    assert (await said_types(conn)).count("EnterpriseEvaluated") == 1
    assert (await dossiers.load(conn, [PATENT], today()))[PATENT].reception.effective == 1

    mended = back.text.replace("'=1+1", "很好").replace("较好", "一般")
    await learn(conn, fact(built.inventoried(patent=patent_number(7))))
    await say(conn, built.listed(patent=patent_number(7)))
    third = (await http.post(UPLOADS, files={"file": ("e.csv", mended.encode())}, headers=headers)).json()
    assert [row["outcome"] for row in third["rows"]] == ["accepted", "refused", "accepted"]


async def test_of_two_rows_that_contradict_each_other_the_first_stands_however_often_the_second_is_sent(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    await listed_patent(conn)
    headers = issuer.bearer("province")
    other = GOOD | {"产业化前景": "较差"}

    first = (await http.post(UPLOADS, files={"file": file_of(GOOD, GOOD, other)}, headers=headers)).json()
    alone = (await http.post(UPLOADS, files={"file": file_of(other)}, headers=headers)).json()

    assert [row["outcome"] for row in first["rows"]] == ["accepted", "unchanged", "refused"]
    assert "内容不同" in first["rows"][2]["problems"][0]["rule"]
    assert [row["outcome"] for row in alone["rows"]] == ["refused"]
    assert (await said_types(conn)).count("EnterpriseEvaluated") == 1


async def test_a_later_view_of_the_enterprise_is_not_replaced_by_an_older_one(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    await listed_patent(conn)
    await say(conn, built.evaluated(evaluated_on=DAY + timedelta(days=30)))
    sent = (await http.post(UPLOADS, files={"file": file_of(GOOD)}, headers=issuer.bearer("nation"))).json()
    assert "较新" in sent["rows"][0]["problems"][0]["rule"]


@pytest.mark.parametrize("prefix", ["", "/en"])
async def test_the_office_sends_a_file_and_gets_its_rows_back_on_the_screen(
    http: httpx.AsyncClient, conn: asyncpg.Connection, prefix: str
) -> None:
    await listed_patent(conn)
    province = Browser(http, "province")
    token = {"csrf_token": province.session.csrf_token}

    form = await province.get(f"{prefix}/evaluation/uploads")
    empty = await http.post("/evaluation/uploads", data=token, headers=province.headers)
    file = {"file": ("e.csv", file_of(GOOD, GOOD | {"把握程度": "?"}))}
    sent = await http.post(f"{prefix}/evaluation/uploads", data=token, files=file, headers=province.headers)
    address = sent.headers["location"]
    outcome, again = await province.get(address), await province.get(address)
    large = {"file": ("e.csv", b"x" * (3 << 20))}
    too_large = await http.post("/evaluation/uploads", data=token, files=large, headers=province.headers)
    book = {"file": ("e.xlsx", b"PK\x03\x04\x00")}
    workbook = await http.post("/evaluation/uploads", data=token, files=book, headers=province.headers)
    latest = await province.get("/evaluation/uploads")
    template = await province.get("/evaluation/uploads/template.csv")

    assert (form.status_code, empty.status_code, sent.status_code) == (200, 422, 303)
    assert "returned.csv" in outcome.text
    assert outcome.text.count('class="given"') == again.text.count('class="given"') == 1
    assert (await Browser(http, "nation").get(address)).status_code == 404
    assert (too_large.status_code, "超过 2 MB" in too_large.text) == (422, True)
    assert (workbook.status_code, "另存为" in workbook.text) == (422, True)
    assert f'href="{address.removeprefix("/en")}"' in latest.text
    assert "e.csv" in latest.text
    assert "专利号" in template.text
    assert (await Browser(http, "office").get("/evaluation/uploads")).status_code == 403
