"""Who acts: tokens, browser sessions, roles and rights, and the record of what was done.

``Annotated[Principal, Depends(allow(Right.STOCK_IMPORT))]`` on a route: 401 for nobody, 403 without the right. A
route needs ``allow(...)`` or ``anyone``: ``service_app`` does not build with one that has neither.
"""

from chassis.identity.access import allow, anyone
from chassis.identity.audit import audit
from chassis.identity.principal import ANONYMOUS, Forbidden, Principal, Scope, Unauthenticated
from chassis.identity.rights import RIGHTS, Right, Role

__all__ = [
    "ANONYMOUS",
    "RIGHTS",
    "Forbidden",
    "Principal",
    "Right",
    "Role",
    "Scope",
    "Unauthenticated",
    "allow",
    "anyone",
    "audit",
]
