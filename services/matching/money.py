"""Amounts as people type them: in units of 10,000 yuan (万元). Interfaces and events speak of yuan."""

from decimal import Decimal, InvalidOperation

from chassis.web.formats import TEN_THOUSAND


def read(text: str) -> str:
    """What was typed into such a field, in yuan; what is no number stays, to be refused at its field."""
    try:
        number = Decimal(text.replace(",", "").replace("，", ""))
        return f"{number * TEN_THOUSAND:f}" if number.is_finite() else text
    except InvalidOperation:
        return text
