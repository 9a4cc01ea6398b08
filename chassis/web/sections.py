"""The product's sections as the header names them, and the roles a signed-in person may have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chassis.web.language import t


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the header; the entry with the longest matching address is the current one."""

    href: str
    zh: str
    en: str

    def is_current(self, path: str) -> bool:
        return path.startswith(self.href.rstrip("/")) and not any(
            len(other.href) > len(self.href) and path.startswith(other.href.rstrip("/")) for other in SECTIONS
        )


SECTIONS: Sequence[Section] = (
    Section("/monitoring/", "监测", "Monitoring"),
    Section("/matching/", "资源库", "Library"),
    Section("/inventory/", "盘点", "Inventory"),
    Section("/evaluation/", "评价", "Evaluation"),
    Section("/matching/deals", "对接", "Deals"),
    Section("/filing/", "备案", "Filing"),
)

_ROLES: Mapping[str, tuple[str, str]] = {
    "inventor": ("发明人", "Inventor"),
    "office": ("成果转化办", "Transfer office"),
    "enterprise": ("企业", "Enterprise"),
    "province": ("省级管理", "Province"),
    "nation": ("国家级管理", "Nation"),
}


def role_name(role: object) -> str:
    """A role in the language of the page; one without a name here stays as it is."""
    code = str(getattr(role, "value", role))
    return t(*_ROLES[code]) if code in _ROLES else code
