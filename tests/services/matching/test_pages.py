"""The screens of matching: what they show, what they ask, and what a refusal looks like."""

from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal

import httpx
import pytest
from panhuo_contracts.codes import ConversionMode
from panhuo_contracts.events.evaluation import LibraryEntryRemoved

from chassis.identity import Principal
from chassis.service import Service
from chassis.web.formats import ten_thousands, typed_ten_thousands
from services.matching import money
from services.matching.store import search
from tests.builders import patent_number
from tests.builders.enterprises import ENTERPRISE, registered
from tests.builders.filing import license_filed
from tests.builders.inventory import recorded
from tests.builders.matching import PATENT, intended, listed, signed
from tests.issuing import LocalIssuer
from tests.services.matching.scene import BUYER, NATION, OFFICE, OTHER_BUYER, said, told

Visit = Callable[..., Awaitable[httpx.Response]]
FORM = {
    "mode": "ordinary_license",
    "kind": "ordinary",
    "territory": "全国",
    "term_from": "2026-05-01",
    "term_to": "2039-04-30",
    "payment_kind": "entry_fee_and_royalty",
    "upfront": "20.00",
    "royalty_percent": "3.5",
    "royalty_base": "net_sales",
    "effective_on": "2026-05-01",
}


@pytest.fixture
def visit(http: httpx.AsyncClient, issuer: LocalIssuer) -> Visit:
    async def visiting(
        who: Principal, path: str, form: dict[str, str] | None = None, *, htmx: bool = False, en: bool = False
    ) -> httpx.Response:
        headers = issuer.bearer(who) | {"Accept": "text/html"} | ({"HX-Request": "true"} if htmx else {})
        address = ("/en" if en else "") + "/matching" + path
        if form is None:
            return await http.get(address, headers=headers)
        return await http.post(address, data=form, headers=headers)

    return visiting


async def test_the_search_page_marks_what_was_asked_for_and_escapes_the_rest(service: Service, visit: Visit):
    await told(service, listed(title="废旧锂电池<b>回收</b>方法", evaluations=4, favorable_evaluations=3))

    page = (await visit(BUYER, "/?q=锂电池回收")).text

    assert "<mark>锂电池</mark>" in page
    assert "&lt;b&gt;<mark>回收</mark>&lt;/b&gt;" in page
    assert "企业评价 4 条" in page
    assert f'id="subscribe-{PATENT}"' in page


async def test_htmx_gets_the_results_and_new_counts_only(service: Service, visit: Visit):
    await told(service, listed())

    part = (await visit(BUYER, "/?q=锂电池&home=cn-11", htmx=True)).text

    assert "<html" not in part
    assert 'id="count-home-cn-11" hx-swap-oob="true">1<' in part
    assert 'id="kept-q"' in part


async def test_every_page_speaks_english_too(service: Service, visit: Visit):
    await told(service, listed(), registered(), intended())

    for path, words in (
        ("/?q=锂电池", "Resource library"),
        (f"/library/{PATENT}", "State your intent"),
        ("/deals", "Deals"),
        ("/deals/deal-1", "Intended way"),
        ("/enterprises", "Enterprises"),
        (f"/enterprises/{ENTERPRISE}", "Products and technology"),
    ):
        answer = await visit(BUYER, path, en=True)
        assert answer.status_code == 200, path
        assert words in answer.text, path


async def test_nothing_found_says_what_to_do(visit: Visit):
    page = (await visit(BUYER, "/?q=没有的技术&type=design")).text

    assert "没有找到" in page
    assert "清除筛选" in page


async def test_the_subscribe_button_changes_once_the_store_has_answered(service: Service, visit: Visit):
    await told(service, listed(), registered())

    part = (await visit(BUYER, f"/library/{PATENT}/subscription", {}, htmx=True)).text

    assert "已订阅" in part
    assert 'data-toast="success"' in part
    assert "已于" in (await visit(BUYER, f"/library/{PATENT}")).text


async def test_an_intent_leads_to_its_negotiation_and_a_refusal_stays_on_the_page(service: Service, visit: Visit):
    await told(service, listed(), registered())

    refused = await visit(BUYER, f"/library/{PATENT}/intents", {"mode": "transfer", "note": "试产"})
    accepted = await visit(BUYER, f"/library/{PATENT}/intents", {"mode": "ordinary_license", "note": "试产"})
    again = await visit(BUYER, f"/library/{PATENT}/intents", {"mode": "ordinary_license"})

    assert (refused.status_code, "未标注接受这种方式" in refused.text) == (409, True)
    assert accepted.status_code == 303
    assert (await visit(BUYER, accepted.headers["Location"].removeprefix("/matching"))).status_code == 200
    assert (again.status_code, "进行中的对接" in again.text) == (409, True)
    assert f'href="{accepted.headers["Location"].partition("?")[0]}">继续办理' in again.text
    assert 'name="note"' not in again.text


