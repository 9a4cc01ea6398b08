"""The national platform's share of the sample, driven through the services' public interfaces, step by step."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from hashlib import blake2b
from itertools import chain
from typing import Any, Final, TypeVar

from panhuo_contracts.codes import InstitutionKind, Ministry

from chassis.identity import Principal
from panhuo.demo import doors
from panhuo.demo.doors import NATION, Closed, Doors
from panhuo.demo.ledger import Ledger
from panhuo.demo.organizations import NATIONAL, Company
from panhuo.demo.patents import years_later
from panhuo.demo.register import register_lines
from panhuo.demo.roles import bodies, claims, experts, industries, market, people, rights, rules, stocktaking
from panhuo.demo.roles.desk import Desk
from panhuo.demo.sample import Holding, Sample
from panhuo.demo.standard_file import standard_csv
from panhuo.demo.stores import Stores
from panhuo.demo.stories import Contract

Progress = Callable[[str, int, int], None]
"""Hears what is being done, how much of it is done, and how much there is."""
Step = Callable[[str], Awaitable[None]]
T = TypeVar("T")
_EVALUATIONS_AT_ONCE: Final = 1_000
_CONTRACTS_AT_ONCE: Final = 500
_PATENTS_AT_ONCE: Final = 200
_ENDED_IMPORT: Final = ("done", "refused")
_PAGE: Final = 100
_OF_ROLES: Final[dict[str, Callable[[Desk, str], Awaitable[None]]]] = {
    "stocktaking": stocktaking.work,
    "tiers and promotion": market.work,
    "uploaded evaluations": market.send_in,
    "experts": experts.work,
    "register lines": rights.work,
    "code tables": rules.work,
    "industry libraries": industries.work,
    "bodies": bodies.work,
    "claims": claims.work,
}
"""What the screens of each role show, once the sample stands."""


class NationalLoad:
    """Each step waits for what it rests on, can be sent again, and is noted when it is done."""

    def __init__(self, sample: Sample, entered: Doors, stores: Stores, ledger: Ledger, progress: Progress) -> None:
        self._sample, self._doors, self._stores = sample, entered, stores
        self._ledger, self._progress = ledger, progress
        self._desk = Desk(sample, entered, ledger, progress)
        self._own = sample.by_institution()
        self._firms = [firm for firm in sample.companies if firm.home in NATIONAL]

    async def run(self) -> None:
        """What is left of the sample."""
        stages: list[dict[str, Step]] = [
            {"institutions": self._register_institutions, "enterprises": self._register_enterprises},
            {"patents": self._import_patents},
            {"legal status": self._record_legal_status, "self-evaluations": self._self_evaluate},
            {"library entries": self._enter_library},
            {"enterprise evaluations": self._evaluate, "subscriptions": self._subscribe},
            {"contracts": self._sign, "negotiations": self._negotiate},
            {"license filings": self._file},
            {"products": self._report_products},
            {"people": partial(people.work, self._desk)},
            {name: partial(work, self._desk) for name, work in _OF_ROLES.items()},
        ]
        for stage in stages:
            left = {name: step for name, step in stage.items() if name not in self._ledger.done}
            await asyncio.gather(*(self._take(name, step) for name, step in left.items()))
            if left:
                await self._stores.until_drained()

    async def _take(self, name: str, step: Step) -> None:
        await step(name)
        self._ledger.finish(name)

    async def _register_institutions(self, step: str) -> None:
        async def register(one: Any) -> None:  # noqa: ANN401 - an Institution
            # Generated, as all of the sample: demonstration universities are the ministry of education's.
            ministry = Ministry.EDUCATION if one.kind is InstitutionKind.DEMONSTRATION_UNIVERSITY else Ministry.LOCAL
            body = {"code": one.code, "name": one.name, "kind": one.kind, "home": one.home, "ministry": ministry}
            await self._doors.post("/inventory/api/institutions", NATION, body)

        await self._each(step, list(self._own), register)

    async def _register_enterprises(self, step: str) -> None:
        items = [
            {
                "enterprise": firm.code,
                "name": firm.name,
                "home": firm.home,
                "kinds": list(firm.kinds),
                "industries": list(firm.industries),
                "profile": firm.profile,
                "generated": True,
            }
            for firm in self._firms
        ]
        self._progress(step, 0, len(items))
        answer = await self._doors.post("/matching/api/enterprises/bulk", NATION, {"items": items})
        _require_none_left(step, answer["not_accepted"], answer)
        self._progress(step, len(items), len(items))

    async def _import_patents(self, step: str) -> None:
        """One file in the standard format, sent as an office would send it."""
        content = await asyncio.to_thread(standard_csv, self._sample.national)
        key = f"{self._ledger.seed}/{self._ledger.scale:g}/stock"
        name = "generated-sample.csv"
        job = await self._doors.send_file("/inventory/api/imports", NATION, name, content, key=key)
        while job["state"] not in _ENDED_IMPORT:
            await asyncio.sleep(0.5)
            job = await self._doors.get(f"/inventory/api/imports/{job['id']}", NATION)
            self._progress(step, job["handled"], job["rows"] or len(self._sample.national))
        if job["state"] == "refused" or job["refused"]:
            rows = await self._doors.get(f"/inventory/api/imports/{job['id']}/errors?limit=3", NATION)
            raise Closed(f"{job['refused']} rows of the import were refused: {job['reason']} {rows['items']}")

    async def _record_legal_status(self, step: str) -> None:
        async def record(lines: Sequence[dict[str, object]]) -> None:
            key = self._key(step, _digest(lines))
            answer = await self._doors.post("/inventory/api/register-events", NATION, {"events": lines}, key=key)
            if answer["refused"]:
                raise Closed(f"{step}: {len(answer['refused'])} were not taken, such as {answer['refused'][:3]}")

        lines = [register_lines(holding, self._ledger.made_on) for holding in self._sample.national]
        several = [
            list(chain.from_iterable(chunk)) for chunk in _cut([of_one for of_one in lines if of_one], _PATENTS_AT_ONCE)
        ]
        await self._each(step, several, record)

    async def _self_evaluate(self, step: str) -> None:
        def item(holding: Holding) -> dict[str, object]:
            notes = holding.story.annotations
            return {
                "patent": holding.patent.number,
                "grade": notes.self_grade,
                "maturity": notes.maturity,
                "scenario": notes.scenario,
                "industries": list(notes.industries),
            }

        chunks = self._chunks(lambda holding: holding.story.self_evaluated, item, _EVALUATIONS_AT_ONCE)
        await self._bulk(step, "/evaluation/api/self-evaluations", chunks, "refused")

    async def _enter_library(self, step: str) -> None:
        def item(holding: Holding) -> dict[str, object]:
            return {"patent": holding.patent.number}

        chunks = self._chunks(lambda holding: holding.story.is_offered, item, _EVALUATIONS_AT_ONCE)
        await self._bulk(step, "/evaluation/api/listings", chunks, "refused")

    async def _evaluate(self, step: str) -> None:
        async def evaluate(one: tuple[Holding, int]) -> None:
            holding, n = one
            view = holding.story.views[n]
            body = {
                "prospect": view.prospect,
                "confidence": view.confidence,
                "improvement_need": view.need,
                "cooperation": list(view.cooperation),
                "opinion": view.opinion,
            }
            path = f"/evaluation/api/patents/{holding.patent.number}/enterprise-evaluations"
            key = self._key(step, f"{holding.patent.number}/{n}")
            await self._doors.post(path, doors.company(view.company), body, key=key)

        views = [(holding, n) for holding in self._sample.national for n in range(len(holding.story.views))]
        await self._each(step, views, evaluate)

    async def _subscribe(self, step: str) -> None:
        async def subscribe(one: tuple[Holding, Company]) -> None:
            holding, firm = one
            await self._doors.post(f"/matching/api/library/{holding.patent.number}/subscription", doors.company(firm))

        followed = [(holding, firm) for holding in self._sample.national for firm in holding.story.subscribers]
        await self._each(step, followed, subscribe)

    async def _sign(self, step: str) -> None:
        def item(holding: Holding) -> dict[str, object]:
            return contract_item(holding, self._ledger.made_on)

        chunks = self._chunks(lambda holding: holding.story.contract is not None, item, _CONTRACTS_AT_ONCE)
        await self._bulk(step, "/matching/api/deals/signed", chunks, "not_accepted")

    async def _negotiate(self, step: str) -> None:
        """The enterprise says what it intends, and the office puts terms on the table."""

        async def negotiate(one: tuple[Holding, Contract]) -> None:
            holding, proposed = one
            number = holding.patent.number
            intent = {"mode": proposed.mode, "note": "拟先行小批量试制，希望尽快确定许可条件。"}
            who, path = doors.company(proposed.company), f"/matching/api/library/{number}/intents"
            begun = await self._doors.post(path, who, intent, key=self._key(step, number))
            terms = terms_item(holding, proposed, self._ledger.made_on)
            await self._doors.put(
                f"/matching/api/deals/{begun['deal']}/terms", doors.office(holding.patent.institution), terms
            )

        open_ones = [(h, h.story.proposed) for h in self._sample.national if h.story.proposed is not None]
        await self._each(step, open_ones, negotiate)

    async def _file(self, step: str) -> None:
        """What the office finds waiting, and never applied for, it applies for once."""
        total = sum(bool(h.story.contract and h.story.contract.is_applied_for) for h in self._sample.national)
        done = 0
        for institution, holdings in self._own.items():
            who = doors.office(institution)
            stories = {h.patent.number: h for h in holdings if h.story.contract and h.story.contract.is_applied_for}
            waiting = [
                deal
                async for deal in self._listed("/filing/api/deals", who)
                if deal["patent"] in stories and not deal["refusals"]
            ]
            for chunk in _cut(waiting, _CONTRACTS_AT_ONCE):
                items = [license_item(stories[deal["patent"]], deal["deal"]) for deal in chunk]
                key = self._key(step, _digest(items))
                await self._doors.post("/filing/api/licenses/bulk", who, {"items": items}, key=key)
                done += len(items)
                self._progress(step, done, total)

    async def _report_products(self, step: str) -> None:
        """Of licenses on file, by the licensees."""
        stories = {h.patent.number: h for h in self._sample.national if h.story.product}
        by_firm: defaultdict[Company, list[dict[str, object]]] = defaultdict(list)
        reported = set()
        async for known in self._listed("/filing/api/products", NATION):
            reported.add(known["product"])
        async for filed in self._listed("/filing/api/licenses", NATION):
            holding = stories.get(filed["patent"])
            contract = holding.story.contract if holding else None
            if holding is None or contract is None or contract.company.code != filed["enterprise"]:
                continue
            item = product_item(holding, filed["deal"], self._ledger.made_on)
            if item["product"] not in reported:
                by_firm[contract.company].append(item)

        async def report(firm: Company) -> None:
            items = sorted(by_firm[firm], key=lambda item: str(item["product"]))
            key = self._key(step, _digest(items))
            await self._doors.post("/filing/api/products/bulk", doors.company(firm), {"items": items}, key=key)

        await self._each(step, list(by_firm), report)

    def _key(self, step: str, name: str) -> str:
        return f"{self._ledger.seed}/{self._ledger.scale:g}/{step}/{name}"

    def _chunks(
        self, is_wanted: Callable[[Holding], bool], item: Callable[[Holding], dict[str, object]], most: int
    ) -> list[tuple[Principal, Sequence[dict[str, object]]]]:
        return [
            (doors.office(institution), chunk)
            for institution, holdings in self._own.items()
            for chunk in _cut([item(holding) for holding in holdings if is_wanted(holding)], most)
        ]

    async def _bulk(
        self, step: str, path: str, chunks: Sequence[tuple[Principal, Sequence[dict[str, object]]]], left: str
    ) -> None:
        done, total = 0, sum(len(items) for _, items in chunks)
        for who, items in chunks:
            answer = await self._doors.post(path, who, {"items": items}, key=self._key(step, _digest(items)))
            _require_none_left(step, answer[left], answer)
            done += len(items)
            self._progress(step, done, total)

    async def _each(self, step: str, things: Sequence[T], act: Callable[[T], Awaitable[None]]) -> None:
        """Several at once; progress is told as they end."""
        done = 0

        async def one(thing: T) -> None:
            nonlocal done
            await act(thing)
            done += 1
            self._progress(step, done, len(things))

        self._progress(step, 0, len(things))
        for chunk in _cut(things, _PAGE):
            await asyncio.gather(*(one(thing) for thing in chunk))

    async def _listed(self, path: str, who: Principal) -> Any:  # noqa: ANN401 - an iterator over JSON
        cursor = ""
        while True:
            page = await self._doors.get(f"{path}?limit={_PAGE}{cursor}", who)
            for item in page["items"]:
                yield item
            if page["next_cursor"] is None:
                return
            cursor = f"&cursor={page['next_cursor']}"


def contract_item(holding: Holding, made_on: date) -> dict[str, object]:
    """A contract as an office reports it."""
    contract = holding.story.contract
    if contract is None:
        raise ValueError(holding.patent.number)
    effective = made_on - timedelta(days=contract.days_ago)
    return {
        "patent": holding.patent.number,
        "enterprise": contract.company.code,
        "signed_on": (effective - timedelta(days=2)).isoformat(),
        **terms_item(holding, contract, effective),
    }


def terms_item(holding: Holding, contract: Contract, effective: date) -> dict[str, object]:
    """What two parties agree on."""
    item: dict[str, object] = {
        "contract_number": contract.contract_number,
        "effective_on": effective.isoformat(),
        "licensee_address": contract.company.address,
        "mode": contract.mode,
        "payment": contract.payment.model_dump(mode="json", exclude_none=True),
    }
    if contract.kind is not None:
        item["license"] = {
            "kind": contract.kind,
            "territory": "全国",
            "term_from": effective.isoformat(),
            "term_to": _last_day(holding, contract, effective).isoformat(),
        }
    return item


def license_item(holding: Holding, deal: str) -> dict[str, object]:
    """An application as an office files it, sometimes without what it needs."""
    contract = holding.story.contract
    if contract is None:
        raise ValueError(holding.patent.number)
    return {
        "patent": holding.patent.number,
        "deal": deal,
        "licensor_address": "" if contract.lacks == "address" else holding.patent.institution.address,
        "co_owner_consent": contract.lacks != "consent",
        "pledgee_consent": contract.has_pledgee_consent,
    }


def product_item(holding: Holding, deal: str, made_on: date) -> dict[str, object]:
    """A product as its maker reports it."""
    product, contract = holding.story.product, holding.story.contract
    if product is None or contract is None:
        raise ValueError(holding.patent.number)
    return {
        "patent": holding.patent.number,
        "deal": deal,
        "product": product.identifier,
        "product_name": product.name,
        "product_class": product.industry,
        "on_market_since": (made_on - timedelta(days=min(contract.days_ago, 30) // 2)).isoformat(),
        "revenue": product.revenue.model_dump(mode="json"),
    }


def _last_day(holding: Holding, contract: Contract, effective: date) -> date:
    return min(years_later(effective, contract.years), holding.patent.bibliography.expires_on)


def _cut(things: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(things), most):
        yield things[start : start + most]


def _digest(items: Iterable[object]) -> str:
    """Content in a key's length: what is sent differently is another request."""
    return blake2b(repr(list(items)).encode(), digest_size=12).hexdigest()


def _require_none_left(step: str, left: int, answer: dict[str, Any]) -> None:
    if left:
        refused = [item for item in answer["items"] if item["outcome"] not in ("accepted", "unchanged")]
        raise Closed(f"{step}: {left} were not taken, such as {refused[:3]}")
