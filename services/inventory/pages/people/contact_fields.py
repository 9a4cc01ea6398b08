"""The fields of a form in which contacts are typed anew: an empty one leaves what is kept as it is."""

from collections.abc import Mapping

from chassis.web.language import t
from services.inventory.pages.forms import Mistake
from services.inventory.people import contacts
from services.inventory.people.contacts import Contact


def read_contacts(
    sent: Mapping[str, str], *, takes_email_away: bool
) -> tuple[dict[Contact, str | None], list[Mistake]]:
    """The contacts that were typed, None for an address that is to go; and what cannot be read."""
    mistakes: list[Mistake] = []
    changed: dict[Contact, str | None] = {}
    if sent["mobile"] and (number := contacts.mobile(sent["mobile"])) is None:
        mistakes.append(Mistake("mobile", t("手机号：不是 11 位手机号", "Mobile: not a number of 11 digits")))
    elif sent["mobile"]:
        changed[Contact.MOBILE] = number
    if sent["email"] and (address := contacts.email(sent["email"])) is None:
        mistakes.append(Mistake("email", t("邮箱：不是邮箱地址", "E-mail: not an address")))
    elif sent["email"]:
        changed[Contact.EMAIL] = address
    elif takes_email_away:
        changed[Contact.EMAIL] = None
    return changed, mistakes
