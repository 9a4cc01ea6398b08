"""Somebody is named in a form: by name, or by the account where several have the name."""

from chassis.database import Connection
from chassis.errors import Invalid, Told
from chassis.identity import Role
from services.inventory.people.names import plain
from services.inventory.people.person import RANKS, Person
from services.inventory.store import people


class SeveralOfOneName(Invalid):
    """A name means several people: the reader chooses one of them."""

    def __init__(self, field: str, found: list[Person]) -> None:
        super().__init__(
            f"有 {len(found)} 人同名，请选择",
            field=field,
            mend=Told(
                "改写账号：" + "；".join(f"{one.subject}（{_told_apart_by(one)}）" for one in found),
                "Write the account: " + "; ".join(one.subject for one in found),
            ),
            english=f"{len(found)} people have this name: choose",
        )
        self.found = found


def _told_apart_by(person: Person) -> str:
    return " · ".join(filter(None, (person.name, person.college, RANKS[person.rank][0])))


async def find(conn: Connection, institution: str, field: str, typed: str) -> Person:
    """The inventor's account of the institution that is meant. Raises SeveralOfOneName, Invalid."""
    by_account = (await people.those(conn, [typed])).get(typed)
    if by_account is not None and by_account.institution == institution and by_account.role is Role.INVENTOR:
        return by_account
    found = (await people.named(conn, institution, [plain(typed)])).get(plain(typed), []) if typed else []
    if len(found) > 1:
        raise SeveralOfOneName(field, found)
    if not found:
        raise Invalid(
            "本单位人员名册中没有这位发明人",
            field=field,
            mend=Told(
                "从名册中选择；名册没有的，先在“人员账号”中建账号",
                "Choose from the list of people; make an account there for whoever is missing",
            ),
            english="No inventor of this name or account is on the institution's list of people.",
        )
    return found[0]
