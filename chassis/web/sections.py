"""The product's sections, the pages about oneself, and the roles that a signed-in person may have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from chassis.web.language import t


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the header, of which the one with the longest matching address is current; or of the account."""

    href: str
    zh: str
    en: str
    right: str
    """Without it the section's pages answer 403. The value of a ``Right``: the web knows nothing of identity."""

    def is_current(self, path: str) -> bool:
        return path.startswith(self.href.rstrip("/")) and not any(
            len(other.href) > len(self.href) and path.startswith(other.href.rstrip("/")) for other in SECTIONS
        )

    def is_open_to(self, principal: Any) -> bool:  # noqa: ANN401 - whoever may have rights, or None for nobody
        """Whether the person may enter; without anybody, only what is public stands open."""
        return self.right == _PUBLIC if principal is None else bool(principal.may(self.right))


_PUBLIC: Final = "census.read"

SECTIONS: Sequence[Section] = (
    Section("/monitoring/", "监测", "Monitoring", _PUBLIC),
    Section("/matching/", "资源库", "Library", "library.read"),
    Section("/inventory/", "盘点", "Inventory", "stock.read"),
    Section("/evaluation/", "评价", "Evaluation", "library.read"),
    Section("/evaluation/experts", "专家", "Experts", "experts.read"),
    Section("/matching/deals", "对接", "Deals", "license.read"),
    Section("/filing/", "备案", "Filing", "license.read"),
)

OWN_PAGES: Sequence[Section] = (Section("/inventory/contacts", "我的联系方式", "My contacts", "contacts.own"),)
"""What stands in the account's menu: what is about the person, not about the work."""

LANDINGS: Mapping[str, str] = {
    "inventor": "/inventory/?review=mine",
    "college": "/inventory/review",
    "office": "/inventory/review",
    "enterprise": "/matching/",
    "expert": "/evaluation/experts",
    "province": "/monitoring/jurisdictions/{jurisdiction}",
    "ministry": "/matching/pull",
    "chain_leader": "/matching/pull",
    "nation": "/monitoring/",
}
"""Where a person finds their work after signing in, unless they were on their way to somewhere else."""

ROLES: Mapping[str, tuple[str, str]] = {
    "public": ("未登录的访客", "A visitor who has not signed in"),
    "inventor": ("发明人", "Inventor"),
    "college": ("院系管理", "College"),
    "office": ("成果转化办", "Transfer office"),
    "enterprise": ("企业", "Enterprise"),
    "expert": ("评价专家", "Expert"),
    "province": ("省级管理", "Province"),
    "ministry": ("主管部委", "Ministry"),
    "chain_leader": ("链主企业", "Chain leader"),
    "nation": ("国家级管理", "Nation"),
}


def landing(principal: Any) -> str:  # noqa: ANN401 - as above
    """The first page of somebody who has signed in."""
    return LANDINGS[str(principal.role.value)].format(jurisdiction=principal.jurisdiction)


def role_name(role: object) -> str:
    """A role in the language of the page; one without a name here stays as it is."""
    code = str(getattr(role, "value", role))
    return t(*ROLES[code]) if code in ROLES else code
