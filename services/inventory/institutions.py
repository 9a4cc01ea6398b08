"""Institutions: the bodies that own patents, who hosts them, and how a file's names find them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Final

from panhuo_contracts.codes import InstitutionKind, Ministry
from panhuo_contracts.identifiers import credit_check_character, organization_check_character
from panhuo_contracts.jurisdictions import JURISDICTIONS, NATION

_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
PROVISIONAL_PREFIX: Final = "Y999"
"""Department Y (other) with class 9, which GB 32100 does not allot: no real credit code begins like this."""
MOST_PROVISIONAL: Final = 100_000
"""Unregistered institutions that one file may bring."""


@dataclass(frozen=True, slots=True)
class Institution:
    """One body of the registry."""

    code: str
    name: str
    kind: InstitutionKind
    home: str
    writer: str
    """The one system that publishes its records."""
    is_provisional: bool = False
    """Known by its name only; its code is generated."""
    is_generated: bool = False
    ministry: Ministry | None = None
    """Who supervises it, where that is known."""
    former_names: tuple[str, ...] = ()
    admitted_on: date | None = None
    """None: known by an import only."""
    suspended_on: date | None = None
    merged_into: str | None = None
    """Code of the institution that has taken it over."""

    @property
    def state(self) -> str:
        """What its chip says: merged, suspended, admitted, or known."""
        if self.merged_into is not None:
            return "merged"
        if self.suspended_on is not None:
            return "suspended"
        return "known" if self.admitted_on is None else "admitted"


def provisional_code(name: str) -> str:
    """A credit code for a body whose own is unknown: derived from its name, valid in both check characters.

    All of them begin with ``Y999``.
    """
    number = int.from_bytes(blake2b(name.strip().encode(), digest_size=10).digest(), "big")
    number, region = divmod(number, 10_000)
    body = ""
    for _ in range(8):
        number, digit = divmod(number, len(_ALPHABET))
        body += _ALPHABET[digit]
    front = f"{PROVISIONAL_PREFIX}{region:04d}{body}{organization_check_character(body)}"
    return front + credit_check_character(front)


def is_provisional(code: str) -> bool:
    return code.startswith(PROVISIONAL_PREFIX)


def home_of_code(code: str) -> str | None:
    """The province in a credit code's division digits (GB/T 2260); None for what no division tells."""
    if is_provisional(code):
        return None
    home = f"{NATION}-{code[2:4]}"
    return home if home in JURISDICTIONS else None


class Directory:
    """The registry in memory while a file is read; new bodies are noted to be stored with the rows.

    A former name finds its bearer, and whatever names a merged body finds the one that took it over.
    """

    def __init__(self, known: Iterable[Institution]) -> None:
        self._by_code: dict[str, Institution] = {}
        self._by_name: dict[str, list[Institution]] = {}
        self._by_former_name: dict[str, list[Institution]] = {}
        self.arrived: list[Institution] = []
        self.provisional = 0
        for institution in known:
            self._note(institution)

    def _note(self, institution: Institution) -> None:
        self._by_code[institution.code] = institution
        self._by_name.setdefault(institution.name, []).append(institution)
        for name in institution.former_names:
            self._by_former_name.setdefault(name, []).append(institution)

    def with_code(self, code: str) -> Institution | None:
        found = self._by_code.get(code)
        return found if found is None or found.merged_into is None else self._successor(found)

    def _successor(self, merged: Institution) -> Institution:
        seen = {merged.code}
        while merged.merged_into is not None and merged.merged_into not in seen:
            following = self._by_code.get(merged.merged_into)
            if following is None:
                break
            merged = following
            seen.add(merged.code)
        return merged

    def with_name(self, name: str) -> list[Institution]:
        """All that bear the name; a registered one stands for the provisional one of its name."""
        found = self._by_name.get(name) or self._by_former_name.get(name, [])
        followed = {one.code: one for one in map(self._successor, found)}
        registered = [institution for institution in followed.values() if not institution.is_provisional]
        return registered or list(followed.values())

    def bears(self, institution: Institution, name: str) -> bool:
        """Whether an institution is or was called so, or has taken over one that was."""
        return institution.name == name or any(
            self._successor(one).code == institution.code
            for one in (*self._by_name.get(name, ()), *self._by_former_name.get(name, ()))
        )

    def arrive(self, institution: Institution) -> Institution:
        """Note a body that the registry does not hold yet."""
        self._note(institution)
        self.arrived.append(institution)
        self.provisional += institution.is_provisional
        return institution

    def take_arrived(self) -> list[Institution]:
        arrived, self.arrived = self.arrived, []
        return arrived
