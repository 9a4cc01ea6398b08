"""Rule 3: an event whose number was already seen for its key is dropped; one that comes too late is buried."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from chassis.database import Connection
from chassis.delivery.inbox import Burial, Letter

MAX_SKIPPED_RANGES = 64
Address = tuple[int, str]


@dataclass(slots=True)
class Seen:
    """First and last number seen of one key, and the numbers in between that never came."""

    first: int
    last: int
    skipped: list[tuple[int, int]]

    def admit(self, number: int, *, is_compacted: bool) -> str:
        """Note one more number: ``new``, ``late`` or ``duplicate``."""
        if number > self.last:
            if number > self.last + 1 and not is_compacted:
                self.skipped.append((self.last + 1, number - 1))
                self._bound()
            self.last = number
            return "new"
        if is_compacted:
            return "duplicate"
        if number < self.first:
            if number < self.first - 1:
                self.skipped.insert(0, (number + 1, self.first - 1))
                self._bound()
            self.first = number
            return "late"
        for at, (low, high) in enumerate(self.skipped):
            if low <= number <= high:
                self.skipped[at : at + 1] = [
                    part for part in ((low, number - 1), (number + 1, high)) if part[0] <= part[1]
                ]
                self._bound()
                return "late"
        return "duplicate"

    def _bound(self) -> None:
        """Join the two oldest ranges: what was seen between them would be buried, never silently dropped."""
        while len(self.skipped) > MAX_SKIPPED_RANGES:
            self.skipped[0:2] = [(self.skipped[0][0], self.skipped[1][1])]


async def admit(conn: Connection, ids: Mapping[str, int], letters: Sequence[Letter]) -> list[Letter]:
    """The letters that may take effect or must be buried, in order; duplicates are left out, numbers are spent."""
    by_address: defaultdict[Address, list[Letter]] = defaultdict(list)
    for letter in letters:
        if letter.key is not None:
            by_address[ids[letter.place.topic], letter.key].append(letter)
    unsettled = set(by_address) - await _advance_in_step(conn, by_address)
    dropped: set[int] = set()
    if unsettled:
        seen = await _read(conn, unsettled)
        changed = set()
        for address in unsettled:
            for letter in by_address[address]:
                if _settle(seen, address, letter):
                    changed.add(address)
                else:
                    dropped.add(id(letter))
        await _write(conn, {address: seen[address] for address in sorted(changed)})
    return [letter for letter in letters if id(letter) not in dropped]


def _settle(seen: dict[Address, Seen], address: Address, letter: Letter) -> bool:
    number = letter.sequence or 0
    if address not in seen:
        seen[address] = Seen(number, number, [])
        return True
    verdict = seen[address].admit(number, is_compacted=letter.topic.stream.is_compacted)
    if verdict == "late" and letter.burial is None:
        detail = f"number {number} of {address[1]} came after later ones had taken effect (now at {seen[address].last})"
        letter.burial = Burial("late", detail)
    return verdict != "duplicate"


async def _advance_in_step(conn: Connection, by_address: Mapping[Address, Sequence[Letter]]) -> set[Address]:
    """The common case in one statement: keys that are new, or go on exactly where they stood."""
    runs: list[tuple[int, str, int, int]] = []
    for address in sorted(by_address):
        numbers = [letter.sequence or 0 for letter in by_address[address]]
        first = numbers[0]
        if len(numbers) == 1 or numbers == list(range(first, first + len(numbers))):
            runs.append((*address, first, numbers[-1]))
    if not runs:
        return set()
    rows = await conn.fetch(
        """
        INSERT INTO received AS r (topic_id, key, first, last)
        SELECT * FROM unnest($1::integer[], $2::text[], $3::bigint[], $4::bigint[]) AS run (topic_id, key, low, high)
        ON CONFLICT (topic_id, key) DO UPDATE SET last = excluded.last WHERE r.last = excluded.first - 1
        RETURNING topic_id, key
        """,
        *(list(column) for column in zip(*runs, strict=True)),
    )
    return {(row[0], row[1]) for row in rows}


async def _read(conn: Connection, addresses: Iterable[Address]) -> dict[Address, Seen]:
    ordered = sorted(addresses)
    rows = await conn.fetch(
        """
        SELECT r.* FROM received r JOIN unnest($1::integer[], $2::text[]) AS a (topic_id, key) USING (topic_id, key)
        """,
        [address[0] for address in ordered],
        [address[1] for address in ordered],
    )
    return {
        (row["topic_id"], row["key"]): Seen(
            row["first"],
            row["last"],
            list(zip(row["skipped"][::2], row["skipped"][1::2], strict=True)) if row["skipped"] else [],
        )
        for row in rows
    }


async def _write(conn: Connection, seen: Mapping[Address, Seen]) -> None:
    await conn.executemany(
        """
        INSERT INTO received (topic_id, key, first, last, skipped) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (topic_id, key) DO UPDATE
        SET first = excluded.first, last = excluded.last, skipped = excluded.skipped
        """,
        [
            (topic_id, key, entry.first, entry.last, [bound for span in entry.skipped for bound in span] or None)
            for (topic_id, key), entry in seen.items()
        ],
    )
