"""Who fills a patent's record in, where it follows from its inventors; pure.

The first inventor does. Where that is a student, the project's teacher or the highest-ranked teacher; where they are
retired, the highest-ranked serving teacher. Sources: the notices of Hunan University (2024-02-27), China University of
Petroleum (2024-03-11) and Nanjing University of Chinese Medicine (2024-03), which put the work plan of 2024 (No. 5) to
work. They are silent on two things, decided here: whoever has left is replaced as a retired person is, and of several
teachers of the highest rank the one who is named first does. The project's teacher stands in no file: the office names
them by assigning the record, and what a person has assigned this rule leaves alone.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from chassis.errors import Told
from services.inventory.people.person import Person, Rank, Status

_ORDER: Final = {rank: place for place, rank in enumerate(Rank)}


class Basis(StrEnum):
    """Why somebody fills in, or why nobody could be found."""

    FIRST_INVENTOR = "first_inventor"
    STUDENT = "student"
    RETIRED = "retired"
    LEFT = "left"
    AMBIGUOUS = "ambiguous"
    NO_ACCOUNT = "no_account"
    NO_TEACHER = "no_teacher"


WHY: Final = {
    Basis.FIRST_INVENTOR: Told("第一发明人", "The first inventor"),
    Basis.STUDENT: Told(
        "第一发明人是学生：职称最高的老师", "The first inventor is a student: the teacher of highest rank"
    ),
    Basis.RETIRED: Told(
        "第一发明人退休：职称最高的在职老师", "The first inventor is retired: the serving one of highest rank"
    ),
    Basis.LEFT: Told(
        "第一发明人已离开：职称最高的在职老师", "The first inventor has left: the serving one of highest rank"
    ),
}
SOMEBODY_ELSE: Final = Told("需另行指定", "Somebody else is to be named")
"""As the history of a record has it."""

_INSTEAD_OF: Final = {Status.STUDENT: Basis.STUDENT, Status.RETIRED: Basis.RETIRED, Status.LEFT: Basis.LEFT}
OPEN: Final = (Basis.AMBIGUOUS, Basis.NO_ACCOUNT, Basis.NO_TEACHER)
"""Somebody has to settle these."""


class Inventor(NamedTuple):
    """A name on a patent, and the accounts that bear it: one, several, or none."""

    name: str
    accounts: Sequence[Person]


class Filler(NamedTuple):
    """Who fills in, and why; without a person, the name that stands in the way."""

    basis: Basis
    person: Person | None = None
    name: str = ""


def filler(inventors: Sequence[Inventor]) -> Filler:
    """Who fills in a record with these inventors, in the order in which they are published; at least one.

    A name that several people bear is never guessed at, wherever their status or rank could decide the matter.
    """
    first = inventors[0]
    if len(first.accounts) > 1:
        return Filler(Basis.AMBIGUOUS, name=first.name)
    if not first.accounts:
        return Filler(Basis.NO_ACCOUNT, name=first.name)
    (person,) = first.accounts
    if person.status is Status.SERVING:
        return Filler(Basis.FIRST_INVENTOR, person, first.name)
    teachers: list[Person] = []
    for inventor in inventors[1:]:
        serving = [one for one in inventor.accounts if one.status is Status.SERVING]
        if len(inventor.accounts) > 1 and serving:
            return Filler(Basis.AMBIGUOUS, name=inventor.name)
        teachers += serving
    if not teachers:
        return Filler(Basis.NO_TEACHER, name=first.name)
    highest = min(teachers, key=lambda one: _ORDER[one.rank])
    return Filler(_INSTEAD_OF[person.status], highest, first.name)
