"""The filters beside the results, and addresses that keep what was chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from panhuo_contracts.codes import ConversionMode
from panhuo_contracts.jurisdictions import JURISDICTIONS, NATION

from chassis.web.language import t
from services.matching import names
from services.matching.enquiry import By, Enquiry, Sort
from services.matching.looking import Answer

_MOST_CLASSES: Final = 12
_OFFERED: Final = {mode: name for mode, name in names.MODES.items() if mode != ConversionMode.NO_INTENTION}
_PLACES: Final = {code: name for code, name in JURISDICTIONS.items() if code != NATION}


Option = tuple[str, str, int | None, bool]


@dataclass(frozen=True, slots=True)
class Group:
    """One filter: its values as (code, name, count, chosen); no count where matches are too many to be counted."""

    name: str
    title: str
    options: list[Option]
    is_open: bool = True


def facet_groups(found: Answer) -> list[Group]:
    """Filters with their counts: short lists whole, long ones by count, what is chosen always."""
    return [
        Group("mode", t("可接受方式", "Accepted ways"), _whole(found, "mode", _OFFERED)),
        Group("maturity", t("技术成熟度", "Maturity"), _whole(found, "maturity", names.MATURITIES)),
        Group("type", t("专利类型", "Patent type"), _whole(found, "type", names.PATENT_TYPES)),
        Group("grade", t("单位自评", "Self-grade"), _whole(found, "grade", names.GRADES)),
        Group("home", t("权利人辖区", "Jurisdiction"), _by_count(_whole(found, "home", _PLACES))),
        Group("section", t("IPC 部", "IPC section"), _whole(found, "section", names.SECTIONS), is_open=False),
        Group("ipc", t("IPC 大类", "IPC class"), _classes(found), is_open=False),
    ]


@dataclass(frozen=True, slots=True)
class Address:
    """The address of this view, or of one that differs in a point."""

    q: str
    enquiry: Enquiry

    def but(self, **other: str) -> str:
        """The same question with other ``q``, ``by``, ``sort`` or ``cursor``; no cursor stays that is not given."""
        asked: dict[str, str] = {
            "q": self.q,
            "by": "" if self.enquiry.by is By.TEXT else self.enquiry.by.value,
            "sort": "" if self.enquiry.sort is Sort.MATCH else self.enquiry.sort.value,
            **other,
        }
        pairs = [(name, value) for name, value in asked.items() if value]
        pairs += [(name, value) for name, values in self.enquiry.filters.items() for value in values]
        return "/matching/" + (f"?{urlencode(pairs)}" if pairs else "")

    def without(self, word: str) -> str:
        """The question without one of its words."""
        return self.but(q=" ".join(other for other in self.enquiry.words if other != word))

    @property
    def hidden(self) -> Mapping[str, str]:
        """What the filter form has to keep."""
        kept = {"q": self.q, "by": self.enquiry.by.value, "sort": self.enquiry.sort.value}
        return {name: value for name, value in kept.items() if value}

    @property
    def cleared(self) -> str:
        """The question without its filters."""
        pairs = [(name, value) for name, value in self.hidden.items() if value not in (By.TEXT, Sort.MATCH)]
        return "/matching/" + (f"?{urlencode(pairs)}" if pairs else "")

    @property
    def chosen(self) -> int:
        """How many filter values are set."""
        return sum(len(values) for values in self.enquiry.filters.values())


def search_address(q: str, enquiry: Enquiry) -> Address:
    return Address(q, enquiry)


def _whole(found: Answer, name: str, texts: names.Names) -> list[Option]:
    chosen = found.enquiry.filters.get(name, ())
    counts = found.facets.get(name)
    return [
        (str(code), t(*text), None if counts is None else counts.get(str(code), 0), str(code) in chosen)
        for code, text in texts.items()
    ]


def _by_count(options: list[Option]) -> list[Option]:
    return sorted(options, key=lambda option: (not option[3], -(option[2] or 0), option[0]))


def _classes(found: Answer) -> list[Option]:
    chosen = found.enquiry.filters.get("ipc", ())
    counts = found.facets.get("ipc")
    codes = dict.fromkeys((*chosen, *found.classes))
    options = [(code, code, None if counts is None else counts.get(code, 0), code in chosen) for code in codes]
    # In the order in which the answer names them: the most frequent first, counted or not.
    return sorted(options, key=lambda option: not option[3])[:_MOST_CLASSES]
