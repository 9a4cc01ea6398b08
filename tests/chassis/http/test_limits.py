"""How much a request may send."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, UploadFile

from chassis.http import UPLOAD_BYTES
from chassis.identity import Principal, Right, allow, anyone
from tests.chassis.conftest import Serve
from tests.issuing import LocalIssuer

Importer = Annotated[Principal, Depends(allow(Right.STOCK_IMPORT))]


def taking() -> APIRouter:
    router = APIRouter()

    @router.post("/monitoring/api/text")
    async def text(request: Request, _principal: Importer) -> int:
        return len(await request.body())

    @router.post("/monitoring/form")
    async def form(_principal: Importer, note: Annotated[str, Form()]) -> int:
        return len(note)

    @router.post("/monitoring/upload", max_body_size=UPLOAD_BYTES)
    async def upload(_principal: Importer, file: UploadFile) -> int:
        return file.size or 0

    @router.post("/monitoring/anyone")
    async def open_to_all(request: Request, _principal: Annotated[Principal, Depends(anyone)]) -> int:
        return len(await request.body())

    return router


async def megabytes(n: int, then: bytes = b"") -> AsyncIterator[bytes]:
    for _ in range(n):
        yield b"x" * (1 << 20)
    yield then


async def test_a_large_body_is_refused_with_and_without_its_length(serve: Serve, issuer: LocalIssuer) -> None:
    async with serve([taking()]) as client:
        headers = issuer.bearer("office")
        assert (await client.post("/monitoring/api/text", content=b"x" * 1000, headers=headers)).json() == 1000

        for content in (b"x" * (2 << 20), megabytes(3)):
            answer = await client.post("/monitoring/api/text", content=content, headers=headers)
            assert answer.status_code == 413
            assert answer.headers["content-type"] == "application/problem+json"
        assert (
            await client.post("/monitoring/form", data={"note": "x" * (2 << 20)}, headers=headers)
        ).status_code == 413


async def test_a_route_for_files_takes_more(serve: Serve, issuer: LocalIssuer) -> None:
    async with serve([taking()]) as client:
        answer = await client.post(
            "/monitoring/upload", files={"file": b"x" * (5 << 20)}, headers=issuer.bearer("office")
        )

    assert answer.json() == 5 << 20


async def test_a_stranger_s_file_is_not_even_received(serve: Serve) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
        for _ in range(100):
            sent += 1 << 20
            yield b"x" * (1 << 20)

    async with serve([taking()]) as client:
        for path in ("/monitoring/upload", "/monitoring/anyone"):
            sent = 0
            answer = await client.post(
                path, content=endless(), headers={"Content-Type": "multipart/form-data; boundary=b"}
            )

            assert answer.status_code == 401, path
            assert sent <= 2 << 20
