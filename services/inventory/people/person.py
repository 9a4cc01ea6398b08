"""People of an institution: what is known of each, and the codes in which it is said."""

from enum import StrEnum
from typing import Final, NamedTuple

from chassis.identity import Role
from chassis.options import Options


class Rank(StrEnum):
    """Professional ranks, the highest first: of several teachers the highest-ranked fills in.

    What they are called is a code table; which is higher is this order, whatever the table's.
    """

    PROFESSOR = "professor"
    ASSOCIATE = "associate"
    LECTURER = "lecturer"
    ASSISTANT = "assistant"
    OTHER = "other"


class Status(StrEnum):
    """What somebody is to the institution now: student and retired as the stocktaking notices tell them apart."""

    SERVING = "serving"
    STUDENT = "student"
    RETIRED = "retired"
    LEFT = "left"


class Gender(StrEnum):
    FEMALE = "female"
    MALE = "male"


RANKS: Final = Options("person_rank", Rank)
STATUSES: Final = {
    Status.SERVING: ("在职", "Serving"),
    Status.STUDENT: ("学生", "Student"),
    Status.RETIRED: ("退休", "Retired"),
    Status.LEFT: ("已离开", "Left"),
}
GENDERS: Final = {Gender.FEMALE: ("女", "Female"), Gender.MALE: ("男", "Male")}
PERSON_ROLES: Final = {Role.INVENTOR: ("发明人", "Inventor"), Role.COLLEGE: ("院系审核", "College reviewer")}
"""The roles that an institution gives accounts for; the others are given by those who admit the body."""


class Person(NamedTuple):
    """Somebody with an account. ``subject`` is the account: the ``sub`` of tokens."""

    subject: str
    institution: str
    role: Role
    name: str
    gender: Gender | None = None
    rank: Rank = Rank.OTHER
    status: Status = Status.SERVING
    college: str | None = None
    """The college that the person belongs to, or reviews for."""
