"""Option lists as screens and files speak of them: labels, order and use as the national office has them.

Codes are the contracts'; what they are called, and whether they may still be chosen, is a code table. A service's lists
are ``Options``: they read as the editions that hold for the request at hand, and as the first ones elsewhere.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Final, Generic, TypeVar

from panhuo_contracts.code_tables import CodeTable, first_editions

from chassis import codes
from chassis.database import Connection
from chassis.errors import Refused, Told

C = TypeVar("C", bound=str)
Label = tuple[str, str]
Editions = Mapping[str, CodeTable]
_LISTS: Final[Editions] = {name: table for name, table in first_editions().items() if table.is_of_options}
_holding: ContextVar[Editions] = ContextVar("editions of option lists", default=_LISTS)


class RetiredOption(Refused):
    """The office no longer lets this option be chosen; records that chose it keep it."""

    basis = Told.by(
        "代码表", "在用的选项由国家级管理部门发布", "the national office publishes which options are in use"
    )


async def holding_on(conn: Connection, day: date) -> Editions:
    """The editions of all option lists that hold on a day."""
    return {name: await codes.in_force(conn, name, day) for name in _LISTS}


def hold(editions: Editions) -> None:
    """From here on, in this request or process, lists read as these editions."""
    _holding.set(editions)


def held() -> Editions:
    """The editions that lists read as."""
    return _holding.get()


@contextmanager
def as_of(editions: Editions) -> Iterator[None]:
    """Within, lists read as these editions: for a record, those that it was filled in under."""
    token = _holding.set(editions)
    try:
        yield
    finally:
        _holding.reset(token)


class Options(Mapping[C, Label], Generic[C]):
    """An option list: code → label in Chinese and English, in the office's order; what is retired keeps its label."""

    def __init__(self, table: str, codes: Iterable[C]) -> None:
        self.table = table
        self._codes: dict[str, C] = {str(code): code for code in codes}

    def __getitem__(self, code: object) -> Label:
        for entry in self._edition.entries:
            if entry.code == code:
                return entry.zh, entry.en
        raise KeyError(code)

    def __iter__(self) -> Iterator[C]:
        return (self._codes[entry.code] for entry in self._edition.entries)

    def __len__(self) -> int:
        return len(self._codes)

    @property
    def codes(self) -> tuple[C, ...]:
        """Every code, in the contracts' order, which no edition changes."""
        return tuple(self._codes.values())

    @property
    def _edition(self) -> CodeTable:
        return _holding.get()[self.table]

    def in_use(self) -> dict[C, Label]:
        """What may be chosen."""
        return {self._codes[one.code]: (one.zh, one.en) for one in self._edition.entries if not one.is_retired}

    def require(self, *chosen: C | None) -> None:
        """Raises RetiredOption for what may no longer be chosen."""
        usable = self.in_use()
        for code in chosen:
            if code is not None and code not in usable:
                zh, en = self[code]
                listed = [
                    "、".join(label for label, _ in usable.values()),
                    ", ".join(label for _, label in usable.values()),
                ]
                raise RetiredOption(
                    f"选项“{zh}”已停用",
                    english=f"“{en}” is no longer in use.",
                    mend=Told(f"改选在用的选项：{listed[0]}", f"Choose one in use: {listed[1]}"),
                )


def offered(labels: Mapping[C, Label], chosen: object = None) -> list[tuple[C, Label]]:
    """What a form offers: what is in use, and what was chosen before, that nobody changes it unawares."""
    usable = in_use(labels)
    return [(code, label) for code, label in labels.items() if code in usable or code == chosen]


def in_use(labels: Mapping[C, Label]) -> Mapping[C, Label]:
    """What may be chosen of a list, whether or not the office keeps it."""
    return labels.in_use() if isinstance(labels, Options) else labels
