"""A case stands the same in whatever order its facts came, and however often each."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from services.inventory.conflicts.case import Case, Party, State, Step, folded, verdict

PARTIES = [Party(f"{n:018d}", f"示例大学{n}", "cn-11" if n < 2 else "cn-33") for n in range(3)]
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@st.composite
def steps(draw: st.DrawFn) -> list[Step]:
    """What several systems say of several rounds, each of a kind once, as a store keeps it."""
    places = draw(
        st.sets(
            st.tuples(
                st.integers(1, 3),
                st.sampled_from(["cn", "cn-33"]),
                st.sampled_from(["withdrawn", "settled", "reopened"]),
            ),
            max_size=8,
        )
    )
    return [
        Step(
            place,
            writer,
            kind,
            draw(st.sampled_from(PARTIES[:2])).code if kind == "settled" else None,
            None,
            "",
            "",
            None,
            date(2026, 3, 2),
            NOON + timedelta(minutes=draw(st.integers(0, 5))),
        )
        for place, writer, kind in sorted(places)
    ]


def case_of(said: Sequence[Step], claimant: Party = PARTIES[1]) -> Case:
    return folded(
        "2021100000016",
        "一种示例装置",
        PARTIES[0],
        claimant,
        claimed_on=date(2026, 3, 1),
        writer="cn",
        claimed_round=1,
        steps=said,
    )


@given(steps(), st.randoms(use_true_random=False))
def test_any_order_of_what_was_said_leaves_the_same_case(said: list[Step], chance: Random) -> None:
    mixed = list(said)
    chance.shuffle(mixed)

    assert case_of(mixed) == case_of(said)


@given(first=steps(), second=steps(), is_turned=st.booleans())
def test_any_order_of_a_patent_s_cases_leaves_it_with_the_same_body(
    *, first: list[Step], second: list[Step], is_turned: bool
) -> None:
    cases = [case_of(first), case_of(second, PARTIES[2])]
    found = verdict(cases)

    assert verdict(cases[::-1] if is_turned else cases) == found
    assert found.owner is None or found.owner.code not in found.losers


@given(steps())
def test_a_reopened_case_is_open_and_leaves_nobody_with_the_patent(said: list[Step]) -> None:
    last = max((step.round for step in said), default=1)
    anew = Step(last + 1, "cn", "reopened", None, None, "判决", "", None, date(2026, 3, 3), NOON)

    case = case_of([*said, anew])

    assert (case.state, case.loser) == (State.OPEN, None)
    assert verdict([case]).owner is None
