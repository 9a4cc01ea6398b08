"""Lists in pages."""

from contextlib import suppress
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import Invalid
from chassis.http import Page, PageDep, cursor_of
from chassis.http.cursors import PageRequest, read_cursor
from chassis.identity import Principal, Right, allow
from tests.chassis.conftest import Serve

WORDS = [f"{n:03d}" for n in range(250)]
MARKS = (
    st.none()
    | st.integers(-(2**63), 2**63 - 1)
    | st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=50)
)


def listing() -> APIRouter:
    router = APIRouter()

    @router.get("/monitoring/api/words")
    async def words(_principal: Annotated[Principal, Depends(allow(Right.CENSUS_READ))], page: PageDep) -> Page[str]:
        after = page.marks(str)
        found = [word for word in WORDS if after is None or word > str(after[0])][: page.limit + 1]
        rows, has_more = page.cut(found)
        return Page(items=list(rows), next_cursor=cursor_of(rows[-1]) if has_more else None)

    return router


async def test_the_pages_together_are_the_list(serve: Serve) -> None:
    async with serve([listing()]) as client:
        seen: list[str] = []
        query: dict[str, str | int] = {"limit": 100}
        while True:
            page = (await client.get("/monitoring/api/words", params=query)).json()
            seen += page["items"]
            if page["next_cursor"] is None:
                break
            query["cursor"] = page["next_cursor"]

    assert seen == WORDS


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=-1", "limit=x", "cursor=%FF", "cursor=AAAA", "cursor=" + "A" * 2000]
)
async def test_no_page_is_larger_than_a_hundred_rows_and_no_cursor_is_guessed(serve: Serve, query: str) -> None:
    async with serve([listing()]) as client:
        assert (await client.get(f"/monitoring/api/words?{query}")).status_code == 422


@given(st.lists(MARKS, max_size=4))
def test_a_cursor_says_what_was_put_into_it(marks: list[str | int | None]) -> None:
    assert read_cursor(cursor_of(*marks)) == tuple(marks)


@given(st.text(max_size=100))
def test_any_text_is_a_cursor_or_refused_in_words(text: str) -> None:
    with suppress(Invalid):
        assert isinstance(read_cursor(text), tuple)


def test_another_list_s_cursor_does_not_fit() -> None:
    assert PageRequest(10, ("a", 1)).marks(str, int) == ("a", 1)
    for kinds in ((str,), (int, int), (str, str)):
        with pytest.raises(Invalid):
            PageRequest(10, ("a", 1)).marks(*kinds)
