"""One line of the register, whatever way it came; the same line has the same identity."""

from datetime import date
from typing import Final, NamedTuple
from uuid import UUID, uuid5

import orjson
from panhuo_contracts.codes import LegalFlag, LegalStatus, LicenseKind, RegisterEventKind, RegisterSource
from panhuo_contracts.events.inventory import RegisterEventRecorded

_NAMESPACE: Final = UUID("6f2c1f0a-3a55-5d0c-9f5e-0e7a8b6d4c21")


class RegisterEntry(NamedTuple):
    """What a line says of one patent; the fields are those of the event."""

    kind: RegisterEventKind
    effective_on: date
    announced_on: date | None = None
    number: str | None = None
    holders: tuple[str, ...] = ()
    holder_code: str | None = None
    license_kind: LicenseKind | None = None
    until: date | None = None
    annuity_year: int | None = None
    status: LegalStatus | None = None
    flags: tuple[LegalFlag, ...] = ()
    note: str = ""
    source: RegisterSource = RegisterSource.REGISTER

    def identity(self, patent: str) -> UUID:
        """Of the content: a line that comes again, in another file or from another sender, is the same line."""
        return uuid5(_NAMESPACE, orjson.dumps([patent, *self]).decode())

    def said_of(self, patent: str, home: str, *, generated: bool = False) -> RegisterEventRecorded:
        return RegisterEventRecorded(patent=patent, home=home, generated=generated, **self._asdict())

    @classmethod
    def of(cls, body: RegisterEventRecorded) -> "RegisterEntry":
        return cls(*(getattr(body, name) for name in cls._fields))


FIELDS: Final = RegisterEntry._fields
