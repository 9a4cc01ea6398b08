"""Institutions' grades beside enterprises' views and outcomes, with intervals that say how much is known."""

from datetime import timedelta

import asyncpg
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from panhuo_contracts.codes import LicenseKind, ProspectGrade, SelfGrade

from chassis.clock import today
from services.evaluation.calibration import reckoning
from services.evaluation.calibration.reckoning import Count, Share, calibrate, share
from tests.builders import evaluation as built
from tests.builders.evaluation import INSTITUTION, OTHER_ENTERPRISE, OTHER_INSTITUTION, fact, patent_number
from tests.issuing import LocalIssuer
from tests.services.evaluation.conftest import learn, say
from tests.services.evaluation.test_pages import Browser

API = "/evaluation/api/calibration"


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"), [(0, 100, 0.0, 3.7), (50, 100, 40.4, 59.6), (100, 100, 96.3, 100.0)]
)
def test_the_interval_is_wilsons(part: int, whole: int, low: float, high: float) -> None:
    said = share(part, whole)
    assert (said.low, said.high) == (low, high)


@given(st.integers(30, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_narrows_with_more_cases(case: tuple[int, int]) -> None:
    part, whole = case
    one, more = share(part, whole), share(part * 4, whole * 4)
    assert one.low is not None
    assert one.value is not None
    assert one.high is not None
    assert more.low is not None
    assert more.high is not None
    assert 0 <= one.low <= one.value <= one.high <= 100
    assert more.high - more.low <= one.high - one.low


def test_a_grade_that_few_gave_has_an_interval_alone_and_one_that_nobody_gave_nothing() -> None:
    good, fair, unclear = calibrate([Count(SelfGrade.GOOD, 40, 30, 10), Count(SelfGrade.FAIR, 29, 29, 29)])
    assert (good.agreed.value, good.used.value) == (75.0, 25.0)
    assert fair.agreed == Share(29, 29, None, 88.3, 100.0)
    assert unclear.agreed == Share(0, 0, None, None, None)
    with pytest.raises(ValueError, match="3 of 2"):
        share(3, 2)


async def some_patents(conn: asyncpg.Connection) -> None:
    """Three graded good, two of which enterprises favor and one is licensed; one fair and doubted; one unevaluated."""
    said = {"evaluated_on": today(), "valid_until": today() + timedelta(days=100)}
    grades = [SelfGrade.GOOD] * 3 + [SelfGrade.FAIR] * 2
    for n, grade in enumerate(grades, 1):
        where = {"institution": OTHER_INSTITUTION, "home": "cn-33"} if n == 3 else {}
        record = built.inventoried(patent=patent_number(n), annotations=built.annotations(self_grade=grade), **where)
        await learn(conn, fact(record))
    await learn(conn, fact(built.licensed(LicenseKind.ORDINARY, patent=patent_number(1))))
    views = [ProspectGrade.GOOD, ProspectGrade.VERY_GOOD, ProspectGrade.POOR, ProspectGrade.POOR]
    for n, prospect in enumerate(views, 1):
        await say(conn, built.evaluated(patent=patent_number(n), evaluation=f"E-{n}", prospect=prospect, **said))
    unsure = built.evaluated(
        patent=patent_number(5), evaluation="E-5", prospect=ProspectGrade.UNCLEAR, enterprise=OTHER_ENTERPRISE, **said
    )
    await say(conn, unsure)


async def test_counts_are_of_patents_that_both_sides_evaluated(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    await some_patents(conn)
    whole = (await http.get(API, headers=issuer.bearer("nation"))).json()
    good, fair, unclear = whole["grades"]
    assert (good["agreed"]["part"], good["agreed"]["whole"], good["used"]["part"]) == (2, 3, 1)
    assert (fair["agreed"]["part"], fair["agreed"]["whole"]) == (0, 1)
    assert unclear["agreed"]["value"] is None
    assert [one["code"] for one in whole["institutions"]] == [INSTITUTION, OTHER_INSTITUTION]
    assert [one["code"] for one in whole["fields"]] == ["H01"]

    await say(conn, built.objected(patent=patent_number(1), evaluation="E-1"))
    contested = (await http.get(API, headers=issuer.bearer("nation"))).json()["grades"][0]
    assert (contested["agreed"]["part"], contested["agreed"]["whole"]) == (1, 2)


async def test_an_office_and_a_province_see_their_own(
    http: httpx.AsyncClient, issuer: LocalIssuer, conn: asyncpg.Connection
) -> None:
    await some_patents(conn)
    mine = (await http.get(f"{API}?institution={OTHER_INSTITUTION}", headers=issuer.bearer("office"))).json()
    province = (await http.get(API, headers=issuer.bearer("province"))).json()
    other_field = (await http.get(f"{API}?field=A61", headers=issuer.bearer("nation"))).json()
    enterprise = await http.get(API, headers=issuer.bearer("enterprise"))
    assert [one["code"] for one in mine["institutions"]] == [INSTITUTION]
    assert [one["code"] for one in province["institutions"]] == [OTHER_INSTITUTION]
    assert other_field["fields"] == []
    assert enterprise.status_code == 403


@pytest.mark.parametrize("prefix", ["", "/en"])
async def test_the_chart_stands_with_its_definition_denominator_and_date(
    http: httpx.AsyncClient, conn: asyncpg.Connection, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = await Browser(http, "nation").get(f"{prefix}/evaluation/calibration")
    await some_patents(conn)
    few = await Browser(http, "nation").get(f"{prefix}/evaluation/calibration?field=&institution=")
    monkeypatch.setattr(reckoning, "LEAST", 1)
    page = await Browser(http, "nation").get(f"{prefix}/evaluation/calibration?field=&institution=")
    assert empty.status_code == 200
    assert "interval-plot" not in empty.text
    assert "2/3" in few.text
    assert "66.7%" not in few.text
    assert (few.text.count('class="reach"'), few.text.count('class="point"')) == (4, 0)
    assert "66.7%" in page.text
    assert (page.text.count('class="reach"'), page.text.count('class="point"')) == (4, 4)
    assert "2/3" in page.text
    assert today().isoformat() in page.text
    assert ("威尔逊" in page.text) or ("Wilson" in page.text)
