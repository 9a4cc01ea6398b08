"""Why records go back: the reasons that are offered, beside what the reviewer writes."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from chassis.options import Options


class ReturnReason(StrEnum):
    SCENARIO = "scenario"
    MATURITY = "maturity"
    FUNDING = "funding"
    AMOUNT = "amount"
    OUT_OF_SCOPE = "out_of_scope"


REASONS: Final = Options("return_reason", ReturnReason)


def in_one(codes: Sequence[str], written: str) -> str:
    """The reason as it is kept: what was chosen, in the office's order, then what was written."""
    chosen = "、".join(names[0] for code, names in REASONS.in_use().items() if code in codes)
    return "；".join(filter(None, (chosen, written)))
