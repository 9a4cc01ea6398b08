"""What follows upon evaluations: forms of the guideline, tiers that two people set, promotion, objections."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from panhuo.demo.dice import Dice
from panhuo.demo.doors import NATION
from panhuo.demo.organizations import PROVINCIAL, Company
from panhuo.demo.roles.desk import BUREAU, DEPUTY, OFFICE, PROVINCE, Desk
from panhuo.demo.sample import SEED, Holding
from panhuo.demo.vocabulary import FIELDS
from panhuo.runtime.accounts import ENTERPRISE, UNIVERSITY

_FORMS: Final = ((1.0, "management"), (1.0, "licensing"), (0.75, "management"), (0.3, "finance"))
"""Of forms of the guideline: which share of the indicators is answered, and for which scenario."""
_PROPOSALS: Final = ("", "", "", "agree", "decline")
"""What the deputy says of each proposal; nothing: it waits."""
_WHY: Final = "该成果已在行业展会上收到多家企业问询，建议调整层级。"
_SUITED: Final = {"t1": "investment", "t2": "roadshow", "t3": "improvement", "t4": "screening"}
_OWN_MEASURES: Final[tuple[tuple[str, ...], ...]] = (
    (), ("accept",), ("accept", "report"), ("accept", "report", "done"), ("accept", "without_result"),
    ("declined",), ("superseded",),
)  # fmt: skip
_GIVEN_MEASURES: Final[tuple[tuple[str, ...], ...]] = ((), ("accept",), ("accept", "report", "done"))
"""By the province to the university."""
_SAID: Final = {
    "report": "已与三家企业沟通，其中一家愿意现场考察。",
    "done": "已在专场路演推介，一家企业进入洽谈。",
    "without_result": "两轮推介后暂无企业响应，转为持续跟踪。",
    "declined": "与近期另一项推广安排重复，本次不承接。",
    "superseded": "改由专利池统一推广，收回本措施。",
}
_OBJECTION: Final = "评价所述性能指标与授权文本和检测报告不符，请复核。"
_FINDINGS: Final = (
    None,
    None,
    (False, "经核对，评价依据为企业现场试验记录，予以维持。"),
    (True, "经核对，评价所指并非本专利，作废。"),
)
"""Of objections: not reviewed yet, or whether they were upheld and why."""
_AGO: Final = {"expired": 760, "expiring": 715, "lately": 45}
"""Days before the sample was made; a view counts for two years."""
_HEADER: Final = "专利号,企业统一社会信用代码,产业化前景,把握程度,技术改进需求,合作意向,评价意见,评价日期"


async def work(desk: Desk, step: str) -> None:
    desk.progress(step, 0, 4)
    left = desk.untouched
    forms, left = left[: len(_FORMS)], left[len(_FORMS) :]
    changed, left = left[: len(_PROPOSALS)], left[len(_PROPOSALS) :]
    own, left = left[: len(_OWN_MEASURES)], left[len(_OWN_MEASURES) :]
    await _fill_in_forms(desk, step, forms)
    desk.progress(step, 1, 4)
    await _set_tiers(desk, step, changed)
    desk.progress(step, 2, 4)
    await _promote(desk, step, own, left[: len(_GIVEN_MEASURES)])
    desk.progress(step, 3, 4)
    await _object(desk, step)
    desk.progress(step, 4, 4)


async def send_in(desk: Desk, step: str) -> None:
    """Offices send in what enterprises said elsewhere: lately, and so long ago that it ends or has ended."""
    offered = desk.untouched[len(_FORMS) + len(_PROPOSALS) + len(_OWN_MEASURES) + len(_GIVEN_MEASURES) :]
    ours = [firm for firm in desk.sample.companies if firm.code == ENTERPRISE]
    old = [("expired", 0), ("expired", 1), ("expiring", 2), ("expiring", 3), ("expiring", 4)]
    rows = [_row(desk, offered[n], ours[0], when) for when, n in old if n < len(offered)]
    near = [firm for firm in desk.sample.companies if firm.home == PROVINCIAL]
    lately = [_row(desk, holding, near[n % len(near)], "lately") for n, holding in enumerate(offered[5:11])]
    lately += [row.replace("较好", "尚可") for row in lately[:1]]
    desk.progress(step, 0, 2)
    for done, (who, sent) in enumerate(((NATION, rows), (PROVINCE, lately)), 1):
        if sent:
            content = "\n".join([_HEADER, *sent]).encode()
            name, key = "enterprise-evaluations.csv", desk.key(step, who.subject)
            await desk.doors.send_file("/evaluation/api/uploads", who, name, content, key=key)
        desk.progress(step, done, 2)


def _row(desk: Desk, holding: Holding, firm: Company, when: str) -> str:
    field = FIELDS[holding.patent.field]
    day = desk.ledger.made_on - timedelta(days=_AGO[when])
    need = f"希望提高{field.effects[0]}"
    opinion = f"适用于{field.scenes[0]}，需要中试数据。"
    return f"{holding.patent.number},{firm.code},较好,中,{need},普通许可,{opinion},{day.isoformat()}"


async def _fill_in_forms(desk: Desk, step: str, holdings: Sequence[Holding]) -> None:
    for holding, (share, scenario) in zip(holdings, _FORMS, strict=False):
        number = holding.patent.number
        form = await desk.doors.get(f"/evaluation/api/guideline/{scenario}", OFFICE)
        known = await desk.doors.get(f"/evaluation/api/patents/{number}/guideline", OFFICE)
        computed = {answer["indicator"] for answer in known["from_record"]}
        asked = [one["code"] for group in form["groups"] for one in group["indicators"] if one["code"] not in computed]
        dice = Dice(SEED, f"guideline/{number}")
        answers = {code: dice.between(code, 2, 5) for code in asked if dice.chance(f"{code} is answered", share)}
        path = f"/evaluation/api/patents/{number}/guideline"
        await desk.post(step, path, OFFICE, {"scenario": scenario, "answers": answers})


async def _set_tiers(desk: Desk, step: str, holdings: Sequence[Holding]) -> None:
    for holding, word in zip(holdings, _PROPOSALS, strict=False):
        path = f"/evaluation/api/patents/{holding.patent.number}"
        stands = (await desk.doors.get(f"{path}/tier", OFFICE))["tier"]
        other = "t2" if stands == "t1" else "t1"
        await desk.post(step, f"{path}/tier-proposal", OFFICE, {"tier": other, "note": _WHY})
        if word:
            await desk.post(step, f"{path}/tier-decision", DEPUTY, {"is_agreed": word == "agree"})


async def _promote(desk: Desk, step: str, own: Sequence[Holding], given: Sequence[Holding]) -> None:
    """The university's own measures and those that the province gave it, each as far as its script goes."""
    scripts = [
        *zip(own, _OWN_MEASURES, [OFFICE] * len(own), strict=False),
        *zip(given, _GIVEN_MEASURES, [BUREAU] * len(given), strict=False),
    ]
    for holding, _, giver in scripts:
        path = f"/evaluation/api/patents/{holding.patent.number}"
        stands = (await desk.doors.get(f"{path}/tier", OFFICE))["tier"]
        asked = {"measure": _SUITED[stands], "to_institution": giver is BUREAU}
        await desk.post(step, f"{path}/promotions", giver, asked)
    known = {one["patent"]: one["assignment"] for one in await _all(desk, "/evaluation/api/promotions?limit=100")}
    for holding, script, _ in scripts:
        number = holding.patent.number
        if number not in known:  # closed already, when this was broken off before
            continue
        path = f"/evaluation/api/patents/{number}/promotions/{known[number]}"
        for act in script:
            match act:
                case "accept":
                    await desk.post(step, f"{path}/acceptance", OFFICE)
                case "report":
                    await desk.post(step, f"{path}/reports", OFFICE, {"note": _SAID[act]})
                case _:
                    await desk.post(step, f"{path}/closing", OFFICE, {"outcome": act, "result": _SAID[act]})


async def _object(desk: Desk, step: str) -> None:
    """The university objects to some views of its patents, and the province has reviewed half of the objections."""
    seen = [h for h in desk.own if h.story.views and h.story.contract is None and h.story.proposed is None]
    given = await _all(desk, f"/evaluation/api/evaluations?institution={UNIVERSITY}&limit=100")
    views = {(one["patent"], one["enterprise"]): one["evaluation"] for one in given}
    for holding, finding in zip(seen, _FINDINGS, strict=False):
        number = holding.patent.number
        view = views[number, holding.story.views[0].company.code]
        path = f"/evaluation/api/patents/{number}"
        await desk.post(step, f"{path}/objections", OFFICE, {"evaluation": view, "objection": _OBJECTION})
        if finding:
            said = {"evaluation": view, "is_upheld": finding[0], "finding": finding[1]}
            await desk.post(step, f"{path}/objection-reviews", BUREAU, said)


async def _all(desk: Desk, path: str) -> list[Any]:
    found: list[Any] = []
    cursor = ""
    while True:
        page = await desk.doors.get(f"{path}{cursor}", OFFICE)
        found += page["items"]
        if page["next_cursor"] is None:
            return found
        cursor = f"&cursor={page['next_cursor']}"
