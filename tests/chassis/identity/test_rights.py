"""Who may do what: the table, row by row, through a real application and real tokens."""

from typing import Annotated

import pytest
from fastapi import APIRouter, Depends

from chassis.errors import NotFound
from chassis.identity import RIGHTS, Forbidden, Principal, Right, Role, Scope, allow
from chassis.identity.words import RIGHTS_IN_WORDS
from chassis.web.sections import OWN_PAGES, ROLES, SECTIONS
from tests.chassis.conftest import Serve
from tests.issuing import LocalIssuer, somebody

PUBLIC, INVENTOR, COLLEGE, OFFICE = Role.PUBLIC, Role.INVENTOR, Role.COLLEGE, Role.OFFICE
ENTERPRISE, EXPERT, PROVINCE, NATION = Role.ENTERPRISE, Role.EXPERT, Role.PROVINCE, Role.NATION
MINISTRY, CHAIN_LEADER = Role.MINISTRY, Role.CHAIN_LEADER
SIGNED_IN = {INVENTOR, COLLEGE, OFFICE, ENTERPRISE, EXPERT, PROVINCE, MINISTRY, CHAIN_LEADER, NATION}

# Written a second time, on purpose: a change of the table has to be meant.
AGREED = {
    Right.CENSUS_READ: {PUBLIC, *SIGNED_IN},
    Right.STOCK_READ: {INVENTOR, COLLEGE, OFFICE, PROVINCE, NATION},
    Right.STOCK_IMPORT: {OFFICE, NATION},
    Right.INSTITUTION_REGISTER: {PROVINCE, NATION},
    Right.INSTITUTION_APPLY: {OFFICE},
    Right.INVENTORY_FILL: {INVENTOR, OFFICE},
    Right.INVENTORY_REVIEW_COLLEGE: {COLLEGE},
    Right.INVENTORY_REVIEW: {OFFICE},
    Right.INVENTORY_SPOT_CHECK: {PROVINCE, NATION},
    Right.PEOPLE_MANAGE: {Role.COLLEGE, Role.OFFICE},
    Right.CONTACTS_OWN: {INVENTOR, COLLEGE},
    Right.CONFLICT_READ: {OFFICE, PROVINCE, NATION},
    Right.CLAIM_ARGUE: {OFFICE},
    Right.CLAIM_SETTLE: {PROVINCE, NATION},
    Right.LEGAL_STATUS_RECORD: {NATION},
    Right.EVALUATION_SELF: {OFFICE},
    Right.TIER_SET: {OFFICE, PROVINCE},
    Right.PROMOTION_MANAGE: {OFFICE, PROVINCE},
    Right.EVALUATION_REVIEW: {PROVINCE, NATION},
    Right.EVALUATION_UPLOAD: {PROVINCE, NATION},
    Right.LIBRARY_MANAGE: {OFFICE},
    Right.LIBRARY_READ: SIGNED_IN,
    Right.LIBRARY_PULL: {PROVINCE, MINISTRY, CHAIN_LEADER, NATION},
    Right.LIBRARY_CURATE: {PROVINCE, MINISTRY, CHAIN_LEADER, NATION},
    Right.EVALUATION_ENTERPRISE: {ENTERPRISE},
    Right.EXPERTS_READ: {ENTERPRISE, EXPERT, PROVINCE, NATION},
    Right.EXPERT_RECOMMEND: {ENTERPRISE},
    Right.EXPERT_SERVE: {EXPERT},
    Right.EXPERT_ADMIT: {PROVINCE, NATION},
    Right.EXPERT_COMMISSION: {PROVINCE, NATION},
    Right.ENTERPRISE_REGISTER: {ENTERPRISE, PROVINCE, NATION},
    Right.LIBRARY_SUBSCRIBE: {ENTERPRISE},
    Right.DEAL_NEGOTIATE: {ENTERPRISE, OFFICE},
    Right.DEAL_SIGN: {ENTERPRISE, OFFICE},
    Right.LICENSE_FILE: {OFFICE},
    Right.LICENSE_READ: {OFFICE, ENTERPRISE, PROVINCE, NATION},
    Right.PRODUCT_REPORT: {ENTERPRISE, OFFICE},
    Right.PATENT_READ: SIGNED_IN,
    Right.CODES_EDIT: {NATION},
    Right.DELIVERY_OPERATE: {NATION},
}
EVERYWHERE = {
    Right.CENSUS_READ,
    Right.LIBRARY_READ,
    Right.LIBRARY_PULL,
    Right.LIBRARY_CURATE,
    Right.PATENT_READ,
}