@pytest.mark.parametrize("note", ["联系１３８ 0000 1234", "请来电 8613800001234。", "a.b@example.com"])
async def test_an_intent_takes_no_personal_contact_data(service: Service, visit: Visit, note: str):
    await told(service, listed(), registered())

    refused = await visit(BUYER, f"/library/{PATENT}/intents", {"mode": "ordinary_license", "note": note})

    assert (refused.status_code, "说明中有手机号码或电子邮箱" in refused.text) == (409, True)
    assert note in refused.text
    number = await visit(
        BUYER, f"/library/{PATENT}/intents", {"mode": "ordinary_license", "note": "参见 2019104103871"}
    )
    assert number.status_code == 303


async def test_a_patent_that_left_the_library_is_told_from_one_that_was_never_in_it(service: Service, visit: Visit):
    await told(service, listed())
    await told(service, LibraryEntryRemoved(patent=PATENT))

    assert "该专利已移出资源库" in (await visit(BUYER, f"/library/{PATENT}")).text
    assert "该专利没有入库" in (await visit(BUYER, f"/library/{patent_number(77)}")).text


async def test_a_filing_is_the_last_change_of_its_deal(service: Service, visit: Visit):
    await told(service, listed(), registered(), signed("deal-1", signed_on=date(2026, 5, 1)))
    await told(service, license_filed(PATENT, deal="deal-1", filed_on=date(2026, 6, 9)))

    assert "<td>2026-06-09</td>" in (await visit(BUYER, "/deals")).text


async def test_terms_are_written_accepted_and_shown_as_a_contract(service: Service, visit: Visit):
    await told(service, listed(), registered(), intended())

    saved = await visit(OFFICE, "/deals/deal-1/terms", FORM)
    for who in (BUYER, OFFICE):
        assert "确认第 1 版条款" in (await visit(who, "/deals/deal-1")).text
        assert (await visit(who, "/deals/deal-1/signature", {"version": "1"})).status_code == 303
    page = (await visit(OFFICE, "/deals/deal-1")).text

    assert saved.status_code == 303
    assert "总额或入门费（万元）</dt><dd>20<" in page
    assert "办理许可备案" in page
    assert len(await said(service)) == 1


TRANSFER = {"mode": "transfer", "payment_kind": "lump_sum", "upfront": "35.125", "effective_on": "2026-05-01"}


async def test_a_transfer_speaks_of_assignor_registration_and_no_license(service: Service, visit: Visit):
    await told(service, listed(), registered(), intended(mode=ConversionMode.TRANSFER))

    form = (await visit(OFFICE, "/deals/deal-1")).text
    saved = await visit(OFFICE, "/deals/deal-1/terms", TRANSFER)
    pages = [form, (await visit(BUYER, "/deals/deal-1")).text]
    for who in (BUYER, OFFICE):
        await visit(who, "/deals/deal-1/signature", {"version": "1"})
    pages.append((await visit(OFFICE, "/deals/deal-1")).text)

    assert saved.status_code == 303
    for page in pages:
        assert "转让方" in page
        assert "受让方" in page
        assert "国知局登记" in page
        for of_license in ("许可方", "三个月", "备案办法", 'name="kind"', 'name="territory"', 'name="term_to"'):
            assert of_license not in page, of_license
    assert "35.125" in pages[2]
    assert "转移自登记之日起生效" in pages[2]
    assert "/filing/licenses/new" not in pages[2]


async def test_license_terms_sent_with_a_transfer_are_refused_in_words(service: Service, visit: Visit):
    await told(service, listed(), registered(), intended())

    refused = await visit(OFFICE, "/deals/deal-1/terms", TRANSFER | {"territory": "全国"})

    assert refused.status_code == 409
    assert "这种方式的合同没有许可条款" in refused.text
    assert 'name="territory"' not in refused.text
    assert "第 1 版" not in (await visit(OFFICE, "/deals/deal-1")).text


async def test_the_fields_of_the_form_follow_the_way_that_is_chosen(service: Service, visit: Visit):
    await told(service, listed(), registered(), intended())

    transfer = (await visit(OFFICE, "/deals/deal-1/terms/fields", FORM | {"mode": "transfer"}, htmx=True)).text
    exclusive = (
        await visit(OFFICE, "/deals/deal-1/terms/fields", FORM | {"mode": "exclusive_license"}, htmx=True)
    ).text

    assert transfer.lstrip().startswith('<div class="fields" id="terms-fields">')
    assert 'name="kind"' not in transfer
    assert 'value="20.00"' in transfer
    assert '<option value="exclusive" selected>' in exclusive
    assert 'value="2039-04-30"' in exclusive


