"""What the screen of one patent shows to one reader."""

from datetime import date, timedelta
from typing import Any

import asyncpg
from panhuo_contracts.identifiers import display_patent_number

from chassis.database import Connection
from chassis.identity import Principal, Right
from chassis.web.language import t, told
from chassis.web.timeline import Axis, Lane, Span, Tick
from services.evaluation import library, words
from services.evaluation.dossier import Dossier, Record
from services.evaluation.experts.store import batches
from services.evaluation.guideline.screen import result_shown
from services.evaluation.promotion.measures import suited
from services.evaluation.store import dossiers, guideline, promotion, tiers, views, withholding
from services.evaluation.tiers.commands import office_of
from services.evaluation.told import views_told


async def patent_screen(conn: Connection, patent: str, principal: Principal, day: date) -> dict[str, Any] | None:
    """The values of the template; None where there is no record of the patent."""
    held = (await dossiers.load(conn, [patent], day)).get(patent)
    if held is None or held.record is None:
        return None
    record = held.record
    evaluations = await views.evaluations_of(conn, patent)
    forms = await guideline.forms(conn, patent)
    in_force = [row for row in evaluations if row["valid_until"] >= day and _counts(row)]
    is_own = principal.organization == record.institution
    by_enterprise = principal.may(Right.EVALUATION_ENTERPRISE) and principal.organization is not None
    may_set_tier = principal.may(Right.TIER_SET) and principal.scope(Right.TIER_SET).covers(
        jurisdiction=record.home, organization=record.institution
    )
    # Whoever evaluates for an office is not told what others said.
    may_see_experts = not principal.may(Right.EXPERT_SERVE)
    expert_views = await batches.views_of(conn, patent) if may_see_experts else []
    standing = (await tiers.standing(conn, [patent])).get(patent)
    told = await views_told(conn)
    under_way = await promotion.open_measures(conn, patent)
    return {
        "patent": patent,
        "number": display_patent_number(patent),
        "held": held,
        "record": record,
        "evaluations": evaluations,
        "in_force": in_force,
        "result": result_shown(max(forms.values(), key=lambda form: form.evaluated_on, default=None)),
        "may_see_experts": may_see_experts,
        "expert_views": expert_views,
        "told": told,
        "expert_prospects": _counted(expert_views, "prospect", words.PROSPECTS),
        "expert_confidences": _counted(expert_views, "confidence", words.CONFIDENCES),
        "prospects": _counted(in_force, "prospect", words.PROSPECTS),
        "confidences": _counted(in_force, "confidence", words.CONFIDENCES),
        "guards": _guards(held, day),
        "withheld": await withholding.of_patent(conn, patent) if _oversees(principal, record) else None,
        "suspended_for": library.suspended_for(held) if held.is_listed else (),
        "may_self_evaluate": is_own and principal.may(Right.EVALUATION_SELF),
        "may_correct": is_own and principal.may(Right.INVENTORY_FILL) and not principal.may(Right.EVALUATION_SELF),
        "may_manage": is_own and principal.may(Right.LIBRARY_MANAGE),
        "may_evaluate": by_enterprise,
        "may_set_tier": may_set_tier,
        "may_review": principal.may(Right.EVALUATION_REVIEW)
        and principal.scope(Right.EVALUATION_REVIEW).covers(jurisdiction=record.home),
        "standing": standing,
        "reasons": standing.told(with_experts=may_see_experts) if standing else (),
        "may_promote": may_set_tier,
        "suited": [one for one in suited(standing) if one not in under_way] if standing else [],
        "measures": await promotion.of_patent(conn, patent) if may_set_tier else [],
        "office": office_of(principal),
        "proposal": await tiers.open_proposal(conn, patent, office_of(principal)) if may_set_tier else None,
        "reader": principal.subject,
        "mine": next((row for row in evaluations if row["enterprise"] == principal.organization), None),
        "subscribed_on": await views.subscribed_on(conn, patent, principal.organization or "")
        if by_enterprise
        else None,
        "lanes": _lanes(held, evaluations),
        "axis": _axis(held, evaluations, day),
    }


def _oversees(principal: Principal, record: Record) -> bool:
    """Why a patent is kept out of the library is between its institution and the offices over it."""
    return principal.may(Right.STOCK_READ) and principal.scope(Right.STOCK_READ).covers(
        jurisdiction=record.home, organization=record.institution
    )


def _counts(row: asyncpg.Record) -> bool:
    """Nobody objected, or the objection was dismissed."""
    return row["objection"] is None or row["is_upheld"] is False


def _guards(held: Dossier, day: date) -> list[dict[str, object]]:
    return [
        {
            "number": number,
            "title": t(*guard.rule.title),
            "evidence": f"{t(guard.finding.zh, guard.finding.en)} · {told(guard.rule.basis)}",
            "outcome": guard.finding.outcome,
        }
        for number, guard in enumerate(library.guards(held, day), 1)
    ]


def _counted(rows: list[Any], column: str, names: words.Names) -> list[tuple[str, int]]:
    """How many rows say each code, in the order of the code table; those that nobody said are left out."""
    said = [row[column] for row in rows]
    return [(words.named(names, code), said.count(code)) for code in names if code in said]


def _lanes(held: Dossier, evaluations: list[Any]) -> list[Lane]:
    record, listing, said = held.record, held.listing, held.self_evaluation
    lanes = [Lane("盘点", "Inventory"), Lane("资源库", "Library"), Lane("评价", "Evaluation")]
    if record is not None and record.annotated_on is not None:
        lanes[0] = Lane("盘点", "Inventory", [Span(record.annotated_on, None, t("已盘点", "Inventoried"), "blue-soft")])
    if listing is not None and listing.listed_on is not None:
        lanes[1] = Lane("资源库", "Library", [Span(listing.listed_on, listing.delisted_on, t("在库", "Listed"))])
    own = t("自评", "Self-evaluation")
    ticks = [] if said is None else [Tick(said.evaluated_on, own, role="green", note=own)]
    by_day: dict[date, list[str]] = {}
    for row in evaluations:
        by_day.setdefault(row["evaluated_on"], []).append(row["enterprise_name"])
    ticks += [
        Tick(day, t("、", ", ").join(names), note=t("企业评价 {n} 条", "{n} enterprises", n=len(names)))
        for day, names in by_day.items()
    ]
    lanes[2] = Lane("评价", "Evaluation", ticks=ticks)
    return lanes


def _axis(held: Dossier, evaluations: list[Any], day: date) -> Axis:
    """From a month before the first thing known to a month from now, at least half a year."""
    listing, said, record = held.listing, held.self_evaluation, held.record
    days = [
        known
        for known in (
            record.annotated_on if record else None,
            listing.listed_on if listing else None,
            said.evaluated_on if said else None,
            *(row["evaluated_on"] for row in evaluations),
        )
        if known is not None
    ]
    first = min([*days, day - timedelta(days=150)])
    return Axis(first - timedelta(days=30), day + timedelta(days=30))
