from datetime import date

from services.evaluation.assignment.conflicts import (
    Conflict,
    ExpertParties,
    Ground,
    Joint,
    PatentParties,
    conflicts,
)

DAY = date(2026, 3, 1)
UNIVERSITY, WORKS, RIVAL = "university", "works", "rival"


def patent(number: str = "p1", *applicants: str, inventors: str = "", interested: str = "") -> PatentParties:
    return PatentParties(
        number,
        frozenset(applicants or (UNIVERSITY,)),
        frozenset(inventors.split()),
        frozenset(interested.split()),
    )


def found(expert: ExpertParties, *patents: PatentParties) -> list[tuple[str, Ground]]:
    return [
        (conflict.patent, conflict.ground)
        for conflict in conflicts(patents or (patent(),), [expert], DAY, joint_years=5)
    ]


def test_who_works_for_an_applicant_may_not_evaluate_its_patents() -> None:
    expert = ExpertParties("e1", frozenset({UNIVERSITY}))

    assert found(expert, patent("p1", RIVAL, UNIVERSITY), patent("p2", RIVAL)) == [("p1", Ground.SAME_INSTITUTION)]


def test_having_filed_together_stands_between_for_five_years_to_the_day() -> None:
    def since(day: date) -> ExpertParties:
        return ExpertParties("e1", frozenset(), applicants=(Joint(UNIVERSITY, day),))

    assert found(since(date(2021, 3, 1))) == [("p1", Ground.CO_APPLICANT)]
    assert found(since(date(2021, 2, 28))) == []


def test_five_years_before_a_leap_day_is_the_last_of_february() -> None:
    expert = ExpertParties("e1", frozenset(), applicants=(Joint(UNIVERSITY, date(2023, 2, 28)),))

    assert conflicts([patent()], [expert], date(2028, 2, 29), joint_years=5)


def test_having_invented_together_stands_between_and_names_no_one() -> None:
    expert = ExpertParties("e1", frozenset(), inventors=(Joint("person-7", date(2024, 5, 6)),))

    assert conflicts([patent(inventors="person-7 person-8")], [expert], DAY, joint_years=5) == [
        Conflict("p1", "e1", Ground.CO_INVENTOR, "person-7, 2024-05-06")
    ]


def test_the_recommending_enterprises_patents_and_those_it_follows_are_not_for_its_expert() -> None:
    expert = ExpertParties("e1", frozenset(), recommender=WORKS)

    assert found(expert, patent("p1", WORKS), patent("p2", interested=WORKS), patent("p3")) == [
        ("p1", Ground.RECOMMENDER),
        ("p2", Ground.RECOMMENDER),
    ]


def test_what_an_expert_declares_holds_for_patents_and_for_bodies() -> None:
    expert = ExpertParties(
        "e1", frozenset(), declared_patents=frozenset({"p1", "gone"}), declared_parties=frozenset({RIVAL})
    )

    assert found(expert, patent("p1"), patent("p2", RIVAL), patent("p3")) == [
        ("p2", Ground.DECLARED),
        ("p1", Ground.DECLARED),
    ]


def test_every_ground_of_a_pair_is_told_once() -> None:
    expert = ExpertParties("e1", frozenset({UNIVERSITY}), recommender=UNIVERSITY, declared_patents=frozenset({"p1"}))

    assert found(expert) == [
        ("p1", Ground.SAME_INSTITUTION),
        ("p1", Ground.RECOMMENDER),
        ("p1", Ground.DECLARED),
    ]
