"""What befalls rights that enterprises follow: they hear of it, and what has ended leaves the library."""

from datetime import timedelta
from typing import Final

from panhuo_contracts.codes import RegisterEventKind as Kind

from panhuo.demo.doors import NATION
from panhuo.demo.roles.desk import Desk
from panhuo.runtime.accounts import ENTERPRISE, ENTERPRISE_NAME

_DAYS_AGO: Final = 3
_NEWS: Final[tuple[tuple[dict[str, object], ...], ...]] = (
    ({"kind": Kind.FEE_LAPSED},),
    ({"kind": Kind.TRANSFERRED, "holders": [ENTERPRISE_NAME], "holder_code": ENTERPRISE},),
)
"""Of patents that the sample enterprise follows."""
_COURSES: Final[tuple[tuple[dict[str, object], ...], ...]] = (
    ({"kind": Kind.PLEDGE_REGISTERED, "number": "Y0000-示例-1"},),
    (
        {"kind": Kind.PLEDGE_REGISTERED, "number": "Y0000-示例-2"},
        {"kind": Kind.PLEDGE_RELEASED, "number": "Y0000-示例-2"},
    ),
    ({"kind": Kind.LICENSE_FILED, "number": "X0000-示例-1", "license_kind": "ordinary"},),
    (
        {"kind": Kind.LICENSE_FILED, "number": "X0000-示例-2", "license_kind": "ordinary"},
        {"kind": Kind.LICENSE_CANCELLED, "number": "X0000-示例-2"},
    ),
    ({"kind": Kind.OPEN_LICENSE_DECLARED},),
    ({"kind": Kind.PRESERVATION_SET, "number": "示例裁定-1"},),
)
"""Of patents that nobody follows: what the register says of each, in order."""


async def work(desk: Desk, step: str) -> None:
    followed = [
        holding
        for holding in desk.own
        if {firm.code for firm in holding.story.subscribers} == {ENTERPRISE}
        and holding.story.contract is None
        and holding.story.proposed is None
    ]
    told = list(zip(reversed(followed), _NEWS, strict=False)) if len(followed) > len(_NEWS) else []
    told += zip(reversed(desk.untouched), _COURSES, strict=False)
    events = [
        line
        | {
            "patent": holding.patent.number,
            "effective_on": (desk.ledger.made_on - timedelta(days=_DAYS_AGO * (len(lines) - n))).isoformat(),
            "note": "示例数据",
        }
        for holding, lines in told
        for n, line in enumerate(lines)
    ]
    desk.progress(step, 0, len(events))
    if events:
        await desk.post(step, "/inventory/api/register-events", NATION, {"events": events})
    desk.progress(step, len(events), len(events))
