"""The screens of an institution's people: accounts, whose records are whose, delegations, looks at contacts."""

from fastapi import APIRouter

from services.inventory.pages.people.ambiguities import router as ambiguities
from services.inventory.pages.people.delegations import router as delegations
from services.inventory.pages.people.listing import router as listing
from services.inventory.pages.people.own import router as own
from services.inventory.pages.people.person import router as person
from services.inventory.pages.people.uploads import router as uploads

router: APIRouter = APIRouter(include_in_schema=False)
for screen in (own, listing, uploads, ambiguities, delegations, person):  # the last has an address that fits all
    router.include_router(screen)
