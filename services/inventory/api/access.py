"""Who may call what, and the tongue in which they are answered."""

from typing import Annotated

from fastapi import Depends, Request

from chassis.identity import Principal, Right, allow
from chassis.web.language import language

Reader = Annotated[Principal, Depends(allow(Right.STOCK_READ))]
Sender = Annotated[Principal, Depends(allow(Right.STOCK_IMPORT))]
Filler = Annotated[Principal, Depends(allow(Right.INVENTORY_FILL))]
Reviewer = Annotated[Principal, Depends(allow(Right.INVENTORY_REVIEW, Right.INVENTORY_REVIEW_COLLEGE))]
Office = Annotated[Principal, Depends(allow(Right.INVENTORY_REVIEW))]
Checker = Annotated[Principal, Depends(allow(Right.INVENTORY_SPOT_CHECK))]
Recorder = Annotated[Principal, Depends(allow(Right.LEGAL_STATUS_RECORD))]
PeopleManager = Annotated[Principal, Depends(allow(Right.PEOPLE_MANAGE))]
ContactsOwner = Annotated[Principal, Depends(allow(Right.CONTACTS_OWN))]
Delegator = Annotated[Principal, Depends(allow(Right.PEOPLE_MANAGE, Right.INVENTORY_FILL))]
Registrar = Annotated[Principal, Depends(allow(Right.INSTITUTION_REGISTER))]
Applicant = Annotated[Principal, Depends(allow(Right.INSTITUTION_APPLY))]


def in_english(request: Request) -> bool:
    return language(request) == "en"


English = Annotated[bool, Depends(in_english)]
