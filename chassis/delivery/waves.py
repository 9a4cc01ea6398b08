"""Rule 4: the n-th event of a key goes to wave n, and a handler is given one wave of one type at a time."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

from panhuo_contracts import Body, Event, Fact

from chassis.database import Connection

Handler = Callable[[Sequence[Fact[Any]], Connection], Awaitable[list[Event]]]
Handlers = Mapping[type[Body], Handler]


def waves(facts: Iterable[Fact[Body]]) -> list[dict[type[Body], list[Fact[Body]]]]:
    """Facts by wave and type; within one wave and type no key stands twice."""
    result: list[dict[type[Body], list[Fact[Body]]]] = []
    turns: defaultdict[tuple[str, str], int] = defaultdict(int)
    for fact in facts:
        address = (fact.stream, fact.key)
        turn = turns[address]
        turns[address] = turn + 1
        if turn == len(result):
            result.append({})
        result[turn].setdefault(type(fact.body), []).append(fact)
    return result


async def apply_facts(conn: Connection, handlers: Handlers, facts: Iterable[Fact[Body]]) -> list[Event]:
    """Let the handlers take in facts, wave by wave; what follows from them is returned, not yet said."""
    follow: list[Event] = []
    for wave in waves(facts):
        for body_type, handler in handlers.items():
            if body_type in wave:
                follow += await handler(wave[body_type], conn)
    return follow


async def carry_out(conn: Connection, handlers: Handlers, writer: str, events: Sequence[Event]) -> list[Event]:
    """Let what is being said take effect here, by the handlers that also replay it; all that is to be published.

    A fact that is only just being said has sequence 0: its number is drawn last, so no handler may store it.
    """
    said: list[Event] = []
    pending = list(events)
    while pending:
        said += pending
        pending = await apply_facts(conn, handlers, [_as_fact(event, writer) for event in pending])
    return said


def _as_fact(event: Event, writer: str) -> Fact[Body]:
    body = event.body
    return Fact(
        event.id,
        writer,
        body.stream,
        body.key,
        0,
        event.time,
        body,
        event.causation_id,
        event.correlation_id,
        event.traceparent,
    )
