"""Libraries of industries, kept by those who pull the resource library on demand."""

from typing import Final

from chassis.identity import Principal
from panhuo.demo.roles.desk import BUREAU, PROVINCE, Desk
from panhuo.runtime.accounts import ACCOUNTS

_CHAIN_LEADER: Final = ACCOUNTS["chain_leader"].principal
_MINISTRY: Final = ACCOUNTS["ministry"].principal
_LIBRARIES: Final[tuple[tuple[Principal, dict[str, object]], ...]] = (
    (
        _CHAIN_LEADER,
        {
            "title": "新型储能产业专题库",
            "about": "面向本产业链上下游企业，按 IPC 与行业归集。",
            "is_public": True,
            "selection": {"ipc": ["H01M"], "industry": ["C3841"]},
        },
    ),
    (
        _MINISTRY,
        {"title": "重点推广专利专题库", "about": "各单位 T1 专利。", "is_public": True, "selection": {"tier": ["t1"]}},
    ),
    (
        BUREAU,
        {
            "title": "北京先进制造专题库",
            "about": "本市单位持有，中试以上。",
            "selection": {"home": ["cn-11"], "maturity": ["pilot", "industrial"]},
        },
    ),
    (
        PROVINCE,
        {
            "title": "浙江可开放许可专题库",
            "about": "接受开放许可的在库专利。",
            "selection": {"home": ["cn-33"], "mode": ["open_license"]},
        },
    ),
)


async def work(desk: Desk, step: str) -> None:
    for done, (who, definition) in enumerate(_LIBRARIES):
        desk.progress(step, done, len(_LIBRARIES))
        await desk.post(step, "/matching/api/industries", who, definition)
    desk.progress(step, len(_LIBRARIES), len(_LIBRARIES))
