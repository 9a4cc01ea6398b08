"""What a stocktaking form can be given beforehand: what was said before, and what registers and filings tell."""

from typing import NamedTuple

from panhuo_contracts.codes import ImplementationStatus

from services.inventory.records import Remarks
from services.inventory.store.stock import Record


class Prefilled(NamedTuple):
    """The form's values, and on what those rest that nobody typed."""

    remarks: Remarks
    implementation_by: str = ""
    """``licenses`` or ``products``; empty where somebody said it."""


def prefilled(record: Record, said: Remarks) -> Prefilled:
    """What was said stands; where nothing was said of use, a product on the market or a filed license tells it."""
    if said.implementation is not ImplementationStatus.UNUSED:
        return Prefilled(said)
    if record.products:
        return Prefilled(said._replace(implementation=ImplementationStatus.INDUSTRIALIZED), "products")
    if record.licenses:
        return Prefilled(said._replace(implementation=ImplementationStatus.LICENSED), "licenses")
    return Prefilled(said)
