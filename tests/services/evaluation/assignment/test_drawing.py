from collections import Counter, defaultdict
from math import sqrt

from hypothesis import given
from hypothesis import strategies as st

from services.evaluation.assignment.drawing import Pair, draw
from services.evaluation.assignment.terms import CERTAIN


@st.composite
def marginals(draw_from: st.DrawFn) -> list[Pair]:
    """A mean of a few whole assignments: each row has the same number in each."""
    rows, columns, layers = (
        draw_from(st.integers(1, 8)),
        draw_from(st.integers(1, 8)),
        draw_from(st.sampled_from([4, 5, 10])),
    )
    percent: Counter[tuple[int, int]] = Counter()
    for row in range(rows):
        size = draw_from(st.integers(0, columns))
        for _ in range(layers):
            order = draw_from(st.permutations(range(columns)))
            for column in order[:size]:
                percent[row, column] += CERTAIN // layers
    return [(row, column, share) for (row, column), share in sorted(percent.items())]


@given(marginals(), st.integers())
def test_every_draw_gives_each_row_its_number_and_each_column_a_neighbor_of_its_load(
    pairs: list[Pair], seed: int
) -> None:
    chosen = draw(pairs, seed)

    for end in (0, 1):
        exact: dict[int, int] = defaultdict(int)
        drawn = Counter(pairs[at][end] for at in chosen)
        for pair in pairs:
            exact[pair[end]] += pair[2]
        for node, share in exact.items():
            assert share // CERTAIN <= drawn[node] <= -(-share // CERTAIN)
    assert {at for at, pair in enumerate(pairs) if pair[2] == CERTAIN} <= set(chosen)
    assert len(chosen) == len(set(chosen))


def test_over_many_draws_each_pair_comes_as_often_as_it_should() -> None:
    shares = [[50, 50, 20, 40, 40], [50, 10, 60, 40, 40], [10, 50, 60, 20, 60], [40, 40, 40, 40, 40]]
    pairs = [(row, column, share) for row, line in enumerate(shares) for column, share in enumerate(line)]
    draws = 4_000

    drawn = Counter(at for seed in range(draws) for at in draw(pairs, seed))

    for at, (_, _, share) in enumerate(pairs):
        chance = share / CERTAIN
        assert abs(drawn[at] / draws - chance) < 4.5 * sqrt(chance * (1 - chance) / draws)
