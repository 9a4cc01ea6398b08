"""Two universities claim one patent: of two such cases one is open, the other the province has settled."""

from typing import Final

from panhuo.demo import doors
from panhuo.demo.organizations import Institution
from panhuo.demo.roles.desk import BUREAU, Desk
from panhuo.demo.standard_file import cells_of
from panhuo.runtime.accounts import ACCOUNTS, UNIVERSITY

_SETTLED: Final = "登记簿载明首位专利权人为示例理工大学，对方为共有专利权人。"


async def work(desk: Desk, step: str) -> None:
    held = [holding for holding in desk.own if holding.story.inventoried is not None and not holding.story.is_offered]
    claimed = held[-2:]
    claimant = _claimant(desk)
    if claimant is None:
        return
    desk.progress(step, 0, len(claimed))
    for n, holding in enumerate(claimed):
        record = cells_of(holding) | {"第一专利权人": claimant.name, "第一专利权人统一社会信用代码": claimant.code}
        await desk.post(step, "/inventory/api/batches", doors.office(claimant), {"records": [record]})
        if n:
            path = f"/inventory/api/conflicts/{holding.patent.number}/{claimant.code}/settlement"
            await desk.post(step, path, BUREAU, {"awarded": UNIVERSITY, "reason": _SETTLED})
        desk.progress(step, n + 1, len(claimed))


def _claimant(desk: Desk) -> Institution | None:
    """Another institution of the same province; a small sample may have none."""
    home = ACCOUNTS["office"].principal.jurisdiction
    return next((one for one in desk.sample.institutions if one.home == home and one.code != UNIVERSITY), None)
