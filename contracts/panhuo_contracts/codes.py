"""Code tables of the published language; each member's value is what stands on the wire."""

from enum import StrEnum


class PatentType(StrEnum):
    """The three kinds of patent (Patent Law, article 2)."""

    INVENTION = "invention"
    UTILITY_MODEL = "utility_model"
    DESIGN = "design"


class LegalStatus(StrEnum):
    """The present state of a right, as the register has it."""

    IN_FORCE = "in_force"
    FEE_GRACE = "fee_grace"
    LAPSED = "lapsed"
    EXPIRED = "expired"
    INVALIDATED = "invalidated"
    ABANDONED = "abandoned"


class LegalFlag(StrEnum):
    """Burdens on a right that stand beside its status."""

    PLEDGED = "pledged"
    PRESERVED = "preserved"
    SUSPENDED = "suspended"
    EXCLUSIVELY_LICENSED = "exclusively_licensed"
    OPEN_LICENSED = "open_licensed"


class RegisterEventKind(StrEnum):
    """What the patent register takes down (Implementing Rules 2023, rule 106), and what bears on it beside."""

    GRANTED = "granted"
    TRANSFERRED = "transferred"
    HOLDER_CHANGED = "holder_changed"
    """Name or address of the same holder."""
    PLEDGE_REGISTERED = "pledge_registered"
    PLEDGE_CHANGED = "pledge_changed"
    PLEDGE_RELEASED = "pledge_released"
    PRESERVATION_SET = "preservation_set"
    PRESERVATION_LIFTED = "preservation_lifted"
    LICENSE_FILED = "license_filed"
    LICENSE_CHANGED = "license_changed"
    LICENSE_CANCELLED = "license_cancelled"
    OPEN_LICENSE_DECLARED = "open_license_declared"
    OPEN_LICENSE_WITHDRAWN = "open_license_withdrawn"
    COMPULSORY_LICENSE_GRANTED = "compulsory_license_granted"
    DECLASSIFIED = "declassified"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    ANNUITY_OVERDUE = "annuity_overdue"
    ANNUITY_PAID = "annuity_paid"
    FEE_LAPSED = "fee_lapsed"
    RIGHT_ABANDONED = "right_abandoned"
    TERM_EXPIRED = "term_expired"
    TERM_COMPENSATED = "term_compensated"
    INVALIDATED_WHOLLY = "invalidated_wholly"
    INVALIDATED_PARTLY = "invalidated_partly"
    RESTORED = "restored"
    EXTRACT = "extract"
    """A certified copy: status and burdens as they stood on a day."""


class RegisterSource(StrEnum):
    """Whence a register event is known."""

    REGISTER = "register"
    CLOCK = "clock"
    """The end of a term, reckoned from filing date and type: the register has not said it."""


class InstitutionKind(StrEnum):
    """Categories of institution that the Work Plan's milestones name, and those not said to be one."""

    DEMONSTRATION_UNIVERSITY = "demonstration_university"
    PILOT_UNIVERSITY = "pilot_university"
    OTHER_UNIVERSITY = "other_university"
    RESEARCH_INSTITUTE = "research_institute"
    HOSPITAL = "hospital"
    CENTRAL_ENTERPRISE_INSTITUTE = "central_enterprise_institute"
    UNCLASSIFIED = "unclassified"


class Ministry(StrEnum):
    """Who supervises an institution. No source lists them: what they are called is the code table ``ministry``."""

    EDUCATION = "moe"
    INDUSTRY = "miit"
    SCIENCE_ACADEMY = "cas"
    STATE_ASSETS = "sasac"
    HEALTH = "nhc"
    AGRICULTURE = "mara"
    SCIENCE = "most"
    TRANSPORT = "mot"
    NATURAL_RESOURCES = "mnr"
    ETHNIC_AFFAIRS = "neac"
    OTHER_CENTRAL = "other_central"
    LOCAL = "local"


class EnterpriseKind(StrEnum):
    """The kinds of enterprise that the Work Plan invites to evaluate."""

    ADVANTAGE_DEMONSTRATION = "advantage_demonstration"
    SPECIALIZED_AND_NEW = "specialized_and_new"
    HIGH_TECH = "high_tech"
    STATE_OWNED = "state_owned"
    PROTECTION_CENTER_REGISTERED = "protection_center_registered"


class ImplementationStatus(StrEnum):
    """What an institution reports of a patent's use."""

    UNUSED = "unused"
    SELF_USED = "self_used"
    LICENSED = "licensed"
    TRANSFERRED = "transferred"
    INVESTED = "invested"
    INDUSTRIALIZED = "industrialized"


class ConversionMode(StrEnum):
    """Ways of conversion that an institution accepts."""

    TRANSFER = "transfer"
    ORDINARY_LICENSE = "ordinary_license"
    SOLE_LICENSE = "sole_license"
    EXCLUSIVE_LICENSE = "exclusive_license"
    OPEN_LICENSE = "open_license"
    VALUATION_INVESTMENT = "valuation_investment"
    SELF_INDUSTRIALIZATION = "self_industrialization"
    COOPERATIVE_DEVELOPMENT = "cooperative_development"
    NO_INTENTION = "no_intention"


class Maturity(StrEnum):
    """Technology maturity; laboratory is TRL 1-4, small trial 5, pilot 6-7, industrial 8-9."""

    LABORATORY = "laboratory"
    SMALL_TRIAL = "small_trial"
    PILOT = "pilot"
    INDUSTRIAL = "industrial"


class SelfGrade(StrEnum):
    """An institution's own view of a patent's prospect."""

    GOOD = "good"
    FAIR = "fair"
    UNCLEAR = "unclear"


class ProspectGrade(StrEnum):
    """An enterprise's view of a patent's industrial prospect."""

    VERY_GOOD = "very_good"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    UNCLEAR = "unclear"


