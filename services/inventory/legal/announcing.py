"""What a change of a right's state has to be said of: the state itself, and that the right has left its institution."""

from panhuo_contracts import Body
from panhuo_contracts.events.inventory import LegalStatusChanged, PatentTransferredAway, StatusSince

from services.inventory.legal.fold import RightState
from services.inventory.legal.kinds import VOCABULARY
from services.inventory.records import Entry


def announcements(record: Entry, before: RightState | None, after: RightState) -> list[Body]:
    """What readers are to be told; nothing, where the lines that came change nothing of what stands."""
    told = [] if before is None else _told(record, before)
    return [body for body in _told(record, after) if body not in told]


def _told(record: Entry, state: RightState) -> list[Body]:
    is_away = state.is_away_from(record.institution, record.institution_name)
    said: list[Body] = [_present(record, state, is_away=is_away)]
    if is_away and state.transferred_on is not None:
        said.append(
            PatentTransferredAway(
                patent=record.number,
                home=record.home,
                institution=record.institution,
                holders=state.holders,
                holder_code=state.holder_code,
                transferred_on=state.transferred_on,
            )
        )
    return said


def _present(record: Entry, state: RightState, *, is_away: bool) -> LegalStatusChanged:
    return LegalStatusChanged(
        patent=record.number,
        home=record.home,
        status=state.status,
        flags=state.flags,
        effective_on=state.effective_on,
        expires_on=state.expires_on,
        cause=VOCABULARY[state.cause].cause,
        course=tuple(StatusSince(status=status, since=since) for status, since in state.course),
        is_away=is_away,
    )
