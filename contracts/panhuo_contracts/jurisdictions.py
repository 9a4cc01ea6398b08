"""The nation and its 32 jurisdictions: 31 provinces (GB/T 2260) and the Production and Construction Corps."""

from typing import Final

NATION: Final = "cn"

JURISDICTIONS: Final[dict[str, tuple[str, str]]] = {
    "cn": ("全国", "National"),
    "cn-11": ("北京", "Beijing"),
    "cn-12": ("天津", "Tianjin"),
    "cn-13": ("河北", "Hebei"),
    "cn-14": ("山西", "Shanxi"),
    "cn-15": ("内蒙古", "Inner Mongolia"),
    "cn-21": ("辽宁", "Liaoning"),
    "cn-22": ("吉林", "Jilin"),
    "cn-23": ("黑龙江", "Heilongjiang"),
    "cn-31": ("上海", "Shanghai"),
    "cn-32": ("江苏", "Jiangsu"),
    "cn-33": ("浙江", "Zhejiang"),
    "cn-34": ("安徽", "Anhui"),
    "cn-35": ("福建", "Fujian"),
    "cn-36": ("江西", "Jiangxi"),
    "cn-37": ("山东", "Shandong"),
    "cn-41": ("河南", "Henan"),
    "cn-42": ("湖北", "Hubei"),
    "cn-43": ("湖南", "Hunan"),
    "cn-44": ("广东", "Guangdong"),
    "cn-45": ("广西", "Guangxi"),
    "cn-46": ("海南", "Hainan"),
    "cn-50": ("重庆", "Chongqing"),
    "cn-51": ("四川", "Sichuan"),
    "cn-52": ("贵州", "Guizhou"),
    "cn-53": ("云南", "Yunnan"),
    "cn-54": ("西藏", "Tibet"),
    "cn-61": ("陕西", "Shaanxi"),
    "cn-62": ("甘肃", "Gansu"),
    "cn-63": ("青海", "Qinghai"),
    "cn-64": ("宁夏", "Ningxia"),
    "cn-65": ("新疆", "Xinjiang"),
    "cn-66": ("兵团", "Production and Construction Corps"),
}
"""Code → (Chinese name, English name). ``cn-66`` is an internal code: GB/T 2260 has none for the Corps."""

SYSTEMS: Final[dict[str, tuple[str, str]]] = {
    code: ("国家平台", "national platform") if code == NATION else (f"{zh}自有系统", f"system of {en}")
    for code, (zh, en) in JURISDICTIONS.items()
}
"""Who writes, by the code of their topics: the national platform, and systems of jurisdictions' own."""
