"""The day and the moment, in Beijing time. Only commands ask; handlers use the event's own time."""

from datetime import date, datetime

from panhuo_contracts import BEIJING


def now() -> datetime:
    return datetime.now(BEIJING)


def today() -> date:
    return now().date()
