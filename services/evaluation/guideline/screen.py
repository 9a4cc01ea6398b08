"""What the page of the guideline's form shows: each indicator with its answer or its question, and the result."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from panhuo_contracts.code_tables import CodeTable
from panhuo_contracts.codes import AnswerSource, GuidelineScenario, ValuePart
from panhuo_contracts.events.evaluation import IndicatorAnswer
from panhuo_contracts.names import SCENARIOS

from chassis import codes
from chassis.database import Connection
from chassis.web.language import t
from services.evaluation import words
from services.evaluation.guideline.record import computed
from services.evaluation.guideline.scoring import Answer
from services.evaluation.guideline.tree import BANDS, GROUPS, PARTS, Group, indicators, weights_of
from services.evaluation.store import guideline as store
from services.evaluation.store.guideline import Form


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of the form; ``answer`` where the record gives it, else ``band`` as a person last chose it."""

    code: str
    name: str
    answer: Answer | None
    evidence: str
    band: str


def bands_of(form: Form | None) -> dict[str, int]:
    """What people answered in a form."""
    answers = () if form is None else form.answers
    return {one.indicator: _band(one) for one in answers if one.source is AnswerSource.ANSWERED}


def _band(answer: IndicatorAnswer) -> int:
    return int(answer.low / 20) + 1


async def form_screen(
    conn: Connection, patent: str, scenario: GuidelineScenario, day: date, chosen: Mapping[str, int] | None = None
) -> dict[str, Any] | None:
    """The values of the template; None where there is no record of the patent. ``chosen``: not sent in yet."""
    known = await store.known(conn, patent, day)
    if known is None or known.dossier.record is None:
        return None
    forms = await store.forms(conn, patent)
    # What was answered for another scenario is offered here, and stands only once it is sent.
    latest = max(forms.values(), key=lambda form: form.evaluated_on, default=None)
    form = forms.get(scenario)
    table = await codes.in_force(conn, weights_of(scenario), day)
    answers = computed(known, day)
    bands = bands_of(form or latest) if chosen is None else chosen
    return {
        "patent": patent,
        "record": known.dossier.record,
        "scenario": scenario,
        "scenarios": [(code.value, t(*names)) for code, names in SCENARIOS.items()],
        "table": table,
        "parts": [(part.value, names, _groups(part, table, answers, bands)) for part, names in PARTS.items()],
        "computed": len(answers),
        "asked": len(indicators()) - len(answers),
        "bands": [("", t("暂不回答", "No answer"))] + [(str(n), t(*names)) for n, names in BANDS.items()],
        "result": result_shown(form),
        "weights": words.editions(table.name),
        "points": known.points,
        "points_name": words.editions(known.points.name),
        "reckoned": _reckoned(),
    }


def _reckoned() -> list[tuple[str, str]]:
    """Numerator and denominator of what the record answers by reckoning."""
    return [
        (
            t("剩余保护期", "Term left"),
            t(
                "剩余天数 ÷ 法定保护期的天数（自申请日起：发明 20 年，实用新型 10 年）",
                "Days left ÷ days of the whole term (from the filing date: inventions 20 years, utility models 10)",
            ),
        ),
        (
            t("企业对产业化前景的评价", "What enterprises think of its prospect"),
            t(
                "每家企业在有效期内的最近一条取一档：很好 80–100、较好 60–80、一般 40–60、较差 20–40，“不明”不计；"
                "逐条相加 ÷ 计入的条数。例如很好、一般各一条，得 60–80",
                "Each enterprise's latest view in force takes a band: very good 80–100, good 60–80, fair 40–60, poor "
                "20–40, unclear none; their sum ÷ how many they are. One very good and one fair make 60–80",
            ),
        ),
        (
            t("分类号跨度、可应用的行业、许可与转让", "Breadth of classification, industries, contracts"),
            t("个数 ÷ 满分所需个数，至多 100", "How many ÷ how many are asked for, 100 at most"),
        ),
    ]


def _groups(
    part: ValuePart, table: CodeTable, answers: Mapping[str, Answer], bands: Mapping[str, int]
) -> list[tuple[str, Decimal, list[Line]]]:
    return [
        (t(*group.names), table.number(f"weight_{group.code}"), _lines(group, answers, bands))
        for group in GROUPS
        if group.part is part
    ]


def _lines(group: Group, answers: Mapping[str, Answer], bands: Mapping[str, int]) -> list[Line]:
    lines = []
    for one in group.indicators:
        answer = answers.get(one.code)
        evidence = "" if answer is None else t(answer.evidence, answer.evidence_en)
        lines.append(Line(one.code, t(*one.names), answer, evidence, str(bands.get(one.code, ""))))
    return lines


def result_shown(form: Form | None) -> dict[str, Any] | None:
    """A form's result: the whole, its parts as ranges, and what is missing."""
    if form is None:
        return None
    said = {one.indicator for one in form.answers}
    known = {one.code: one for group in GROUPS for one in group.indicators}
    return {
        "form": form,
        "scenario": t(*SCENARIOS[form.scenario]),
        "parts": [(t(*PARTS[part.part]), part) for part in form.parts],
        "rules": words.editions(form.rules),
        "gaps": [t(*one.names) for code, one in known.items() if code not in said],
        "computed": sum(one.source is AnswerSource.COMPUTED for one in form.answers),
        "answered": sum(one.source is AnswerSource.ANSWERED for one in form.answers),
    }
