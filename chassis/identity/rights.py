"""Who may do what: one table. What does not stand in it nobody may."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What a person is to the programme. The values are those of the ``role`` claim."""

    PUBLIC = "public"
    """Nobody has signed in."""
    INVENTOR = "inventor"
    COLLEGE = "college"
    """A college of a university: it looks over its own inventors' records before the office does."""
    OFFICE = "office"
    """The office of a university or institute that looks after its patents."""
    ENTERPRISE = "enterprise"
    EXPERT = "expert"
    """Evaluates patents that an office hands out."""
    PROVINCE = "province"
    MINISTRY = "ministry"
    """A ministry, of its subordinate institutions."""
    CHAIN_LEADER = "chain_leader"
    """An enterprise that leads an industry chain."""
    NATION = "nation"


class Right(StrEnum):
    CENSUS_READ = "census.read"
    STOCK_READ = "stock.read"
    STOCK_IMPORT = "stock.import"
    INSTITUTION_REGISTER = "institution.register"
    INSTITUTION_APPLY = "institution.apply"
    INVENTORY_FILL = "inventory.fill"
    INVENTORY_REVIEW_COLLEGE = "inventory.review_college"
    INVENTORY_REVIEW = "inventory.review"
    INVENTORY_SPOT_CHECK = "inventory.spot_check"
    PEOPLE_MANAGE = "people.manage"
    CONTACTS_OWN = "contacts.own"
    CONFLICT_READ = "conflict.read"
    CLAIM_ARGUE = "claim.argue"
    CLAIM_SETTLE = "claim.settle"
    LEGAL_STATUS_RECORD = "legal_status.record"
    EVALUATION_SELF = "evaluation.self"
    TIER_SET = "tier.set"
    PROMOTION_MANAGE = "promotion.manage"
    EVALUATION_REVIEW = "evaluation.review"
    EVALUATION_UPLOAD = "evaluation.upload"
    LIBRARY_MANAGE = "library.manage"
    LIBRARY_READ = "library.read"
    LIBRARY_PULL = "library.pull"
    LIBRARY_CURATE = "library.curate"
    EVALUATION_ENTERPRISE = "evaluation.enterprise"
    EXPERTS_READ = "experts.read"
    EXPERT_RECOMMEND = "expert.recommend"
    EXPERT_SERVE = "expert.serve"
    EXPERT_ADMIT = "expert.admit"
    EXPERT_COMMISSION = "expert.commission"
    ENTERPRISE_REGISTER = "enterprise.register"
    LIBRARY_SUBSCRIBE = "library.subscribe"
    DEAL_NEGOTIATE = "deal.negotiate"
    DEAL_SIGN = "deal.sign"
    LICENSE_FILE = "license.file"
    LICENSE_READ = "license.read"
    PRODUCT_REPORT = "product.report"
    PATENT_READ = "patent.read"
    CODES_EDIT = "codes.edit"
    DELIVERY_OPERATE = "delivery.operate"


@dataclass(frozen=True, slots=True)
class Grant:
    """To whom a right belongs, and whether it reaches beyond one's own records."""

    roles: frozenset[Role]
    is_everywhere: bool


def _own(*roles: Role) -> Grant:
    return Grant(frozenset(roles), is_everywhere=False)


def _everywhere(*roles: Role) -> Grant:
    return Grant(frozenset(roles), is_everywhere=True)


_INVENTOR, _COLLEGE, _OFFICE, _ENTERPRISE = Role.INVENTOR, Role.COLLEGE, Role.OFFICE, Role.ENTERPRISE
_EXPERT, _PROVINCE, _NATION = Role.EXPERT, Role.PROVINCE, Role.NATION
_MINISTRY, _CHAIN_LEADER = Role.MINISTRY, Role.CHAIN_LEADER
_SIGNED_IN = (
    _INVENTOR,
    _COLLEGE,
    _OFFICE,
    _ENTERPRISE,
    _EXPERT,
    _PROVINCE,
    _MINISTRY,
    _CHAIN_LEADER,
    _NATION,
)

RIGHTS: Final[Mapping[Right, Grant]] = {
    Right.CENSUS_READ: _everywhere(Role.PUBLIC, *_SIGNED_IN),
    Right.STOCK_READ: _own(_INVENTOR, _COLLEGE, _OFFICE, _PROVINCE, _NATION),
    Right.STOCK_IMPORT: _own(_OFFICE, _NATION),
    Right.INSTITUTION_REGISTER: _own(_PROVINCE, _NATION),
    Right.INSTITUTION_APPLY: _own(_OFFICE),
    Right.INVENTORY_FILL: _own(_INVENTOR, _OFFICE),
    Right.INVENTORY_REVIEW_COLLEGE: _own(_COLLEGE),
    Right.INVENTORY_REVIEW: _own(_OFFICE),
    Right.INVENTORY_SPOT_CHECK: _own(_PROVINCE, _NATION),
    Right.PEOPLE_MANAGE: _own(_COLLEGE, _OFFICE),
    Right.CONTACTS_OWN: _own(_INVENTOR, _COLLEGE),
    Right.CONFLICT_READ: _own(_OFFICE, _PROVINCE, _NATION),
    Right.CLAIM_ARGUE: _own(_OFFICE),
    Right.CLAIM_SETTLE: _own(_PROVINCE, _NATION),
    Right.LEGAL_STATUS_RECORD: _own(_NATION),
    Right.EVALUATION_SELF: _own(_OFFICE),
    Right.TIER_SET: _own(_OFFICE, _PROVINCE),
    Right.PROMOTION_MANAGE: _own(_OFFICE, _PROVINCE),
    Right.EVALUATION_REVIEW: _own(_PROVINCE, _NATION),
    Right.EVALUATION_UPLOAD: _own(_PROVINCE, _NATION),
    Right.LIBRARY_MANAGE: _own(_OFFICE),
    Right.LIBRARY_READ: _everywhere(*_SIGNED_IN),
    Right.LIBRARY_PULL: _everywhere(_PROVINCE, _MINISTRY, _CHAIN_LEADER, _NATION),
    Right.LIBRARY_CURATE: _everywhere(_PROVINCE, _MINISTRY, _CHAIN_LEADER, _NATION),
    Right.EVALUATION_ENTERPRISE: _own(_ENTERPRISE),
    Right.EXPERTS_READ: _own(_ENTERPRISE, _EXPERT, _PROVINCE, _NATION),
    Right.EXPERT_RECOMMEND: _own(_ENTERPRISE),
    Right.EXPERT_SERVE: _own(_EXPERT),
    Right.EXPERT_ADMIT: _own(_PROVINCE, _NATION),
    Right.EXPERT_COMMISSION: _own(_PROVINCE, _NATION),
    Right.ENTERPRISE_REGISTER: _own(_ENTERPRISE, _PROVINCE, _NATION),
    Right.LIBRARY_SUBSCRIBE: _own(_ENTERPRISE),
    Right.DEAL_NEGOTIATE: _own(_ENTERPRISE, _OFFICE),
    Right.DEAL_SIGN: _own(_ENTERPRISE, _OFFICE),
    Right.LICENSE_FILE: _own(_OFFICE),
    Right.LICENSE_READ: _own(_OFFICE, _ENTERPRISE, _PROVINCE, _NATION),
    Right.PRODUCT_REPORT: _own(_ENTERPRISE, _OFFICE),
    Right.PATENT_READ: _everywhere(*_SIGNED_IN),
    Right.CODES_EDIT: _own(_NATION),
    Right.DELIVERY_OPERATE: _own(_NATION),
}
