"""Generated events for the measurements: about 600 bytes, as many keys as asked for, replays and malformed ones."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from panhuo_contracts import Event, Record, encode
from panhuo_contracts.codes import PatentType
from panhuo_contracts.events.inventory import Bibliography, PatentRecorded
from panhuo_contracts.identifiers import (
    application_check_digit,
    credit_check_character,
    organization_check_character,
)

REPLAYS = 0.01
MALFORMED = 0.001


def filing_date(n: int) -> date:
    return date(2014, 1, 1) + timedelta(days=n % 3600)


def patent_type(n: int) -> PatentType:
    return PatentType.INVENTION if n % 3 else PatentType.UTILITY_MODEL


def patent_number(n: int) -> str:
    """The n-th valid patent number of the material."""
    body = f"{filing_date(n).year}{1 if n % 3 else 2}{n % 9_000_000 + 1:07d}"
    return body + application_check_digit(body)


def credit_code(n: int) -> str:
    """The n-th valid credit code of the material."""
    organization = f"B{n:07d}"
    body = "12110000" + organization + organization_check_character(organization)
    return body + credit_check_character(body)


def recorded(n: int, *, institutions: int = 500) -> PatentRecorded:
    """The n-th patent of the material."""
    filed = filing_date(n)
    institution = n % institutions
    return PatentRecorded(
        patent=patent_number(n),
        home=("cn-11", "cn-32", "cn-33", "cn-44")[institution % 4],
        institution=credit_code(institution),
        institution_name=f"示例大学{institution}",
        bibliography=Bibliography(
            title=f"一种示例装置及其控制方法（第{n}号）",
            abstract="所述装置包括壳体、检测单元与控制单元，控制单元根据检测结果调整运行参数。",
            patent_type=patent_type(n),
            filing_date=filed,
            grant_date=filed + timedelta(days=700),
            expires_on=filed.replace(year=filed.year + (20 if n % 3 else 10), day=min(filed.day, 28)),
            ipc=("G06F16/33", "H01M10/54"),
        ),
        generated=True,
        recorded_on=date(2026, 1, 5),
    )


def records(count: int, keys: int, *, seed: int = 1) -> Iterator[Record]:
    """``count`` records over ``keys`` keys, each key's numbers rising, with replays and malformed ones among them."""
    chance, numbers = random.Random(seed), [0] * keys
    for i in range(count):
        n = i if i < keys else chance.randrange(keys)
        numbers[n] += 1
        record = encode(Event.of(recorded(n)), writer="cn", sequence=numbers[n])
        draw = chance.random()
        if draw < MALFORMED:
            yield record._replace(value=b'{"patent": "broken')
        else:
            yield record
            if draw < MALFORMED + REPLAYS:
                yield record
