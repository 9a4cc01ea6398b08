"""The columns of the file, as data: the reader, the template and docs/evaluation-upload.md go by them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from panhuo_contracts.codes import ConversionMode

from services.evaluation import words


@dataclass(frozen=True, slots=True)
class Column:
    """``names``: the standard one first, then those that are read as it."""

    code: str
    names: tuple[str, ...]
    is_required: bool
    rule: str
    mend: str
    rule_en: str = ""
    options: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What may stand in a cell, in Chinese or as a code, and the code that it means."""


def _options(names: words.Names) -> dict[str, str]:
    return {zh: str(code) for code, (zh, _) in names.items()} | {str(code): str(code) for code in names}


_WAYS: Final = {text: code for text, code in _options(words.MODES).items() if ConversionMode(code) in words.COOPERATION}

PATENT: Final = Column(
    "patent",
    ("专利号", "申请号", "patent"),
    True,
    "专利号或申请号，校验位正确",
    "核对专利号",
    "Patent or application number, check digit right",
)
ENTERPRISE: Final = Column(
    "enterprise",
    ("企业统一社会信用代码", "统一社会信用代码", "enterprise"),
    True,
    "18 位，两处校验位正确",
    "核对代码",
    "18 characters, both check characters right",
)
PROSPECT: Final = Column(
    "prospect",
    ("产业化前景", "prospect"),
    True,
    "很好、较好、一般、较差、不明之一",
    "改为其中之一",
    "very_good, good, fair, poor or unclear",
    _options(words.PROSPECTS),
)
CONFIDENCE: Final = Column(
    "confidence",
    ("把握程度", "confidence"),
    True,
    "高、中、低之一",
    "改为其中之一",
    "high, medium or low",
    _options(words.CONFIDENCES),
)
NEED: Final = Column(
    "improvement_need",
    ("技术改进需求", "improvement_need"),
    False,
    "不超过 8000 字",
    "缩短",
    "At most 8,000 characters",
)
COOPERATION: Final = Column(
    "cooperation",
    ("合作意向", "cooperation"),
    False,
    "所列方式，多个用顿号隔开",
    "改为所列方式",
    "The ways listed, with 、 between",
    _WAYS,
)
OPINION: Final = Column("opinion", ("评价意见", "opinion"), False, "不超过 8000 字", "缩短", "At most 8,000 characters")
EVALUATED_ON: Final = Column(
    "evaluated_on",
    ("评价日期", "evaluated_on"),
    True,
    "YYYY-MM-DD，2024-01-26 以后，不晚于今天",
    "改正日期",
    "YYYY-MM-DD, from 2024-01-26 to today",
)
COLUMNS: Final = (PATENT, ENTERPRISE, PROSPECT, CONFIDENCE, NEED, COOPERATION, OPINION, EVALUATED_ON)
REASON_COLUMN: Final = "退回原因"
"""Of returned rows; passed over when they are sent again."""


def column_of(header: str) -> Column | None:
    """The column that a header means, whatever blanks stand around or in it."""
    wanted = "".join(header.split()).lower()
    return next((one for one in COLUMNS if wanted in one.names), None)
