"""Contacts under lock: only the right key opens them, only where they were sealed."""

import base64
import os
from pathlib import Path

import pytest

from chassis.errors import Misconfigured
from services.inventory.people import contacts
from services.inventory.people.contacts import Contact, Keys, NoContactKey, WrongContactKey
from tests.services.inventory.conftest import settings_for

OLD, NEW = (base64.b64encode(os.urandom(32)).decode() for _ in range(2))
NUMBER = "13800000001"


def test_a_sealed_number_opens_with_its_key_at_its_place_alone() -> None:
    keys = Keys.read(OLD)
    sealed = keys.seal(NUMBER, "a mobile")

    assert keys.open(sealed, "a mobile") == NUMBER
    assert NUMBER.encode() not in sealed
    assert keys.seal(NUMBER, "a mobile") != sealed
    with pytest.raises(WrongContactKey, match="改动"):
        keys.open(sealed, "b mobile")
    with pytest.raises(WrongContactKey, match="改动"):
        keys.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), "a mobile")


def test_another_key_says_which_one_is_missing() -> None:
    sealed = Keys.read(OLD).seal(NUMBER, "a mobile")

    with pytest.raises(WrongContactKey, match=f"密钥 {sealed[:4].hex()} 封存，CONTACT_KEY 中没有"):
        Keys.read(NEW).open(sealed, "a mobile")
    with pytest.raises(NoContactKey, match="CONTACT_KEY"):
        Keys.read("").open(sealed, "a mobile")


def test_a_new_key_in_front_seals_while_the_old_one_still_opens_and_finds() -> None:
    old, both = Keys.read(OLD), Keys.read(f"{NEW}, {OLD}")
    sealed = old.seal(NUMBER, "a mobile")

    assert both.open(sealed, "a mobile") == NUMBER
    assert old.mark(NUMBER) in both.marks(NUMBER)
    assert both.mark(NUMBER) != old.mark(NUMBER)
    assert Keys.read(NEW).open(both.seal(NUMBER, "a mobile"), "a mobile") == NUMBER


def test_a_key_that_is_none_keeps_the_service_from_starting_and_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tests.services.inventory.conftest.CONTACT_KEY", "too-short-a-secret")

    with pytest.raises(Misconfigured, match="CONTACT_KEY") as wrong:
        settings_for("postgres://x", tmp_path)

    assert "too-short" not in str(wrong.value)


def test_numbers_and_addresses_are_read_as_people_write_them() -> None:
    assert contacts.mobile("+86 138-0000-0001") == contacts.mobile("１３８００００００01") == NUMBER
    assert contacts.mobile("12345678901") is contacts.mobile("1380000000") is None
    assert contacts.email(" Lin@Example.EDU ") == "lin@example.edu"
    assert contacts.email("lin@example") is None
    assert (contacts.masked(Contact.MOBILE, NUMBER), contacts.masked(Contact.EMAIL, "lin@example.edu")) == (
        "138****0001",
        "l***@example.edu",
    )
