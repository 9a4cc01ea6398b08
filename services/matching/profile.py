"""An enterprise as it registers itself or is registered."""

from dataclasses import dataclass
from datetime import date

from panhuo_contracts.body import Line, Text
from panhuo_contracts.codes import EnterpriseKind
from panhuo_contracts.events.enterprises import EnterpriseRegistered
from panhuo_contracts.identifiers import CreditCode, IndustryCode, Jurisdiction
from panhuo_contracts.jurisdictions import SYSTEMS
from pydantic import BaseModel, ConfigDict, Field

from services.matching import refusals


class Profile(BaseModel):
    """What is said of an enterprise."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    enterprise: CreditCode
    name: Line
    home: Jurisdiction
    kinds: tuple[EnterpriseKind, ...] = Field(min_length=1)
    industries: tuple[IndustryCode, ...] = ()
    profile: Text = ""
    generated: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What the register holds already."""

    writer: str
    profile: Profile
    registered_on: date


def register(said: Profile, known: Known | None, *, writer: str, today: date) -> EnterpriseRegistered | None:
    """The event of a new or changed enterprise; None where nothing changes."""
    if known is not None and known.writer != writer:
        raise refusals.HostedElsewhere(
            f"该企业由{SYSTEMS[known.writer][0]}登记，此处为只读副本",
            english=f"The {SYSTEMS[known.writer][1]} registered this enterprise; here is a copy to read",
        )
    if known is not None and known.profile == said:
        return None
    return EnterpriseRegistered(**said.model_dump(), registered_on=known.registered_on if known is not None else today)
