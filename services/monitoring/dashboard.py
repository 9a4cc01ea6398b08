"""What the dashboard shows, put together from counts; no SQL, no HTML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from panhuo_contracts.codes import PatentType
from panhuo_contracts.jurisdictions import NATION

from chassis.web import formats, tiles
from chassis.web.language import speaking, t
from services.monitoring import definitions, words
from services.monitoring.definitions import FEWEST, RATES, TERMS, Rate, Window
from services.monitoring.digests import Agreement
from services.monitoring.measures import Measure
from services.monitoring.store.figures import Counts, added, less
from services.monitoring.view import View

_DOT_LOW: Final = 60
_MOST_MONTHS: Final = 36
_PIONEERS: Final = frozenset({"demonstration_university", "pilot_university"})


@dataclass(frozen=True, slots=True)
class Moment:
    """Counts under each key on the day shown, on the day compared with, and at the year's start."""

    now: Mapping[str, Counts]
    before: Mapping[str, Counts]
    year: Mapping[str, Counts]

    def total(self) -> "Row":
        return Row(NATION, added(self.now.values()), added(self.before.values()), added(self.year.values()))

    def row(self, key: str) -> "Row":
        return Row(key, self.now.get(key, {}), self.before.get(key, {}), self.year.get(key, {}))


@dataclass(frozen=True, slots=True)
class Row:
    """The counts under one key, and the rates that follow from them."""

    key: str
    now: Counts
    before: Counts
    year: Counts

    def count(self, measure: Measure) -> int:
        return self.now.get(measure, 0)

    def counts(self, rate: Rate) -> Counts:
        return less(self.now, self.year) if rate.window is Window.YEAR else self.now

    def percent(self, code: str) -> Decimal | None:
        rate = _RATE[code]
        return rate.percent(self.counts(rate))

    def change(self, code: str) -> Decimal | None:
        """In points since the day compared with."""
        then, now = _RATE[code].percent(self.before), self.percent(code)
        return None if then is None or now is None else now - then

    @property
    def filings(self) -> int:
        """License registrations this year."""
        return less(self.now, self.year).get(Measure.LICENSES_FILED, 0)

    @property
    def is_generated(self) -> bool:
        return self.count(Measure.GENERATED) > 0


_RATE: Final = {rate.code: rate for rate in RATES}


def figure(rate: Rate, row: Row, view: View) -> dict[str, Any]:
    """One key figure, as the component takes it."""
    counts = row.counts(rate)
    value, change = rate.percent(counts), row.change(rate.code) if rate.window is Window.STANDING else None
    return {
        "zh": rate.zh,
        "en": rate.en,
        "value": formats.number(value, 1),
        "unit": "%",
        "change": "" if change is None else f"{formats.signed(change, 1)} pp",
        "since": t("自 {day}", "since {day}", day=view.compare) if change is not None else "",
        "good": None if change is None or round(change, 1) == 0 else change > 0,
        "basis": _basis(rate, counts),
        "about": t(rate.about_zh, rate.about_en),
        "rows": _definition(rate, counts, view),
        "href": f"/monitoring/definitions#{rate.code}",
        "version": f"v{rate.version}",
    }


def filings(row: Row, view: View) -> dict[str, Any]:
    """This year's registrations, with the share of those in time."""
    rate = definitions.TIMELINESS
    counts = row.counts(rate)
    in_time = rate.percent(counts)
    share = t("及时率不足 {n} 次不显示", "share in time: fewer than {n} filings", n=FEWEST)
    return {
        "zh": "许可备案",
        "en": "Licenses filed, year to date",
        "value": formats.number(row.filings),
        "unit": t("次", ""),
        "basis": share if in_time is None else t("及时率 {p}%", "{p}% in time", p=formats.number(in_time, 1)),
        "about": t("{year} 年登记事件，按次不按件", "Registrations in {year}, not patents", year=view.day.year),
        "rows": _definition(rate, counts, view),
        "href": f"/monitoring/definitions#{rate.code}",
        "version": f"v{rate.version}",
    }


