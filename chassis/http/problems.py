"""What an asker is told when it does not work: RFC 9457 problem details, or a page for people. In one place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar, cast

import asyncpg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from panhuo_contracts import Malformed
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Match

from chassis.errors import Invalid, NotFound, Refused
from chassis.identity.access import SAFE
from chassis.identity.keys import IssuerUnreachable
from chassis.identity.principal import Forbidden, Unauthenticated
from chassis.web.headers import CONTENT_SECURITY_POLICY
from chassis.web.language import language, t, told
from chassis.web.layout import is_fragment, render_problem
from chassis.web.whereabouts import login_address

MEDIA_TYPE: Final = "application/problem+json"
_MOST_ERRORS: Final = 20

E = TypeVar("E", bound=Exception)
Words = tuple[str, str]
"""Chinese and English."""


class Unavailable(Exception):
    """Something that is needed does not answer just now. HTTP 503; the message is for the log."""


_WORDS: Final[Mapping[int, tuple[Words, Words]]] = {
    400: (("请求无法读懂", "The request cannot be read"), ("检查请求的格式。", "Check the form of the request.")),
    401: (("请先登录", "Sign in first"), ("登录，或出示有效的访问令牌。", "Sign in, or show a valid access token.")),
    403: (
        ("没有权限", "Not permitted"),
        ("如确需办理，请由有权限的账户操作。", "Ask somebody whose account has the right."),
    ),
    404: (("没有这条记录", "No such record"), ("检查地址或编号。", "Check the address or the number.")),
    405: (("不支持这种操作", "Method not allowed"), ("查阅接口说明。", "See the description of the interface.")),
    409: (("不符合规则", "A rule does not allow it"), ("", "")),
    413: (("内容过大", "Too large"), ("分成几个文件再提交。", "Split it and send the parts.")),
    422: (
        ("内容有误", "The content has errors"),
        ("改正所列各项后再提交。", "Correct what is listed and send it again."),
    ),
    500: (
        ("系统内部错误", "An error of ours"),
        ("稍后再试；仍不成功请联系运维。", "Try again later; if it stays, tell the operator."),
    ),
    503: (("暂时无法办理", "Not available just now"), ("稍后再试。", "Try again in a moment.")),
    504: (("办理超时", "It took too long"), ("稍后再试，或缩小范围。", "Try again later, or ask for less.")),
}

_NOT_VALID: Final[Words] = ("不是可用的值", "not a value that can be used")
_KINDS: Final[Mapping[str, Words]] = {
    "missing": ("必填", "needed"),
    "literal_error": ("不在可选项之内", "none of the options"),
    "enum": ("不在可选项之内", "none of the options"),
    "string_too_long": ("太长", "too long"),
    "string_too_short": ("太短", "too short"),
    "greater_than": ("太小", "too small"),
    "less_than": ("太大", "too large"),
    "int": ("应为整数", "not a whole number"),
    "decimal": ("应为数字", "not a number"),
    "float": ("应为数字", "not a number"),
    "date": ("应为日期，如 2026-07-27", "not a date such as 2026-07-27"),
}
"""By the beginning of the kind. Source: pydantic's list of validation errors."""
_NOT_SAVED: Final[Words] = (
    "登录已失效，刚才提交的内容没有保存。",
    "The session has ended; what was just sent was not saved.",
)
_AGAIN_SECONDS: Final = "2"
TRANSIENT: Final[Sequence[type[Exception]]] = (
    Unavailable,
    IssuerUnreachable,
    TimeoutError,
    ConnectionError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One answer that is not the one hoped for."""

    status: int
    detail: str = ""
    rule: str = ""
    basis: str = ""
    mend: str = ""
    right: str = ""
    errors: Sequence[Mapping[str, str]] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def install(app: FastAPI) -> None:
    """Answer every exception that may leave a route."""

    def answer(kind: type[E], describe: Callable[[Request, E], Problem]) -> None:
        async def handle(request: Request, error: Exception) -> Response:
            return respond(request, describe(request, cast("E", error)))

        app.add_exception_handler(kind, handle)

    answer(Refused, _refused)
    answer(NotFound, lambda _request, _error: Problem(404))
    answer(Invalid, _invalid)
    answer(Malformed, lambda _request, error: Problem(422, str(error)))
    answer(RequestValidationError, _not_as_described)
    answer(ValidationError, _not_as_described)
    answer(Forbidden, _forbidden)
    answer(HTTPException, lambda _request, error: Problem(error.status_code, headers=_headers_of(error)))
    for kind in TRANSIENT:
        answer(kind, lambda _request, _error: Problem(503, headers={"Retry-After": _AGAIN_SECONDS}))
    app.add_exception_handler(405, _only_for_forms)
    app.add_exception_handler(Unauthenticated, _ask_to_sign_in)
    app.add_exception_handler(Exception, _defect)


def respond(request: Request, problem: Problem) -> Response:
    """The problem as this asker reads it."""
    tongue = 1 if language(request) == "en" else 0
    title, mend = _WORDS.get(problem.status, _WORDS[500 if problem.status >= 500 else 400])
    trace = str(getattr(request.state, "trace", "") or "")
    if wants_page(request):
        listed = [
            f"{error['field']}: {error['message']}" if error["field"] else error["message"] for error in problem.errors
        ]
        page = render_problem(
            request,
            status=problem.status,
            title=title[tongue],
            detail=" ".join([problem.detail, *listed]).strip(),
            mend=problem.mend or mend[tongue],
            basis=problem.basis,
            trace=trace if problem.status >= 500 else "",
        )
        page.headers.update(problem.headers)
        return page
    said: dict[str, object] = {
        "type": f"urn:panhuo:rule:{problem.rule}" if problem.rule else "about:blank",
        "title": title[tongue],
        "status": problem.status,
        "detail": problem.detail,
        "instance": request.url.path,
        "rule": problem.rule,
        "basis": problem.basis,
        "right": problem.right,
        "mend": problem.mend or mend[tongue],
        "errors": list(problem.errors),
        "trace": trace,
    }
    body = {name: value for name, value in said.items() if value not in ("", [])}
    return JSONResponse(body, problem.status, dict(problem.headers), MEDIA_TYPE)


def wants_page(request: Request) -> bool:
    """A person with a browser, and no program: the API answers in JSON whatever it is asked with."""
    if "/api/" in request.url.path:
        return False
    return is_fragment(request) or "text/html" in request.headers.get("Accept", "")


def _said(request: Request, error: Refused | Invalid) -> str:
    return error.english if error.english and language(request) == "en" else str(error)


def _refused(request: Request, error: Refused) -> Problem:
    says = _said(request, error)
    return Problem(409, says, rule=error.rule, basis=told(error.basis), mend=told(error.mend))


def _forbidden(_request: Request, error: Forbidden) -> Problem:
    """Somebody without the right is told who may; one with it, whose request will not do, what to do again."""
    mend = t(*error.mend) if error.mend else ""
    return Problem(403, t(str(error), error.english), mend=mend, right=error.right or "")


def _invalid(request: Request, error: Invalid) -> Problem:
    says = _said(request, error)
    return Problem(422, mend=told(error.mend), errors=[{"field": error.field, "message": says}])


def _not_as_described(request: Request, error: RequestValidationError | ValidationError) -> Problem:
    """Field and rule of each error. What was sent is not repeated: it may hold what must not stand in a log."""
    errors = error.errors()[:_MOST_ERRORS]
    is_for_people = wants_page(request)
    if is_for_people and errors and all(one["loc"][:1] == ("path",) for one in errors):
        return Problem(404)  # an address that no page can have
    return Problem(
        422,
        errors=[
            {
                "field": ".".join(str(part) for part in one["loc"] if part not in ("body", "query", "path")),
                "message": _for_people(one["type"]) if is_for_people else str(one["msg"]),
            }
            for one in errors
        ],
    )


def _for_people(kind: str) -> str:
    """What a kind of pydantic's errors means to somebody who does not program."""
    return t(*next((words for beginning, words in _KINDS.items() if kind.startswith(beginning)), _NOT_VALID))


async def _only_for_forms(request: Request, error: Exception) -> Response:
    """A person who asks for the address of a form, reloaded or from history, is led to the page it belongs to."""
    page = _page_above(request) if request.method in SAFE and wants_page(request) else None
    return RedirectResponse(page, 303) if page else respond(request, Problem(405, headers=_headers_of(error)))


def _page_above(request: Request) -> str | None:
    """The nearest address above the one asked for at which this service has a page."""
    parts = str(request.scope["path"]).strip("/").split("/")
    for depth in range(len(parts) - 1, 0, -1):
        above = "/" + "/".join(parts[:depth])
        for path in (above, f"{above}/"):
            asked = {"type": "http", "method": "GET", "path": path}
            if any(route.matches(asked)[0] is Match.FULL for route in request.app.router.routes):
                return path
    return None


def _headers_of(error: Exception) -> Mapping[str, str]:
    return (error.headers if isinstance(error, HTTPException) else None) or {}


async def _ask_to_sign_in(request: Request, error: Exception) -> Response:
    """A person is brought to the sign-in page and back; a program is told what is wrong with its token."""
    if wants_page(request) and request.state.rejected is None:
        if is_fragment(request):
            return Response(status_code=401, headers={"HX-Redirect": login_address(request)})
        if request.method in SAFE:
            return RedirectResponse(login_address(request), 303)
    kind = ' error="invalid_token"' if request.state.rejected is not None else ""
    detail = str(error)
    if wants_page(request):
        detail = "" if request.method in SAFE else t(*_NOT_SAVED)
    return respond(request, Problem(401, detail, headers={"WWW-Authenticate": f"Bearer{kind}"}))


async def _defect(request: Request, _error: Exception) -> Response:
    """Starlette answers this outside of every middleware, and logs the exception; the asker hears nothing of it."""
    response = respond(request, Problem(500))
    response.headers.update({"Content-Security-Policy": CONTENT_SECURITY_POLICY, "X-Content-Type-Options": "nosniff"})
    return response
