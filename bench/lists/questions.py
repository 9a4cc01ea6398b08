"""The lists as people open them: who asks, at which address, and what varies from one asking to the next."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from bench import material
from bench.lists.places import HOMES, INSTITUTIONS, LARGE, home_of
from chassis.clock import today
from chassis.http import cursor_of
from chassis.identity import Principal, Role

NATION: Final = Principal("bench-nation", "国家", Role.NATION)
_WORDS: Final = (
    "电池",
    "图像识别",
    "传感器",
    "催化剂",
    "电机 控制",
    "纳米 涂层",
    "检测装置",
    "一种 方法",
    "机器人",
    "膜",
)


@dataclass(frozen=True, slots=True)
class Question:
    """One list; ``asked``: who and which address, at the n-th asking."""

    group: str
    name: str
    service: str
    asked: Callable[[int], tuple[Principal, str]]


def province(n: int) -> Principal:
    return Principal("bench-province", "省局", Role.PROVINCE, jurisdiction=HOMES[n % len(HOMES)])


def office(institution: int) -> Principal:
    code = material.credit_code(institution)
    return Principal("bench-office", "办公室", Role.OFFICE, code, f"示例大学{institution}", home_of(institution))


def large(n: int) -> Principal:
    """The office of one of those that hold half of everything."""
    return office(n % LARGE)


def small(n: int) -> Principal:
    return office(LARGE + n % (INSTITUTIONS - LARGE))


def enterprise(n: int) -> Principal:
    """The first thirty have said half of all."""
    code = material.credit_code(1_000 + n % 30)
    return Principal("bench-enterprise", "企业", Role.ENTERPRISE, code, "示例科技公司", "cn-11")


def _stock(n: int = 0, *, is_deep: bool = False, **asked: str) -> str:
    place = {"cursor": cursor_of(_number(n), "cn"), "start": "651"} if is_deep else {}
    return "/inventory/?" + urlencode(asked | place)


def _number(n: int) -> str:
    """Somewhere among all."""
    return material.patent_number(n * 7_919 % 60_000)


def _word(n: int) -> str:
    return _WORDS[n % len(_WORDS)]


def _deadline_cursor(n: int) -> str:
    return cursor_of((today() + timedelta(days=n % 200 - 50)).isoformat(), _number(n), "annuity", "")


QUESTIONS: Final = (
    Question("stock list", "the nation, first page", "inventory", lambda n: (NATION, _stock())),
    Question("stock list", "the nation, far down", "inventory", lambda n: (NATION, _stock(n, is_deep=True))),
    Question("stock list", "a province, first page", "inventory", lambda n: (province(n), _stock())),
    Question("stock list", "a large institution, first page", "inventory", lambda n: (large(n), _stock())),
    Question("stock list", "a small institution, first page", "inventory", lambda n: (small(n), _stock())),
    Question(
        "stock list",
        "the nation, by type and state",
        "inventory",
        lambda n: (NATION, _stock(patent_type="design", state=("recorded", "returned", "inventoried")[n % 3])),
    ),
    Question(
        "stock list",
        "the nation, one institution, submitted",
        "inventory",
        lambda n: (NATION, _stock(institution=material.credit_code(n % INSTITUTIONS), state="awaiting")),
    ),
    Question("stock list", "the nation, submitted", "inventory", lambda n: (NATION, _stock(state="awaiting"))),
    Question(
        "stock list",
        "a large institution, one college",
        "inventory",
        lambda n: (large(n), _stock(college=f"C{1 + n % 12}")),
    ),
    Question("stock search", "the nation, words", "inventory", lambda n: (NATION, _stock(q=_word(n)))),
    Question(
        "stock search",
        "the nation, words, state and jurisdiction",
        "inventory",
        lambda n: (NATION, _stock(q=_word(n), state="recorded", home=HOMES[n // 10 % 4])),
    ),
    Question("stock search", "a large institution, words", "inventory", lambda n: (large(n), _stock(q=_word(n)))),
    Question("stock search", "the nation, a number", "inventory", lambda n: (NATION, _stock(q=_number(n)))),
    Question(
        "stock search", "the nation, a number's beginning", "inventory", lambda n: (NATION, _stock(q=_number(n)[:6]))
    ),
    Question("review queue", "a large institution", "inventory", lambda n: (large(n), "/inventory/review")),
    Question(
        "review queue",
        "a large institution, unclaimed",
        "inventory",
        lambda n: (large(n), "/inventory/review?tab=unclaimed"),
    ),
    Question("review queue", "a small institution", "inventory", lambda n: (small(n), "/inventory/review")),
    Question("due", "the nation, overdue", "inventory", lambda n: (NATION, "/inventory/due")),
    Question("due", "a province, soon", "inventory", lambda n: (province(n), "/inventory/due?when=soon")),
    Question("due", "a large institution, overdue", "inventory", lambda n: (large(n), "/inventory/due")),
    Question("deadlines", "the nation", "inventory", lambda n: (NATION, "/inventory/deadlines")),
    Question(
        "deadlines",
        "the nation, far down",
        "inventory",
        lambda n: (NATION, f"/inventory/deadlines?cursor={_deadline_cursor(n)}"),
    ),
    Question(
        "deadlines",
        "a large institution, pledges",
        "inventory",
        lambda n: (large(n), "/inventory/deadlines?clock=pledge"),
    ),
    Question(
        "deadlines", "a large institution, near", "inventory", lambda n: (large(n), "/inventory/deadlines?when=30")
    ),
    Question("library search", "everything, newest", "matching", lambda n: (enterprise(n), "/matching/")),
    Question(
        "library search",
        "words",
        "matching",
        lambda n: (enterprise(n), "/matching/?" + urlencode({"q": _word(n)})),
    ),
    Question(
        "library search",
        "words and filters",
        "matching",
        lambda n: (
            enterprise(n),
            "/matching/?" + urlencode({"q": _word(n), "home": HOMES[n % 4], "type": "invention"}),
        ),
    ),
    Question(
        "library search",
        "filters, far down",
        "matching",
        lambda n: (
            enterprise(n),
            "/matching/?"
            + urlencode({"type": "utility_model", "sort": "newest"})
            + "&cursor="
            + cursor_of("newest", (today() - timedelta(days=n % 850)).isoformat(), _number(n), 200),
        ),
    ),
    Question(
        "evaluation lists",
        "a large institution, not entered yet",
        "evaluation",
        lambda n: (large(n), "/evaluation/?view=waiting"),
    ),
    Question("evaluation lists", "the library", "evaluation", lambda n: (enterprise(n), "/evaluation/?view=library")),
    Question(
        "evaluation lists",
        "the library, by home, type and tier",
        "evaluation",
        lambda n: (
            enterprise(n),
            "/evaluation/?"
            + urlencode({"view": "library", "home": HOMES[n % 4], "patent_type": "design", "tier": "t1"}),
        ),
    ),
    Question(
        "evaluation lists",
        "a large institution, received",
        "evaluation",
        lambda n: (large(n), "/evaluation/?view=evaluations"),
    ),
    Question(
        "evaluation lists",
        "an enterprise, given",
        "evaluation",
        lambda n: (enterprise(n), "/evaluation/?view=evaluations"),
    ),
)
