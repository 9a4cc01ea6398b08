"""The standard format: one table of columns from which the parser, the template and its documentation come."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from services.inventory.files.options import (
    IMPLEMENTATION,
    INSTITUTION_KINDS,
    MATURITY,
    MODES,
    PATENT_TYPES,
    SELF_GRADES,
    choices,
)

VERSION: Final = "2"
FUNDED: Final = {"是": True, "否": False, "": None}
MARKS: Final = {"生成": True, "generated": True, "是": True, "真实": False, "否": False, "": False}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the field it fills, its headers, and what stands in it."""

    field: str
    name: str
    synonyms: tuple[str, ...]
    form: tuple[str, str]
    example: str
    is_required: bool = False


COLUMNS: Final[tuple[Column, ...]] = (
    Column(
        "number",
        "专利号",
        ("申请号", "专利申请号", "申请(专利)号", "专利号/申请号"),
        (
            "12 位数字（2003 年 10 月前 8 位）加校验位，可带 ZL、CN、空格和点",
            "12 digits (8 before October 2003) and the check digit; ZL, CN, spaces and the dot are optional",
        ),
        "ZL 2021 1 0000123.5",
        is_required=True,
    ),
    Column(
        "title",
        "专利名称",
        ("名称", "发明名称", "题名"),
        ("不超过 400 字", "at most 400 characters"),
        "一种示例装置",
        is_required=True,
    ),
    Column(
        "patent_type",
        "专利类型",
        ("类型", "专利种类"),
        (
            f"{choices(PATENT_TYPES)}；留空按号码的类型位",
            f"{choices(PATENT_TYPES, english=True)}; empty: as the number's type digit says",
        ),
        "发明",
    ),
    Column("filing_date", "申请日", ("申请日期",), ("日期", "date"), "2021-01-04", is_required=True),
    Column("grant_date", "授权公告日", ("授权日", "授权公告日期", "授权日期"), ("日期", "date"), "2023-05-12"),
    Column(
        "publication_number",
        "公开（公告）号",
        ("公开公告号", "授权公告号", "公告号", "公开号"),
        ("CN、9 位（2010 年前 7 位）数字和文献种类代码", "CN, 9 digits (7 before 2010) and the kind code"),
        "CN112000001B",
    ),
    Column(
        "expires_on",
        "届满日",
        ("专利权届满日", "到期日", "保护期届满日", "失效日"),
        (
            "日期；留空按专利法第42条自申请日计算",
            "date; empty: reckoned from the filing date (Patent Law, article 42)",
        ),
        "2041-01-04",
    ),
    Column(
        "institution_name",
        "第一专利权人",
        ("专利权人", "第一权利人", "第一权利人名称", "权利人", "单位名称"),
        ("登记的全称", "the full registered name"),
        "示例理工大学",
        is_required=True,
    ),
    Column(
        "institution",
        "第一专利权人统一社会信用代码",
        ("统一社会信用代码", "信用代码", "第一权利人信用代码", "社会信用代码"),
        (
            "18 位；留空按登记的名称查找",
            "18 characters; empty: looked up by the registered name",
        ),
        "121101080000000199",
    ),
    Column(
        "institution_kind",
        "单位类别",
        ("机构类别", "单位类型"),
        (choices(INSTITUTION_KINDS), choices(INSTITUTION_KINDS, english=True)),
        "其他高校",
    ),
    Column(
        "home",
        "辖区",
        ("省份", "所在省", "所在地区", "省市"),
        (
            "省级名称或代码；留空按单位登记或信用代码的区划",
            "province or its code; empty: as registered, or by the credit code's division",
        ),
        "北京",
    ),
    Column(
        "co_patentees",
        "共有专利权人",
        ("其他专利权人", "共同专利权人", "共有权利人"),
        ("多个以分号分隔", "several with semicolons"),
        "",
    ),
    Column(
        "ipc",
        "主分类号/IPC",
        ("主分类号", "IPC", "IPC分类号", "分类号", "国际专利分类号"),
        ("主分类在前，多个以分号分隔；外观设计留空", "main symbol first, several with semicolons; empty for designs"),
        "H01M10/54; C22B7/00",
    ),
    Column(
        "locarno", "洛迦诺分类", ("洛迦诺分类号", "外观设计分类号"), ("NN-NN，仅外观设计", "NN-NN, designs only"), ""
    ),
    Column(
        "inventors",
        "发明人",
        ("发明（设计）人", "设计人", "发明人/设计人", "发明人姓名", "全部发明人"),
        (
            "按公告的次序，多个以分号分隔；只在本单位内部保存，用来找填报人，不随记录发布",
            "in the published order, several with semicolons; kept inside to find who fills in, never published",
        ),
        "林示例; 何示例",
    ),
    Column("abstract", "摘要", ("专利摘要",), ("不超过 8,000 字", "at most 8,000 characters"), "本发明公开了……"),
    Column(
        "implementation",
        "实施状态",
        ("专利实施状态", "实施情况"),
        (choices(IMPLEMENTATION), choices(IMPLEMENTATION, english=True)),
        "未实施",
    ),
    Column(
        "accepted_modes",
        "转化意愿",
        ("可接受方式", "可接受的转化方式", "转化方式", "转化意愿(可接受方式)"),
        (f"可多选，以分号分隔：{choices(MODES)}", f"several with semicolons: {choices(MODES, english=True)}"),
        "转让; 普通许可",
    ),
    Column(
        "asking_price",
        "拟交易金额（万元）",
        ("拟交易金额", "交易金额", "期望金额"),
        ("数字，单位万元；−1 或留空表示面议", "a number in units of 10,000 yuan; -1 or empty: negotiable"),
        "-1",
    ),
    Column(
        "maturity",
        "技术成熟度",
        ("成熟度",),
        (f"{choices(MATURITY)}，或 1 至 4", f"{choices(MATURITY, english=True)}, or 1 to 4"),
        "中试",
    ),
    Column(
        "self_grade",
        "自评",
        ("专利自评", "价值分级自评", "专利价值分级自评"),
        (choices(SELF_GRADES), choices(SELF_GRADES, english=True)),
        "较好",
    ),
    Column(
        "scenario",
        "应用场景",
        ("产业化前景", "应用场景(产业化前景)"),
        ("不超过 8,000 字", "at most 8,000 characters"),
        "废旧电池回收",
    ),
    Column(
        "industries",
        "行业",
        ("行业(GB/T 4754)", "行业代码", "国民经济行业", "国民经济分类"),
        ("GB/T 4754 代码，多个以分号分隔", "GB/T 4754 codes, several with semicolons"),
        "C4210",
    ),
    Column("keywords", "关键词", ("关键字",), ("最多 20 个，以分号分隔", "at most 20, with semicolons"), "电池; 回收"),
    Column(
        "funding",
        "财政资助",
        ("是否财政资助", "是否财政资助科研项目形成专利", "财政资助(内部)"),
        ("是、否；只在本单位内部保存，不随记录发布", "是 or 否; kept inside, never published"),
        "是",
    ),
    Column(
        "inventoried_on",
        "盘点日期",
        ("盘点日", "入库日期", "盘点完成日期"),
        (
            "日期：本单位审核已完成，直接记为已盘点；留空：标注填齐的待审核，未填齐的待建档",
            "date: reviewed and inventoried at once; empty: complete rows await review, others are to be filled in",
        ),
        "2024-05-20",
    ),
    Column(
        "generated",
        "数据标识",
        ("数据标志",),
        ("生成：样例数据，处处标明；留空：真实数据", "generated: sample data, marked wherever shown; empty: real"),
        "",
    ),
)
ANNOTATION_FIELDS: Final = frozenset(
    ("implementation", "accepted_modes", "asking_price", "maturity", "self_grade", "scenario", "industries", "keywords")
)
BASIS_COLUMN: Final = "规则与依据"
REASON_COLUMNS: Final = ("原行号", "问题", BASIS_COLUMN, "怎样改")
"""What a file of refused rows has beside the original columns; passed over when it is sent again, but for E151."""
FILE_COLUMN: Final = "文件"
"""Which document of an archive a row stands for."""
OFFICE_COLUMNS: Final[dict[str, str]] = {
    "申请号": "number",
    "公开(公告)号": "publication_number",
    "公开(公告)日": "publication_date",
    "申请日": "filing_date",
    "名称": "title",
    "主分类号": "main_ipc",
    "分类号": "ipc",
    "申请(专利权)人": "applicants",
    "发明(设计)人": "inventors",
    "地址": "address",
    "摘要": "abstract",
}
"""The export of the national office's search service: header → what is taken from it."""
_MAY_LACK: Final = frozenset(("abstract", "inventors"))

