"""A row says that a patent is its institution's, and it stands under another body: what becomes of the row."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from panhuo_contracts.events.inventory import PatentClaimed

from services.inventory import records
from services.inventory.conflicts.case import Case, Identity, Party, State, verdict
from services.inventory.importing.arrival import Standing, is_same_body
from services.inventory.importing.rows import Row
from services.inventory.records import Entry
from services.inventory.rules.problems import Problem
from services.inventory.store.standing import Copy

CLAIMED: Final = "E164"
"""The rule under which a row ends as a claim: it is noted, and a case stands open."""
MOST_CLAIMS: Final = 500
"""Rows of one file or batch that end as claims, and open claims of one body: people settle each of them."""


class Headers(NamedTuple):
    """The columns that a problem names."""

    number: str
    holder: str


class Judged(NamedTuple):
    """What stands in a row's way, and the claim that it makes by coming, where that is new."""

    problem: Problem | None = None
    claim: PatentClaimed | None = None


_FREE: Final = Judged()


def is_claim(problem: Problem) -> bool:
    """Whether a row was noted as a claim rather than refused."""
    return problem.rule == CLAIMED


def too_many(row: Row, headers: Headers) -> Problem:
    """More claims than anybody settles: a column is wrong, or what is open has to be settled first."""
    return Problem(headers.holder, row.entry.institution_name, "E170", {"limit": f"{MOST_CLAIMS:,}"})


def is_at_odds(row: Row, before: Standing | None, copies: Sequence[Copy], successors: Mapping[str, str]) -> bool:
    """Whether anybody else's record of the patent stands: then its cases have to be known."""
    return bool(copies) or (before is not None and not is_same_body(before.entry, row.entry, successors))


def judge(
    row: Row,
    before: Standing | None,
    copies: Sequence[Copy],
    cases: Sequence[Case],
    headers: Headers,
    *,
    successors: Mapping[str, str],
    today: date,
) -> Judged:
    """Let a row in, note it as a claim, or refuse it because the matter is settled.

    ``successors`` tells which bodies have taken others over: what they claimed, held and lost is theirs.
    """
    entry = row.entry
    settled = verdict(cases, successors)
    if entry.institution in settled.losers:
        return Judged(_settled(entry, settled.owner, settled.on, headers))
    is_ours = before is not None and is_same_body(before.entry, entry, successors)
    for copy in copies:
        if copy.institution == entry.institution:
            return Judged(Problem(headers.number, entry.number, "E163", {"writer": copy.writer}))
    rivals = [] if before is None or is_ours else [_party(before.entry)]
    rivals += [
        Party(*copy[1:]) for copy in copies if successors.get(copy.institution, copy.institution) not in settled.losers
    ]
    if not rivals:
        return _FREE
    holder = rivals[0]
    claims = [case for case in cases if successors.get(case.claimant.code, case.claimant.code) == entry.institution]
    under_way = next((case for case in claims if case.state is State.OPEN), None)
    case = next((case for case in claims if case.claimant.code == entry.institution), None)
    identity = under_way.identity if under_way else Identity(entry.number, entry.institution)
    noted = _noted(entry, holder, identity, headers)
    if is_ours or under_way is not None:
        return Judged(noted)
    return Judged(noted, claim_of(entry, holder, on=today, place=1 if case is None else case.round + 1))


def claim_of(entry: Entry, holder: Party, *, on: date, place: int) -> PatentClaimed:
    """What the claimant says, in the words of its row."""
    said = records.recorded(entry, on=on).model_dump(exclude={"recorded_on"})
    return PatentClaimed.model_validate(
        said
        | {
            "holder": holder.code,
            "holder_name": holder.name,
            "holder_home": holder.home,
            "round": place,
            "claimed_on": on,
        }
    )


def _party(entry: Entry) -> Party:
    return Party(entry.institution, entry.institution_name, entry.home)


def _noted(entry: Entry, holder: Party, case: Identity, headers: Headers) -> Problem:
    return Problem(headers.holder, entry.institution_name, CLAIMED, {"holder": holder.name, "case": str(case)})


def _settled(entry: Entry, owner: Party | None, on: date | None, headers: Headers) -> Problem:
    parts = {"holder": owner.name if owner else "", "on": on.isoformat() if on else ""}
    return Problem(headers.holder, entry.institution_name, "E169", parts)
