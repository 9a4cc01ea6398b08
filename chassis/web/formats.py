"""How numbers, shares, days and moments are written on a page."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal

CHINA = timezone(timedelta(hours=8), "UTC+8")
TEN_THOUSAND = 10_000
FEWEST = 30
"""Below this denominator a share says nothing and is shown as a dash."""

Number = int | float | Decimal


def number(value: Number | None, places: int | None = None) -> str:
    """Digits in groups of three; `None` is a dash. Fractions keep their own places unless told."""
    if value is None:
        return "—"
    return f"{value:,}" if places is None else f"{_rounded(value, places):,}"


def rate(numerator: Number | None, denominator: Number | None, places: int = 1) -> str:
    """A share in percent, without the sign; a dash below thirty cases."""
    if numerator is None or denominator is None or denominator < FEWEST:
        return "—"
    return number(Decimal(str(numerator)) * 100 / Decimal(str(denominator)), places)


def ten_thousands(yuan: Decimal | None) -> str:
    """An amount in units of 10,000 yuan (万元): to its last digit, without zeros after it. `None` is a dash."""
    return "—" if yuan is None else f"{(yuan / TEN_THOUSAND).normalize():,f}"


def typed_ten_thousands(yuan: Decimal | None) -> str:
    """The same as a form field holds it; `None` is an empty one."""
    return "" if yuan is None else f"{(yuan / TEN_THOUSAND).normalize():f}"


def signed(value: Number | None, places: int | None = None) -> str:
    """A change, with its sign; a true minus, not a hyphen."""
    if value is None:
        return "—"
    sign = "+" if value > 0 else "\N{MINUS SIGN}" if value < 0 else "±"
    return sign + number(-value if value < 0 else value, places)


def day(value: date | datetime | None) -> str:
    """The calendar day in China."""
    if value is None:
        return "—"
    return (value.astimezone(CHINA) if isinstance(value, datetime) else value).strftime("%Y-%m-%d")


def moment(value: datetime | None, *, seconds: bool = True) -> str:
    """Day and time in China."""
    if value is None:
        return "—"
    return value.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")


def time_of_day(value: datetime | None) -> str:
    return "—" if value is None else value.astimezone(CHINA).strftime("%H:%M:%S")


def now_in_china() -> datetime:
    return datetime.now(UTC).astimezone(CHINA)


def _rounded(value: Number, places: int) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
