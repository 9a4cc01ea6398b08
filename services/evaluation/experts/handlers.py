"""Events of experts in: what was decided takes effect."""

from collections.abc import Sequence

from panhuo_contracts import Event, Fact
from panhuo_contracts.events.evaluation import ExpertEvaluated
from panhuo_contracts.events.experts import (
    ExpertAdmitted,
    ExpertCommissioned,
    ExpertRecommended,
    ExpertRecused,
    ExpertRetired,
)

from chassis.database import Connection
from services.evaluation.experts.store import said
from services.evaluation.store import facts as noted


async def take_recommended(facts: Sequence[Fact[ExpertRecommended]], conn: Connection) -> list[Event]:
    await said.save_recommended(conn, facts)
    return []


async def take_admitted(facts: Sequence[Fact[ExpertAdmitted]], conn: Connection) -> list[Event]:
    await said.save_admitted(conn, facts)
    return []


async def take_commissioned(facts: Sequence[Fact[ExpertCommissioned]], conn: Connection) -> list[Event]:
    await said.save_commissioned(conn, facts)
    return []


async def take_recused(facts: Sequence[Fact[ExpertRecused]], conn: Connection) -> list[Event]:
    await said.save_recused(conn, facts)
    return []


async def take_retired(facts: Sequence[Fact[ExpertRetired]], conn: Connection) -> list[Event]:
    await said.save_retired(conn, facts)
    return []


async def take_evaluations(facts: Sequence[Fact[ExpertEvaluated]], conn: Connection) -> list[Event]:
    """They bear on the tier, so whoever grades the patent meanwhile comes before or after them."""
    await noted.hold(conn, (fact.key for fact in facts))
    await said.save_evaluations(conn, facts)
    return []
