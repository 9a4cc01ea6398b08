"""An enquiry answered: how strictly it could be met, what was found, in which order, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from chassis.database import Connection
from chassis.errors import Invalid
from services.matching import highlight, ranking
from services.matching.enquiry import FACETS, Alternatives, By, Enquiry, Sort, rarest_first
from services.matching.ranking import Score
from services.matching.store import counts, library, search
from services.matching.store.library import Entry

ENOUGH: Final = 20
"""With fewer matches than this a question is met less strictly."""
PAGE: Final = 20
LARGEST_PAGE: Final = 100
Marks = tuple[str, str, str, int]
"""A place in a list as it travels in a cursor: order, value, patent, rows shown before."""


@dataclass(frozen=True, slots=True)
class Place:
    """The last row that was shown: its value in the order, its patent, and how many rows that makes."""

    patent: str
    shown: int
    score: Decimal = Decimal(0)
    day: date = date.min

    @classmethod
    def read(cls, marks: Marks, sort: Sort) -> "Place":
        """Raises Invalid where the marks are of another order or of none."""
        order, value, patent, shown = marks
        try:
            if order == Sort.MATCH == sort:
                return cls(patent, shown, score=Decimal(value))
            if order == sort:
                return cls(patent, shown, day=date.fromisoformat(value))
        except (ValueError, TypeError, InvalidOperation):
            pass  # as another order's
        raise Invalid(
            "分页游标属于另一种排序，请从第一页开始。",
            field="cursor",
            english="The cursor belongs to another order: start from the first page.",
        )


def marks_of(cursor: Sequence[object] | None) -> Marks | None:
    """The four marks of a cursor that was read. Raises Invalid where one is missing."""
    match cursor:
        case None:
            return None
        case (str(order), str(value), str(patent), int(shown)):
            return order, value, patent, shown
        case _:
            pass
    raise Invalid("分页游标无法识别，请从第一页开始。", field="cursor", english="The cursor is not one of this list's.")


@dataclass(frozen=True, slots=True)
class Result:
    """One entry of the answer, with what of the question it mentions."""

    entry: Entry
    score: Score | None
    matched: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of results, how many there are (up to a bound), and the filters' counts."""

    enquiry: Enquiry
    results: Sequence[Result]
    total: int
    is_capped: bool
    facets: Mapping[str, Mapping[str, int]]
    """Exact, or left out: of a filter whose matches are too many to count, nothing is said."""
    classes: Sequence[str]
    """IPC classes to choose from, the most frequent first, whether or not they could be counted."""
    alternatives: Alternatives
    """Sets of words of which every result holds one whole."""
    following: Marks | None
    """Where the next page goes on."""
    is_ranking_capped: bool
    first: int
    """Position of the first result, from 1."""

    @property
    def is_relaxed(self) -> bool:
        """Whether some results lack a word of the question."""
        return (
            bool(self.enquiry.words)
            and self.alternatives != (self.enquiry.words,)
            and any(set(together) != set(self.enquiry.words) for together in self.alternatives)
        )


async def answer(
    conn: Connection,
    enquiry: Enquiry,
    *,
    marks: Marks | None = None,
    limit: int = PAGE,
    with_facets: bool = True,
) -> Answer:
    """Answer within one transaction. Raises Invalid where ``marks`` belong to no such list."""
    limit = max(1, min(limit, LARGEST_PAGE))
    after = Place.read(marks, enquiry.sort) if marks else None
    if enquiry.is_wordless:
        return _nothing(enquiry, FACETS if with_facets else ())
    await search.prepare(conn)
    frequency = await search.frequencies(conn, enquiry.words)
    alternatives = await _meet(conn, enquiry, frequency)
    matches, facets = await _count(conn, enquiry, alternatives, FACETS if with_facets else ())
    classes = facets.get("ipc") or (await counts.whole(conn, ["ipc"]))["ipc"] if with_facets else {}
    scores: dict[str, Score] = {}
    shown = after.shown if after else 0
    if enquiry.sort is Sort.MATCH:
        candidates = await search.candidates(conn, matches.patents, enquiry.words)
        found = _after(after, ranking.ranked(enquiry.words, candidates, frequency))
        scores = {score.patent: score for score in found[:limit]}
        values = [(str(score.total), score.patent) for score in found[: limit + 1]]
    else:
        days = await search.by_date(
            conn,
            enquiry.tsquery(alternatives),
            enquiry.sort.value,
            after=(after.day, after.patent) if after else None,
            limit=limit + 1,
            is_frequent=matches.total > search.MOST_COUNTED,
        )
        values = [(day.isoformat(), patent) for day, patent in days]
    page = values[:limit]
    entries = await library.entries(conn, [patent for _, patent in page])
    return Answer(
        enquiry=enquiry,
        results=[_result(entries[patent], scores.get(patent), enquiry) for _, patent in page if patent in entries],
        total=matches.total,
        is_capped=matches.is_capped,
        facets=facets,
        classes=sorted(classes, key=lambda code: (-classes[code], code)),
        alternatives=alternatives,
        following=(enquiry.sort.value, *page[-1], shown + len(page)) if len(values) > limit else None,
        is_ranking_capped=enquiry.sort is Sort.MATCH and matches.total > search.MOST_RANKED,
        first=shown + 1,
    )


