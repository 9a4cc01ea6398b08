"""HEAD answers as GET does, without the body."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends
from prometheus_client import REGISTRY
from starlette.responses import HTMLResponse, Response, StreamingResponse

from chassis.identity import Principal, Right, allow, anyone
from tests.chassis.conftest import Serve
from tests.issuing import LocalIssuer

Anyone = Annotated[Principal, Depends(anyone)]
Reader = Annotated[Principal, Depends(allow(Right.LICENSE_READ))]


def reading() -> APIRouter:
    router = APIRouter()

    @router.get("/monitoring/page")
    async def page(_principal: Anyone) -> Response:
        return HTMLResponse("<p>一页</p>", headers={"X-Said": "yes"})

    @router.get("/monitoring/api/licenses/{number}")
    async def licenses(_principal: Reader, number: int) -> list[int]:
        return [number]

    @router.post("/monitoring/api/licenses")
    async def file(_principal: Reader) -> None:
        pass

    return router


async def test_pages_and_records_are_answered_as_to_get_without_the_body(serve: Serve, issuer: LocalIssuer) -> None:
    bearer = issuer.bearer("office")
    async with serve([reading()]) as client:
        for path in ("/monitoring/page", "/en/monitoring/page", "/monitoring/api/licenses/7"):
            head, got = await client.head(path, headers=bearer), await client.get(path, headers=bearer)

            assert (head.status_code, head.content) == (200, b"")
            assert {**head.headers, "traceparent": ""} == {**got.headers, "traceparent": ""}


async def test_what_get_would_refuse_is_refused(serve: Serve) -> None:
    async with serve([reading()]) as client:
        page = {"Accept": "text/html"}
        assert (await client.head("/monitoring/api/licenses/7")).status_code == 401
        assert (await client.head("/monitoring/nothing", headers=page)).status_code == 404
        only_posted = await client.head("/monitoring/api/licenses")

    assert only_posted.status_code == 405
    assert only_posted.headers["allow"] == "POST"


async def test_a_head_is_measured_as_one_under_its_route(serve: Serve, issuer: LocalIssuer) -> None:
    labels = {"http_request_method": "HEAD", "http_route": "/monitoring/api/licenses/{number}"}

    def measured() -> float:
        found = [
            sample.value
            for metric in REGISTRY.collect()
            for sample in metric.samples
            if sample.name.endswith("_count") and labels.items() <= sample.labels.items()
        ]
        return sum(found)

    before = measured()
    async with serve([reading()]) as client:
        await client.head("/monitoring/api/licenses/7", headers=issuer.bearer("office"))

    assert measured() == before + 1


async def test_a_live_stream_ends_with_its_headers(serve: Serve) -> None:
    router, has_ended = APIRouter(), asyncio.Event()

    async def for_ever() -> AsyncIterator[bytes]:
        try:
            while True:
                yield b": still here\n\n"
                await asyncio.sleep(0.01)
        finally:
            has_ended.set()

    @router.get("/monitoring/live")
    async def live(_principal: Anyone) -> Response:
        return StreamingResponse(for_ever(), media_type="text/event-stream")

    async with serve([router]) as client, asyncio.timeout(5):
        answer = await client.head("/monitoring/live")
        await has_ended.wait()

    assert answer.headers["content-type"].startswith("text/event-stream")
