"""English for what events and rules say in Chinese terms of art: causes of register lines, and citations of sources."""

import re
from collections.abc import Mapping
from typing import Final

from panhuo_contracts.jurisdictions import JURISDICTIONS, NATION
from panhuo_contracts.names import REGISTER_EVENTS

CAUSES: Final[Mapping[str, str]] = dict(REGISTER_EVENTS.values())
"""What a line of the register is called, as ``cause`` names it; the code of its kind may follow in brackets."""

SOURCES: Final[Mapping[str, str]] = {
    "高校和科研机构存量专利盘活工作方案": "Work Plan for existing patents of universities and institutes",
    "国知发运字〔2024〕5号": "CNIPA 2024 No. 5",
    "国知办发运字〔2024〕33号": "CNIPA Office 2024 No. 33",
    "最高人民法院关于审理技术合同纠纷案件适用法律若干问题的解释": "Interpretation on Technology Contracts",
    "技术合同解释": "Interpretation on Technology Contracts",
    "专利实施许可合同备案办法": "Filing Rules for Patent Licenses",
    "备案办法": "Filing Rules",
    "专利法实施细则": "Implementing Rules of the Patent Law",
    "实施细则": "Implementing Rules",
    "专利法": "Patent Law",
    "民法典": "Civil Code",
    "个人信息保护法": "Personal Information Protection Law",
    "专利评估指引": "Guideline for patent evaluation",
    "本平台规则": "Rule of this platform",
    "接口约定": "Terms of the interface",
    "代码表": "Code table",
    "单位名册": "Register of institutions",
    "存量专利盘点通知": "Notices on taking stock",
    "评价上传格式": "Format of uploaded evaluations",
}
"""Laws, standards and rules of our own by their names."""

_TERRITORIES: Final = {zh: "Nationwide" if code == NATION else en for code, (zh, en) in JURISDICTIONS.items()}
_BY_LENGTH: Final = sorted(SOURCES, key=len, reverse=True)
_ARTICLES: Final = re.compile(
    r"\s*第\d+条(?:第\d+[款项])*(?:[、至]+第\d+条(?:第\d+[款项])*)*|\s*第[\d、]+条(?:第\d+[款项])*"
)
_CAUSE: Final = re.compile(r"(?P<name>[^（]+)(?:（(?P<code>[A-Z]{2}\d{2})）)?")
_CHINESE: Final = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


def cause_in_english(cause: str) -> str | None:
    """A register line's cause; None for words of somebody's own."""
    found = _CAUSE.fullmatch(cause)
    if found is None or found["name"] not in CAUSES:
        return None
    return CAUSES[found["name"]] + (f" ({found['code']})" if found["code"] else "")


def territory_in_english(territory: str) -> str | None:
    """Where a license holds, where it is named as a jurisdiction is; None for other words."""
    return _TERRITORIES.get(territory)


def citation_in_english(citation: str) -> str | None:
    """Sources and their articles; None where more is said than that."""
    text = citation
    for name in _BY_LENGTH:
        text = text.replace(f"《{name}》", f" {SOURCES[name]}").replace(name, SOURCES[name])
    text = _ARTICLES.sub(_articles, text)
    text = text.replace("；", "; ").replace("、", ", ").replace("（", " (").replace("）", ")")
    return None if _CHINESE.search(text) else re.sub(r"  +", " ", text).strip()


def _articles(found: re.Match[str]) -> str:
    said = found[0]
    numbers = re.sub(r"第(\d+)[款项]", r"(\1)", said.replace("至", "–")).replace("第", "").replace("条", "")
    several = "s" if "、" in said or "至" in said else ""
    return f", article{several} {numbers.replace('、', ', ').strip()}"
