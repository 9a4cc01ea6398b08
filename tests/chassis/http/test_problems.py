"""What an asker is told when it does not work, and what they are not told."""

import asyncio
from typing import Annotated

import asyncpg
import pytest
from fastapi import APIRouter, Depends, Form, Request
from pydantic import BaseModel, Field

from chassis.errors import Invalid, NotFound, Refused
from chassis.http import limits
from chassis.identity import Principal, anyone
from tests.chassis.conftest import Serve
from tests.issuing import LocalIssuer

Anyone = Annotated[Principal, Depends(anyone)]


class TermBeyondPatent(Refused):
    basis = "专利实施许可合同备案办法 第十一条"
    mend = "缩短许可期限。"
    english = "The term ends after the patent."


class Body(BaseModel):
    amount: Annotated[int, Field(ge=1)]


FAILURES = {
    "refused": TermBeyondPatent("许可期限超过专利权有效期。"),
    "missing": NotFound(),
    "invalid": Invalid("日期有误。", field="signed_on", english="The date is wrong."),
    "defect": RuntimeError("secret-of-ours /srv/panhuo/store.py"),
    "locked": asyncpg.LockNotAvailableError("secret-of-ours"),
    "cut": asyncpg.ConnectionDoesNotExistError("secret-of-ours"),
    "late": TimeoutError("secret-of-ours"),
}


def failing() -> APIRouter:
    router = APIRouter()

    @router.get("/monitoring/api/fail/{how}")
    @router.get("/monitoring/fail/{how}")
    async def fail(_principal: Anyone, how: str) -> None:
        raise FAILURES[how]

    @router.post("/monitoring/api/body")
    async def body(_principal: Anyone, body: Body) -> int:
        return body.amount

    @router.post("/monitoring/form")
    async def form(_principal: Anyone, amount: Annotated[int, Form()]) -> int:
        return amount

    @router.get("/monitoring/api/slow")
    async def slow(_principal: Anyone) -> None:
        await asyncio.sleep(60)

    return router


async def test_a_refusal_names_its_rule_its_basis_and_what_to_do(serve: Serve) -> None:
    async with serve([failing()]) as client:
        answer = await client.get("/monitoring/api/fail/refused")

    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert said.pop("trace")
    assert said == {
        "type": "urn:panhuo:rule:term_beyond_patent",
        "title": "不符合规则",
        "status": 409,
        "detail": "许可期限超过专利权有效期。",
        "instance": "/monitoring/api/fail/refused",
        "rule": "term_beyond_patent",
        "basis": "专利实施许可合同备案办法 第十一条",
        "mend": "缩短许可期限。",
    }


async def test_a_person_gets_a_page_in_their_language(serve: Serve) -> None:
    async with serve([failing()]) as client:
        page = {"Accept": "text/html,*/*"}
        chinese = await client.get("/monitoring/fail/refused", headers=page)
        english = await client.get("/en/monitoring/fail/refused", headers=page)
        program = await client.get("/monitoring/api/fail/refused", headers=page)

    assert chinese.status_code == english.status_code == 409
    assert "许可期限超过专利权有效期。" in chinese.text
    assert "专利实施许可合同备案办法" in chinese.text
    assert "The term ends after the patent." in english.text
    assert program.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("how", "status"),
    [("missing", 404), ("invalid", 422), ("defect", 500), ("locked", 503), ("cut", 503), ("late", 503)],
)
async def test_nothing_of_the_inside_is_told(serve: Serve, how: str, status: int) -> None:
    async with serve([failing()]) as client:
        for path, accept in ((f"/monitoring/api/fail/{how}", "*/*"), (f"/monitoring/fail/{how}", "text/html")):
            answer = await client.get(path, headers={"Accept": accept})

            assert answer.status_code == status
            assert "secret-of-ours" not in answer.text
            assert "Traceback" not in answer.text
            assert "default-src 'self'" in answer.headers["content-security-policy"]
            assert ("retry-after" in answer.headers) == (status == 503)


async def test_an_error_of_ours_can_be_found_again_by_its_trace(serve: Serve) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    async with serve([failing()]) as client:
        headers = {"traceparent": f"00-{trace}-00f067aa0ba902b7-01"}
        assert (await client.get("/monitoring/api/fail/defect", headers=headers)).json()["trace"] == trace


