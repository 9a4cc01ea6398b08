"""Builders of facts: a test states what matters, the rest is made up and valid."""

from datetime import datetime, timedelta
from itertools import count
from typing import Final, TypeVar
from uuid import NAMESPACE_URL, uuid5

from panhuo_contracts import BEIJING, Body, Fact
from panhuo_contracts.identifiers import application_check_digit

B = TypeVar("B", bound=Body)
_FIRST_MOMENT: Final = datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING)
_moments = count()


def fact(body: B, sequence: int = 1, writer: str = "cn", time: datetime | None = None) -> Fact[B]:
    """A body as if it had been read: each later than the one built before."""
    identity = f"{writer}/{body.stream}/{body.key}/{sequence}"
    return Fact(
        id=str(uuid5(NAMESPACE_URL, identity)),
        writer=writer,
        stream=body.stream,
        key=body.key,
        sequence=sequence,
        time=time or _FIRST_MOMENT + timedelta(seconds=next(_moments)),
        body=body,
    )


def patent_number(serial: int, *, year: int = 2021, kind: int = 1) -> str:
    """The number of the patent with this serial; 1 invention, 2 utility model, 3 design."""
    body = f"{year:04d}{kind}{serial:07d}"
    return body + application_check_digit(body)