_SPACE: Final = re.compile(r"[\s*]+")
_REMARK: Final = re.compile(r"\([^()]*\)$")


def plain(header: str) -> str:
    """A header without what people change about it: width, spaces, asterisks, case."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", header)).upper()


_STANDARD: Final = {plain(name): column for column in COLUMNS for name in (column.name, *column.synonyms)}
_BY_FIELD: Final = {column.field: column for column in COLUMNS}
_OFFICE: Final = {plain(name): field for name, field in OFFICE_COLUMNS.items()}
_REASONS: Final = {plain(name) for name in REASON_COLUMNS}
_PASSED_OVER: Final = _REASONS | {plain(FILE_COLUMN)}


def is_reason(header: str) -> bool:
    """Whether a column holds what a sheet of refused rows says of them."""
    return plain(header) in _REASONS


@dataclass(frozen=True, slots=True)
class Layout:
    """Where in a file's rows each field stands."""

    header: tuple[str, ...]
    places: dict[str, int]
    """Field → index of its cell."""
    is_office_export: bool
    unknown: tuple[str, ...]
    """Headers that are not of the format: their cells are passed over."""
    again: tuple[tuple[str, int], ...] = ()
    """Field and place of further columns for a field that has one: they may say the same, not something else."""

    @property
    def is_returned(self) -> bool:
        """Whether this is a file of refused rows sent again: its cells are guarded against spreadsheets."""
        return sum(map(is_reason, self.header)) > 1

    @property
    def basis_place(self) -> int | None:
        """Of a file of refused rows: where the rules stand that a row broke."""
        if not self.is_returned:
            return None
        return next((place for place, name in enumerate(self.header) if plain(name) == plain(BASIS_COLUMN)), None)

    @property
    def has_annotations(self) -> bool:
        return not ANNOTATION_FIELDS.isdisjoint(self.places)

    def name(self, field: str) -> str:
        """The header above a field, as the file writes it; else the format's own name."""
        if field in self.places:
            return self.header[self.places[field]]
        return next((column.name for column in COLUMNS if column.field == field), field)

    @property
    def missing(self) -> list[str]:
        """Names of required columns that the file does not have."""
        if self.is_office_export:
            return [
                name for name, field in OFFICE_COLUMNS.items() if field not in self.places and field not in _MAY_LACK
            ]
        return [column.name for column in COLUMNS if column.is_required and column.field not in self.places]


