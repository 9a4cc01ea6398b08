"""Forms as they come in: the six groups of annotations, and plain texts."""

from collections.abc import Callable
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from starlette.datastructures import FormData

from chassis.errors import Invalid
from services.inventory import cells
from services.inventory.cells import BrokenRule
from services.inventory.options import IMPLEMENTATION, MATURITY, MODES, SELF_GRADES
from services.inventory.records import Remarks
from services.inventory.rules import Problem
from services.inventory.standard_format import COLUMNS
from services.inventory.store.drafts import Funding

_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "implementation": cells.option_of(IMPLEMENTATION),
    "asking_price": cells.price_in_yuan,
    "maturity": cells.option_of(MATURITY),
    "self_grade": cells.option_of(SELF_GRADES),
    "scenario": cells.text_of(8_000),
    "industries": cells.industry_codes,
    "keywords": cells.keywords,
}
_NAMES: Final = {column.field: column.name for column in COLUMNS}


async def form_of(request: Request) -> FormData:
    return await request.form()


Form = Annotated[FormData, Depends(form_of)]


def text_in(form: FormData, name: str) -> str:
    value = form.get(name)
    return value.replace("\x00", "").strip() if isinstance(value, str) else ""


def remarks_in(form: FormData, *, english: bool) -> Remarks:
    """The annotations of a form; empty fields say nothing. Raises Invalid, naming the field."""
    values: dict[str, Any] = {}
    modes = "；".join(str(value) for value in form.getlist("accepted_modes"))
    for field, read in {"accepted_modes": cells.options_of(MODES), **_READERS}.items():
        text = modes if field == "accepted_modes" else text_in(form, field)
        try:
            if text:
                values[field] = read(text)
        except BrokenRule as broken:
            problem = Problem(_NAMES[field], text, broken.rule, broken.parts)
            raise Invalid(
                f"{problem.column}：{problem.problem()}",
                field=field,
                mend=problem.mend(english=english),
                english=f"{field}: {problem.problem(english=True)}",
            ) from None
    return Remarks(**values)


def funding_in(form: FormData) -> Funding | None:
    """Who paid, where the form says anything of it."""
    said = text_in(form, "is_funded")
    if not said:
        return None
    if said == "no":
        return Funding(is_funded=False)
    parts = [text_in(form, name)[:400] for name in ("project_kind", "project_name", "project_number")]
    return Funding(True, *parts)
