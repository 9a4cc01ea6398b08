"""Whether an institution's people may act: it was admitted, and is neither suspended nor merged."""

from chassis.database import Connection
from services.inventory.bodies.refusals import InstitutionIsSuspended, InstitutionNotAdmitted, InstitutionWasMerged
from services.inventory.store import institutions


async def require_active(conn: Connection, code: str, name: str = "") -> None:
    """Raises InstitutionNotAdmitted, InstitutionIsSuspended, InstitutionWasMerged.

    ``name`` is said of an institution that stands in no register yet.
    """
    known = await institutions.with_code(conn, code)
    called = known.name if known else name or code
    if known is not None and known.merged_into is not None:
        raise InstitutionWasMerged(
            f"“{called}”已并入 {known.merged_into}，不再单独办理",
            english=f"{called} was merged into {known.merged_into} and does nothing by itself any more.",
        )
    if known is not None and known.suspended_on is not None:
        on = known.suspended_on.isoformat()
        raise InstitutionIsSuspended(
            f"“{called}”自 {on} 起暂停，不能办理", english=f"{called} is suspended since {on}."
        )
    if known is None or known.admitted_on is None:
        raise InstitutionNotAdmitted(
            f"“{called}”尚未准入，不能导入或办理",
            english=f"{called} is not admitted yet: its people cannot import or act. Apply at /inventory/institutions.",
        )
