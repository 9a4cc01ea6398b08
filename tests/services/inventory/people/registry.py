"""Files of people, and a browser that sends them."""

import re
from pathlib import Path

import httpx
from starlette.responses import Response

from chassis.identity import Principal, Role
from panhuo.runtime.accounts import ACCOUNTS, UNIVERSITY, UNIVERSITY_NAME
from tests.builders import patent_number
from tests.services.inventory.files import csv_text, row
from tests.services.inventory.test_pages import Browser, imported

HEADER = ("姓名", "手机号", "邮箱", "性别", "账号类型", "院系代码", "职称", "人员状态", "账号")
LIN, HE, WANG = "13800000001", "13800000002", "13800000003"
NOT_YET = {"inventoried_on": "", "self_grade": ""}


class Desk(Browser):
    """The browser of a sample account or of anybody else; it sends files, too."""

    def __init__(self, http: httpx.AsyncClient, who: str | Principal = "office") -> None:
        super().__init__(http)
        answer = Response()
        sessions = http._transport.app.state.sessions  # type: ignore[attr-defined]
        self.session = sessions.begin(answer, ACCOUNTS[who].principal if isinstance(who, str) else who)
        cookie = next(v for k, v in answer.headers.items() if k == "set-cookie" and "attempt" not in v)
        self.headers = {"Cookie": cookie.split(";")[0]}

    async def send(self, path: str, name: str, content: bytes) -> httpx.Response:
        sent = {"csrf_token": self.session.csrf_token}
        return await self.http.post(path, data=sent, files={"file": (name, content)}, headers=self.headers)


def inventor(subject: str, name: str) -> Principal:
    """As the identity provider signs in somebody from the accounts file."""
    return Principal(subject, name, Role.INVENTOR, UNIVERSITY, UNIVERSITY_NAME, "cn-11")


def person(name: str = "林示例", mobile: str = LIN, **stated: str) -> list[str]:
    cells = dict.fromkeys(HEADER, "") | {"姓名": name, "手机号": mobile, "邮箱": f"p{mobile[-4:]}@example.edu"}
    return list((cells | stated).values())


async def uploaded(browser: Desk, *people: list[str], header: tuple[str, ...] = HEADER) -> httpx.Response:
    """The page that says what became of the file."""
    sent = await browser.send("/inventory/people/upload", "people.csv", csv_text(people, header).encode())
    assert sent.status_code == 303, sent.text
    return await browser.get(sent.headers["location"])


async def on_the_list(http: httpx.AsyncClient, name: str, account: str, **stated: str) -> None:
    """Somebody with an account of the identity provider is put on the institution's list; a patent names them."""
    known = person(name, f"138{len(account):08d}", 账号=account, **stated)
    page = await uploaded(Desk(http), known)
    assert counts(page)[0] == 1, page.text


async def stocked(http: httpx.AsyncClient, folder: Path, *inventors: str) -> Desk:
    """An institution with a patent for each list of inventors; its office's browser."""
    await imported(http, folder, *[row(place, inventors=names, **NOT_YET) for place, names in enumerate(inventors, 1)])
    return Desk(http)


def counts(page: httpx.Response) -> tuple[int, ...]:
    """New, changed, unchanged and refused, as the page has them."""
    found = re.search(r"新 (\d+) 人，更新 (\d+) 人，未变 (\d+) 人，错误 (\d+) 行", page.text)
    assert found, page.text[:3000]
    return tuple(map(int, found.groups()))


async def subject_of(http: httpx.AsyncClient, name: str) -> str:
    """The one account under a name."""
    async with http.service.database.read() as conn:  # type: ignore[attr-defined]
        found: str = await conn.fetchval("SELECT subject FROM kept.person WHERE name = $1", name)
    return found


async def responsible(http: httpx.AsyncClient, serial: int = 1) -> str:
    """The name that a record is put to."""
    async with http.service.database.read() as conn:  # type: ignore[attr-defined]
        found = await conn.fetchval("SELECT name FROM kept.responsibility WHERE patent = $1", patent_number(serial))
    return found or ""