def _basis(rate: Rate, counts: Counts) -> str:
    over, under = (formats.number(counts.get(measure, 0)) for measure in (rate.numerator, rate.denominator))
    few = "" if counts.get(rate.denominator, 0) >= FEWEST else t("；分母不足 {n}", "; fewer than {n}", n=FEWEST)
    return t("{a} ÷ {b} 件", "{a} ÷ {b} patents", a=over, b=under) + few


def _definition(rate: Rate, counts: Counts, view: View) -> list[tuple[str, str]]:
    over, under = TERMS[rate.numerator], TERMS[rate.denominator]
    return [
        (t("分子", "Numerator"), f"{t(over.about_zh, over.about_en)}: {formats.number(counts.get(rate.numerator, 0))}"),
        (
            t("分母", "Denominator"),
            f"{t(under.about_zh, under.about_en)}: {formats.number(counts.get(rate.denominator, 0))}",
        ),
        (t("截至", "As at"), as_at_text(view)),
        (t("定义", "Definition"), t("v{v}，{day} 起", "v{v}, since {day}", v=rate.version, day=rate.since)),
    ]


def as_at_text(view: View) -> str:
    if view.is_live:
        return t("{day}，按现在所知", "{day}, as known now", day=view.day)
    return t("{day} 24:00，按现在所知", "{day} 24:00, as known now", day=view.day)


def year_start(day: date) -> date:
    """The last day of the year before."""
    return date(day.year - 1, 12, 31)


def places(moment: Moment) -> list[str]:
    """The jurisdictions of the table: the 32, and the nation itself where something has its home there."""
    return [*(tile.code for tile in tiles.COUNTED), *([NATION] if moment.now.get(NATION) else [])]


Choice = tuple[str, str, bool]
"""Text, address, whether it is chosen."""


def choices(view: View) -> dict[str, list[Choice]]:
    """The filters and the measures, as links."""
    kinds = {
        "universities": t("高校", "Universities"),
        "institutes": t("科研机构", "Institutes"),
        "hospitals": t("医院", "Hospitals"),
    }
    return {
        "types": [
            (t("全部类型", "All types"), view.href(patent_type=None), view.patent_type is None),
            *(
                (words.word(words.PATENT_TYPES, each), view.href(patent_type=each), view.patent_type is each)
                for each in PatentType
            ),
        ],
        "kinds": [
            (t("全部单位", "All institutions"), view.href(kinds=None), view.kinds is None),
            *((text, view.href(kinds=kind), view.kinds == kind) for kind, text in kinds.items()),
        ],
        "measures": [
            (t(rate.zh, rate.en).split(" · ")[0].split(",")[0], view.href(measure=rate.code), view.measure == rate.code)
            for rate in definitions.MAPPED
        ],
    }


