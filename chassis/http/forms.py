"""Forms as browsers send them."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData


async def form_of(request: Request) -> FormData:
    """The form of a request."""
    return await request.form()


Form = Annotated[FormData, Depends(form_of)]


def text_in(form: FormData, name: str) -> str:
    """A field's text without blanks around it; empty where there is none."""
    value = form.get(name)
    return value.replace("\x00", "").strip() if isinstance(value, str) else ""
