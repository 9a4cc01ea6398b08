"""Experts of three provinces: recommended, admitted and commissioned, with work to do, done and declined."""

from datetime import timedelta
from typing import Any, Final

from chassis.identity import Principal, Role
from panhuo.demo import doors
from panhuo.demo.dice import Dice
from panhuo.demo.doors import NATION
from panhuo.demo.organizations import PROVINCIAL, Company
from panhuo.demo.roles.desk import BUREAU, PROVINCE, Desk
from panhuo.demo.sample import SEED
from panhuo.demo.vocabulary import FIELDS
from panhuo.runtime.accounts import ACCOUNTS, ENTERPRISE, EXPERT_BODY

_SAMPLE: Final = ACCOUNTS["expert"].principal
_NAMES: Final = (
    "许",
    "蒋",
    "沈",
    "韩",
    "杨",
    "朱",
    "秦",
    "尤",
    "何",
    "吕",
    "施",
    "张",
    "孔",
    "曹",
    "严",
    "华",
    "金",
    "魏",
)
_EACH: Final = 5
"""Experts that each province's enterprises recommend."""
_BATCHES: Final = ((BUREAU, "cn-11", 14), (PROVINCE, PROVINCIAL, 8), (NATION, "cn-32", 6))
"""Who commissions, of which jurisdiction the patents are, and how many."""
_EXPERTS_EACH: Final = 2
_SEED: Final = 20_240_126
_DAYS: Final = 30
_OPINION: Final = "方案清楚，对照现有工艺有改进；产业化前建议补充中试数据和成本测算。"
_RECUSED: Final = "本人三年前与该单位课题组合作申报过项目，申请回避。"
_PROSPECTS: Final = (("very_good", 0.2), ("good", 0.45), ("fair", 0.25), ("poor", 0.1))


async def work(desk: Desk, step: str) -> None:
    """The last expert of each province waits for admission, and one more has not consented yet."""
    desk.progress(step, 0, 3)
    people = await _admit(desk, step)
    desk.progress(step, 1, 3)
    for who, home, count in _BATCHES:
        patents = await _patents(desk, who, home, count)
        if patents:
            due = desk.ledger.made_on + timedelta(days=_DAYS)
            asked = {"patents": patents, "experts_each": _EXPERTS_EACH, "due_on": due.isoformat(), "seed": _SEED}
            await desk.post(step, "/evaluation/api/commissions", who, asked)
    desk.progress(step, 2, 3)
    for n, who in enumerate(people):
        await _evaluate(desk, step, who, is_sample=who is _SAMPLE, done=2 if n % 3 else 1)
    desk.progress(step, 3, 3)


async def _admit(desk: Desk, step: str) -> list[Principal]:
    """Everybody who is in the library now."""
    admitted = []
    for turn, (home, office) in enumerate((("cn-32", NATION), ("cn-11", BUREAU), (PROVINCIAL, PROVINCE))):
        firms = _recommenders(desk, home)
        for n in range(_EACH + 1):
            place = turn * (_EACH + 1) + n
            is_sample = home == "cn-32" and n == 0
            who = _SAMPLE if is_sample else _person(place, home)
            asked = _profile(firms[n % len(firms)], who, place)
            path = "/evaluation/api/experts"
            expert = (await desk.post(step, path, doors.company(firms[n % len(firms)]), asked))["expert"]
            if n == _EACH:
                continue
            await desk.post(step, f"{path}/{expert}/consent", who)
            if n < _EACH - 1:
                await desk.post(step, f"{path}/{expert}/admission", office)
                admitted.append(who)
    return admitted


def _recommenders(desk: Desk, home: str) -> list[Company]:
    """Of a jurisdiction; the sample enterprise recommends the sample expert."""
    return sorted(
        (firm for firm in desk.sample.companies if firm.home == home), key=lambda firm: firm.code != ENTERPRISE
    )[:3]


def _person(place: int, home: str) -> Principal:
    name = f"{_NAMES[place % len(_NAMES)]}示例"
    return Principal(f"sample-expert-{place}", name, Role.EXPERT, EXPERT_BODY, "示例检测技术有限公司", home)


def _profile(firm: Company, who: Principal, place: int) -> dict[str, Any]:
    field = FIELDS[firm.field if who is _SAMPLE else place % len(FIELDS)]
    return {
        "name": who.name,
        "fields": list(field.industries),
        "ipc": list(field.ipc[:3]),
        "research": f"从事{field.name}研究，方向包括{field.objects[0]}、{field.objects[1]}，关注{field.effects[0]}。",
    }


async def _patents(desk: Desk, who: Principal, home: str, count: int) -> list[str]:
    """In the library of a jurisdiction, and not evaluated by an enterprise yet."""
    page = await desk.doors.get(f"/evaluation/api/library?home={home}&limit=100", who)
    free = [one["patent"] for one in page["items"] if not one["evaluations"]]
    return Dice(SEED, f"commission/{home}").some_of("patents", free, min(count, len(free)))


async def _evaluate(desk: Desk, step: str, who: Principal, *, is_sample: bool, done: int) -> None:
    """Some of one's work is done; the sample expert declines one patent, and the rest waits."""
    waiting = [one for one in await desk.doors.get("/evaluation/api/expert/work", who) if one["evaluated_on"] is None]
    if is_sample and len(waiting) > done + 1:
        left = waiting.pop()
        path = f"/evaluation/api/commissions/{left['batch']}/patents/{left['patent']}/recusal"
        await desk.post(step, path, who, {"note": _RECUSED})
    for one in waiting[:done]:
        dice = Dice(SEED, f"expert/{who.subject}/{one['patent']}")
        said = {
            "prospect": dice.weighted("prospect", _PROSPECTS),
            "confidence": dice.one_of("confidence", ["high", "medium", "low"]),
            "opinion": _OPINION,
        }
        path = f"/evaluation/api/commissions/{one['batch']}/patents/{one['patent']}/evaluation"
        await desk.post(step, path, who, said)
