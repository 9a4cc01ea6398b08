"""Patents of the tests that share a platform: each asks for its own, so that none comes upon another's record."""

from itertools import count

from tests.builders import patent_number

_serials = count(1)


def fresh_number() -> str:
    """An invention that no other test was given; the numbers rise, as lists show them."""
    return patent_number(next(_serials))
