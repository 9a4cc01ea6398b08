"""Who acts, and whose records they reach."""

from dataclasses import dataclass
from typing import Final, Self

from panhuo_contracts.codes import Ministry
from panhuo_contracts.jurisdictions import JURISDICTIONS, NATION

from chassis.errors import NotFound
from chassis.identity.rights import RIGHTS, Right, Role
from chassis.identity.words import RIGHTS_IN_WORDS
from chassis.web.sections import ROLES


class Unauthenticated(Exception):
    """Nobody, or nobody that can be believed: HTTP 401. The message names what is wrong, never the token."""


class Forbidden(Exception):
    """Somebody, but without the right, or by a request that may not be theirs: HTTP 403."""

    def __init__(
        self, message: str, *, english: str, right: Right | None = None, mend: tuple[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.english = english
        self.right = right
        self.mend = mend
        """In both languages; None: somebody else has the right."""

    @classmethod
    def without(cls, role: Role, right: Right) -> Self:
        """The refusal in words; programs find the right's code beside them."""
        who, what = ROLES[role], RIGHTS_IN_WORDS[right]
        return cls(
            f"您的身份是“{who[0]}”，不能{what[0]}。",
            english=f"You are here as “{who[1]}”, which may not {what[1]}.",
            right=right,
        )


@dataclass(frozen=True, slots=True)
class Scope:
    """The records that a right reaches; None is no limit.

    In SQL: ``WHERE ($1::text IS NULL OR home = $1) AND ($2::text IS NULL OR institution = $2)``, and the same for
    ``college`` where records are put to colleges.
    """

    jurisdiction: str | None = None
    organization: str | None = None
    college: str | None = None

    def covers(
        self, *, jurisdiction: str | None = None, organization: str | None = None, college: str | None = None
    ) -> bool:
        """Whether a record with this home, this owner and this college of the owner's is within reach."""
        return (
            self.jurisdiction in (None, jurisdiction)
            and self.organization in (None, organization)
            and self.college in (None, college)
        )

    def require(
        self, *, jurisdiction: str | None = None, organization: str | None = None, college: str | None = None
    ) -> None:
        """Raise NotFound for a record out of reach: as if it did not exist."""
        if not self.covers(jurisdiction=jurisdiction, organization=organization, college=college):
            raise NotFound


@dataclass(frozen=True, slots=True)
class Principal:
    """A person, as the issuer vouches for them. ``organization`` is a credit code, ``college`` its college's code.

    ``ministry`` is a ministry's code; ``chain`` holds the industries of a chain leader's chain, with blanks between.
    """

    subject: str
    name: str
    role: Role
    organization: str | None = None
    organization_name: str | None = None
    jurisdiction: str = NATION
    college: str | None = None
    ministry: str | None = None
    chain: str | None = None

    def __post_init__(self) -> None:
        # A scope is built from these; one that is missing would mean everything instead of nothing.
        if self.jurisdiction not in JURISDICTIONS:
            raise ValueError(f"{self.jurisdiction!r} is no jurisdiction")
        if (
            self.role in (Role.INVENTOR, Role.COLLEGE, Role.OFFICE, Role.ENTERPRISE, Role.EXPERT, Role.CHAIN_LEADER)
            and not self.organization
        ):
            raise ValueError(f"the role {self.role} needs an organization")
        if self.role is Role.COLLEGE and not self.college:
            raise ValueError("the role college needs a college's code")
        if self.role is Role.MINISTRY and self.ministry not in {ministry.value for ministry in Ministry}:
            raise ValueError("the role ministry needs a ministry's code")
        if self.role is Role.CHAIN_LEADER and not (self.chain or "").split():
            raise ValueError("the role chain_leader needs the industries of a chain")
        if self.role is Role.PROVINCE and self.jurisdiction == NATION:
            raise ValueError("the role province needs a province's code")

    @property
    def is_anonymous(self) -> bool:
        return self.role is Role.PUBLIC

    def may(self, right: Right) -> bool:
        return self.role in RIGHTS[right].roles

    def scope(self, right: Right) -> Scope:
        """The records that this person reaches by the right. Raises Forbidden without it."""
        if not self.may(right):
            raise Forbidden.without(self.role, right)
        if RIGHTS[right].is_everywhere or self.role is Role.NATION:
            return Scope()
        if self.role is Role.PROVINCE:
            return Scope(jurisdiction=self.jurisdiction)
        if self.role is Role.COLLEGE:
            return Scope(organization=self.organization, college=self.college)
        if self.organization is None:
            raise Forbidden.without(self.role, right)
        return Scope(organization=self.organization)


ANONYMOUS: Final = Principal(subject="", name="", role=Role.PUBLIC)
