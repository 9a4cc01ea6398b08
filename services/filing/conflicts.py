"""When two licenses of one patent exclude each other, and where an application departs from its deal."""

from datetime import date

from panhuo_contracts.codes import LicenseKind

from services.filing.findings import Said
from services.filing.license import NATIONWIDE, ONE_LICENSEE, Application, Deal, License


def exclude_each_other(application: Application, license_: License) -> bool:
    """Whether both cannot stand: one admits a single licensee, and time and territory meet.

    Technology-contract interpretation, article 25. A sub-license lives under its own license and excludes nothing.
    """
    return (
        _admits_one(application.kind, license_.kind)
        and _times_meet(application, license_)
        and (application.territory == license_.territory or NATIONWIDE in (application.territory, license_.territory))
    )


def may_overlap_elsewhere(application: Application, license_: License) -> bool:
    """Whether only differently named territories keep the two apart: free text, so a person has to compare them."""
    return (
        _admits_one(application.kind, license_.kind)
        and _times_meet(application, license_)
        and not exclude_each_other(application, license_)
    )


def differences(application: Application, deal: Deal) -> list[Said]:
    """What the application states otherwise than the deal that was signed."""
    pairs: list[tuple[object, object, Said]] = [
        (application.contract_number, deal.contract_number, Said("合同编号", "contract number")),
        (application.licensee_name, deal.licensee_name, Said("被许可方", "licensee")),
        (application.effective_on, deal.effective_on, Said("生效日", "effective date")),
        (application.payment, deal.payment, Said("费用", "payment")),
    ]
    if deal.terms is not None:
        pairs += [
            (application.kind, deal.terms.kind, Said("种类", "kind")),
            (application.territory, deal.terms.territory, Said("地域", "territory")),
            (application.term_from, deal.terms.term_from, Said("起始日", "first day")),
            (application.term_to, deal.terms.term_to, Said("届满日", "last day")),
        ]
    return [name for applied, signed, name in pairs if applied != signed]


def _admits_one(one: LicenseKind, other: LicenseKind) -> bool:
    if LicenseKind.SUBLICENSE in (one, other):
        return False
    return one in ONE_LICENSEE or other in ONE_LICENSEE


def _times_meet(application: Application, license_: License) -> bool:
    starts = application.term_from or application.effective_on
    ends = application.term_to or date.max
    return starts <= license_.term_to and license_.term_from <= ends
