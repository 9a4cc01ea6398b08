"""Somebody is named in a form: by name, or by the account where several have the name."""

from chassis.database import Connection
from chassis.errors import Invalid
from services.inventory.people.names import plain
from services.inventory.people.person import RANKS, Person
from services.inventory.store import people


class SeveralOfOneName(Invalid):
    """A name means several people: the reader chooses one of them."""

    def __init__(self, field: str, found: list[Person]) -> None:
        super().__init__(
            f"有 {len(found)} 人同名，请选择",
            field=field,
            mend="改写账号：" + "；".join(f"{one.subject}（{_told_apart_by(one)}）" for one in found),
            english=f"{len(found)} people have this name: choose",
        )
        self.found = found


def _told_apart_by(person: Person) -> str:
    return " · ".join(filter(None, (person.name, person.college, RANKS[person.rank][0])))


async def find(conn: Connection, institution: str, field: str, typed: str) -> Person:
    """The inventor's account of the institution that is meant. Raises SeveralOfOneName, Invalid."""
    by_account = (await people.those(conn, [typed])).get(typed)
    if by_account is not None and by_account.institution == institution:
        return by_account
    found = (await people.named(conn, institution, [plain(typed)])).get(plain(typed), []) if typed else []
    if len(found) > 1:
        raise SeveralOfOneName(field, found)
    if not found:
        raise Invalid("没有这个姓名的账号", field=field, english="Nobody has an account under this name.")
    return found[0]