async def test_a_malformed_request_is_told_each_field_but_not_what_it_held(serve: Serve) -> None:
    async with serve([failing()]) as client:
        answers = [
            await client.post("/monitoring/api/body", json={"amount": -77123}),
            await client.post("/monitoring/form", data={"amount": "77123x"}),
        ]
        for answer in answers:
            assert answer.status_code == 422
            assert [error["field"] for error in answer.json()["errors"]] == ["amount"]
            assert "77123" not in answer.text

        broken = await client.post(
            "/monitoring/api/body", content=b'{"amount": ', headers={"Content-Type": "application/json"}
        )
        assert broken.status_code == 422


async def test_unknown_addresses_and_methods_are_problems_too(serve: Serve) -> None:
    async with serve([failing()]) as client:
        missing = await client.get("/monitoring/api/nothing")
        page = await client.get("/monitoring/nothing", headers={"Accept": "text/html"})
        method = await client.put("/monitoring/api/body")

    assert missing.json()["status"] == 404
    assert page.status_code == 404
    assert "没有这条记录" in page.text
    assert method.json()["status"] == 405


async def test_a_person_at_the_address_of_a_form_is_led_to_its_page_and_a_program_is_told(serve: Serve) -> None:
    router = APIRouter()

    @router.get("/monitoring/patents/{number}")
    async def patent(_principal: Anyone, number: int) -> None:
        pass

    @router.post("/monitoring/patents/{number}/annotations")
    async def annotate(_principal: Anyone, number: int) -> None:
        pass

    address, browser = "/monitoring/patents/7/annotations", {"Accept": "text/html"}
    async with serve([router]) as client:
        person = await client.get(f"/en{address}", headers=browser)
        program = await client.get(address)
        nowhere = await client.get("/monitoring/patents/abc", headers=browser)

    assert (person.status_code, person.headers["location"]) == (303, "/en/monitoring/patents/7")
    assert (program.status_code, program.headers["allow"]) == (405, "POST")
    assert nowhere.status_code == 404


async def test_after_a_form_the_ways_to_sign_in_and_to_the_other_language_lead_to_the_page_it_was_sent_from(
    serve: Serve,
) -> None:
    browser = {"Accept": "text/html", "Origin": "http://localhost"}
    async with serve([failing()]) as client:
        host = client.base_url.netloc.decode()
        own = await client.post(
            "/monitoring/form", headers=browser | {"Referer": f"http://{host}/en/monitoring/list?tab=b"}
        )
        foreign = await client.post("/monitoring/form", headers=browser | {"Referer": "http://other.example/there"})

    assert 'href="/en/monitoring/list?tab=b"' in own.text
    assert "other.example" not in foreign.text


async def test_what_a_person_sent_wrongly_is_said_in_their_language(serve: Serve) -> None:
    async with serve([failing()]) as client:
        answer = await client.post("/monitoring/form", data={"amount": "77123x"}, headers={"Accept": "text/html"})

    assert "amount: 应为整数" in answer.text


async def test_what_does_not_answer_in_time_is_ended(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits.Deadline.__init__, "__kwdefaults__", {"seconds": 0.1, "upload_seconds": 1.0})
    async with serve([failing()]) as client:
        answer = await client.get("/monitoring/api/slow")

    assert answer.status_code == 504
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_page_is_escaped_whatever_the_problem_says(serve: Serve) -> None:
    router = APIRouter()

    @router.get("/monitoring/refuse")
    async def refuse(_principal: Anyone, request: Request) -> None:
        raise Refused(request.query_params["why"])

    async with serve([router]) as client:
        answer = await client.get(
            "/monitoring/refuse", params={"why": "<script>alert(1)</script>"}, headers={"Accept": "text/html"}
        )

    assert answer.status_code == 409
    assert "<script>alert" not in answer.text


async def test_a_refusal_is_shown_to_htmx_as_a_toast(serve: Serve) -> None:
    async with serve([failing()]) as client:
        answer = await client.get("/monitoring/fail/refused", headers={"HX-Request": "true"})

    assert answer.status_code == 409
    assert answer.headers["hx-retarget"] == "#alerts"
    assert "<html" not in answer.text


async def test_strangers_cannot_hold_the_problem_page_open_with_a_wrong_token(
    serve: Serve, issuer: LocalIssuer
) -> None:
    async with serve([failing()]) as client:
        expired = issuer.token("office", exp=1)
        answer = await client.get("/monitoring/api/fail/missing", headers={"Authorization": f"Bearer {expired}"})

    assert answer.status_code == 401
    assert expired not in answer.text
    assert answer.json()["detail"] == "the token has expired"
