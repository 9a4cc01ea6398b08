"""Cells of a file, read one by one: text in, value out, or the rule that it breaks."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final, Generic, TypeVar

from panhuo_contracts.identifiers import (
    application_check_digit,
    credit_check_character,
    is_publication_number,
    organization_check_character,
)

from chassis.options import Options, held
from services.inventory.classification import IPC_CLASSES, LOCARNO_CLASSES, is_industry
from services.inventory.files.options import choices, readings
from services.inventory.people.names import LONGEST, MOST, listed

T = TypeVar("T")
C = TypeVar("C", bound=str)

NEGOTIABLE: Final = Decimal(-1)
MOST_KEYWORDS: Final = 20
_REMEMBERED: Final = 50_000
_YUAN: Final = 10_000
_NUMBER: Final = re.compile(r"(?:ZL|CN)?(?:(\d{4}[12389]\d{7})|(\d{2}[12389]\d{5}))([\dX])")
_WITHOUT_CHECK_DIGIT: Final = re.compile(r"(?:ZL|CN)?(8[5-8][123]\d{5})")
"""Numbers of 1985 to 1988 were given without one."""
_DATE: Final = re.compile(r"(\d{4})(?:[-./年](\d{1,2})[-./月](\d{1,2})日?|(\d\d)(\d\d))(?:[T ]00:00(?::00)?)?")
_CREDIT: Final = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_IPC: Final = re.compile(r"([A-H]\d{2}[A-Z])\s*(\d{1,4})/(\d{2,6})(?:\s*\(\d{4}\.\d{2}\)\s*[IN]?)?")
_LOCARNO: Final = re.compile(r"(\d{2})-(\d{2})(?:\([\d.]+\))?")
_INDUSTRY: Final = re.compile(r"[A-T](?:\d{2,4})?")
_SEVERAL: Final = re.compile(r"[;；\n]")
_SEVERAL_OPTIONS: Final = re.compile(r"[;；、,，/|\n]")
UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffd]")
"""Control characters, halves of characters, and the sign that stands for a lost one."""
_MARKS: Final = str.maketrans("", "", " .\t　．")


class BrokenRule(Exception):
    """A cell breaks a rule."""

    def __init__(self, rule: str, **parts: str) -> None:
        super().__init__(rule)
        self.rule = rule
        self.parts = parts


class Remembered(dict[str, T], Generic[T]):
    """A reader that reads the same text once; it forgets nothing up to a bound, and remembers nothing above it."""

    def __init__(self, read: Callable[[str], T]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> T:
        value = self._read(text)
        if len(self) < _REMEMBERED:
            self[text] = value
        return value


def patent_number(text: str) -> str:
    """Digits and check digit, as keys are written."""
    match = _NUMBER.fullmatch(text.translate(_MARKS).upper())
    if match is None:
        plain = unicodedata.normalize("NFKC", text).translate(_MARKS).upper()
        match = _NUMBER.fullmatch(plain)
        if match is None:
            early = _WITHOUT_CHECK_DIGIT.fullmatch(plain)
            if early is None:
                raise BrokenRule("E101")
            return early[1] + application_check_digit(early[1])
    body = match[1] or match[2]
    expected = application_check_digit(body)
    if match[3] != expected:
        raise BrokenRule("E102", digits=str(len(body)), expected=expected)
    return body + expected


def day(text: str) -> date:
    match = _DATE.fullmatch(text)
    if match is None:
        raise BrokenRule("E201")
    year, month, day_of_month, month_2, day_2 = match.groups()
    try:
        return date(int(year), int(month or month_2), int(day_of_month or day_2))
    except ValueError:
        raise BrokenRule("E201") from None


def credit_code(text: str) -> str:
    code = text.upper()
    if not _CREDIT.fullmatch(code):
        raise BrokenRule("E110")
    inner, outer = organization_check_character(code[8:16]), credit_check_character(code[:17])
    if code[16] != inner:
        raise BrokenRule("E111", position="17", expected=inner, standard="GB 11714")
    if code[17] != outer:
        raise BrokenRule("E111", position="18", expected=outer, standard="GB 32100-2015")
    return code


def publication_number(text: str) -> str:
    number = text.translate(_MARKS).upper()
    if not is_publication_number(number):
        raise BrokenRule("E130")
    return number


def ipc_symbols(groups: frozenset[str] | None = None) -> Callable[[str], tuple[str, ...]]:
    """A reader of symbols without spaces and version, each once, in the order written.

    Their classes must exist; with a table of main groups, these too.
    """

    def read(text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_ipc_symbol(part, groups) for part in _parts(_SEVERAL, text.upper())))

    return read


def office_classes(groups: frozenset[str] | None = None) -> Callable[[str], tuple[str, ...]]:
    """A reader of what the office writes into its columns of classes: IPC symbols, of designs Locarno classes."""

    def read(text: str) -> tuple[str, ...]:
        parts = _parts(_SEVERAL, text.upper())
        return tuple(
            dict.fromkeys(
                locarno_class(part) if _LOCARNO.fullmatch(part) else _ipc_symbol(part, groups) for part in parts
            )
        )

    return read


def _ipc_symbol(text: str, groups: frozenset[str] | None) -> str:
    match = _IPC.fullmatch(text)
    if match is None:
        raise BrokenRule("E140")
    subclass, group, subgroup = match.groups()
    if subclass[:3] not in IPC_CLASSES:
        raise BrokenRule("E142", part=subclass[:3])
    if groups is not None and subclass + group not in groups:
        raise BrokenRule("E142", part=f"{subclass}{group}/00")
    return f"{subclass}{group}/{subgroup}"


def locarno_class(text: str) -> str:
    match = _LOCARNO.fullmatch(text)
    if match is None:
        raise BrokenRule("E141")
    if match[1] not in LOCARNO_CLASSES:
        raise BrokenRule("E143", part=match[1])
    return f"{match[1]}-{match[2]}"


def industry_codes(text: str) -> tuple[str, ...]:
    codes = _parts(_SEVERAL_OPTIONS, text.upper())
    for code in codes:
        if not _INDUSTRY.fullmatch(code):
            raise BrokenRule("E320")
        if not is_industry(code):
            raise BrokenRule("E321", part=code[:3])
    return codes


def price_in_yuan(text: str) -> Decimal | None:
    """Ten thousands of yuan as yuan; None: negotiable."""
    if text == "面议":
        return None
    try:
        amount = Decimal(unicodedata.normalize("NFKC", text).replace(",", "").replace("−", "-"))
    except InvalidOperation:
        raise BrokenRule("E310") from None
    if amount == NEGOTIABLE:
        return None
    if not amount.is_finite() or not 0 <= amount < Decimal(10) ** 11:
        raise BrokenRule("E310")
    yuan = amount * _YUAN
    cents = yuan.quantize(Decimal("0.01"))
    if cents != yuan:
        raise BrokenRule("E310")
    return cents


def line_of(limit: int) -> Callable[[str], str]:
    """A reader of one-line texts; line breaks become spaces."""

    def read(text: str) -> str:
        if len(text) > limit:
            raise BrokenRule("E003", limit=f"{limit:,}")
        return " ".join(text.split()) if "\n" in text or "\r" in text else text

    return read


def text_of(limit: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > limit:
            raise BrokenRule("E003", limit=f"{limit:,}")
        return text

    return read


def names(text: str) -> tuple[str, ...]:
    found = _parts(_SEVERAL, text)
    if any(len(name) > 400 for name in found):
        raise BrokenRule("E003", limit="400")
    return found


def inventors(text: str) -> tuple[str, ...]:
    found = listed(text)
    if len(found) > MOST:
        raise BrokenRule("E330", limit=str(MOST))
    if any(len(name) > LONGEST for name in found):
        raise BrokenRule("E003", limit=str(LONGEST))
    return found


def keywords(text: str) -> tuple[str, ...]:
    found = _parts(_SEVERAL_OPTIONS, text)
    if len(found) > MOST_KEYWORDS:
        raise BrokenRule("E330", limit=str(MOST_KEYWORDS))
    if any(len(word) > 400 for word in found):
        raise BrokenRule("E003", limit="400")
    return found


def option_of(table: Mapping[C, tuple[str, str]]) -> Callable[[str], C]:
    """A reader of one option, as the list holds when it reads."""
    under: tuple[object, dict[str, C]] = (None, {})

    def read(text: str) -> C:
        nonlocal under
        if under[0] is not held():
            under = held(), readings(table)
        known = under[1]
        code = known.get(text) or known.get(unicodedata.normalize("NFKC", text).replace(" ", ""))
        if code is None:
            raise BrokenRule("E301", options=choices(table))
        return code

    return read


def options_of(table: Mapping[C, tuple[str, str]]) -> Callable[[str], tuple[C, ...]]:
    """A reader of several options, each once, in the order of the contracts, which no edition changes."""
    read_one = option_of(table)
    order = table.codes if isinstance(table, Options) else tuple(table)

    def read(text: str) -> tuple[C, ...]:
        found = {read_one(part) for part in _parts(_SEVERAL_OPTIONS, text)}
        return tuple(sorted(found, key=order.index))

    return read


def one_of(table: dict[str, T], shown: str) -> Callable[[str], T]:
    """A reader of what a small table spells out."""

    def read(text: str) -> T:
        try:
            return table[text]
        except KeyError:
            raise BrokenRule("E301", options=shown) from None

    return read


def _parts(separator: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for raw in separator.split(text) if (part := raw.strip())))
