"""The form of the six groups: what is known is given beforehand, what follows from an answer is asked."""

from pathlib import Path

import asyncpg
import httpx
import pytest
from panhuo_contracts.codes import ConversionMode, ImplementationStatus, Maturity, SelfGrade

from chassis.delivery.waves import apply_facts
from services.inventory.app import HANDLERS
from services.inventory.records import Remarks
from services.inventory.review.questions import Answers, asked, kept, unanswered
from tests.builders import fact, filing
from tests.services.inventory.files import row
from tests.services.inventory.test_pages import GOOD, NUMBER, PAGE, Browser, imported, summary

CONTRACT = ("implemented_on", "counterparty", "contract_number", "amount")


@pytest.mark.parametrize(
    ("remarks", "fields"),
    [
        (Remarks(), ()),
        (Remarks(ImplementationStatus.LICENSED), CONTRACT),
        (Remarks(ImplementationStatus.SELF_USED), CONTRACT[:1]),
        (Remarks(accepted_modes=(ConversionMode.NO_INTENTION,)), ("no_intention_reason",)),
        (Remarks(maturity=Maturity.LABORATORY), ()),
        (Remarks(maturity=Maturity.PILOT, self_grade=SelfGrade.GOOD), ("maturity_evidence", "grade_reason")),
    ],
)
def test_each_annotation_brings_its_own_questions(remarks: Remarks, fields: tuple[str, ...]) -> None:
    assert tuple(question.field for question in asked(remarks)) == fields
    assert tuple(question.field for question in unanswered(None, remarks)) == fields
    everything = Answers(None, "甲公司", "2024-7", None, "涉密", "中试报告", "试用")
    assert {name for name, value in kept(everything, remarks)._asdict().items() if value} <= set(fields)


async def test_answers_are_kept_with_the_draft_and_those_to_unasked_questions_are_not(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    await imported(http, tmp_path, row(1, inventoried_on="", self_grade=""))
    browser = Browser(http)
    typed = GOOD | {"implementation": "licensed", "counterparty": "示例公司", "amount": "1.20005"}

    wrong = await browser.post(f"{PAGE}/annotations", then="save", **typed | {"amount": "很多"})
    saved = await browser.post(f"{PAGE}/annotations", then="save", **typed | {"no_intention_reason": "不该留下"})
    page = await browser.get(PAGE)

    assert (wrong.status_code, summary(wrong)) == (422, ["amount"])
    assert 'value="示例公司"' in wrong.text
    assert saved.status_code == 303
    assert 'value="示例公司"' in page.text
    assert 'value="1.20005"' in page.text
    assert "不该留下" not in page.text
    province = await Browser(http, "nation").get(PAGE)
    assert "示例公司" not in province.text


async def test_a_filed_license_is_given_beforehand_as_the_state_of_use(
    http: httpx.AsyncClient, connection: asyncpg.Connection, tmp_path: Path
) -> None:
    await imported(http, tmp_path, row(1, inventoried_on="", self_grade=""))
    async with connection.transaction():
        await apply_facts(connection, HANDLERS, [fact(filing.license_filed(patent=NUMBER))])

    page = await Browser(http).get(PAGE)

    assert '<option value="licensed" selected>' in page.text
    assert "按已备案的许可预填" in page.text
