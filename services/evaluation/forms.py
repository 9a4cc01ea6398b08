"""What people fill in on the screens, read into the same requests that programs send."""

from typing import Any, TypeVar

from pydantic import ValidationError
from starlette.datastructures import FormData

from chassis.web.language import t
from services.evaluation.requests import (
    EnterpriseEvaluation,
    Objection,
    ObjectionReview,
    SelfEvaluation,
    Sent,
    TierDecision,
    TierProposal,
    Withdrawal,
    Withholding,
)

S = TypeVar("S", bound=Sent)


class Mistakes(Exception):
    """Fields that have to be mended, each with a sentence."""

    def __init__(self, fields: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(text for _, text in fields))
        self.fields = fields


def read_self_evaluation(form: FormData) -> SelfEvaluation:
    """Raises Mistakes."""
    industries = str(form.get("industries") or "").replace("，", ",").replace("、", ",").split(",")
    return _read(
        SelfEvaluation,
        {
            "grade": form.get("grade"),
            "maturity": form.get("maturity"),
            "scenario": _text(form, "scenario"),
            "industries": [code.strip().upper() for code in industries if code.strip()],
            "reasons": _text(form, "reasons"),
        },
    )


def read_enterprise_evaluation(form: FormData) -> EnterpriseEvaluation:
    """Raises Mistakes."""
    return _read(
        EnterpriseEvaluation,
        {
            "prospect": form.get("prospect"),
            "confidence": form.get("confidence"),
            "improvement_need": _text(form, "improvement_need"),
            "cooperation": form.getlist("cooperation"),
            "opinion": _text(form, "opinion"),
        },
    )


def read_withdrawal(form: FormData) -> Withdrawal:
    """Raises Mistakes."""
    return _read(Withdrawal, {"reason": _text(form, "reason")})


def read_withholding(form: FormData) -> Withholding:
    """Raises Mistakes."""
    return _read(Withholding, {"withheld_for": form.get("withheld_for"), "note": _text(form, "withheld_note")})


def read_tier_proposal(form: FormData) -> TierProposal:
    """Raises Mistakes."""
    return _read(TierProposal, {"tier": form.get("tier"), "note": _text(form, "note")})


def read_tier_decision(form: FormData) -> TierDecision:
    """Raises Mistakes."""
    return _read(TierDecision, {"is_agreed": _decision(form, yes="agree", no="decline")})


def read_objection(form: FormData) -> Objection:
    """Raises Mistakes."""
    return _read(Objection, {"evaluation": _text(form, "evaluation"), "objection": _text(form, "objection")})


def read_objection_review(form: FormData) -> ObjectionReview:
    """Raises Mistakes."""
    said = {"evaluation": _text(form, "evaluation"), "finding": _text(form, "finding")}
    return _read(ObjectionReview, {**said, "is_upheld": _decision(form, yes="uphold", no="dismiss")})


def _decision(form: FormData, *, yes: str, no: str) -> bool | None:
    """Which of two buttons was pressed; None, which no request takes, for anything else."""
    return {yes: True, no: False}.get(_text(form, "decision"))


def _text(form: FormData, name: str) -> str:
    """A browser ends lines with CR LF."""
    return str(form.get(name) or "").strip().replace("\r\n", "\n")


def _read(kind: type[S], sent: dict[str, Any]) -> S:
    try:
        return kind.model_validate(sent)
    except ValidationError as error:
        wrong = dict.fromkeys(str(problem["loc"][0]) for problem in error.errors(include_url=False))
        raise Mistakes([(name, _sentence(name)) for name in wrong]) from None


def _sentence(name: str) -> str:
    sentences = {
        "grade": t("请选择自评结论", "Choose a grade"),
        "maturity": t("请选择技术成熟度", "Choose a maturity"),
        "scenario": t("应用场景不超过 8000 字", "The scenario has at most 8,000 characters"),
        "industries": t(
            "行业代码按 GB/T 4754 填写，如 C3841，用逗号分隔",
            "Write industry codes of GB/T 4754, such as C3841, with commas between",
        ),
        "reasons": t("理由不超过 8000 字", "Reasons have at most 8,000 characters"),
        "prospect": t("请选择产业化前景", "Choose a prospect"),
        "confidence": t("请选择把握程度", "Choose how sure you are"),
        "improvement_need": t("改进需求不超过 8000 字", "The need has at most 8,000 characters"),
        "cooperation": t("请从列出的合作方式中选择", "Choose from the ways listed"),
        "opinion": t("评价意见不超过 8000 字", "The opinion has at most 8,000 characters"),
        "tier": t("请选择层级", "Choose a tier"),
        "note": t("请写明调整理由", "Say why it should be another tier"),
        "evaluation": t("请选择评价", "Choose an evaluation"),
        "objection": t("请写明异议理由", "Say why you object"),
        "finding": t("请写明复核意见", "Say what was found"),
        "is_agreed": t("请选择同意或不同意", "Choose whether you agree"),
        "is_upheld": t("请选择异议成立或不成立", "Choose whether the objection holds"),
        "withheld_for": t("请选择不入库原因", "Say why it does not go in"),
        "reason": t("请写明撤回原因", "Say why it is withdrawn"),
    }
    return sentences[name]
