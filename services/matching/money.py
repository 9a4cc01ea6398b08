"""Amounts as pages write and read them: in units of 10,000 yuan (万元). Interfaces and events speak of yuan."""

from decimal import Decimal, InvalidOperation
from typing import Final

_UNIT: Final = 10_000
_LEAST_PLACES: Final = 2


def written(yuan: Decimal | None) -> str:
    """An amount for reading: two decimals, or as many as it takes to say it exactly."""
    return "" if yuan is None else f"{_shifted(yuan, _LEAST_PLACES):,f}"


def typed(yuan: Decimal | None) -> str:
    """An amount as a form field holds it."""
    return "" if yuan is None else f"{_shifted(yuan, 0):f}"


def read(text: str) -> str:
    """What was typed into such a field, in yuan; what is no number stays, to be refused at its field."""
    try:
        number = Decimal(text.replace(",", "").replace("，", ""))
        return f"{number * _UNIT:f}" if number.is_finite() else text
    except InvalidOperation:
        return text


def _shifted(yuan: Decimal, least: int) -> Decimal:
    amount = (yuan / _UNIT).normalize()
    exponent = amount.as_tuple().exponent
    return amount if isinstance(exponent, int) and -exponent > least else amount.quantize(Decimal(1).scaleb(-least))
