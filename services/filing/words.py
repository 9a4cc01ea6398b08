"""How codes are called on pages, in both languages."""

from collections.abc import Mapping
from typing import Final

from panhuo_contracts.codes import LicenseKind, PaymentKind, RoyaltyBase
from panhuo_contracts.names import LICENSE_KINDS, PAYMENT_KINDS, ROYALTY_BASES

from services.filing.findings import Said

KINDS: Final[Mapping[LicenseKind, Said]] = {code: Said(*name) for code, name in LICENSE_KINDS.items()}
PAYMENTS: Final[Mapping[PaymentKind, Said]] = {code: Said(*name) for code, name in PAYMENT_KINDS.items()}
BASES: Final[Mapping[RoyaltyBase, Said]] = {code: Said(*name) for code, name in ROYALTY_BASES.items()}
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
