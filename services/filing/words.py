"""How codes are called on pages, in both languages."""

from collections.abc import Mapping
from typing import Final

from panhuo_contracts.codes import LicenseKind, PaymentKind, RoyaltyBase

from services.filing.conflicts import KIND_NAMES
from services.filing.findings import Said

KINDS: Final[Mapping[LicenseKind, Said]] = KIND_NAMES
KIND_HINTS: Final[Mapping[LicenseKind, Said]] = {
    LicenseKind.ORDINARY: Said(
        "许可方可自用，也可再许可他人。未约定种类的，视为普通许可（技术合同解释第 25 条）",
        "The licensor may use it and license others. Unspecified means ordinary (interpretation, article 25)",
    ),
    LicenseKind.SOLE: Said("仅许可一人，许可方可自用", "One licensee; the licensor may use it too"),
    LicenseKind.EXCLUSIVE: Said("仅许可一人，许可方也不得使用", "One licensee; the licensor may not use it"),
    LicenseKind.CROSS: Said("双方互相许可", "Both sides license each other"),
    LicenseKind.SUBLICENSE: Said("须以上一级已备案许可为据", "Rests on a license already on file"),
}
PAYMENTS: Final[Mapping[PaymentKind, Said]] = {
    PaymentKind.LUMP_SUM: Said("一次总付", "Lump sum"),
    PaymentKind.INSTALMENTS: Said("分期支付", "Instalments"),
    PaymentKind.ROYALTY: Said("提成", "Royalty"),
    PaymentKind.ENTRY_FEE_AND_ROYALTY: Said("入门费加提成", "Entry fee and royalty"),
    PaymentKind.FREE: Said("无偿", "Free"),
}
BASES: Final[Mapping[RoyaltyBase, Said]] = {
    RoyaltyBase.NET_SALES: Said("净销售额", "Net sales"),
    RoyaltyBase.PRODUCT_PRICE: Said("产品价格", "Product price"),
    RoyaltyBase.ADDED_OUTPUT: Said("新增产值", "Added output"),
    RoyaltyBase.PROFIT: Said("利润", "Profit"),
    RoyaltyBase.OTHER: Said("其他约定", "Other"),
}
