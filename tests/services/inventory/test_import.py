from pathlib import Path

import pytest
from panhuo_contracts.events.inventory import PatentTransferredAway

from chassis.delivery.waves import apply_facts
from chassis.service import Service
from panhuo.runtime.accounts import UNIVERSITY, UNIVERSITY_NAME, credit_code
from services.inventory.app import HANDLERS
from services.inventory.files.standard_format import COLUMNS
from services.inventory.institutions import is_provisional
from services.inventory.store import drafts
from tests.builders import fact, patent_number
from tests.builders.inventory import inventoried
from tests.services.inventory.conftest import register_universities, settings_for
from tests.services.inventory.files import FIELDS, HEADER, csv_file, row, xlsx_file
from tests.services.inventory.sending import problems, said, send


async def test_rows_that_keep_the_rules_are_stored_and_said(service: Service, tmp_path: Path):
    path = csv_file(tmp_path / "stock.csv", [row(1), row(2, inventoried_on="")])

    job = await send(service, path)

    assert (job.state, job.new, job.refused) == ("done", 2, 0)
    events = await said(service)
    assert [kind for kind, _ in events] == ["PatentInventoried", "PatentRecorded"]
    assert events[0][1]["annotations"]["maturity"] == "pilot"


async def test_the_same_file_again_changes_nothing_and_says_so(service: Service, tmp_path: Path):
    path = csv_file(tmp_path / "stock.csv", [row(1), row(2, inventoried_on=""), row(3, funding="是")])
    await send(service, path)
    before = await said(service)

    job = await send(service, path)

    assert (job.new, job.revised, job.unchanged, job.refused) == (0, 0, 3, 0)
    assert await said(service) == before


async def test_a_changed_row_is_said_as_a_revision_that_names_what_changed(service: Service, tmp_path: Path):
    await send(service, csv_file(tmp_path / "a.csv", [row(1), row(2)]))

    job = await send(service, csv_file(tmp_path / "b.csv", [row(1, maturity="可产业化", title="一种改名装置"), row(2)]))

    assert (job.revised, job.unchanged) == (1, 1)
    kind, body = (await said(service))[-1]
    assert kind == "InventoryRevised"
    assert body["changed"] == ["bibliography.title", "annotations.maturity"]


async def test_a_row_that_breaks_a_rule_is_refused_and_the_others_go_in(service: Service, tmp_path: Path):
    wrong = patent_number(2)[:-1] + ("1" if patent_number(2)[-1] != "1" else "2")
    path = csv_file(
        tmp_path / "stock.csv",
        [
            row(1),
            row(2, number=wrong),
            row(3, grant_date="2021/13/05", maturity="已量产", asking_price="约50万"),
            row(4, title=""),
            row(5, institution="12330000470095016Y"),
        ],
    )

    job = await send(service, path)

    assert (job.new, job.refused, job.problems) == (1, 4, 6)
    assert [(line, column, rule) for line, column, _, rule in await problems(service, job)] == [
        (3, "专利号", "E102"),
        (4, "授权公告日", "E201"),
        (4, "拟交易金额（万元）", "E310"),
        (4, "技术成熟度", "E301"),
        (5, "专利名称", "E001"),
        (6, "第一专利权人统一社会信用代码", "E111"),
    ]


async def test_columns_stand_in_any_order_under_any_of_their_names(service: Service, tmp_path: Path):
    renamed = [column.synonyms[0] if column.synonyms else column.name for column in COLUMNS][::-1]
    path = csv_file(tmp_path / "stock.csv", [row(1)[::-1]], header=renamed)

    job = await send(service, path)

    assert (job.new, job.unknown_columns) == (1, [])


async def test_every_encoding_and_kind_of_file_says_the_same(service: Service, tmp_path: Path):
    rows = [row(1), row(2)]
    await send(service, csv_file(tmp_path / "utf8.csv", rows))
    for encoding in ("utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"):
        again = await send(service, csv_file(tmp_path / "again.csv", rows, encoding=encoding))
        assert (again.unchanged, again.refused) == (2, 0), encoding
    job = await send(service, xlsx_file(tmp_path / "stock.xlsx", rows))
    assert (job.unchanged, job.refused, job.kind) == (2, 0, "xlsx")


async def test_a_patent_twice_in_a_file_is_refused_unless_both_rows_say_the_same(service: Service, tmp_path: Path):
    path = csv_file(tmp_path / "stock.csv", [row(1), row(1), row(1, maturity="小试"), row(2)])

    job = await send(service, path)

    assert (job.new, job.unchanged, job.refused) == (2, 1, 1)
    assert [(line, rule) for line, _, _, rule in await problems(service, job)] == [(4, "E150")]


