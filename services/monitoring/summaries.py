"""What the time line keeps of each event: the day on which it counts, and a few bounded facts without amounts."""

from datetime import date
from typing import Any, Final

from panhuo_contracts import Body
from panhuo_contracts.events import evaluation, filing, inventory, matching

_LONGEST: Final = 200
_MOST: Final = 8


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _shares(body: matching.DealSigned | filing.LicenseFiled | filing.FilingRefused) -> dict[str, Any]:
    return {
        "enterprise": body.enterprise,
        "deal": _short(body.deal),
        "contract": _short(body.contract_number),
    }


_Summary = tuple[date, dict[str, Any]]


def _inventory(body: Body) -> _Summary | None:
    match body:
        case inventory.PatentRecorded():
            said = {"institution": body.institution, "institution_name": _short(body.institution_name)}
            return body.recorded_on, said
        case inventory.PatentInventoried(annotations=annotations):
            return body.inventoried_on, {
                "implementation": annotations.implementation,
                "maturity": annotations.maturity,
                "self_grade": annotations.self_grade,
                "modes": annotations.accepted_modes,
            }
        case inventory.InventoryRevised(annotations=annotations):
            return body.revised_on, {
                "changed": [name[:60] for name in body.changed[:_MOST]],
                "self_grade": annotations.self_grade,
            }
        case inventory.InventoryReturned():
            return body.returned_on, {"reason": _short(body.reason)}
        case inventory.PatentTransferredAway():
            return body.transferred_on, {"note": _short("；".join(body.holders))}
        case inventory.RegisterEventRecorded():
            return body.effective_on, {
                "register": body.kind,
                "number": _short(body.number or ""),
                "kind": body.license_kind,
                "year": body.annuity_year,
                "until": body.until,
                "status": body.status,
                "flags": body.flags,
                "note": _short("；".join(body.holders) or body.note),
            }
        case inventory.LegalStatusChanged():
            return body.effective_on, {"status": body.status, "flags": body.flags, "cause": _short(body.cause)}
        case _:
            return None


def _claims(body: Body) -> _Summary | None:
    """What the two bodies and the office wrote stays between them."""
    match body:
        case inventory.PatentClaimed():
            said = {"institution": body.institution, "institution_name": _short(body.institution_name)}
            return body.claimed_on, said
        case inventory.ClaimWithdrawn():
            return body.withdrawn_on, {"institution": body.institution}
        case inventory.ClaimSettled():
            return body.settled_on, {"institution": body.awarded, "institution_name": _short(body.awarded_name)}
        case inventory.ClaimReopened():
            return body.reopened_on, {"institution": body.institution}
        case inventory.ClaimArgued():
            return body.argued_on, {"institution": body.institution}
        case _:
            return None


def _evaluation(body: Body) -> _Summary | None:
    match body:
        case evaluation.PatentSelfEvaluated():
            return body.evaluated_on, {
                "grade": body.grade,
                "maturity": body.maturity,
                "method": _short(body.method),
            }
        case evaluation.PatentListed():
            return body.listed_on, {"modes": body.accepted_modes}
        case evaluation.PatentDelisted():
            return body.delisted_on, {"delisted": body.reason, "note": _short(body.note)}
        case evaluation.PatentWithheld():
            # Why is known to the institution and to the offices over it.
            return body.withheld_on, {}
        case evaluation.GuidelineEvaluated():
            return body.evaluated_on, {
                "scenario": body.scenario,
                "score": None if body.low is None or body.high is None else [str(body.low), str(body.high)],
                "answered": str(body.answered),
            }
        case evaluation.PatentGraded():
            return body.graded_on, {
                "tier": body.tier,
                "computed": body.computed,
                "tags": body.tags,
                "note": _short(body.note),
            }
        case _:
            return None


def _views(body: Body) -> _Summary | None:
    match body:
        case evaluation.EnterpriseEvaluated():
            return body.evaluated_on, {
                "enterprise": body.enterprise,
                "enterprise_name": _short(body.enterprise_name),
                "prospect": body.prospect,
                "confidence": body.confidence,
                "modes": body.cooperation,
                "valid_until": body.valid_until,
            }
        case evaluation.EvaluationObjected():
            # Why, and what the review found, is between institution and office.
            return body.objected_on, {"enterprise": body.enterprise, "review_by": body.review_by}
        case evaluation.EvaluationReviewed():
            return body.reviewed_on, {
                "enterprise": body.enterprise,
                "finding": "upheld" if body.is_upheld else "dismissed",
            }
        case evaluation.ExpertEvaluated():
            # Who it was is known to the office that commissioned.
            return body.evaluated_on, {"prospect": body.prospect, "confidence": body.confidence}
        case _:
            return None


def _promotion(body: Body) -> _Summary | None:
    """What is reported of a measure stays between those who assigned it and those who do it."""
    match body:
        case evaluation.PromotionAssigned():
            return body.assigned_on, {"measure": body.measure, "tier": body.tier, "due_on": body.due_on}
        case evaluation.PromotionAccepted():
            return body.accepted_on, {}
        case evaluation.PromotionReported():
            return body.reported_on, {}
        case evaluation.PromotionClosed():
            return body.closed_on, {"outcome": body.outcome}
        case _:
            return None


def _matching(body: Body) -> _Summary | None:
    match body:
        case matching.PatentSubscribed():
            return body.subscribed_on, {"enterprise": body.enterprise}
        case matching.IntentExpressed():
            return body.expressed_on, {"enterprise": body.enterprise, "deal": _short(body.deal), "mode": body.mode}
        case matching.DealSigned():
            return body.signed_on, {
                **_shares(body),
                "enterprise_name": _short(body.licensee_name),
                "mode": body.mode,
                "until": body.license.term_to if body.license else None,
            }
        case matching.DealEnded():
            said = {"enterprise": body.enterprise, "deal": _short(body.deal), "reason": _short(body.reason)}
            return body.ended_on, said
        case _:
            return None


def _filing(body: Body) -> _Summary | None:
    match body:
        case filing.LicenseFiled():
            return body.filed_on, {
                **_shares(body),
                "filing": _short(body.filing_number),
                "kind": body.terms.kind,
                "effective_on": body.effective_on,
                "until": body.terms.term_to,
                "is_on_time": body.is_on_time,
            }
        case filing.FilingRefused():
            return body.refused_on, {
                **_shares(body),
                "grounds": [ground.number for ground in body.grounds[:_MOST]],
            }
        case filing.ProductIndustrialized():
            return body.on_market_since, {
                "enterprise": body.enterprise,
                "product": _short(body.product),
                "product_name": _short(body.product_name),
                "reported_on": body.reported_on,
            }
        case _:
            return None


_STREAMS: Final = {
    "inventory": lambda body: _inventory(body) or _claims(body),
    "evaluation": lambda body: _evaluation(body) or _views(body) or _promotion(body),
    "matching": _matching,
    "filing": _filing,
}


def summarize(body: Body) -> _Summary:
    """The event's own day, and its facts. Raises TypeError for a body that is no event of a patent."""
    of_stream = _STREAMS.get(body.stream)
    found = None if of_stream is None else of_stream(body)
    if found is None:
        raise TypeError(f"{body.event_type()} is no event of a patent")
    return found
