"""The same request twice is one command and one answer."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import orjson
from fastapi import Request
from fastapi.encoders import jsonable_encoder
from pydantic import BaseModel
from starlette.datastructures import FormData, UploadFile
from starlette.responses import JSONResponse, Response

from chassis.database import Connection
from chassis.errors import Invalid, Told
from chassis.identity.access import CSRF_FIELD
from chassis.identity.principal import Principal
from chassis.service import Unit

HEADER: Final = "Idempotency-Key"
FIELD: Final = "idempotency_key"
_MOST_CHARACTERS: Final = 200
_CHUNK: Final = 1 << 20
_KEPT_HEADERS: Final = frozenset(
    {"content-type", "location", "hx-redirect", "hx-trigger", "hx-push-url", "hx-location"}
)

Answer = Response | BaseModel | Mapping[str, Any]


async def once(request: Request, unit: Unit, principal: Principal, action: Callable[[], Awaitable[Answer]]) -> Response:
    """Carry out a command, or give the answer that it got before.

    ``action`` writes and announces in ``unit``; its answer is kept in the same transaction, so that there is an answer
    if and only if the command took effect. The key is the Idempotency-Key header or the form field
    ``idempotency_key``; without one the command is just carried out. A refusal is not kept: it is decided anew. A
    request that comes while the first is still at work waits for it. Raises Invalid where the key was used for
    something else.
    """
    form = getattr(request, "_form", None)
    key = request.headers.get(HEADER) or (str(form.get(FIELD) or "") if form is not None else "")
    if not key:
        return _as_response(await action())
    if len(key) > _MOST_CHARACTERS or "\x00" in key:
        raise Invalid(f"幂等键最长 {_MOST_CHARACTERS} 个字符。", field=HEADER, english="The key is too long.")
    fingerprint = await _fingerprint(request, form)
    claimed = await unit.conn.fetchval(
        """
        INSERT INTO kept.idempotency (subject, key, fingerprint) VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING RETURNING true
        """,
        principal.subject,
        key,
        fingerprint,
    )
    if not claimed:
        return await _answer_of_before(unit.conn, principal, key, fingerprint)
    response = _as_response(await action())
    headers = {name: value for name, value in response.headers.items() if name in _KEPT_HEADERS}
    await unit.conn.execute(
        "UPDATE kept.idempotency SET status = $3, headers = $4, body = $5 WHERE subject = $1 AND key = $2",
        principal.subject,
        key,
        response.status_code,
        orjson.dumps(headers).decode(),
        bytes(response.body),
    )
    return response


async def forget_old_answers(conn: Connection) -> None:
    await conn.execute("DELETE FROM kept.idempotency WHERE at < now() - interval '7 days'")


async def _answer_of_before(conn: Connection, principal: Principal, key: str, fingerprint: bytes) -> Response:
    row = await conn.fetchrow(
        "SELECT fingerprint, status, headers, body FROM kept.idempotency WHERE subject = $1 AND key = $2",
        principal.subject,
        key,
    )
    if row is None or row["fingerprint"] != fingerprint:
        raise Invalid(
            "同一幂等键已用于内容不同的请求。",
            field=HEADER,
            mend=Told("换一个新的键。", "Take a new key."),
            english="This key was already used for a request with other content.",
        )
    response = Response(row["body"], row["status"], orjson.loads(row["headers"]))
    response.headers["Idempotent-Replayed"] = "true"
    return response


def _as_response(answer: Answer) -> Response:
    return answer if isinstance(answer, Response) else JSONResponse(jsonable_encoder(answer))


async def _fingerprint(request: Request, form: FormData | None) -> bytes:
    """What is asked for, without what changes when a page is merely loaded again."""
    asked = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode())
    if form is None:
        asked.update(await request.body())
        return asked.digest()
    for name, value in form.multi_items():
        if name in (CSRF_FIELD, FIELD):
            continue
        asked.update(orjson.dumps([name, value if isinstance(value, str) else value.filename]))
        if isinstance(value, UploadFile):
            await value.seek(0)  # the route may have read it already
            while chunk := await value.read(_CHUNK):
                asked.update(chunk)
            await value.seek(0)
    return asked.digest()
