"""The environment of a service: complete, or refused by name."""

import pytest
from pydantic import ValidationError

from chassis.clock import now, today
from chassis.errors import Misconfigured, Refused
from chassis.settings import Settings
from tests.issuing import LocalIssuer


def test_what_is_missing_is_named_and_no_value_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SESSION_SECRET", "too-short-secret")
    monkeypatch.setenv("POSTGRES_DSN", "")
    with pytest.raises(Misconfigured) as refused:
        Settings.read(service="inventory")

    for name in ("WRITER", "KAFKA_BOOTSTRAP", "POSTGRES_DSN", "PUBLIC_URL", "OIDC_ISSUER", "SESSION_SECRET"):
        assert f"{name}: " in str(refused.value)
    assert "too-short-secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("writer", "cn-99"),
        ("service", "billing"),
        ("public_url", "localhost:8080"),
        ("oidc_issuer", "ftp://x"),
        ("session_secret", "short"),
        ("http_port", "70000"),
        ("oidc_client_id", "panhuo"),
    ],
)
def test_a_value_that_cannot_work_is_refused_at_the_start(issuer: LocalIssuer, name: str, value: str) -> None:
    with pytest.raises(Misconfigured):
        issuer.settings(**{name: value})


def test_settings_do_not_change_and_do_not_show_their_secrets(issuer: LocalIssuer) -> None:
    settings = issuer.settings(dsn="postgres://inventory:hidden@db/panhuo")

    assert "hidden" not in repr(settings)
    assert settings.session_secret.get_secret_value() not in repr(settings)
    with pytest.raises(ValidationError):
        settings.writer = "cn-33"


def test_a_refusal_is_known_by_the_name_of_its_rule() -> None:
    class TermBeyondPatent(Refused):
        basis = "第十一条"

    refusal = TermBeyondPatent("期限过长", mend="缩短")

    assert (refusal.rule, refusal.basis, refusal.mend, str(refusal)) == (
        "term_beyond_patent",
        "第十一条",
        "缩短",
        "期限过长",
    )


def test_days_are_counted_in_beijing() -> None:
    assert now().utcoffset() is not None
    assert today() in (now().date(), today())
    assert now().strftime("%z") == "+0800"
