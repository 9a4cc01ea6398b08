"""What the time line keeps of each event: the day on which it counts, and a few bounded facts without amounts."""

from datetime import date
from typing import Any, Final

from panhuo_contracts import Body
from panhuo_contracts.events import evaluation, filing, inventory, matching

_LONGEST: Final = 200
_MOST: Final = 8


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def summarize(body: Body) -> tuple[date, dict[str, Any]]:
    """The event's own day, and its facts. Raises TypeError for a body that is no event of a patent."""
    match body:
        case inventory.PatentRecorded():
            return body.recorded_on, {
                "institution": body.institution,
                "institution_name": _short(body.institution_name),
            }
        case inventory.PatentInventoried(annotations=said):
            return body.inventoried_on, {
                "implementation": said.implementation, "maturity": said.maturity, "self_grade": said.self_grade,
                "modes": said.accepted_modes,
            }  # fmt: skip
        case inventory.InventoryRevised():
            return body.revised_on, {"changed": [_short(name)[:60] for name in body.changed[:_MOST]]}
        case inventory.InventoryReturned():
            return body.returned_on, {"reason": _short(body.reason)}
        case inventory.LegalStatusChanged():
            return body.effective_on, {"status": body.status, "flags": body.flags, "cause": _short(body.cause)}
        case evaluation.PatentSelfEvaluated():
            return body.evaluated_on, {"grade": body.grade, "maturity": body.maturity, "method": _short(body.method)}
        case evaluation.PatentListed():
            return body.listed_on, {"modes": body.accepted_modes}
        case evaluation.PatentDelisted():
            return body.delisted_on, {"delisted": body.reason, "note": _short(body.note)}
        case evaluation.EnterpriseEvaluated():
            return body.evaluated_on, {
                "enterprise": body.enterprise, "enterprise_name": _short(body.enterprise_name),
                "prospect": body.prospect, "confidence": body.confidence, "modes": body.cooperation,
                "valid_until": body.valid_until,
            }  # fmt: skip
        case matching.PatentSubscribed():
            return body.subscribed_on, {"enterprise": body.enterprise}
        case matching.IntentExpressed():
            return body.expressed_on, {"enterprise": body.enterprise, "deal": _short(body.deal), "mode": body.mode}
        case matching.DealSigned():
            return body.signed_on, {
                "enterprise": body.enterprise, "enterprise_name": _short(body.licensee_name), "deal": _short(body.deal),
                "contract": _short(body.contract_number), "mode": body.mode,
                "until": body.license.term_to if body.license else None,
            }  # fmt: skip
        case matching.DealEnded():
            return body.ended_on, {
                "enterprise": body.enterprise,
                "deal": _short(body.deal),
                "reason": _short(body.reason),
            }
        case filing.LicenseFiled():
            return body.filed_on, {
                "enterprise": body.enterprise, "deal": _short(body.deal), "filing": _short(body.filing_number),
                "contract": _short(body.contract_number), "kind": body.terms.kind, "effective_on": body.effective_on,
                "until": body.terms.term_to, "is_on_time": body.is_on_time,
            }  # fmt: skip
        case filing.FilingRefused():
            return body.refused_on, {
                "enterprise": body.enterprise, "deal": _short(body.deal), "contract": _short(body.contract_number),
                "grounds": [ground.number for ground in body.grounds[:_MOST]],
            }  # fmt: skip
        case filing.ProductIndustrialized():
            return body.on_market_since, {
                "enterprise": body.enterprise, "product": _short(body.product), "product_name": _short(body.product_name),
                "reported_on": body.reported_on,
            }  # fmt: skip
        case _:
            raise TypeError(f"{body.event_type()} is no event of a patent")