async def _count(
    conn: Connection, enquiry: Enquiry, alternatives: Alternatives, names: Iterable[str]
) -> tuple[search.Counts, dict[str, Mapping[str, int]]]:
    """Matches, and the exact counts of these filters as far as they are known."""
    facets: dict[str, Mapping[str, int]] = {}
    shared = [name for name in names if name not in enquiry.filters]
    condition = enquiry.tsquery(alternatives)
    if condition:
        matches = await search.count(conn, condition, shared)
        if not matches.is_capped:
            facets.update(matches.facets)
    else:
        matches = search.Counts(await counts.total(conn), {}, (), is_capped=False)
        facets.update(await counts.whole(conn, shared))
    for name in (name for name in names if name in enquiry.filters):
        # Values of one filter are alternatives: their counts ignore the choice made among them.
        others = enquiry.tsquery(alternatives, without=name)
        if not others:
            facets.update(await counts.whole(conn, [name]))
            continue
        of_filter = await search.count(conn, others, [name])
        if not of_filter.is_capped:
            facets.update(of_filter.facets)
    return matches, facets


def _nothing(enquiry: Enquiry, names: Iterable[str]) -> Answer:
    return Answer(
        enquiry=enquiry,
        results=(),
        total=0,
        is_capped=False,
        facets={name: {} for name in names},
        classes=(),
        alternatives=(),
        following=None,
        is_ranking_capped=False,
        first=1,
    )


async def _meet(conn: Connection, enquiry: Enquiry, frequency: Mapping[str, float]) -> Alternatives:
    """The strictest condition that enough entries meet.

    Common words are dropped first. Where even the rarest word alone has too few entries, these stay, and the question
    without that word is met beside it.
    """
    if enquiry.by is not By.TEXT or not enquiry.words:
        return (enquiry.words,) if enquiry.words else ()
    words = rarest_first(enquiry.words, frequency)
    aside: Alternatives = ()
    while len(words) > 1:
        for n in range(len(words), 0, -1):
            alternatives = (*aside, words[:n])
            if await search.has_at_least(conn, enquiry.tsquery(alternatives), ENOUGH):
                return alternatives
        aside, words = (*aside, words[:1]), words[1:]
    return (*aside, words)


def _after(place: Place | None, scores: list[Score]) -> list[Score]:
    if place is None:
        return scores
    return [score for score in scores if (-score.total, score.patent) > (-place.score, place.patent)]


def _result(entry: Entry, score: Score | None, enquiry: Enquiry) -> Result:
    text = "\n".join((entry.title, *entry.keywords, entry.abstract, entry.scenario, entry.institution_name))
    mentioned = highlight.mentioned(text, enquiry.words)
    return Result(
        entry,
        score,
        tuple(word for word in enquiry.words if word in mentioned),
        tuple(word for word in enquiry.words if word not in mentioned),
    )


def remaining_years(entry: Entry, today: date) -> float:
    """Years of protection left, to a tenth; none once the term is over."""
    return max(0.0, round((entry.expires_on - today).days / 365.25, 1))
