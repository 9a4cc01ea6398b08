"""Stream ``enterprises``: who may take patents up."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from panhuo_contracts.body import Body, Line, Text
from panhuo_contracts.codes import EnterpriseKind
from panhuo_contracts.identifiers import CreditCode, IndustryCode, Jurisdiction


class EnterpriseRegistered(Body):
    """An enterprise stands in the register; said again when its profile changes."""

    stream: ClassVar[str] = "enterprises"
    key_field: ClassVar[str] = "enterprise"

    enterprise: CreditCode
    name: Line
    home: Jurisdiction
    kinds: Annotated[tuple[EnterpriseKind, ...], Field(min_length=1)]
    industries: tuple[IndustryCode, ...] = ()
    profile: Text = ""
    """Products and technology in the enterprise's own words."""
    registered_on: date
    generated: bool = False
