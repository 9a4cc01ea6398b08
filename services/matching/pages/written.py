"""The form of terms as it was filled in: texts in, terms or mistakes out."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from panhuo_contracts.codes import ConversionMode, LicenseKind
from pydantic import ValidationError
from starlette.datastructures import FormData

from chassis.web.formats import typed_ten_thousands
from chassis.web.language import t
from services.matching import money, refusals
from services.matching.deal import Draft
from services.matching.store.deals import Record
from services.matching.terms import WITHOUT_LICENSE, Terms

FIELDS: Final = (
    "mode",
    "kind",
    "territory",
    "term_from",
    "term_to",
    "payment_kind",
    "upfront",
    "royalty_percent",
    "royalty_base",
    "minimum_per_year",
    "effective_on",
    "licensee_address",
    "contract_number",
)
_OF_LICENSE: Final = ("kind", "territory", "term_from", "term_to")
_KINDS: Final = {"sole_license": LicenseKind.SOLE, "exclusive_license": LicenseKind.EXCLUSIVE}
_PLACES: Final[Mapping[str, str]] = {"payment.kind": "payment_kind"}
_SAID: Final[Mapping[str, tuple[str, str]]] = {
    "mode": ("选择转化方式", "Choose a way of conversion"),
    "kind": ("选择许可方式", "Choose a kind of license"),
    "territory": ("填写许可地域", "State the territory"),
    "term_from": ("填写起始日，如 2026-05-01", "State the first day, such as 2026-05-01"),
    "term_to": ("填写终止日，如 2031-04-30", "State the last day, such as 2031-04-30"),
    "payment_kind": ("选择支付方式", "Choose how it is paid"),
    "upfront": ("填写金额（万元），如 20.5", "Write an amount in 10,000 yuan, such as 20.5"),
    "royalty_percent": ("填写 0 至 100 的数，最多两位小数", "Write a number from 0 to 100, two decimals at most"),
    "royalty_base": ("选择提成基数", "Choose the base"),
    "minimum_per_year": ("填写金额（万元），如 20.5", "Write an amount in 10,000 yuan, such as 20.5"),
    "effective_on": ("填写生效日，如 2026-05-01", "State the day, such as 2026-05-01"),
}


class Mistakes(Exception):
    """Fields that cannot be read, with what is wrong."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__("the form has mistakes")
        self.fields = fields


def read_terms(form: FormData) -> Terms:
    """Terms from the form's texts. Raises Mistakes; LicenseNotAsMode where license terms came with a transfer."""
    texts = {name: str(form.get(name) or "").replace("\x00", "").strip() for name in FIELDS}
    license_terms: dict[str, str] | None = None
    if not has_license(texts["mode"]):
        if any(texts[name] for name in _OF_LICENSE):
            raise refusals.LicenseNotAsMode(
                "这种方式的合同没有许可条款：许可方式、地域与期限没有写入，也不再显示；核对后再保存",
                english="This way has no license terms: kind, territory and term were not taken over and are gone; "
                "look again, then save",
            )
    else:
        license_terms = {
            "kind": texts["kind"] or LicenseKind.ORDINARY.value,
            "territory": texts["territory"] or "全国",
            "term_from": texts["term_from"],
            "term_to": texts["term_to"],
        }
    payment: dict[str, Any] = {"kind": texts["payment_kind"]}
    for name in ("upfront", "minimum_per_year"):
        if texts[name]:
            payment[name] = {"amount": money.read(texts[name])}
    for name in ("royalty_percent", "royalty_base"):
        if texts[name]:
            payment[name] = texts[name]
    said = {
        "mode": texts["mode"],
        "license": license_terms,
        "payment": payment,
        "effective_on": texts["effective_on"],
        "licensee_address": texts["licensee_address"],
        "contract_number": texts["contract_number"],
    }
    try:
        return Terms.model_validate(said)
    except ValidationError as error:
        raise Mistakes(dict(_mistake(one["loc"]) for one in error.errors())) from None


def written_of(record: Record, draft: Draft | None, sent: Mapping[str, str], today: date) -> dict[str, str]:
    """What the form shows: what was sent, else the terms as they stand, else what the intent suggests."""
    if sent:
        return {name: sent.get(name, "") for name in FIELDS}
    if draft is None:
        mode = record.intent_mode or ConversionMode.ORDINARY_LICENSE.value
        return dict.fromkeys(FIELDS, "") | suggested(mode) | {"effective_on": today.isoformat()}
    terms, payment = draft.terms, draft.terms.payment
    values: dict[str, object] = {
        "mode": terms.mode,
        "kind": terms.license.kind if terms.license else "",
        "territory": terms.license.territory if terms.license else "",
        "term_from": terms.license.term_from if terms.license else "",
        "term_to": terms.license.term_to if terms.license else "",
        "payment_kind": payment.kind,
        "upfront": typed_ten_thousands(payment.upfront.amount) if payment.upfront else "",
        "royalty_percent": payment.royalty_percent,
        "royalty_base": payment.royalty_base,
        "minimum_per_year": typed_ten_thousands(payment.minimum_per_year.amount) if payment.minimum_per_year else "",
        "effective_on": terms.effective_on,
        "licensee_address": terms.licensee_address,
        "contract_number": terms.contract_number,
    }
    return {name: "" if value is None else str(value) for name, value in values.items()}


def has_license(mode: str) -> bool:
    """Whether a contract of this way has license terms."""
    return mode not in WITHOUT_LICENSE


def suggested(mode: str) -> dict[str, str]:
    """What the form holds of a way of conversion before anything is written; of a license its usual kind."""
    if not has_license(mode):
        return {"mode": mode, **dict.fromkeys(_OF_LICENSE, "")}
    return {"mode": mode, "kind": _KINDS.get(mode, LicenseKind.ORDINARY).value, "territory": "全国"}


def _mistake(place: tuple[int | str, ...]) -> tuple[str, str]:
    parts = [str(part) for part in place if part != "amount"]
    field = _PLACES.get(".".join(parts), parts[-1])
    return field, t(*_SAID.get(field, ("内容有误或过长", "This is wrong, or too long")))
