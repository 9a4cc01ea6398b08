"""The stocktaking form as it was sent: everything that it says, what is wrong with it, and what it leaves open."""

from typing import Final, NamedTuple

from starlette.datastructures import FormData

from chassis.http.forms import text_in
from chassis.web.language import t
from services.inventory.pages.forms import Mistake, remarks_in
from services.inventory.pages.question_fields import answers_in, funding_in
from services.inventory.records import Remarks
from services.inventory.review.questions import Answers, unanswered
from services.inventory.review.stocktaking import missing
from services.inventory.store.drafts import Funding

_ORDER: Final = (
    "project_kind",
    "project_name",
    "project_number",
    "implementation",
    "implemented_on",
    "counterparty",
    "contract_number",
    "amount",
    "accepted_modes",
    "asking_price",
    "no_intention_reason",
    "maturity",
    "maturity_evidence",
    "self_grade",
    "grade_reason",
    "scenario",
    "industries",
    "keywords",
)
"""Of the fields on the form."""


class Said(NamedTuple):
    """All that a form says."""

    remarks: Remarks
    funding: Funding | None
    answers: Answers
    mistakes: list[Mistake]

    def gaps(self) -> "list[Gap]":
        """What it leaves open; what cannot be read was said."""
        wrong = {mistake.field for mistake in self.mistakes}
        return [gap for gap in gaps(self.remarks, self.answers) if gap.field not in wrong]


class Gap(NamedTuple):
    """Something that the form leaves open."""

    field: str
    name: str
    is_needed: bool
    """Whether the review waits for it; else reviewers only see that it is open."""


def said_in(form: FormData, *, english: bool, for_review: bool = False) -> Said:
    remarks, mistakes = remarks_in(form, english=english, for_review=for_review)
    funding, of_funding = funding_in(form)
    answers, of_answers = answers_in(form)
    mistakes = sorted([*mistakes, *of_funding, *of_answers], key=lambda one: _ORDER.index(one.field))
    return Said(remarks, funding, answers, mistakes)


def gaps(remarks: Remarks, answers: Answers | None) -> list[Gap]:
    """What is still open, in the order of the form."""
    found = [Gap(group.field, t(group.name, group.english), is_needed=True) for group in missing(remarks)]
    found += [
        Gap(question.field, t(question.chinese, question.english), is_needed=False)
        for question in unanswered(answers, remarks)
    ]
    return sorted(found, key=lambda gap: _ORDER.index(gap.field))


def unseen(form: FormData, said: Said) -> bool:
    """Whether the form leaves something open that it did not show to whoever submits it.

    Never of a form that does not say what it showed.
    """
    if "gaps_seen" not in form:
        return False
    seen = text_in(form, "gaps_seen").split()
    return any(gap.field not in seen for gap in said.gaps() if not gap.is_needed)
