"""Stream ``monitoring``: what a writer says of its own streams."""

from datetime import date, datetime
from typing import Annotated, ClassVar

from pydantic import AwareDatetime, Field, StringConstraints

from panhuo_contracts.body import Body, Line

Fold = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]


class DigestPublished(Body):
    """How many events a topic got on one day, and their fold (see ``panhuo_contracts.digest``)."""

    stream: ClassVar[str] = "monitoring"
    key_field: ClassVar[str] = "subject"

    subject: Line
    """``<topic>/<day>``."""
    topic: Line
    day: date
    """Beijing day of the events' times."""
    events: Annotated[int, Field(ge=0)]
    fold: Fold
    as_of: AwareDatetime

    @classmethod
    def of(cls, topic: str, day: date, events: int, fold: str, as_of: datetime) -> "DigestPublished":
        """Build the digest of one topic and day."""
        return cls(subject=f"{topic}/{day}", topic=topic, day=day, events=events, fold=fold, as_of=as_of)