def guarded_by_each_right() -> APIRouter:
    router = APIRouter()
    for right in Right:

        async def route(principal: Annotated[Principal, Depends(allow(right))]) -> str:
            return principal.role.value

        router.add_api_route(f"/monitoring/api/{right.value}", route, methods=["GET", "POST"])
    return router


def test_the_table_has_every_right_and_no_other() -> None:
    assert set(RIGHTS) == set(Right) == set(AGREED)


async def test_each_right_admits_its_roles_and_refuses_every_other(serve: Serve, issuer: LocalIssuer) -> None:
    async with serve([guarded_by_each_right()]) as client:
        for right, roles in AGREED.items():
            for role in SIGNED_IN:
                answer = await client.post(f"/monitoring/api/{right.value}", headers=issuer.bearer(somebody(role)))
                expected = 200 if role in roles else 403
                assert answer.status_code == expected, (right, role)


async def test_without_a_token_only_the_census_answers(serve: Serve) -> None:
    async with serve([guarded_by_each_right()]) as client:
        for right, roles in AGREED.items():
            answer = await client.get(f"/monitoring/api/{right.value}")
            assert answer.status_code == (200 if PUBLIC in roles else 401), right


async def test_a_refusal_names_role_and_right_in_words_and_gives_programs_the_code(
    serve: Serve, issuer: LocalIssuer
) -> None:
    async with serve([guarded_by_each_right()]) as client:
        headers = issuer.bearer(somebody(INVENTOR))
        said = (await client.get("/monitoring/api/license.read", headers=headers)).json()
        english = (await client.get("/en/monitoring/api/license.read", headers=headers)).json()

    assert said["detail"] == "您的身份是“发明人”，不能查看对接与许可备案。"
    assert english["detail"] == "You are here as “Inventor”, which may not look at deals and filed licenses."
    assert (said["right"], said["status"]) == ("license.read", 403)


def test_every_role_and_right_has_words_and_every_section_names_a_right() -> None:
    assert set(RIGHTS_IN_WORDS) == set(Right)
    assert set(ROLES) == {role.value for role in Role}
    assert {section.right for section in (*SECTIONS, *OWN_PAGES)} <= {right.value for right in Right}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("right", list(Right))
def test_a_scope_reaches_one_s_own_and_no_further(right: Right, role: Role) -> None:
    principal = somebody(role)
    if role not in AGREED[right]:
        with pytest.raises(Forbidden):
            principal.scope(right)
        return
    scope = principal.scope(right)
    if right in EVERYWHERE or role is NATION:
        assert scope == Scope(None, None)
    elif role is PROVINCE:
        assert scope == Scope(jurisdiction="cn-33")
    elif role is COLLEGE:
        assert scope == Scope(organization=principal.organization, college="C01")
    else:
        assert scope == Scope(organization=principal.organization)
        assert scope.organization


def test_a_record_out_of_reach_is_as_if_it_were_not_there() -> None:
    own = Scope(organization="A")
    own.require(jurisdiction="cn-11", organization="A")

    with pytest.raises(NotFound):
        own.require(jurisdiction="cn-11", organization="B")
    with pytest.raises(NotFound):
        Scope(jurisdiction="cn-33").require(jurisdiction="cn-11")
    with pytest.raises(NotFound):
        own.require()
    with pytest.raises(NotFound):
        Scope(organization="A", college="C01").require(organization="A")
    with pytest.raises(NotFound):
        Scope(organization="A", college="C01").require(organization="A", college="C02")


@pytest.mark.parametrize("role", [INVENTOR, COLLEGE, OFFICE, ENTERPRISE, EXPERT])
@pytest.mark.parametrize("organization", [None, ""])
def test_nobody_without_an_organization_can_act_for_one(role: Role, organization: str | None) -> None:
    with pytest.raises(ValueError, match="organization"):
        Principal("x", "x", role, organization)


def test_a_college_without_its_code_would_see_the_whole_university() -> None:
    with pytest.raises(ValueError, match="college"):
        Principal("x", "x", COLLEGE, "A")


def test_a_province_without_its_code_would_see_the_whole_country() -> None:
    with pytest.raises(ValueError, match="province"):
        Principal("x", "x", PROVINCE)
    with pytest.raises(ValueError, match="jurisdiction"):
        Principal("x", "x", PROVINCE, jurisdiction="cn-99")


def test_a_route_that_says_nothing_about_who_may_use_it_is_not_built(issuer: LocalIssuer) -> None:
    from chassis.http import service_app

    inner, outer = APIRouter(), APIRouter()

    @inner.get("/monitoring/api/forgotten")
    async def forgotten() -> str:
        return "open"

    outer.include_router(inner)
    for router in (inner, outer):
        with pytest.raises(ValueError, match="forgotten does not say who"):
            service_app("monitoring", {}, [router], "chassis.web", settings=issuer.settings())
