"""Identifiers that cross borders between systems: patent numbers, credit codes, jurisdictions, publication numbers."""

import re
from functools import lru_cache
from operator import mul
from typing import Annotated, Final

from pydantic import AfterValidator, StringConstraints

from panhuo_contracts.jurisdictions import JURISDICTIONS

_APPLICATION = re.compile(r"(?:ZL|CN)?\s?(?:(\d{4})\s?([12389])\s?(\d{7})|(\d{2})([12389])(\d{5}))\.?([\dX])")
_CREDIT_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_VALUES: Final = {character: value for value, character in enumerate(_CREDIT_ALPHABET)}
_CREDIT_WEIGHTS: Final = tuple(pow(3, i, 31) for i in range(17))
_ORGANIZATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_PUBLICATION = re.compile(r"CN(?:[1-3](?:\d{6}|\d{8})|8[5-8][1-3]\d{5})[A-DSUY]\d?")
"""Until 1988 documents bore the number of their application. Kinds: ZC 0008-2004, and those in use before."""


_APPLICATION_WEIGHTS: Final = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_APPLICATION_CHECKS: Final = "0123456789X"
_ASCII_ZEROS: Final = {n: ord("0") * sum(_APPLICATION_WEIGHTS[:n]) for n in (8, 12)}


def application_check_digit(body: str) -> str:
    """Check digit of an application number's 12 (or, before October 2003, 8) digits. Source: ZC 0006-2003."""
    digits = body.encode()
    return _APPLICATION_CHECKS[(sum(map(mul, digits, _APPLICATION_WEIGHTS)) - _ASCII_ZEROS[len(digits)]) % 11]


def normalize_patent_number(text: str) -> str:
    """Digits and check digit without prefix or punctuation, such as ``2017106018623``.

    Accepts ``ZL 2017 1 0601862.3``, ``CN201710601862.3`` and the eight-digit form used before October 2003.
    Raises ValueError where the form or the check digit is wrong.
    """
    match = _APPLICATION.fullmatch(text.strip().upper())
    if match is None:
        message = f"{text!r} is not an application number: expected 12 digits (8 before October 2003) and a check digit"
        raise ValueError(message)
    *parts, check = match.groups()
    body = "".join(part for part in parts if part)
    expected = application_check_digit(body)
    if check != expected:
        message = f"check digit of {text!r} is {check}, but its first {len(body)} digits give {expected}"
        raise ValueError(message)
    return body + check


def display_patent_number(number: str) -> str:
    """The printed form of a normalized patent number: ``ZL 2017 1 0601862.3``."""
    year, kind, serial, check = number[:-9] or number[:2], number[-9], number[-8:-1], number[-1]
    if len(number) == 9:
        year, kind, serial = number[:2], number[2], number[3:8]
    return f"ZL {year} {kind} {serial}.{check}"


def organization_check_character(body: str) -> str:
    """Check character of an eight-character organization code. Source: GB 11714."""
    total = sum(int(character, 36) * weight for character, weight in zip(body, _ORGANIZATION_WEIGHTS, strict=True))
    value = 11 - total % 11
    return "X" if value == 10 else "0" if value == 11 else str(value)


def credit_check_character(body: str) -> str:
    """Check character of a credit code's first 17 characters. Source: GB 32100-2015."""
    total = sum(_CREDIT_VALUES[character] * weight for character, weight in zip(body, _CREDIT_WEIGHTS, strict=True))
    return _CREDIT_ALPHABET[(31 - total % 31) % 31]


@lru_cache(maxsize=65_536)
def check_credit_code(text: str) -> str:
    """The unified social credit code, upper case. Raises ValueError where its form or either check is wrong."""
    code = text.strip().upper()
    if len(code) != 18 or any(character not in _CREDIT_VALUES for character in code):
        message = f"{text!r} is not a unified social credit code: expected 18 characters without I, O, Z, S and V"
        raise ValueError(message)
    if credit_check_character(code[:17]) != code[17]:
        message = f"the 18th character of {code} should be {credit_check_character(code[:17])} (GB 32100-2015)"
        raise ValueError(message)
    if organization_check_character(code[8:16]) != code[16]:
        message = f"the 17th character of {code} should be {organization_check_character(code[8:16])} (GB 11714)"
        raise ValueError(message)
    return code


def _patent_number(value: str) -> str:
    expected = application_check_digit(value[:-1])
    if value[-1] != expected:
        message = f"the check digit of {value} should be {expected} (ZC 0006-2003)"
        raise ValueError(message)
    return value


def _jurisdiction(value: str) -> str:
    if value not in JURISDICTIONS:
        message = f"{value!r} is no jurisdiction: expected cn or cn-11 … cn-66"
        raise ValueError(message)
    return value


def is_publication_number(value: str) -> bool:
    return _PUBLICATION.fullmatch(value) is not None


def _publication_number(value: str) -> str:
    if not is_publication_number(value):
        message = f"{value!r} is not a publication number such as CN112345678B"
        raise ValueError(message)
    return value


PatentNumber = Annotated[
    str,
    StringConstraints(pattern=r"^(\d{4}[12389]\d{7}|\d{2}[12389]\d{5})[\dX]$"),
    AfterValidator(_patent_number),
]
CreditCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$"), AfterValidator(check_credit_code)]
Jurisdiction = Annotated[str, StringConstraints(pattern=r"^cn(-\d\d)?$"), AfterValidator(_jurisdiction)]
PublicationNumber = Annotated[str, AfterValidator(_publication_number)]
IpcSymbol = Annotated[str, StringConstraints(pattern=r"^[A-H]\d{2}[A-Z]\d{1,4}/\d{2,6}$")]
LocarnoClass = Annotated[str, StringConstraints(pattern=r"^\d{2}-\d{2}$")]
IndustryCode = Annotated[str, StringConstraints(pattern=r"^[A-T](\d{2,4})?$")]