def recognize(header: Sequence[str]) -> Layout:
    """Find the columns in any order. Of several columns for one field the first counts."""
    names = [plain(name) for name in header]
    if "申请(专利权)人" in names:
        return _layout(header, [_OFFICE.get(name) for name in names], is_office_export=True)
    fields: list[str | None] = []
    for name in names:
        column = _STANDARD.get(name) or _STANDARD.get(_REMARK.sub("", name))
        fields.append(column.field if column else None)
    return _layout(header, fields, is_office_export=False)


def recognize_fields(names: Sequence[str]) -> Layout:
    """The same for the keys of a record: names of fields, or headers of the standard format."""
    fields = []
    for name in names:
        column = _BY_FIELD.get(name) or _STANDARD.get(plain(name))
        fields.append(column.field if column else None)
    return _layout(names, fields, is_office_export=False)


def _layout(header: Sequence[str], fields: Sequence[str | None], *, is_office_export: bool) -> Layout:
    places: dict[str, int] = {}
    unknown, again = [], []
    for index, (name, field) in enumerate(zip(header, fields, strict=True)):
        if field is None:
            if name.strip() and plain(name) not in _PASSED_OVER:
                unknown.append(name)
        elif field in places:
            again.append((field, index))
        else:
            places[field] = index
    return Layout(tuple(header), places, is_office_export, tuple(unknown[:50]), tuple(again))


def looks_like_header(cells: Sequence[str]) -> bool:
    """Whether a row names a patent number and at least two more columns of the format."""
    layout = recognize(cells)
    return "number" in layout.places and len(layout.places) >= 3
