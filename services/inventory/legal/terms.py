"""How long a patent lasts."""

from datetime import date
from typing import Final

from panhuo_contracts.codes import PatentType

_YEARS: Final = {PatentType.INVENTION: 20, PatentType.UTILITY_MODEL: 10, PatentType.DESIGN: 15}
_DESIGNS_LAST_FIFTEEN_YEARS_FROM: Final = date(2021, 6, 1)
STOCK_GRANTED_BY: Final = date(2023, 12, 31)
"""Patents granted later are taken in as they come: dynamic inventory. Work plan of 2024 (No. 5)."""
FIRST_FILING_DATE: Final = date(1985, 4, 1)
"""The Patent Law took effect (article 82)."""
_LONGEST_COMPENSATION_YEARS: Final = 10


def statutory_end(patent_type: PatentType, filing_date: date) -> date:
    """Last day of the term without compensation: the corresponding day of its last year.

    Patent Law, article 42; Implementing Rules 2023, rule 5. Designs filed before June 2021 last ten years.
    """
    years = _YEARS[patent_type]
    if patent_type is PatentType.DESIGN and filing_date < _DESIGNS_LAST_FIFTEEN_YEARS_FROM:
        years = 10
    return _years_later(filing_date, years)


def is_possible_end(patent_type: PatentType, filing_date: date, end: date) -> bool:
    """Whether a right filed on that day may end on this one: later than the statutory end by compensation only."""
    earliest = statutory_end(patent_type, filing_date)
    latest = _years_later(earliest, _LONGEST_COMPENSATION_YEARS) if patent_type is PatentType.INVENTION else earliest
    return earliest <= end <= latest


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + years, day=28)
