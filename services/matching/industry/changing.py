"""What keepers do with industry libraries: found one, and change its definition."""

from uuid import UUID

from panhuo_contracts import uuid7

from chassis.clock import now
from chassis.errors import Invalid, NotFound
from chassis.identity import Forbidden, Principal, Right, audit
from chassis.service import Unit
from services.matching.industry.keeping import Definition, EditedElsewhere, Edition, Library, check, keeper
from services.matching.pulling.selection import Reach
from services.matching.store import industry


async def found(unit: Unit, curator: Principal, definition: Definition) -> Library:
    """A new library of the curator's office. Raises NothingDefined, Invalid, Forbidden."""
    owner = _owner(curator, definition)
    edition = Edition(1, definition, "", curator.name, now())
    library = Library(uuid7(), owner, curator.organization_name or curator.name, edition)
    await industry.found(unit.conn, library)
    await audit(unit.conn, curator, "industry_library.found", str(library.id), {"title": definition.title})
    return library


async def change(
    unit: Unit, curator: Principal, identifier: UUID, definition: Definition, *, reason: str, opened: int
) -> Library:
    """The next edition. Raises NotFound, Forbidden, EditedElsewhere, NothingDefined, Invalid."""
    library = await industry.library(unit.conn, identifier)
    if library is None or not library.may_be_read_by(curator):
        raise NotFound
    if not library.is_kept_by(curator):
        raise Forbidden(
            "专题库由建立它的单位修改。", english="It is changed by those who keep it.", right=Right.LIBRARY_CURATE
        )
    _owner(curator, definition)
    if not reason.strip():
        raise Invalid("请写明修改原因", field="reason", english="Say why it is changed.")
    edition = Edition(opened + 1, definition, reason.strip(), curator.name, now())
    if not await industry.change(unit.conn, identifier, edition):
        raise EditedElsewhere(
            f"专题库已是第 {library.edition.number} 版", english=f"It stands at edition {library.edition.number} now."
        )
    await audit(unit.conn, curator, "industry_library.change", str(identifier), {"edition": edition.number})
    return Library(identifier, library.owner, library.owner_name, edition)


def _owner(curator: Principal, definition: Definition) -> str:
    curator.scope(Right.LIBRARY_CURATE)
    Reach.of(curator).require(definition.selection)
    check(definition)
    owner = keeper(curator)
    if owner is None:
        raise Forbidden.without(curator.role, Right.LIBRARY_CURATE)
    return owner