class Confidence(StrEnum):
    """How sure an evaluator is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class GuidelineScenario(StrEnum):
    """What a patent is evaluated for under GB/T 42748-2023; each has weights of its own."""

    LICENSING = "licensing"
    """Licensing and transfer."""
    FINANCE = "finance"
    REPORTING = "reporting"
    """Financial reporting."""
    REMEDY = "remedy"
    """Remedies against infringement."""
    MANAGEMENT = "management"
    """Management by grades."""


class ValuePart(StrEnum):
    """The three values at the top of GB/T 42748-2023."""

    LEGAL = "legal"
    TECHNICAL = "technical"
    ECONOMIC = "economic"


class AnswerSource(StrEnum):
    """Whence an indicator has its answer; one without an answer is left out."""

    COMPUTED = "computed"
    """From the record."""
    ANSWERED = "answered"
    """By a person."""


class Tier(StrEnum):
    """How a patent is promoted (Work Plan: promotion by layers); the four tiers are this platform's proposal."""

    PRIORITY = "t1"
    REGULAR = "t2"
    NURTURE = "t3"
    UNCLEAR = "t4"


class TierReason(StrEnum):
    """What a tier rests on."""

    SELF_GOOD = "self_good"
    SELF_FAIR = "self_fair"
    SELF_UNCLEAR = "self_unclear"
    SELF_UNSAID = "self_unsaid"
    ENTERPRISES_FAVORABLE = "enterprises_favorable"
    ENTERPRISES_DOUBTFUL = "enterprises_doubtful"
    ENTERPRISES_SILENT = "enterprises_silent"
    """None evaluated, or no view is in force."""
    ENTERPRISES_UNDECIDED = "enterprises_undecided"
    """With a fair or unclear prospect."""
    COOPERATION_INTENDED = "cooperation_intended"
    IMPROVEMENT_NEEDED = "improvement_needed"
    EXPERTS_FAVORABLE = "experts_favorable"
    EXPERTS_DOUBTFUL = "experts_doubtful"
    EXPERTS_UNDECIDED = "experts_undecided"
    RIGHT_ENDED = "right_ended"


class PromotionTag(StrEnum):
    """What a patent is a candidate for, whatever its tier."""

    POOL = "pool"
    OPEN_LICENSE = "open_license"
    PLEDGE = "pledge"
    STABILITY_ANALYSIS = "stability_analysis"
    """Of utility models and designs, which are granted unexamined."""


class PromotionMeasure(StrEnum):
    """What is done for a patent of a tier (Work Plan: promotion by layers; notice 33: roadshows and open licenses)."""

    INVESTMENT = "investment"
    """Matched with investment, pledge or insurance, and listing services."""
    ROADSHOW = "roadshow"
    POOL = "pool"
    OPEN_LICENSE = "open_license"
    STABILITY_ANALYSIS = "stability_analysis"
    IMPROVEMENT = "improvement"
    """The need that enterprises named is worked on."""
    SCREENING = "screening"
    """The prospect is looked at again."""


class PromotionOutcome(StrEnum):
    """How a measure ended."""

    DONE = "done"
    WITHOUT_RESULT = "without_result"
    DECLINED = "declined"
    """Whoever was to do it does not."""
    SUPERSEDED = "superseded"
    """Taken back by whoever assigned it."""


class SuspensionReason(StrEnum):
    """Why an entry of the resource library stands still: the right does, or is somebody else's alone for a while."""

    FEE_GRACE = "fee_grace"
    PRESERVED = "preserved"
    """By a court's order (Patent Law, Implementing Rules 2023, rule 104)."""
    PROCEDURE_SUSPENDED = "procedure_suspended"
    """Ownership is disputed, and the office suspended its procedures (rule 103)."""
    EXCLUSIVELY_LICENSED = "exclusively_licensed"


class DelistReason(StrEnum):
    """Why a patent left the resource library."""

    WITHDRAWN = "withdrawn"
    RIGHT_ENDED = "right_ended"
    TRANSFERRED = "transferred"
    EXCLUSIVELY_LICENSED = "exclusively_licensed"
    INVENTORY_REVISED = "inventory_revised"


class WithholdReason(StrEnum):
    """Why an institution does not put an inventoried patent into the resource library."""

    UNCLEAR_PROSPECT = "unclear_prospect"
    TO_BE_ABANDONED = "to_be_abandoned"
    """It does not mean to keep the right."""
    CONFIDENTIAL = "confidential"
    TRANSFERRED = "transferred"


class LicenseKind(StrEnum):
    """Kinds of license (technology-contract interpretation, article 25)."""

    EXCLUSIVE = "exclusive"
    SOLE = "sole"
    ORDINARY = "ordinary"
    CROSS = "cross"
    SUBLICENSE = "sublicense"


class PaymentKind(StrEnum):
    """Ways of payment (Civil Code, article 846), and none."""

    LUMP_SUM = "lump_sum"
    INSTALMENTS = "instalments"
    ROYALTY = "royalty"
    ENTRY_FEE_AND_ROYALTY = "entry_fee_and_royalty"
    FREE = "free"


class RoyaltyBase(StrEnum):
    """What a royalty is reckoned on (Civil Code, article 846)."""

    PRODUCT_PRICE = "product_price"
    ADDED_OUTPUT = "added_output"
    PROFIT = "profit"
    NET_SALES = "net_sales"
    OTHER = "other"


class RecusalGround(StrEnum):
    """Why an expert does not evaluate a patent that they were to."""

    DECLARED = "declared"
    """A conflict of interest that the expert declared."""
    UNAVAILABLE = "unavailable"
    REASSIGNED = "reassigned"
    """Another expert's recusal moved the work; the expert did nothing."""
