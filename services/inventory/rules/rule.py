"""A rule for rows of files: its kind, where it comes from, what it finds wrong, and how to mend that."""

from dataclasses import dataclass
from typing import Final

Words = tuple[str, str]
"""Chinese and English."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; its texts have places in braces for what was found."""

    code: str
    group: Words
    source: Words
    """The law, standard or decision that it rests on."""
    problem: Words
    mend: Words


EMPTY: Final = ("必填为空", "Required")
TEXT: Final = ("文本", "Text")
NUMBER: Final = ("号码与校验位", "Numbers")
HOLDER: Final = ("权利人与辖区", "Patentee")
DATE: Final = ("日期", "Dates")
OPTION: Final = ("选项与金额", "Options")
TWICE: Final = ("重复", "Duplicates")

FORMAT: Final = ("标准格式第 2 版", "the standard format, version 2")
REGISTER: Final = ("平台单位登记", "the platform's register of institutions")
ONE_WRITER: Final = ("一个单位只由一个系统发布", "one system publishes for an institution")
SCOPE: Final = (
    "盘活工作方案（国知发运字〔2024〕5号）盘点范围",
    "the work plan of 2024 (No. 5): whose patents are stock",
)
APPLICATION_NUMBERS: Final = ("ZC 0006—2003 专利申请号标准", "ZC 0006-2003, application numbers")
PUBLICATION_NUMBERS: Final = (
    "ZC 0007 专利文献号标准、ZC 0008—2004 种类代码",
    "ZC 0007 and ZC 0008-2004, document numbers and kind codes",
)
CREDIT_CODES: Final = ("GB 32100—2015、GB 11714", "GB 32100-2015 and GB 11714")
DIVISIONS: Final = ("GB/T 2260 行政区划代码", "GB/T 2260, divisions")
IPC: Final = ("国际专利分类（斯特拉斯堡协定）", "the International Patent Classification (Strasbourg Agreement)")
LOCARNO: Final = ("国际外观设计分类（洛迦诺协定）", "the Locarno Classification")
INDUSTRIES: Final = ("GB/T 4754—2017 国民经济行业分类", "GB/T 4754-2017, industries")
TRANSFER: Final = ("专利法第10条", "Patent Law, article 10")
GRANT: Final = ("专利法第39、40条", "Patent Law, articles 39 and 40")
TERM: Final = ("专利法第42条、实施细则第5条", "Patent Law, article 42; Implementing Rules, rule 5")
COMMENCEMENT: Final = ("专利法第82条", "Patent Law, article 82")
