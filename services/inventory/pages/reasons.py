"""Why a record goes back, as a form offers it and as it comes in."""

from typing import Final

from starlette.datastructures import FormData

from chassis.http.forms import text_in
from chassis.web.language import t
from services.inventory.review.reasons import REASONS, in_one

REASON_LACKS: Final = ("退回原因：退回修改时必选或必填", "Why it goes back: choose or write a reason")


def reason_in(form: FormData) -> str:
    """What was chosen and what was written; empty where neither was."""
    return in_one([code for code in form.getlist("reasons") if isinstance(code, str)], text_in(form, "reason"))


def offered_reasons(form: FormData) -> list[tuple[str, str, bool]]:
    """Code, words, and whether it was chosen."""
    chosen = form.getlist("reasons")
    return [(code.value, t(*names), code in chosen) for code, names in REASONS.in_use().items()]