def tile_entries(moment: Moment, view: View, open_writers: Mapping[str, Agreement]) -> dict[str, dict[str, Any]]:
    """The map's tiles: value, address, and whether a digest is still to be reconciled."""
    return {
        tile.code: {
            "value": moment.row(tile.code).percent(view.measure),
            "href": view.elsewhere(f"/monitoring/jurisdictions/{tile.code}"),
            "open": open_writers.get(tile.code) is Agreement.DISAGREE,
        }
        for tile in tiles.COUNTED
    }


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table of jurisdictions or institutions."""

    key: str
    name: str
    note: str
    href: str
    shade: int
    dot: float | None
    row: Row
    agreement: Agreement | None = None


def lines(rows: Sequence[tuple[str, str, str, Row]], view: View, agreements: Mapping[str, Agreement]) -> list[Line]:
    """Lines of a table from (name, note, address, row), in the order asked for."""
    cuts = tiles.CUTS[view.measure]
    found = []
    for name, note, href, row in rows:
        value = row.percent(view.measure)
        dot = None if value is None else float(max(Decimal(0), (value - _DOT_LOW) * 100 / (100 - _DOT_LOW)))
        found.append(Line(row.key, name, note, href, tiles.shade(value, cuts), dot, row, agreements.get(row.key)))
    found.sort(key=lambda line: line.key)
    found.sort(key=lambda line: _sort_value(line, view), reverse=view.order == "desc")
    return found


SORTS: Final = (*_RATE, "stock", "filings", "change", "name")


def _sort_value(line: Line, view: View) -> tuple[bool, Any]:
    """Lines without a value come last, whichever way the others go."""
    match view.sort if view.sort in SORTS else view.measure:
        case "name":
            return True, line.key
        case "stock":
            return True, line.row.count(Measure.STOCK)
        case "filings":
            return True, line.row.filings
        case "change":
            value = line.row.change(view.measure)
        case code:
            value = line.row.percent(code)
    is_last = value is None
    return (not is_last if view.order == "desc" else is_last), value or Decimal(0)


def funnel(total: Row) -> list[tuple[str, str, int]]:
    return [(TERMS[measure].zh, TERMS[measure].en, total.count(measure)) for measure in definitions.FUNNEL]


def outside_funnel(total: Row) -> tuple[int, int]:
    """Industrialized patents in all, and those of them that did not pass every stage."""
    every = total.count(Measure.INDUSTRIALIZED)
    return every, every - total.count(Measure.PASSED_INDUSTRY)


@dataclass(frozen=True, slots=True)
class Trend:
    """Month ends and, for each line, the rate in percent."""

    months: list[str]
    lines: list[dict[str, Any]]


def trend(months: Mapping[date, Mapping[str, Counts]], view: View) -> Trend:
    """The measure shown, at each month's end, for all and for two groups of institutions."""
    groups: list[tuple[str, frozenset[str] | None, bool]] = [
        (t("试点示范高校", "Pioneer universities"), _PIONEERS, False),
        (t("全部", "All"), None, True),
        (t("其他单位", "Others"), frozenset(words.INSTITUTION_KINDS) - _PIONEERS, False),
    ]
    standing: list[Counts] = [{} for _ in groups]
    names: list[str] = []
    values: list[list[float | None]] = [[] for _ in groups]
    for month in _every_month(months, view.day):
        names.append(f"{month:%Y-%m}")
        for i, (_, kinds, _) in enumerate(groups):
            parts = [counts for kind, counts in months.get(month, {}).items() if kinds is None or kind in kinds]
            standing[i] = added([standing[i], *parts])
            percent = view.rate.percent(standing[i])
            values[i].append(None if percent is None else float(round(percent, 1)))
    shown = [
        {"name": name, "values": values[i][-_MOST_MONTHS:], "is_subject": is_subject}
        for i, (name, _, is_subject) in enumerate(groups)
        if is_subject or any(value is not None for value in values[i][-_MOST_MONTHS:])
    ]
    return Trend(names[-_MOST_MONTHS:], shown)


def _every_month(months: Mapping[date, Any], until: date) -> list[date]:
    if not months:
        return []
    first, found = max(min(months), date(until.year - 20, 1, 1)), []
    earlier = [month for month in months if month < first]
    found += sorted(earlier)
    month = first
    while month <= until:
        found.append(month)
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return found


def scrubber(volume: Mapping[date, int], view: View) -> dict[str, Any]:
    """How much was said in each month of the last three years, and where the days shown stand among them."""
    end = view.today
    first = date(end.year - 3, end.month, 1)
    months = _every_month({first: 0}, end)
    busiest = max((volume.get(month, 0) for month in months), default=0)
    span = (end - first).days or 1

    def share(day: date) -> float:
        return round(min(max((day - first).days / span, 0.0), 1.0) * 100, 2)

    return {
        "volume": [round(volume.get(month, 0) * 100 / busiest, 1) for month in months] if busiest else [],
        "at": share(view.day),
        "compare_at": share(view.compare),
        "marks": [(share(month), f"{month:%Y-%m}") for month in months[:: max(1, len(months) // 6)]][:6],
    }


@dataclass(frozen=True, slots=True)
class DigestMark:
    """One of the 32 places in the strip of digests; ``agreement`` is None where the nation hosts all of it."""

    code: str
    short: str
    name: str
    agreement: Agreement | None
    words: str


def digest_strip(agreements: Mapping[str, Agreement]) -> list[DigestMark]:
    marks = []
    for tile in tiles.COUNTED:
        agreement = agreements.get(tile.code)
        said = (
            t("由全国平台承载", "hosted by the national platform")
            if agreement is None
            else words.word(words.AGREEMENTS, agreement)
        )
        short = tile.letters if speaking.get() == "en" else tile.short
        marks.append(DigestMark(tile.code, short, words.place(tile.code), agreement, said))
    return marks
