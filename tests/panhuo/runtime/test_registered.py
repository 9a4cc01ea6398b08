"""Accounts that an institution made sign in at the local issuer, and nobody becomes more by a file."""

import json
from pathlib import Path

import httpx
import jwt
import pytest
from typer.testing import CliRunner

from chassis.identity import Principal, Role
from chassis.identity.tokens import claims_of
from panhuo.cli import app
from panhuo.runtime.accounts import ACCOUNTS, UNIVERSITY, UNIVERSITY_NAME
from panhuo.runtime.issuer.app import SAMPLE_GRANT, Issuer
from panhuo.runtime.issuer.keeping import SigningKey
from panhuo.runtime.registered import Unfit, read, take_in
from tests.issuing import AUDIENCE, CLIENT, SECRET, served

LIN = Principal("0190-lin", "林示例", Role.INVENTOR, UNIVERSITY, UNIVERSITY_NAME, "cn-11", "C01")


def file_of(*principals: Principal, **more: object) -> str:
    return json.dumps([claims_of(one) | more for one in principals], ensure_ascii=False)


async def test_a_new_inventor_signs_in_without_a_restart(tmp_path: Path) -> None:
    kept = tmp_path / "accounts.json"
    key = SigningKey.kept_in(tmp_path / "key.pem")
    issuer = Issuer(
        public_url="http://localhost:8080", client_id=CLIENT, audience=AUDIENCE, key=key, secret=SECRET, registered=kept
    )
    asks = {"grant_type": SAMPLE_GRANT, "account": LIN.subject, "secret": SECRET}
    async with served(issuer.app()) as address, httpx.AsyncClient(base_url=address) as client:
        before = await client.post("/issuer/token", data=asks)
        take_in(file_of(LIN), kept)
        after = await client.post("/issuer/token", data=asks)

    assert (before.status_code, after.status_code) == (400, 200)
    claims = jwt.decode(after.json()["access_token"], options={"verify_signature": False})
    assert {name: claims[name] for name in ("sub", "role", "college")} == {
        "sub": LIN.subject,
        "role": "inventor",
        "college": "C01",
    }


def test_files_add_up_and_contacts_in_them_are_not_kept(tmp_path: Path) -> None:
    kept = tmp_path / "accounts.json"

    take_in(file_of(LIN, contacts={"mobile": "13800000001"}), kept)
    take_in(file_of(Principal("0190-he", "何示例", Role.INVENTOR, UNIVERSITY, UNIVERSITY_NAME, "cn-11")), kept)

    assert [one.principal.name for one in read(kept).values()] == ["林示例", "何示例"]
    assert "13800000001" not in kept.read_text()
    assert kept.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "text",
    [
        "no json",
        "{}",
        '["a"]',
        file_of(Principal("x", "郑", Role.NATION)),
        '[{"sub": "x", "name": "林", "role": "inventor"}]',
    ],
)
def test_a_file_that_gives_more_than_an_institution_may_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(Unfit):
        take_in(text, tmp_path / "accounts.json")


def test_who_can_sign_in_is_listed_with_what_for_in_columns_of_one_width(tmp_path: Path) -> None:
    take_in(file_of(LIN), tmp_path / "accounts.json")

    listed = CliRunner().invoke(app, ["accounts", "--state", str(tmp_path)])

    lines = listed.output.splitlines()
    starts = {
        line.index(one.principal.name) for one in ACCOUNTS.values() for line in lines if line.startswith(f"{one.name} ")
    }
    assert (listed.exit_code, len(starts)) == (0, 1)
    assert any("0190-lin" in line for line in lines)
    assert "OIDC_*" in listed.output


def test_an_account_that_is_not_there_is_answered_with_those_that_are(tmp_path: Path) -> None:
    asked = CliRunner().invoke(app, ["token", "foo", "--state", str(tmp_path)])

    assert asked.exit_code == 1
    assert all(name in asked.output for name in ACCOUNTS)
