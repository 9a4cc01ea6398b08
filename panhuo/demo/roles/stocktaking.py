"""The university takes stock: records in every state between inventor, college, office and the province's checks."""

from typing import Final

from chassis.identity import Principal
from panhuo.demo.dice import Dice
from panhuo.demo.inventors import have_accounts
from panhuo.demo.roles.desk import BUREAU, COLLEGE, INVENTOR, OFFICE, OTHER_COLLEGE, Desk
from panhuo.demo.sample import SEED, Holding
from panhuo.runtime.accounts import COLLEGE as OWN_COLLEGE

_OTHER_INVENTOR: Final = "罗示例"
"""A colleague of the other college."""
_OWN_SHARE: Final = 18
_OTHER_SHARE: Final = 10
_CHECKED: Final = 3
_INCOMPLETE: Final = "请补充应用场景的依据，并核对技术成熟度。"
_NOT_SUPPORTED: Final = "自评为较好，但未说明可产业化的条件，请补充后再提交。"
_CHECK_FAILED: Final = "抽查：转化意愿与合同记录不一致，请更正后重新审核。"


async def work(desk: Desk, step: str) -> None:
    """Of what waits, some is put to the inventor and the colleges, some is on its way; the rest is unclaimed."""
    waiting = [holding for holding in desk.own if holding.story.inventoried is None]
    ours, others = waiting[:_OWN_SHARE], waiting[_OWN_SHARE : _OWN_SHARE + _OTHER_SHARE]
    total = len(ours) + len(others) + _CHECKED
    desk.progress(step, 0, total)
    listed = have_accounts(desk.sample.national)
    filler = INVENTOR if INVENTOR.name in listed else OFFICE  # of a small sample: without a patent, no account
    await _arrange(desk, ours, others, listed)
    for done, holding in enumerate(ours):
        await _hand_on(desk, step, holding, done, filler)
        desk.progress(step, done + 1, total)
    for n, holding in enumerate(others[:6]):
        await _fill(desk, holding, OFFICE)
        await desk.post(step, f"{_path(holding)}/submit", OFFICE)
        if n % 2:
            await desk.post(step, f"{_path(holding)}/approve", OTHER_COLLEGE)
        desk.progress(step, len(ours) + n + 1, total)
    await _check(desk, step)
    desk.progress(step, total, total)


async def _arrange(desk: Desk, ours: list[Holding], others: list[Holding], listed: set[str]) -> None:
    await desk.doors.put("/inventory/api/arrangement/route", OFFICE, {"route": "colleges"})
    for holdings, college, name in (
        (ours, OWN_COLLEGE, INVENTOR.name),
        (others, OTHER_COLLEGE.college, _OTHER_INVENTOR),
    ):
        if holdings:
            asked: dict[str, object] = {"numbers": [holding.patent.number for holding in holdings], "college": college}
            if name in listed:
                asked["person"] = name
            await desk.post("assignments", "/inventory/api/assignments", OFFICE, asked)


async def _hand_on(desk: Desk, step: str, holding: Holding, n: int, filler: Principal) -> None:
    """How far the n-th record has come: the first ones are to be filled in, the last ones are passed."""
    path = _path(holding)
    if n < 5:
        return
    await _fill(desk, holding, filler)
    if n < 7:
        return
    await desk.post(step, f"{path}/submit", filler)
    if n < 10:
        return
    if n < 12:
        await desk.post(step, f"{path}/return", COLLEGE, {"reason": _INCOMPLETE})
        return
    await desk.post(step, f"{path}/approve", COLLEGE)
    if n == 12:
        await desk.post(step, f"{path}/return", OFFICE, {"reason": _NOT_SUPPORTED})
    elif n > 15:
        await desk.post(step, f"{path}/approve", OFFICE)


async def _fill(desk: Desk, holding: Holding, who: Principal) -> None:
    notes = holding.story.annotations.model_dump(mode="json", exclude_none=True)
    await desk.doors.put(f"{_path(holding)}/annotations", who, {"annotations": notes})


async def _check(desk: Desk, step: str) -> None:
    """The province looks at inventoried records that are not in the library; one of them is mended at once."""
    dice = Dice(SEED, "spot checks")
    settled = [h for h in desk.own if h.story.inventoried is not None and not h.story.is_offered]
    failed = dice.some_of("failed", settled, min(_CHECKED, len(settled)))
    for holding in failed:
        await desk.post(step, f"{_path(holding)}/spot-check-return", BUREAU, {"reason": _CHECK_FAILED})
    for holding in failed[:1]:
        numbers = {"numbers": [holding.patent.number], "college": OWN_COLLEGE}
        await desk.post(step, "/inventory/api/assignments", OFFICE, numbers)
        await _fill(desk, holding, OFFICE)
        await desk.post(step, f"{_path(holding)}/submit", OFFICE)


def _path(holding: Holding) -> str:
    return f"/inventory/api/patents/{holding.patent.number}"