async def test_a_deal_keeps_its_title_when_the_patent_leaves_the_library(service: Service, visit: Visit):
    await told(service, recorded(PATENT, title="一种离库的示例方法"), listed(PATENT), registered(), intended())
    await told(service, LibraryEntryRemoved(patent=PATENT))

    assert "一种离库的示例方法" in (await visit(BUYER, "/deals")).text
    assert "一种离库的示例方法" in (await visit(BUYER, "/deals/deal-1")).text


async def test_an_enterprise_with_no_deal_reads_whether_to_register_or_to_search(service: Service, visit: Visit):
    before = (await visit(BUYER, "/deals")).text
    await told(service, registered())

    assert f'href="/matching/enterprises/{ENTERPRISE}"' in before
    assert "提出意向" in (await visit(BUYER, "/deals")).text


async def test_punctuation_alone_says_that_there_is_no_searchable_word(service: Service, visit: Visit):
    await told(service, listed())

    page = (await visit(BUYER, "/?q=(((")).text

    assert "没有可检索的词" in page
    assert PATENT not in page


async def test_filters_show_no_numbers_where_matches_were_not_counted(
    service: Service, visit: Visit, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(search, "MOST_COUNTED", 2)
    await told(service, *(listed(patent_number(n)) for n in range(1, 6)))

    asked, whole = (await visit(BUYER, "/?q=锂电池")).text, (await visit(BUYER, "/")).text

    assert 'id="count-home-cn-11"></small>' in asked
    assert 'id="facet-ipc-H01"' in asked
    assert 'id="count-home-cn-11">5</small>' in whole


@pytest.mark.parametrize(
    ("yuan", "shown", "typed"),
    [("200000", "20", "20"), ("1234.56", "0.123456", "0.123456"), ("123456789.00", "12,345.6789", "12345.6789")],
)
def test_amounts_are_shown_in_ten_thousands_without_loss(yuan: str, shown: str, typed: str):
    assert ten_thousands(Decimal(yuan)) == shown
    assert typed_ten_thousands(Decimal(yuan)) == typed
    assert Decimal(money.read(shown)) == Decimal(yuan)


async def test_a_form_that_cannot_be_read_keeps_what_was_written(service: Service, visit: Visit):
    await told(service, listed(), registered(), intended())

    wrong = await visit(OFFICE, "/deals/deal-1/terms", FORM | {"term_to": "明年", "upfront": "很多"})
    late = await visit(OFFICE, "/deals/deal-1/terms", FORM | {"term_to": "2041-01-01"})

    assert wrong.status_code == 422
    assert 'href="#term_to"' in wrong.text
    assert 'value="很多"' in wrong.text
    assert late.status_code == 409
    assert "2040-05-05" in late.text
    assert "第865条" in late.text
    assert 'href="#term_to"' in late.text


async def test_pages_of_others_negotiations_are_not_there(service: Service, visit: Visit):
    await told(service, listed(), registered(), signed())

    assert (await visit(OTHER_BUYER, "/deals/deal-1")).status_code == 404
    assert (await visit(NATION, "/deals/deal-1")).status_code == 200
    assert "deal-1" in (await visit(NATION, "/deals?stage=signed")).text


async def test_an_enterprise_registers_on_its_page_and_mistakes_are_named(service: Service, visit: Visit):
    form = {"enterprise": ENTERPRISE, "name": "恒示例循环材料有限公司", "home": "cn-11", "kinds": "high_tech"}

    missing = await visit(BUYER, f"/enterprises/{ENTERPRISE}", form | {"kinds": "", "home": ""})
    saved = await visit(BUYER, f"/enterprises/{ENTERPRISE}", form | {"industries": "C4210, C3841"})

    assert missing.status_code == 422
    assert "至少选择一类" in missing.text
    assert saved.status_code == 303
    assert "C4210、C3841" in (await visit(BUYER, f"/enterprises/{ENTERPRISE}")).text
    assert len(await said(service)) == 1


async def test_results_go_on_page_by_page(service: Service, visit: Visit):
    await told(service, *(listed(patent_number(n)) for n in range(1, 26)))

    first = (await visit(BUYER, "/?q=锂电池")).text
    following = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = await visit(BUYER, following.removeprefix("/matching"))

    assert "第 1–20 件" in first
    assert "第 21–25 件" in second.text
