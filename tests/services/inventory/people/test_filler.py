"""Who fills in: the rule of the stocktaking notices."""

import pytest

from chassis.identity import Role
from services.inventory.people.filler import Basis, Inventor, filler
from services.inventory.people.person import Person, Rank, Status

LECTURER, PROFESSOR = Rank.LECTURER, Rank.PROFESSOR


def one(name: str, status: Status = Status.SERVING, rank: Rank = LECTURER, subject: str = "") -> Person:
    return Person(subject or name, "121101080000000199", Role.INVENTOR, name, rank=rank, status=status)


def inventor(*accounts: Person, name: str = "") -> Inventor:
    return Inventor(name or accounts[0].name, accounts)


def test_the_first_inventor_fills_in_whatever_the_others_rank() -> None:
    found = filler([inventor(one("林")), inventor(one("何", rank=PROFESSOR))])

    assert (found.basis, found.person and found.person.name) == (Basis.FIRST_INVENTOR, "林")


@pytest.mark.parametrize(
    ("status", "basis"),
    [(Status.STUDENT, Basis.STUDENT), (Status.RETIRED, Basis.RETIRED), (Status.LEFT, Basis.LEFT)],
)
def test_the_highest_ranked_serving_teacher_stands_in_for_students_and_the_retired(
    status: Status, basis: Basis
) -> None:
    others = [
        inventor(one("退", Status.RETIRED, PROFESSOR)),
        inventor(one("何", rank=LECTURER)),
        inventor(name="无账号"),
        inventor(one("王", rank=PROFESSOR)),
        inventor(one("周", rank=PROFESSOR)),
    ]

    found = filler([inventor(one("林", status)), *others])

    assert (found.basis, found.person and found.person.name) == (basis, "王")


def test_without_a_serving_teacher_nobody_is_named() -> None:
    found = filler([inventor(one("林", Status.STUDENT)), inventor(one("何", Status.STUDENT))])

    assert found == (Basis.NO_TEACHER, None, "林")


def test_several_of_one_name_are_never_guessed_at_where_it_matters() -> None:
    twice = inventor(one("王", subject="1"), one("王", subject="2"))
    both_students = inventor(one("周", Status.STUDENT, subject="3"), one("周", Status.STUDENT, subject="4"))

    assert filler([twice]) == (Basis.AMBIGUOUS, None, "王")
    assert filler([inventor(one("林", Status.STUDENT)), twice]) == (Basis.AMBIGUOUS, None, "王")
    assert filler([inventor(one("林")), twice]).basis is Basis.FIRST_INVENTOR
    assert filler([inventor(one("林", Status.STUDENT)), both_students, inventor(one("何"))]).basis is Basis.STUDENT
    assert filler([inventor(name="无账号"), inventor(one("何"))]) == (Basis.NO_ACCOUNT, None, "无账号")
