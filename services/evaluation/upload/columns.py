"""The columns of the file, as data: the reader, the template and docs/evaluation-upload.md go by them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from panhuo_contracts.codes import ConversionMode

from chassis.errors import Told
from services.evaluation import words


@dataclass(frozen=True, slots=True)
class Column:
    """``names``: the standard one first, then those that are read as it."""

    code: str
    names: tuple[str, ...]
    is_required: bool
    rule: Told
    mend: Told
    options: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What may stand in a cell, in Chinese or as a code, and the code that it means."""


def _options(names: words.Names) -> dict[str, str]:
    return {zh: str(code) for code, (zh, _) in names.items()} | {str(code): str(code) for code in names}


_WAYS: Final = {text: code for text, code in _options(words.MODES).items() if ConversionMode(code) in words.COOPERATION}

PATENT: Final = Column(
    "patent",
    ("专利号", "申请号", "patent"),
    True,
    Told("专利号或申请号，校验位正确", "Patent or application number, check digit right"),
    Told("核对专利号", "Check the number"),
)
ENTERPRISE: Final = Column(
    "enterprise",
    ("企业统一社会信用代码", "统一社会信用代码", "enterprise"),
    True,
    Told("18 位，两处校验位正确", "18 characters, both check characters right"),
    Told("核对代码", "Check the code"),
)
PROSPECT: Final = Column(
    "prospect",
    ("产业化前景", "prospect"),
    True,
    Told("很好、较好、一般、较差、不明之一", "very_good, good, fair, poor or unclear"),
    Told("改为其中之一", "Write one of them"),
    _options(words.PROSPECTS),
)
CONFIDENCE: Final = Column(
    "confidence",
    ("把握程度", "confidence"),
    True,
    Told("高、中、低之一", "high, medium or low"),
    Told("改为其中之一", "Write one of them"),
    _options(words.CONFIDENCES),
)
NEED: Final = Column(
    "improvement_need",
    ("技术改进需求", "improvement_need"),
    False,
    Told("不超过 8000 字", "At most 8,000 characters"),
    Told("缩短", "Shorten it"),
)
COOPERATION: Final = Column(
    "cooperation",
    ("合作意向", "cooperation"),
    False,
    Told("所列方式，多个用顿号隔开", "The ways listed, separated by commas"),
    Told("改为所列方式", "Write ways that are listed"),
    _WAYS,
)
OPINION: Final = Column(
    "opinion",
    ("评价意见", "opinion"),
    False,
    Told("不超过 8000 字", "At most 8,000 characters"),
    Told("缩短", "Shorten it"),
)
EVALUATED_ON: Final = Column(
    "evaluated_on",
    ("评价日期", "evaluated_on"),
    True,
    Told("YYYY-MM-DD，2024-01-26 以后，不晚于今天", "YYYY-MM-DD, from 2024-01-26 to today"),
    Told("改正日期", "Correct the date"),
)
COLUMNS: Final = (PATENT, ENTERPRISE, PROSPECT, CONFIDENCE, NEED, COOPERATION, OPINION, EVALUATED_ON)
REASON_COLUMN: Final = "退回原因"
"""Of returned rows; passed over when they are sent again."""


def column_of(header: str) -> Column | None:
    """The column that a header means, whatever blanks stand around or in it."""
    wanted = "".join(header.split()).lower()
    return next((one for one in COLUMNS if wanted in one.names), None)
