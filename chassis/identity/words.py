"""The rights in words, as somebody without one is told: what they may not do."""

from collections.abc import Mapping
from typing import Final

from chassis.identity.rights import Right

RIGHTS_IN_WORDS: Final[Mapping[Right, tuple[str, str]]] = {
    Right.CENSUS_READ: ("查看统计数据", "look at the figures"),
    Right.STOCK_READ: ("查看存量专利与盘点记录", "look at the stock of patents and its stocktaking"),
    Right.STOCK_IMPORT: ("导入存量专利", "import the stock of patents"),
    Right.INSTITUTION_REGISTER: ("登记盘点责任单位", "register institutions"),
    Right.INSTITUTION_APPLY: ("为本单位申请列入名册", "ask that the institution be registered"),
    Right.INVENTORY_FILL: ("填报盘点记录", "fill in stocktaking records"),
    Right.INVENTORY_REVIEW_COLLEGE: ("作院系审核", "review stocktaking records for a college"),
    Right.INVENTORY_REVIEW: ("审核盘点记录", "review stocktaking records"),
    Right.INVENTORY_SPOT_CHECK: ("抽查盘点记录", "spot-check stocktaking records"),
    Right.PEOPLE_MANAGE: ("管理本单位的人员账号", "look after the accounts of the institution's people"),
    Right.CONTACTS_OWN: ("查看和更正本人的联系方式", "look at their own contacts and correct them"),
    Right.CONFLICT_READ: ("查看专利权属争议", "look at disputes over patents"),
    Right.CLAIM_ARGUE: ("在权属争议中陈述意见", "state a side of a dispute"),
    Right.CLAIM_SETTLE: ("裁定专利权属争议", "settle disputes over patents"),
    Right.LEGAL_STATUS_RECORD: ("登记法律状态", "record legal status"),
    Right.EVALUATION_SELF: ("自评专利", "grade the institution's patents"),
    Right.EVALUATION_REVIEW: ("复核对企业评价的异议", "review objections to evaluations"),
    Right.EVALUATION_UPLOAD: ("上传企业评价", "send in evaluations of enterprises"),
    Right.PROMOTION_MANAGE: ("分派和办理推广措施", "assign measures of promotion and work on them"),
    Right.TIER_SET: ("调整推广层级", "set tiers of promotion"),
    Right.LIBRARY_MANAGE: ("办理入库与出库", "enter patents in the library or withdraw them"),
    Right.LIBRARY_READ: ("查看可转化资源库", "look at the resource library"),
    Right.LIBRARY_PULL: ("调取资源库数据", "pull the library"),
    Right.LIBRARY_CURATE: ("建立产业专题库", "keep libraries of an industry"),
    Right.EVALUATION_ENTERPRISE: ("作企业评价", "evaluate patents for an enterprise"),
    Right.EXPERTS_READ: ("查看评价专家库", "look at the library of experts"),
    Right.EXPERT_RECOMMEND: ("推荐评价专家", "recommend experts"),
    Right.EXPERT_SERVE: ("承担专家评价", "evaluate as an expert"),
    Right.EXPERT_ADMIT: ("办理专家入库与退出", "admit experts or retire them"),
    Right.EXPERT_COMMISSION: ("指派专家评价", "commission experts"),
    Right.ENTERPRISE_REGISTER: ("登记企业", "register enterprises"),
    Right.LIBRARY_SUBSCRIBE: ("关注资源库中的专利", "follow patents of the library"),
    Right.DEAL_NEGOTIATE: ("办理对接", "negotiate deals"),
    Right.DEAL_SIGN: ("签约", "sign deals"),
    Right.LICENSE_FILE: ("办理许可备案", "file licenses"),
    Right.LICENSE_READ: ("查看对接与许可备案", "look at deals and filed licenses"),
    Right.PRODUCT_REPORT: ("报告产品上市", "report products on the market"),
    Right.PATENT_READ: ("查看单件专利", "look at single patents"),
    Right.CODES_EDIT: ("修改代码表", "change the code tables"),
    Right.DELIVERY_OPERATE: ("查看和处理事件投递", "look after the delivery of events"),
}
