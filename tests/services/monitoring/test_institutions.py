"""What the register of institutions says stands on an institution's page."""

import asyncpg
import httpx

from tests.builders import fact, institutions
from tests.builders import monitoring as said
from tests.builders.monitoring import numbered
from tests.services.monitoring.conftest import take_in


async def test_the_register_s_events_stand_on_the_institution_s_page(
    conn: asyncpg.Connection, http: httpx.AsyncClient
) -> None:
    await take_in(conn, numbered([said.recorded(0)]))
    code = said.INSTITUTION
    told = [
        fact(institutions.admitted(code), 1),
        fact(institutions.suspended(code), 2),
        fact(institutions.reinstated(code), 3),
        fact(institutions.renamed(code), 4),
        fact(institutions.merged(code), 5),
    ]
    await take_in(conn, told)
    await take_in(conn, told)

    page = (await http.get(f"/monitoring/institutions/{code}")).text

    assert page.count("准入名册") == 1
    assert "示例理工大学 → 示例科技大学" in page
    assert "并入其他单位：示例综合大学" in page
