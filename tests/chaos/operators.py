"""What operators do after a storm, while everybody is alive: redrive what came too late, rebuild projections."""

from chassis.database import Database, migrate
from chassis.delivery import rebuild as rebuilding
from chassis.delivery import settling
from chassis.delivery.batch import Applier
from tests.chaos import readers
from tests.chaos.checks import Evidence, Violation
from tests.chaos.engines import lay_out_notebooks
from tests.chaos.log import Place
from tests.chaos.world import World


async def redrive(world: World, service: str, evidence: Evidence) -> tuple[set[Place], list[Violation]]:
    """Redrive some late events, each twice: the second time must be refused."""
    late = [place for place, dead in evidence.stores[service].dead.items() if dead["reason"] == "late"][:5]
    database = await Database.open(world.dsns[service], application="chaos")
    applier = Applier(database, readers.handlers(service, world.writer), world.writer)
    wrong = []
    try:
        for place in late:
            await applier.redrive(*place)
            try:
                await applier.redrive(*place)
            except ValueError:
                continue
            wrong.append(Violation("I10", f"{place} was redriven twice in {service}"))
    finally:
        await database.close()
    return set(late), wrong


async def rebuild(world: World, service: str) -> list[Violation]:
    """Replay into an empty schema, compare, and swap; what differs, and whether anything was said."""
    rebuilding.migrate = _migrate_with_notebooks  # type: ignore[attr-defined] - the notebooks are not the service's
    settling.ALONE_SECONDS = 0.2  # type: ignore[misc] - as in the members
    before = await world.ends()
    table = readers.handlers(service, world.writer)
    comparison = await rebuilding.Rebuild(service, world.writer, table, world.dsns[service], world.bootstrap).run(
        lambda _done, _total: None, is_fresh=True
    )
    wrong = [
        Violation(
            "I9", f"{name} of {service}: {comparison.live.get(name)} live, {comparison.rebuilt.get(name)} rebuilt"
        )
        for name in comparison.differing
    ]
    if await world.ends() != before:
        wrong.append(Violation("I9", f"the rebuild of {service} said something"))
    return wrong


async def _migrate_with_notebooks(dsn: str, service: str, *, live: str = "live") -> None:
    await migrate(dsn, service, live=live)
    await lay_out_notebooks(dsn, live)
