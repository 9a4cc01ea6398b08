"""Who may take what, and that it is taken: the question, its bounds, and the log."""

from typing import NamedTuple
from uuid import UUID

from panhuo_contracts import uuid7

from chassis.database import Connection
from chassis.errors import Invalid, NotFound, Refused, Told
from chassis.identity import Principal, audit
from chassis.service import Service
from services.matching.pulling.selection import Reach, Selection, Wanted
from services.matching.store import industry, pulls, selecting
from services.matching.store.pulls import MOST_AT_ONCE, Form


class TooManyAtOnce(Refused):
    """Of one account; more would slow down everybody else."""

    rule = "too_many_pulls"
    basis = Told.by("本平台规则", "一个账户同时只有两项调取", "an account pulls two at a time")
    mend = Told("等待正在进行的调取结束", "Wait until a pull under way has ended")


class Question(NamedTuple):
    """What is asked for: filters, or an industry library."""

    selection: Selection
    library: UUID | None = None

    def stated(self) -> str:
        """As an address has it."""
        return f"library={self.library}" if self.library else self.selection.query()


async def wanted_by(conn: Connection, puller: Principal, question: Question) -> Wanted:
    """Raises Forbidden for what lies beyond the puller's reach, NotFound for another's library."""
    reach = Reach.of(puller)
    if question.library is None:
        reach.require(question.selection)
        return Wanted(selection=question.selection, reach=reach)
    if not question.selection.is_everything:
        raise Invalid(
            "专题库有自己的筛选条件，不能再加条件",
            field="library",
            english="An industry library has its own filters: add none.",
        )
    kept = await industry.library(conn, question.library)
    if kept is None or not kept.may_be_read_by(puller):
        raise NotFound
    return kept.wanted(reach)


async def begin(service: Service, puller: Principal, question: Question, form: Form) -> tuple[UUID, Wanted]:
    """The log entry and what is wanted. Raises TooManyAtOnce, and Invalid for too long a spreadsheet."""
    pull = uuid7()
    async with service.unit() as unit:
        wanted = await wanted_by(unit.conn, puller, question)
        if form != "stream":
            found = await selecting.count(unit.conn, wanted)
            if found is None or found > selecting.COUNTED:
                raise Invalid(
                    f"超过 {selecting.COUNTED:,} 件：请缩小范围，或用数据流调取",
                    field="form",
                    english=f"More than {selecting.COUNTED:,} entries: narrow the filters, or take the stream.",
                )
        filters = question.stated()
        if not await pulls.begin(unit.conn, pull, puller, form, filters=filters, library=question.library):
            raise TooManyAtOnce(
                f"已有 {MOST_AT_ONCE} 项调取正在进行", english=f"{MOST_AT_ONCE} pulls are running already."
            )
        await audit(unit.conn, puller, "library.pull", str(pull), {"form": form, "filters": filters[:4_000]})
    return pull, wanted