async def test_a_duplicate_far_below_is_refused_with_its_first_row(service: Service, tmp_path: Path):
    rows = [row(serial) for serial in range(1, 2_100)] + [row(7, maturity="小试")]
    job = await send(service, csv_file(tmp_path / "stock.csv", rows))

    assert (job.new, job.refused) == (2_099, 1)
    assert [(line, rule) for line, _, _, rule in await problems(service, job)] == [(2_101, "E150")]


async def test_an_office_sends_rows_of_its_own_institution_only(service: Service, tmp_path: Path):
    await register_universities(service)
    other = credit_code("12", "110108", 9)
    path = csv_file(
        tmp_path / "stock.csv",
        [row(1), row(2, institution=other, institution_name="另一示例大学"), row(3, institution="")],
    )

    job = await send(service, path, organization=UNIVERSITY, organization_name=UNIVERSITY_NAME, jurisdiction="cn-11")

    assert (job.new, job.refused) == (2, 1)
    assert [(line, rule) for line, _, _, rule in await problems(service, job)] == [(3, "E166")]


async def test_a_later_co_owner_is_told_so_and_a_stranger_that_the_patent_is_another_s(
    service: Service, tmp_path: Path
):
    await register_universities(service)
    other = {"institution": credit_code("12", "110108", 9), "institution_name": "另一示例大学"}
    path = csv_file(tmp_path / "stock.csv", [row(1, **other, co_patentees=UNIVERSITY_NAME), row(2, **other)])

    job = await send(service, path, organization=UNIVERSITY, organization_name=UNIVERSITY_NAME, jurisdiction="cn-11")

    assert [(line, rule) for line, _, _, rule in await problems(service, job)] == [(2, "E160"), (3, "E166")]


@pytest.mark.parametrize("gap", [{"self_grade": ""}, {"maturity": ""}, {"accepted_modes": "暂无意愿; 转让"}])
async def test_a_row_that_no_review_could_pass_waits_to_be_filled_in_and_keeps_what_it_says(
    service: Service, tmp_path: Path, gap: dict[str, str]
):
    path = csv_file(tmp_path / "stock.csv", [row(1, inventoried_on="", **gap), row(2, inventoried_on="")])
    await send(service, path)

    async with service.database.read() as conn:
        held = [await drafts.of(conn, patent_number(serial)) for serial in (1, 2)]
    again = await send(service, path)
    mended = await send(service, csv_file(tmp_path / "mended.csv", [row(1, inventoried_on="")]))

    assert [draft and draft.is_submitted for draft in held] == [False, True]
    assert (again.unchanged, mended.revised) == (2, 1)
    async with service.database.read() as conn:
        draft = await drafts.of(conn, patent_number(1))
    assert draft is not None
    assert draft.is_submitted


async def test_a_body_known_by_name_only_gets_a_provisional_code_and_keeps_it(service: Service, tmp_path: Path):
    unknown = {"institution": "", "institution_name": "示例材料研究所", "home": "江苏"}
    path = csv_file(tmp_path / "stock.csv", [row(1, **unknown), row(2, **unknown)])

    job = await send(service, path)
    again = await send(service, path)

    assert (job.new, job.institutions, again.unchanged, again.institutions) == (2, 1, 2, 0)
    assert all(is_provisional(str(body["institution"])) for _, body in await said(service))


async def test_a_row_of_another_system_s_institution_is_read_only(service: Service, tmp_path: Path):
    async with service.database.transaction() as conn:
        await conn.execute(
            """
            INSERT INTO kept.institution (code, name, kind, home, writer, registered_by)
            VALUES ($1, '某示例大学', 'other_university', 'cn-33', 'cn-33', 'x')
            """,
            credit_code("12", "330106", 5),
        )
    path = csv_file(
        tmp_path / "stock.csv",
        [row(1, institution=credit_code("12", "330106", 5), institution_name="某示例大学", home="浙江")],
    )

    job = await send(service, path)

    assert [(rule) for _, _, _, rule in await problems(service, job)] == ["E162"]


async def test_a_column_that_the_file_does_not_have_leaves_what_was_said(service: Service, tmp_path: Path):
    await send(service, csv_file(tmp_path / "all.csv", [row(1, abstract="摘要文字", scenario="示例场景")]))
    kept = [place for place, field in enumerate(FIELDS) if field not in ("abstract", "scenario")]
    short = csv_file(
        tmp_path / "few.csv", [[row(1)[place] for place in kept]], header=[HEADER[place] for place in kept]
    )

    job = await send(service, short)

    assert (job.unchanged, job.revised) == (1, 0)


