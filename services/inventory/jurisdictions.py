"""Where a patentee is at home: from a province's name, a code, or an address with its postcode."""

import re
from typing import Final

from panhuo_contracts.jurisdictions import JURISDICTIONS, NATION

_SUFFIXES: Final = {
    "cn-15": ("自治区",),
    "cn-45": ("壮族自治区",),
    "cn-54": ("自治区",),
    "cn-64": ("回族自治区",),
    "cn-65": ("维吾尔自治区", "维吾尔族自治区"),
}
_MUNICIPALITIES: Final = ("cn-11", "cn-12", "cn-31", "cn-50")
_CORPS: Final = "cn-66"
_OUTSIDE: Final = ("中国香港", "香港", "中国澳门", "澳门", "中国台湾", "台湾")
_ADDRESS: Final = re.compile(r"(?:(\d{6})\s*)?(.*)", re.DOTALL)
_POSTCODES: Final = {
    "cn-11": (10,),
    "cn-31": (20,),
    "cn-12": (30,),
    "cn-50": (40,),
    "cn-15": (1, 2),
    "cn-14": (3, 4),
    "cn-13": (5, 6, 7),
    "cn-21": (11, 12),
    "cn-22": (13,),
    "cn-23": (15, 16),
    "cn-32": (21, 22),
    "cn-34": (23, 24),
    "cn-37": (25, 26, 27),
    "cn-33": (31, 32),
    "cn-36": (33, 34),
    "cn-35": (35, 36),
    "cn-43": (41, 42),
    "cn-42": (43, 44),
    "cn-41": (45, 46, 47),
    "cn-44": (51, 52),
    "cn-45": (53, 54),
    "cn-52": (55, 56),
    "cn-46": (57,),
    "cn-51": (61, 62, 63, 64),
    "cn-53": (65, 66, 67),
    "cn-61": (71, 72),
    "cn-62": (73, 74),
    "cn-64": (75,),
    "cn-63": (81,),
    "cn-65": (83, 84),
    "cn-54": (85, 86),
}
_BY_POSTCODE: Final = {first: code for code, firsts in _POSTCODES.items() for first in firsts}


def _spellings(code: str, name: str) -> tuple[str, ...]:
    if code in _MUNICIPALITIES:
        return (name + "市", name)
    return (*(name + suffix for suffix in _SUFFIXES.get(code, ("省",))), name)


PROVINCES: Final[dict[str, str]] = {
    "新疆生产建设兵团": _CORPS,
    "生产建设兵团": _CORPS,
    "兵团": _CORPS,
    **{
        spelling: code
        for code, (name, _) in JURISDICTIONS.items()
        if code not in (NATION, _CORPS)
        for spelling in _spellings(code, name)
    },
}
"""Every spelling of a province → its code."""
NAMED: Final[dict[str, str]] = {
    **PROVINCES,
    **{code: code for code in JURISDICTIONS if code != NATION},
    **{code.removeprefix("cn-"): code for code in JURISDICTIONS if code != NATION},
    **{english: code for code, (_, english) in JURISDICTIONS.items() if code != NATION},
}
"""What may stand in a column of jurisdictions → the code."""


class Abroad(ValueError):
    """An address outside the 32 jurisdictions: Hong Kong, Macao, Taiwan or another country."""


def home_of_address(address: str) -> str | None:
    """The jurisdiction of an address such as ``210000 江苏省南京市…``; None where nothing tells it.

    The province's name goes before the postcode. Raises Abroad for an address without both, or in one of the regions
    that the programme leaves out.
    """
    match = _ADDRESS.fullmatch(address.strip())
    postcode, place = (match[1], match[2].strip()) if match else (None, "")
    place = place.removeprefix("中国") if not place.startswith(_OUTSIDE) else place
    if place.startswith(_OUTSIDE):
        raise Abroad(address)
    if "生产建设兵团" in place[:20]:
        return _CORPS
    for length in range(min(9, len(place)), 1, -1):
        if code := PROVINCES.get(place[:length]):
            return code
    if postcode is not None:
        return _BY_POSTCODE.get(int(postcode[:2]))
    if place:
        raise Abroad(address)
    return None
