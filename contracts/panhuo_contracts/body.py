"""What every event body shares."""

from datetime import timedelta, timezone
from decimal import Decimal
from typing import Annotated, ClassVar, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

BEIJING: Final = timezone(timedelta(hours=8))
"""Days are counted in Beijing time everywhere."""


class Value(BaseModel):
    """A frozen part of a body. Unknown fields are passed over, so that a later producer may add some."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=False)


class Body(Value):
    """The payload of one event type. ``key_field`` names the field that is the event's subject and record key."""

    stream: ClassVar[str]
    key_field: ClassVar[str] = "patent"
    version: ClassVar[int] = 1
    is_tombstone: ClassVar[bool] = False
    """Whether the record has a null body: it withdraws the key's state from a compacted stream."""

    @property
    def key(self) -> str:
        """The subject: the record key, by which order is kept."""
        return str(getattr(self, self.key_field))

    @classmethod
    def event_type(cls) -> str:
        """The CloudEvents type, such as ``panhuo.PatentListed.v1``."""
        return f"panhuo.{cls.__name__}.v{cls.version}"


class Money(Value):
    """An amount in a currency; a decimal string on the wire."""

    amount: Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=2)]
    currency: Literal["CNY"] = "CNY"


Line = Annotated[str, StringConstraints(min_length=1, max_length=400, pattern=r"^[^\x00]*$")]
"""A title or a name."""
Text = Annotated[str, StringConstraints(max_length=8000, pattern=r"^[^\x00]*$")]
"""Free text."""
