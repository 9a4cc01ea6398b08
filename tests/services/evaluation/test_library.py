"""Entry into the resource library, and what ends it, decided without a database."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from panhuo_contracts.codes import (
    ConversionMode,
    DelistReason,
    ImplementationStatus,
    LegalStatus,
    LicenseKind,
    Maturity,
    PatentType,
    SelfGrade,
)

from services.evaluation import library, refusals
from services.evaluation.dossier import Dossier, Exclusivity, Listing, Reception, Record, Right, SelfEvaluation
from tests.builders.evaluation import DAY, INSTITUTION, PATENT


def record(**different: object) -> Record:
    stated: dict[str, Any] = {
        "home": "cn-11",
        "institution": INSTITUTION,
        "institution_name": "示例理工大学",
        "title": "一种示例装置",
        "abstract": "",
        "patent_type": PatentType.INVENTION,
        "filing_date": date(2020, 5, 6),
        "expires_on": date(2040, 5, 5),
        "ipc": (),
        "is_generated": False,
        "is_inventoried": True,
        "annotated_on": DAY,
        "accepted_modes": (ConversionMode.TRANSFER,),
        "self_grade": SelfGrade.GOOD,
    }
    return Record(**stated | different)


def dossier(**different: object) -> Dossier:
    return Dossier(**{"patent": PATENT, "record": record()} | different)


EXCLUSIVE = Exclusivity("X2026-1", LicenseKind.EXCLUSIVE, DAY, DAY + timedelta(days=30))

FAILING = [
    (refusals.NotInventoried, {"record": None}),
    (refusals.NotInventoried, {"record": record(is_inventoried=False)}),
    (refusals.RightNotInForce, {"right": Right(LegalStatus.LAPSED)}),
    (refusals.RightNotInForce, {"right": Right(LegalStatus.FEE_GRACE)}),
    (refusals.RightNotInForce, {"record": record(expires_on=DAY - timedelta(days=1))}),
    (refusals.RightNotInForce, {"right": Right(expires_on=DAY - timedelta(days=1))}),
    (refusals.SelfGradeUnknown, {"record": record(self_grade=None)}),
    (refusals.NoConversionIntended, {"record": record(accepted_modes=())}),
    (refusals.NoConversionIntended, {"record": record(accepted_modes=(ConversionMode.NO_INTENTION,))}),
    (refusals.ExclusivelyLicensed, {"exclusivity": EXCLUSIVE}),
    (refusals.TransferredAway, {"record": record(implementation=ImplementationStatus.TRANSFERRED)}),
    (refusals.TransferredAway, {"transfer_deal": "D-1"}),
    (refusals.InstitutionNotActive, {"inactive_since": DAY}),
]


def test_a_sound_patent_enters_with_the_ways_that_its_institution_accepts() -> None:
    modes = (ConversionMode.TRANSFER, ConversionMode.NO_INTENTION)
    body = library.enter(dossier(record=record(accepted_modes=modes)), DAY)
    assert body.accepted_modes == (ConversionMode.TRANSFER,)
    assert body.listed_on == DAY
    assert all(guard.finding.outcome == "pass" for guard in library.guards(dossier(), DAY))


@pytest.mark.parametrize(("rule", "different"), FAILING)
def test_each_guard_keeps_a_patent_out_and_names_its_source(
    rule: type[refusals.GuardFailed], different: dict[str, Any]
) -> None:
    with pytest.raises(rule) as refused:
        library.enter(dossier(**different), DAY)
    assert refused.value.basis
    assert refused.value.mend
    assert refused.value.english
    failed = [guard.rule for guard in library.guards(dossier(**different), DAY) if guard.has_failed]
    assert rule in failed


def test_an_unclear_prospect_is_pointed_out_but_does_not_keep_a_patent_out() -> None:
    unclear = dossier(record=record(self_grade=SelfGrade.UNCLEAR))
    assert [guard.finding.outcome for guard in library.guards(unclear, DAY)].count("warn") == 1
    assert library.enter(unclear, DAY)


def test_an_exclusive_license_that_has_run_out_keeps_nothing_out() -> None:
    over = replace(EXCLUSIVE, term_to=DAY - timedelta(days=1))
    assert library.enter(dossier(exclusivity=over), DAY)


@pytest.mark.parametrize(
    ("reason", "different"),
    [
        *((DelistReason.RIGHT_ENDED, {"right": Right(status)}) for status in library.ENDED),
        (DelistReason.EXCLUSIVELY_LICENSED, {"exclusivity": EXCLUSIVE}),
        (DelistReason.TRANSFERRED, {"record": record(implementation=ImplementationStatus.TRANSFERRED)}),
        (DelistReason.INVENTORY_REVISED, {"record": record(accepted_modes=(ConversionMode.NO_INTENTION,))}),
        (DelistReason.INVENTORY_REVISED, {"record": record(is_inventoried=False)}),
        (None, {"right": Right(LegalStatus.FEE_GRACE)}),
        (None, {}),
    ],
)
def test_a_listed_patent_leaves_for_its_reason_and_for_no_other(
    reason: DelistReason | None, different: dict[str, Any]
) -> None:
    assert library.reason_to_leave(dossier(**different), DAY) is reason


def test_only_a_listed_patent_can_be_withdrawn() -> None:
    listing = Listing(is_listed=True, accepted_modes=(), listed_on=DAY)
    assert library.withdraw(dossier(listing=listing), "转入保密", DAY).reason is DelistReason.WITHDRAWN
    with pytest.raises(refusals.NotInLibrary):
        library.withdraw(dossier(), "", DAY)


def test_an_entry_shows_the_later_of_self_evaluation_and_annotations() -> None:
    said = SelfEvaluation(SelfGrade.FAIR, Maturity.INDUSTRIAL, "储能", ("C38",), "", DAY, "self-1")
    listing = Listing(is_listed=True, accepted_modes=(ConversionMode.TRANSFER,), listed_on=DAY)
    held = dossier(self_evaluation=said, listing=listing, reception=Reception(3, 2))

    entry = library.entry(held)
    later = library.entry(replace(held, record=record(annotated_on=DAY + timedelta(days=1), maturity=Maturity.PILOT)))

    assert (entry.self_grade, entry.maturity, entry.scenario) == (SelfGrade.FAIR, Maturity.INDUSTRIAL, "储能")
    assert (entry.evaluations, entry.favorable_evaluations) == (3, 2)
    assert (later.self_grade, later.maturity) == (SelfGrade.GOOD, Maturity.PILOT)
