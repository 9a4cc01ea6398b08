"""What a monitoring page is asked to show: date, comparison, filters, measure, order; the address alone rebuilds it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from fastapi import Depends, Query
from panhuo_contracts.codes import InstitutionKind, PatentType

from chassis.clock import today
from services.monitoring import definitions
from services.monitoring.store.figures import Selection

KINDS: Final[Mapping[str, tuple[InstitutionKind, ...]]] = {
    "universities": (
        InstitutionKind.DEMONSTRATION_UNIVERSITY,
        InstitutionKind.PILOT_UNIVERSITY,
        InstitutionKind.OTHER_UNIVERSITY,
    ),
    "institutes": (InstitutionKind.RESEARCH_INSTITUTE, InstitutionKind.CENTRAL_ENTERPRISE_INSTITUTE),
    "hospitals": (InstitutionKind.HOSPITAL,),
}
FIRST_DAY: Final = date(1985, 4, 1)
"""The Patent Law took effect; nothing counts before."""

_MOST_SHOWN: Final = 30

Kinds = Literal["universities", "institutes", "hospitals"]
Order = Literal["asc", "desc"]


@dataclass(frozen=True, slots=True)
class View:
    """One view; ``as_at`` is None where it is live."""

    path: str
    today: date
    as_at: date | None = None
    compared_with: date | None = None
    patent_type: PatentType | None = None
    kinds: Kinds | None = None
    measure: str = definitions.INVENTORY.code
    sort: str = ""
    order: Order = "desc"
    unread: str = ""
    """A date that the address gave and that cannot be shown: no date at all, or one that lies in the future."""
    is_future: bool = False
    unread_compare: str = ""
    """What the address gave as the day compared with, where that is no date at all."""

    @property
    def day(self) -> date:
        return self.as_at or self.today

    @property
    def compare(self) -> date:
        """The day compared with: by default the end of the year before."""
        return self.compared_with or date(self.day.year - 1, 12, 31)

    @property
    def is_live(self) -> bool:
        return self.as_at is None

    @property
    def rate(self) -> definitions.Rate:
        return next(rate for rate in definitions.MAPPED if rate.code == self.measure)

    def selection(self, jurisdiction: str | None = None) -> Selection:
        types = () if self.patent_type is None else (self.patent_type.value,)
        kinds = () if self.kinds is None else tuple(kind.value for kind in KINDS[self.kinds])
        return Selection(types, kinds, jurisdiction)

    def parameters(self) -> dict[str, str]:
        """What differs from the plain page."""
        stated: dict[str, Any] = {
            "as_at": self.as_at,
            "compare": self.compared_with,
            "type": self.patent_type,
            "kinds": self.kinds,
            "measure": None if self.measure == definitions.INVENTORY.code else self.measure,
            "sort": self.sort or None,
            "order": None if self.order == "desc" else self.order,
        }
        return {name: str(value) for name, value in stated.items() if value is not None}

    def hidden(self) -> dict[str, str]:
        """What the date form must carry along."""
        return {name: text for name, text in self.parameters().items() if name not in ("as_at", "compare")}

    def href(self, path: str | None = None, **changes: Any) -> str:  # noqa: ANN401 - fields of a view
        """The address of this view with some of it changed."""
        query = urlencode(replace(self, **changes).parameters())
        return f"{path or self.path}?{query}" if query else path or self.path

    def listing(self) -> str:
        """The address without its order, for headers that sort."""
        address = self.href(sort="", order="desc")
        return f"{address}&" if "?" in address else f"{address}?"

    def at(self, path: str) -> "View":
        """The same view of another page."""
        return replace(self, path=path)

    def elsewhere(self, path: str) -> str:
        """Another page under the same date and filters."""
        return replace(self, sort="", order="desc").href(path)

    @property
    def day_before(self) -> str:
        return self.href(as_at=self.day - timedelta(days=1)) if self.day > FIRST_DAY else ""

    @property
    def day_after(self) -> str:
        if self.as_at is None:
            return ""
        following = self.as_at + timedelta(days=1)
        return self.href(as_at=following if following < self.today else None)


def _lenient(text: str | None) -> date | None:
    """An empty field of the date form is no date; a wrong one is none too, and the page says so."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def asked(
    as_at: str | None = None,
    compare: str | None = None,
    patent_type: Annotated[PatentType | None, Query(alias="type")] = None,
    kinds: Kinds | None = None,
    measure: str = definitions.INVENTORY.code,
    sort: Annotated[str, Query(max_length=40)] = "",
    order: Order = "desc",
) -> View:
    """The view that an address asks for; a day that is not over yet is the live view."""
    now, day, other = today(), _lenient(as_at), _lenient(compare)
    is_future = day is not None and day > now
    unread = (as_at or "").strip()[:_MOST_SHOWN] if day is None or is_future else ""
    unread_compare = (compare or "").strip()[:_MOST_SHOWN] if other is None else ""
    day = None if day is None or day >= now else max(day, FIRST_DAY)
    # The date form always sends both days: one that is not before the day shown was meant for another.
    other = None if other is None or other >= (day or now) else max(other, FIRST_DAY)
    known = measure if measure in {rate.code for rate in definitions.MAPPED} else definitions.INVENTORY.code
    return View(
        "/monitoring/",
        now,
        day,
        other,
        patent_type,
        kinds,
        known,
        sort,
        order,
        unread=unread,
        is_future=is_future,
        unread_compare=unread_compare,
    )


Asked = Annotated[View, Depends(asked)]
