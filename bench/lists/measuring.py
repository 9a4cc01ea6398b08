"""Pages over HTTP as browsers ask for them, beside a read of as many rows by their key."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import AsyncExitStack
from http.cookies import SimpleCookie
from statistics import median, quantiles
from typing import Final

import asyncpg
import httpx
from starlette.responses import Response

from bench import material
from bench.findings import Figure, Findings, Table
from bench.lists.filling import FILL
from bench.lists.questions import QUESTIONS, Question
from bench.progress import Progress, Scale
from bench.serving import Served, served
from bench.world import World, open_world
from chassis.identity import Principal
from chassis.identity.sessions import Sessions

_MOST_MILLISECONDS: Final = 250.0
_WARM: Final = 10
_BY_KEY: Final = {
    "inventory": "SELECT * FROM patent WHERE (number, writer) > ($1, '') ORDER BY number, writer LIMIT 50",
    "matching": "SELECT * FROM library_entry WHERE patent > $1 ORDER BY patent LIMIT 20",
    "evaluation": "SELECT * FROM dossier WHERE patent > $1 ORDER BY patent LIMIT 50",
}
"""The ceiling: as many rows as the service's pages have, by the key of the table that they are about."""
Times = list[float]


async def measure(scale: Scale, progress: Progress) -> Findings:
    """One process of each service over a store of the size of the country's; a page at a time."""
    sizes = {"inventory": scale.listed_patents, "matching": scale.library_entries, "evaluation": scale.library_entries}
    pages, keys = dict[Question, Times](), dict[Question, Times]()
    async with open_world() as world, AsyncExitStack() as stack:
        dsns = {service: await world.database(service) for service in sizes}
        await asyncio.gather(*[FILL[service](dsns[service], count) for service, count in sizes.items()])
        progress.say(", ".join(f"{service} has {count:,}" for service, count in sizes.items()))
        running = {
            service: await stack.enter_async_context(served(world, service, dsn=dsn)) for service, dsn in dsns.items()
        }
        for question in QUESTIONS:
            one = running[question.service]
            pages[question], keys[question] = await ask(world, one, question, scale.asked_times)
            progress.say(
                f"{question.group}, {question.name}: {_said(pages[question])} ms, by key {_said(keys[question])}"
            )
    return _conclude(pages, keys, sizes)


async def ask(world: World, one: Served, question: Question, times: int) -> tuple[Times, Times]:
    """Milliseconds of a page, and of the ceiling's read after each."""
    secret = world.environment(one.service, one.dsn)["SESSION_SECRET"]
    pages, keys = Times(), Times()
    conn = await asyncpg.connect(one.dsn, server_settings={"search_path": "live,kept"})
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{one.port}", trust_env=False, timeout=60) as http:
        for n in range(_WARM + times):
            principal, address = question.asked(n)
            began = time.perf_counter()
            answer = await http.get(address, headers={"Cookie": _signed_in(secret, principal)})
            pages.append((time.perf_counter() - began) * 1e3)
            if answer.status_code != httpx.codes.OK:
                raise ValueError(f"{address}: {answer.status_code} {answer.text[:300]}")
            began = time.perf_counter()
            await conn.fetch(_BY_KEY[one.service], material.patent_number(n * 7_919 % 50_000))
            keys.append((time.perf_counter() - began) * 1e3)
    await conn.close()
    return pages[_WARM:], keys[_WARM:]


def _signed_in(secret: str, principal: Principal) -> str:
    """The cookie that a browser sends after signing in."""
    sessions, response = Sessions(secret, is_https=False), Response()
    sessions.begin(response, principal)
    for header in response.headers.getlist("set-cookie"):
        cookie = SimpleCookie(header)
        if sessions.session_cookie in cookie:
            return f"{sessions.session_cookie}={cookie[sessions.session_cookie].coded_value}"
    raise ValueError("no session was begun")


def _at(times: Times, percent: int) -> float:
    return quantiles(times, n=100)[percent - 1]


def _said(times: Times) -> str:
    return f"{median(times):.1f}/{_at(times, 95):.1f}/{_at(times, 99):.1f}"


def _conclude(pages: dict[Question, Times], keys: dict[Question, Times], sizes: dict[str, int]) -> Findings:
    findings = Findings("lists")
    groups: defaultdict[str, list[Question]] = defaultdict(list)
    for question in pages:
        groups[question.group].append(question)
    for group, questions in groups.items():
        slowest = max(questions, key=lambda one: _at(pages[one], 95))
        findings.figures += [
            Figure(f"{group}: p50 of all pages", median(_of(pages, questions)), "ms"),
            Figure(f"{group}: p95 of the slowest", _at(pages[slowest], 95), "ms", at_most=_MOST_MILLISECONDS),
            Figure(f"{group}: p50 ÷ as many rows by key", _ratio(pages, keys, questions), "ratio"),
        ]
    title = f"{sizes['inventory']:,} records of stock, {sizes['matching']:,} entries of the library; milliseconds"
    rows = [
        (
            f"{question.group}: {question.name}",
            *(f"{_at(times, percent):.1f}" for percent in (50, 95, 99)),
            f"{median(keys[question]):.2f}",
            f"{median(times) / median(keys[question]):.0f}",
        )
        for question, times in pages.items()
    ]
    findings.tables.append(Table(title, ("Page", "p50", "p95", "p99", "as many rows by key, p50", "ratio"), rows))
    return findings


def _of(times: dict[Question, Times], questions: Sequence[Question]) -> Times:
    return [one for question in questions for one in times[question]]


def _ratio(pages: dict[Question, Times], keys: dict[Question, Times], questions: Sequence[Question]) -> float:
    return median(_of(pages, questions)) / median(_of(keys, questions))