async def test_public_funding_stays_inside(service: Service, tmp_path: Path):
    await send(service, csv_file(tmp_path / "stock.csv", [row(1, funding="是")]))

    async with service.database.read() as conn:
        assert await conn.fetchval("SELECT is_funded FROM kept.funding") is True
    assert "fund" not in str(await said(service))


async def test_a_patent_does_not_change_hands_by_an_import(service: Service, tmp_path: Path):
    await send(service, csv_file(tmp_path / "a.csv", [row(1)]))
    other = {"institution": credit_code("12", "110108", 9), "institution_name": "另一示例大学"}

    job = await send(service, csv_file(tmp_path / "b.csv", [row(1, **other)]))

    assert [(column, rule) for _, column, _, rule in await problems(service, job)] == [("第一专利权人", "E164")]


async def test_a_body_known_by_name_may_turn_out_to_have_a_code(service: Service, tmp_path: Path):
    named = {"institution": "", "institution_name": "示例材料研究所", "home": "江苏"}
    await send(service, csv_file(tmp_path / "a.csv", [row(1, **named)]))

    job = await send(
        service, csv_file(tmp_path / "b.csv", [row(1, **named | {"institution": credit_code("12", "320106", 3)})])
    )

    assert (job.revised, job.refused) == (1, 0)
    assert (await said(service))[-1][1]["changed"] == ["institution"]


async def test_a_copy_of_another_system_s_record_is_never_overwritten(service: Service, tmp_path: Path):
    async with service.database.transaction() as conn:
        await apply_facts(conn, HANDLERS, [fact(inventoried(), writer="cn-33")])

    job = await send(service, csv_file(tmp_path / "a.csv", [row(1)]))

    assert [rule for _, _, _, rule in await problems(service, job)] == ["E163"]


async def test_a_province_s_system_takes_rows_of_its_own_province_only(dsn: str, tmp_path: Path):
    service = await Service.open(settings_for(dsn, tmp_path, writer="cn-33"), HANDLERS)
    of_zhejiang = {"institution": credit_code("12", "330106", 5), "institution_name": "某示例大学", "home": "浙江"}

    job = await send(service, csv_file(tmp_path / "a.csv", [row(1), row(2, **of_zhejiang)]), jurisdiction="cn-33")

    assert (job.new, [rule for _, _, _, rule in await problems(service, job)]) == (1, ["E165"])
    await service.stop()


async def test_what_was_transferred_before_is_no_stock_and_what_is_on_record_may_say_so(
    service: Service, tmp_path: Path
):
    await send(service, csv_file(tmp_path / "a.csv", [row(1)]))

    sent = [row(1, implementation="已转让"), row(2, implementation="已转让")]
    job = await send(service, csv_file(tmp_path / "b.csv", sent))

    assert (job.revised, job.refused) == (1, 1)
    assert await problems(service, job) == [(3, "实施状态", "已转让", "E167")]


async def test_what_the_register_took_from_an_institution_its_file_changes_no_more(service: Service, tmp_path: Path):
    await send(service, csv_file(tmp_path / "a.csv", [row(1), row(2)]))
    gone = PatentTransferredAway.model_validate(
        {
            "patent": patent_number(1),
            "home": "cn-11",
            "institution": UNIVERSITY,
            "holders": ["示例公司"],
            "transferred_on": "2025-06-01",
        }
    )
    async with service.database.transaction() as conn:
        await apply_facts(conn, HANDLERS, [fact(gone)])

    same = await send(service, csv_file(tmp_path / "a.csv", [row(1), row(2)]))
    other = await send(service, csv_file(tmp_path / "b.csv", [row(1, maturity="小试"), row(2, maturity="小试")]))

    assert (same.unchanged, same.refused) == (2, 0)
    assert (other.revised, other.refused) == (1, 1)
    assert await problems(service, other) == [(2, "第一专利权人", UNIVERSITY_NAME, "E168")]


async def test_patents_granted_after_the_cut_off_day_are_taken_in_and_counted(service: Service, tmp_path: Path):
    dates = ["2023-12-31", "2024-01-01", "2025-03-04"]
    rows = [row(serial, grant_date=day, inventoried_on="") for serial, day in enumerate(dates, 1)]

    job = await send(service, csv_file(tmp_path / "a.csv", rows))
    again = await send(service, csv_file(tmp_path / "a.csv", rows))

    assert (job.new, job.dynamic, again.dynamic) == (3, 2, 0)
