"""Rule 5: three kinds of failure, told apart in one place."""

from enum import Enum, auto
from typing import Final

import asyncpg
from pydantic import ValidationError

from chassis.errors import Refused


class Failure(Enum):
    """What to do about an exception."""

    TRANSIENT = auto()
    """The same batch again, for as long as it takes."""
    PERMANENT = auto()
    """Halve to the offender and bury it."""
    UNKNOWN = auto()
    """A defect: halve, try alone for a while, then bury."""


_TRANSIENT: Final = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.TransactionRollbackError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.PostgresSystemError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InsufficientPrivilegeError,
)
_PERMANENT: Final = (
    Refused,
    ValidationError,
    asyncpg.DataError,
    asyncpg.IntegrityConstraintViolationError,
    UnicodeError,
)


def classify(error: BaseException) -> Failure:
    """Tell the kind of an exception raised while a batch was applied."""
    if isinstance(error, _PERMANENT):
        return Failure.PERMANENT
    return Failure.TRANSIENT if isinstance(error, _TRANSIENT) else Failure.UNKNOWN
