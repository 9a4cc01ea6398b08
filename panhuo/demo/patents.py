"""Fictional patents: numbers that no office has given, titles from a small vocabulary, dates that fit the law."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from panhuo_contracts.codes import PatentType
from panhuo_contracts.events.inventory import Bibliography
from panhuo_contracts.identifiers import application_check_digit

from panhuo.demo.dice import Dice
from panhuo.demo.organizations import Company, Institution
from panhuo.demo.vocabulary import DEVICE_ENDINGS, FIELDS, Field, endings

_FIRST_SERIAL: Final = 8_000_000
"""Serial numbers of a year end far below."""
_DIGITS: Final = {PatentType.INVENTION: 1, PatentType.UTILITY_MODEL: 2, PatentType.DESIGN: 3}
_KINDS: Final = {PatentType.INVENTION: "B", PatentType.UTILITY_MODEL: "U", PatentType.DESIGN: "S"}
_YEARS: Final = {PatentType.INVENTION: 20, PatentType.UTILITY_MODEL: 10, PatentType.DESIGN: 15}
"""Patent Law, article 42."""
_FILED: Final = {
    PatentType.INVENTION: (2013, 2021),
    PatentType.UTILITY_MODEL: (2019, 2022),
    PatentType.DESIGN: (2022, 2022),
}
"""Designs filed before June 2021 last ten years, not fifteen."""
_PENDING_DAYS: Final = {
    PatentType.INVENTION: (420, 1100),
    PatentType.UTILITY_MODEL: (150, 300),
    PatentType.DESIGN: (120, 220),
}
_RECENT: Final = {"cn-11": 0.032, "cn-32": 0.036, "cn-33": 0.085}
"""How many were granted in the last months that the sample knows."""
_RECENTLY: Final = date(2025, 8, 11)
_RECENT_DAYS: Final = 135
_LEAN: Final = 0.3
_NAMES: Final = {PatentType.INVENTION: "发明", PatentType.UTILITY_MODEL: "实用新型", PatentType.DESIGN: "外观设计"}


@dataclass(frozen=True, slots=True)
class Patent:
    """A patent of the sample and whose it is."""

    number: str
    institution: Institution
    field: int
    bibliography: Bibliography

    @property
    def home(self) -> str:
        return self.institution.home

    @property
    def is_design(self) -> bool:
        return self.bibliography.patent_type is PatentType.DESIGN

    @property
    def is_recent(self) -> bool:
        """Granted in the last months that the sample knows."""
        return (self.bibliography.grant_date or _RECENTLY) >= _RECENTLY


def patent(seed: str, institution: Institution, n: int, partners: list[Company]) -> Patent:
    """The n-th patent of the sample. ``partners`` may be co-owners."""
    dice = Dice(seed, f"patent/{n}")
    kind = dice.weighted(
        "kind", [(PatentType.INVENTION, 0.76), (PatentType.UTILITY_MODEL, 0.21), (PatentType.DESIGN, 0.03)]
    )
    filed, granted = _days(institution, kind, dice)
    field_number = dice.one_of("field", institution.fields)
    field = FIELDS[field_number]
    subject, title = _title(field, kind, dice)
    is_shared = dice.chance("shared", 0.06)
    return Patent(
        number=_number(filed.year, kind, n),
        institution=institution,
        field=field_number,
        bibliography=Bibliography(
            title=title,
            abstract=_abstract(field, kind, subject, title, dice),
            patent_type=kind,
            publication_number=f"CN{_DIGITS[kind]}9{n:07d}{_KINDS[kind]}",
            filing_date=filed,
            grant_date=granted,
            expires_on=years_later(filed, _YEARS[kind]),
            ipc=() if kind is PatentType.DESIGN else tuple(dice.some_of("ipc", field.ipc, dice.between("ipcs", 1, 3))),
            locarno=field.locarno if kind is PatentType.DESIGN else None,
            co_patentees=(dice.one_of("partner", partners).name,) if is_shared else (),
        ),
    )


def years_later(day: date, years: int) -> date:
    """The same day, or the last of February."""
    last = calendar.monthrange(day.year + years, day.month)[1]
    return date(day.year + years, day.month, min(day.day, last))


def _days(institution: Institution, kind: PatentType, dice: Dice) -> tuple[date, date]:
    """When it was filed and granted."""
    pending = timedelta(days=dice.between("pending", *_PENDING_DAYS[kind]))
    if dice.chance("recent", _RECENT[institution.home] - institution.diligence * _LEAN):
        granted = _RECENTLY + timedelta(days=dice.between("granted", 0, _RECENT_DAYS))
        return granted - pending, granted
    first_year, last_year = _FILED[kind]
    filed = date(dice.between("year", first_year, last_year), 1, 1) + timedelta(days=dice.between("day", 3, 358))
    return filed, filed + pending


def _number(year: int, kind: PatentType, n: int) -> str:
    body = f"{year}{_DIGITS[kind]}{_FIRST_SERIAL + n:07d}"
    return body + application_check_digit(body)


def _title(field: Field, kind: PatentType, dice: Dice) -> tuple[str, str]:
    """What it is about, and the title."""
    thing = dice.one_of("object", field.objects)
    if kind is PatentType.DESIGN:
        devices = [each for each in field.objects if endings(each) is DEVICE_ENDINGS]
        thing = dice.one_of("device", devices or (f"{field.name}检测仪",))
        return thing, f"{thing}（{dice.one_of('model', ('便携式', '壁挂式', '台式', '嵌入式'))}）"
    qualifiers = dice.some_of("qualifiers", field.qualifiers, dice.between("how many", 1, 2))
    subject = "".join(qualifiers) + thing
    scene = f"用于{dice.one_of('for', field.scenes)}的" if dice.chance("says for what", 0.35) else ""
    ending = "" if kind is PatentType.UTILITY_MODEL else dice.one_of("ending", endings(thing))
    return subject, f"一种{scene}{subject}{ending}"


def _abstract(field: Field, kind: PatentType, subject: str, title: str, dice: Dice) -> str:
    if kind is PatentType.DESIGN:
        return f"本外观设计产品的名称：{title}。用途：用于{dice.one_of('scene', field.scenes)}。设计要点：在于形状。"
    parts, steps = dice.some_of("parts", field.parts, 3), dice.some_of("steps", field.steps, 2)
    effects = dice.some_of("effects", field.effects, 2)
    return (
        f"本{_NAMES[kind]}公开了{title}，属于{field.name}技术领域。该{subject}包括{parts[0]}、{parts[1]}和{parts[2]}，"
        f"{parts[0]}与{parts[1]}相配合，先经{steps[0]}，再经{steps[1]}完成。"
        f"与现有技术相比，改善了{effects[0]}和{effects[1]}，适用于{dice.one_of('scene', field.scenes)}。"
    )
