"""The tile map: where each jurisdiction stands, what it is called, and which shade a value takes."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

COLUMNS, ROWS = 9, 8


@dataclass(frozen=True, slots=True)
class Tile:
    """One place on the map; column and row count from 0 at the top left.

    `letters` are those of GB/T 2260 (ISO 3166-2); the Corps, which has none, takes BT.
    """

    code: str
    name: str
    english: str
    short: str
    letters: str
    column: int
    row: int


TILES: Sequence[Tile] = (
    Tile("cn-11", "北京", "Beijing", "京", "BJ", 6, 2),
    Tile("cn-12", "天津", "Tianjin", "津", "TJ", 7, 2),
    Tile("cn-13", "河北", "Hebei", "冀", "HE", 6, 3),
    Tile("cn-14", "山西", "Shanxi", "晋", "SX", 5, 3),
    Tile("cn-15", "内蒙古", "Inner Mongolia", "蒙", "NM", 5, 2),
    Tile("cn-21", "辽宁", "Liaoning", "辽", "LN", 8, 2),
    Tile("cn-22", "吉林", "Jilin", "吉", "JL", 8, 1),
    Tile("cn-23", "黑龙江", "Heilongjiang", "黑", "HL", 8, 0),
    Tile("cn-31", "上海", "Shanghai", "沪", "SH", 8, 4),
    Tile("cn-32", "江苏", "Jiangsu", "苏", "JS", 7, 4),
    Tile("cn-33", "浙江", "Zhejiang", "浙", "ZJ", 7, 5),
    Tile("cn-34", "安徽", "Anhui", "皖", "AH", 6, 4),
    Tile("cn-35", "福建", "Fujian", "闽", "FJ", 7, 6),
    Tile("cn-36", "江西", "Jiangxi", "赣", "JX", 6, 5),
    Tile("cn-37", "山东", "Shandong", "鲁", "SD", 7, 3),
    Tile("cn-41", "河南", "Henan", "豫", "HA", 5, 4),
    Tile("cn-42", "湖北", "Hubei", "鄂", "HB", 5, 5),
    Tile("cn-43", "湖南", "Hunan", "湘", "HN", 5, 6),
    Tile("cn-44", "广东", "Guangdong", "粤", "GD", 6, 6),
    Tile("cn-45", "广西", "Guangxi", "桂", "GX", 4, 6),
    Tile("cn-46", "海南", "Hainan", "琼", "HI", 5, 7),
    Tile("cn-50", "重庆", "Chongqing", "渝", "CQ", 4, 4),
    Tile("cn-51", "四川", "Sichuan", "川", "SC", 3, 4),
    Tile("cn-52", "贵州", "Guizhou", "贵", "GZ", 4, 5),
    Tile("cn-53", "云南", "Yunnan", "云", "YN", 3, 5),
    Tile("cn-54", "西藏", "Tibet", "藏", "XZ", 1, 4),
    Tile("cn-61", "陕西", "Shaanxi", "陕", "SN", 4, 3),
    Tile("cn-62", "甘肃", "Gansu", "甘", "GS", 2, 3),
    Tile("cn-63", "青海", "Qinghai", "青", "QH", 2, 4),
    Tile("cn-64", "宁夏", "Ningxia", "宁", "NX", 3, 3),
    Tile("cn-65", "新疆", "Xinjiang", "新", "XJ", 1, 3),
    Tile("cn-66", "兵团", "Corps", "兵", "BT", 0, 3),
    Tile("cn-71", "台湾", "Taiwan", "台", "TW", 8, 6),
    Tile("cn-81", "香港", "Hong Kong", "港", "HK", 7, 7),
    Tile("cn-82", "澳门", "Macao", "澳", "MO", 6, 7),
)

BY_CODE: Mapping[str, Tile] = {tile.code: tile for tile in TILES}
UNCOUNTED = frozenset({"cn-71", "cn-81", "cn-82"})
"""On the map, outside the programme: hatched, never a value."""

COUNTED: Sequence[Tile] = tuple(tile for tile in TILES if tile.code not in UNCOUNTED)
JOINED = frozenset({"cn-66"})
"""Drawn with a bridge to the tile at its right: the Corps stands within Xinjiang."""

CUTS: Mapping[str, Sequence[int]] = {
    "inventory_rate": (70, 80, 85, 90, 95, 98),
    "library_rate": (20, 30, 40, 50, 60, 70),
    "evaluation_rate": (10, 20, 30, 40, 50, 60),
    "implementation_rate": (4, 6, 8, 10, 12, 15),
    "industrialization_rate": (1, 2, 3, 4, 5, 6),
    "filing_timeliness": (70, 80, 85, 90, 95, 98),
}
"""Lower bounds of shades 2 to 7 in percent. Fixed, so that one colour means one thing on any day."""


def shade(value: float | Decimal | None, cuts: Sequence[float]) -> int:
    """1 (lightest) to 7; 0 where there is no value."""
    return 0 if value is None else bisect_right(cuts, value) + 1


def name_of(jurisdiction: str, *, english: bool = False) -> str:
    """A jurisdiction by name; an unknown code stays as it is."""
    if jurisdiction == "cn":
        return "National" if english else "全国"
    tile = BY_CODE.get(jurisdiction)
    if tile is None:
        return jurisdiction
    return tile.english if english else tile.name
