"""Enterprises enter the register or change what it says of them."""

from collections.abc import Mapping, Sequence
from datetime import date

from panhuo_contracts import Event

from chassis.errors import Refused
from chassis.identity import Scope
from chassis.service import Unit
from services.matching import profile, refusals
from services.matching.commands.answers import Answer, read_rows
from services.matching.profile import Profile
from services.matching.store import enterprises


async def register_all(unit: Unit, scope: Scope, rows: Sequence[Mapping[str, object]], today: date) -> list[Answer]:
    """Register each row or answer it; out of reach is as if it were not there."""
    good, answers = read_rows(rows, Profile, "enterprise")
    codes = [said.enterprise for _, said in good]
    await enterprises.lock(unit.conn, codes)
    known = await enterprises.known(unit.conn, codes)
    events: list[Event] = []
    met: set[str] = set()
    for row, said in good:
        held = known.get(said.enterprise)
        if not _reaches(scope, said) or (held is not None and not _reaches(scope, held.profile)):
            answers.append(Answer(row, said.enterprise, "not_found"))
            continue
        try:
            if said.enterprise in met:
                raise refusals.RepeatedInRequest(
                    "同一企业在本次请求中出现多次", english="The enterprise stands more than once in this request"
                )
            body = profile.register(said, held, writer=unit.delivery.writer, today=today)
        except Refused as refusal:
            answers.append(Answer(row, said.enterprise, "refused", refusal=refusal))
            continue
        met.add(said.enterprise)
        answers.append(Answer(row, said.enterprise, "unchanged" if body is None else "accepted"))
        if body is not None:
            events.append(Event.of(body))
    await unit.announce(events)
    return sorted(answers, key=lambda answer: answer.row)


def _reaches(scope: Scope, said: Profile) -> bool:
    return scope.covers(jurisdiction=said.home, organization=said.enterprise)
