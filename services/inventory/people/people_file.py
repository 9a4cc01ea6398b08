"""A file of people: the columns of the programme's template and those that we add, and each row as somebody."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from chassis.identity import Role
from services.inventory.files import cells
from services.inventory.files.cells import UNFIT, BrokenRule
from services.inventory.files.options import choices
from services.inventory.files.sheet_file import header_in, rows_in
from services.inventory.files.standard_format import Column, plain
from services.inventory.files.unreadable import Unreadable
from services.inventory.people import contacts
from services.inventory.people.names import LONGEST
from services.inventory.people.person import GENDERS, PERSON_ROLES, RANKS, STATUSES, Gender, Rank, Status
from services.inventory.rules.problems import Problem, Problems, Refusal

MOST_ROWS: Final = 5_000
COLUMNS: Final = (
    Column(
        "name",
        "姓名",
        ("发明人", "发明人姓名", "人员姓名"),
        ("不超过 100 字", "at most 100 characters"),
        "林示例",
        True,
    ),
    Column(
        "mobile",
        "手机号",
        ("手机", "手机号码", "联系电话", "移动电话"),
        ("11 位；加密保存，平时只显示首尾", "11 digits; sealed, only its ends are shown"),
        "13800000000",
        True,
    ),
    Column(
        "email",
        "邮箱",
        ("电子邮箱", "邮箱地址", "E-mail", "Email"),
        ("邮箱地址；加密保存", "an address; sealed"),
        "lin@example.edu",
    ),
    Column("gender", "性别", (), (choices(GENDERS), choices(GENDERS, english=True)), "女"),
    Column(
        "role",
        "账号类型",
        ("身份", "角色"),
        (f"{choices(PERSON_ROLES)}；留空为发明人", f"{choices(PERSON_ROLES, english=True)}; empty: inventor"),
        "发明人",
    ),
    Column(
        "college",
        "院系代码",
        ("院系", "学院", "学院代码", "二级单位"),
        ("本单位院系的代码或名称；院系审核必填", "code or name of a college; reviewers need one"),
        "C01",
    ),
    Column(
        "rank",
        "职称",
        ("职称级别", "专业技术职务"),
        (f"{choices(RANKS)}；也可写教授、讲师等", f"{choices(RANKS, english=True)}"),
        "正高",
    ),
    Column(
        "status",
        "人员状态",
        ("在职状态", "状态"),
        (f"{choices(STATUSES)}；留空为在职", f"{choices(STATUSES, english=True)}; empty: serving"),
        "在职",
    ),
    Column(
        "account",
        "账号",
        ("登录账号", "统一身份账号", "账号标识"),
        (
            "在身份提供方已有账号的，写其标识（sub）；留空则新建",
            "of whoever has an account with the identity provider, its id (sub); empty: a new one",
        ),
        "",
    ),
)
CONTACTS: Final = {"mobile": contacts.Contact.MOBILE, "email": contacts.Contact.EMAIL}
NAMES: Final = {column.field: column.name for column in COLUMNS}
_NAMED: Final = {plain(name): column for column in COLUMNS for name in (column.name, *column.synonyms)}
_RANK: Final = cells.option_of(RANKS)
_ACCOUNT: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z._@-]{0,99}")
_TITLES: Final = {
    Rank.PROFESSOR: ("教授", "研究员", "正高级工程师", "教授级高工", "主任医师"),
    Rank.ASSOCIATE: ("副教授", "副研究员", "高级工程师", "高工", "副主任医师"),
    Rank.LECTURER: ("讲师", "助理研究员", "工程师", "主治医师"),
    Rank.ASSISTANT: ("助教", "研究实习员", "助理工程师", "住院医师", "医师"),
}
"""Titles of the series in which universities, institutes and hospitals rank their people."""
_BY_TITLE: Final = {title: rank for rank, titles in _TITLES.items() for title in titles}


class Stated(NamedTuple):
    """A row that keeps the rules for itself; None: the file has no such column, or nothing stands in it."""

    row: int
    cells: Sequence[str]
    name: str
    mobile: str
    email: str | None
    gender: Gender | None
    role: Role
    college: str | None
    """As written: a code or a name."""
    rank: Rank | None
    status: Status | None
    account: str | None = None


@dataclass(slots=True)
class PeopleFile:
    """What a file says, and what is wrong with it."""

    header: list[str]
    stated: list[Stated] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def column(self, name: str) -> str:
        """The header above a field, as the file writes it; else its own name."""
        return next(
            (head for head in self.header if (one := _NAMED.get(plain(head))) and one.field == name), NAMES[name]
        )


def read_people(path: Path) -> PeopleFile:
    """Read a file of people whole. Raises Unreadable."""
    rows = rows_in(path)
    header = header_in(rows, _names_people, "、".join(NAMES[name] for name in ("name", "mobile")))
    found = PeopleFile(header)
    columns = [_NAMED.get(plain(name)) for name in header]
    for count, (number, row) in enumerate(rows, 1):
        if count > MOST_ROWS:
            raise Unreadable(f"超过 {MOST_ROWS:,} 行，请分成几份", f"more than {MOST_ROWS:,} rows: split it")
        clean = [UNFIT.sub("�", cell) for cell in row]
        texts = {column.field: cell.strip() for column, cell in zip(columns, clean, strict=False) if column}
        stated = _stated(found, number, clean, texts)
        if isinstance(stated, Stated):
            found.stated.append(stated)
        else:
            found.refused.append(Refusal(number, clean, stated))
    return found


def problem(found: PeopleFile, name: str, value: str, code: str, **parts: str) -> Problem:
    """What is wrong with a cell; of a contact only the mask is repeated."""
    return Problem(found.column(name), hidden(name, value), code, parts)


def hidden(name: str, value: str) -> str:
    """A cell as it may be shown again: of what stands where a contact should, its first characters."""
    return f"{value[:3]}****" if name in CONTACTS and value else value


def _names_people(names: Sequence[str]) -> bool:
    fields = {column.field for name in names if (column := _NAMED.get(plain(name)))}
    return {"name", "mobile"} <= fields


def _stated(found: PeopleFile, number: int, row: Sequence[str], texts: dict[str, str]) -> Stated | list[Problem]:
    problems = Problems()
    values: dict[str, Any] = {}
    for name, read in _READERS.items():
        text = texts.get(name, "")
        if text:
            try:
                values[name] = read(text)
            except BrokenRule as broken:
                problems.found.append(problem(found, name, text, broken.rule, **broken.parts))
        elif name in ("name", "mobile"):
            problems.found.append(problem(found, name, "", "E001"))
    if problems.found:
        return problems.found
    role = values.get("role", Role.INVENTOR)
    if role is Role.COLLEGE and "college" not in values:
        return [problem(found, "college", "", "E001")]
    stated: dict[str, Any] = {name: values.get(name) for name in _READERS} | {"role": role}
    return Stated(number, row, **stated)


def _mobile(text: str) -> str:
    if (number := contacts.mobile(text)) is None:
        raise BrokenRule("E501")
    return number


def _email(text: str) -> str:
    if (address := contacts.email(text)) is None:
        raise BrokenRule("E502")
    return address


def _account(text: str) -> str:
    if not _ACCOUNT.fullmatch(text):
        raise BrokenRule("E510")
    return text


def read_rank(text: str) -> Rank:
    rank = _BY_TITLE.get(text)
    return rank if rank in RANKS.in_use() else _RANK(text)


_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "name": cells.line_of(LONGEST),
    "mobile": _mobile,
    "email": _email,
    "gender": cells.option_of(GENDERS),
    "role": cells.option_of(PERSON_ROLES),
    "college": cells.line_of(400),
    "rank": read_rank,
    "status": cells.option_of(STATUSES),
    "account": _account,
}
"""In the order in which a row is told what is wrong with it."""
