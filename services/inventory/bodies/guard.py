"""Whether an institution's people may act: it is registered, and neither suspended nor merged."""

from collections.abc import Set as AbstractSet

from chassis.database import Connection
from services.inventory.bodies.refusals import InstitutionIsSuspended, InstitutionUnknown, InstitutionWasMerged
from services.inventory.institutions import Institution
from services.inventory.store import institutions


async def require_registered(conn: Connection, code: str, name: str) -> None:
    """Raises InstitutionUnknown, InstitutionIsSuspended, InstitutionWasMerged."""
    known = await institutions.with_code(conn, code)
    if known is None:
        raise InstitutionUnknown(
            f"“{name or code}”尚未列入单位名册，不能导入",
            english=f"{name or code} does not stand in the register of institutions: it cannot import yet.",
        )
    _check(known)


async def require_active(conn: Connection, codes: AbstractSet[str]) -> None:
    """Raises InstitutionIsSuspended or InstitutionWasMerged where one of them may not act."""
    for known in await institutions.among(conn, sorted(codes), []):
        if known.code in codes:
            _check(known)


def _check(known: Institution) -> None:
    if known.merged_into is not None:
        raise InstitutionWasMerged(
            f"“{known.name}”已并入 {known.merged_into}，不再单独办理",
            english=f"{known.name} was merged into {known.merged_into} and does nothing by itself any more.",
        )
    if known.suspended_on is not None:
        on = known.suspended_on.isoformat()
        raise InstitutionIsSuspended(
            f"“{known.name}”自 {on} 起暂停，不能办理", english=f"{known.name} is suspended since {on}."
        )
