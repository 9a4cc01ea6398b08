"""Why a pair was chosen, and why a batch cannot be assigned: in words, Chinese and English."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from services.evaluation.assignment.terms import Assigned, Bottleneck, Infeasible, Limit, Relaxation, Remedy, Rule

Words = tuple[str, str]

_NAMED: Final = 5
"""Of a longer list, this many are named."""

_LIMITS: Final[dict[Limit, Words]] = {
    Limit.PROBABILITY: ("已到单对概率上限", "at the highest that a pair may have"),
    Limit.LOAD: (
        "该专家任务量已到上限，另有专利需要",
        "the expert's load is at its highest, and others want the expert too",
    ),
    Limit.LEAST: ("为满足该专家最少任务量", "the expert's least load had to be met"),
}


_AFFINITY: Final = re.compile(r"亲和度 (\d+\.\d+)")


def reason(pair: Assigned) -> Words:
    """Affinity and place, the probability with what held it, and what became of those who are nearer."""
    kept = ("沿用原指派；", "Kept as it stood; ") if pair.is_kept else ("", "")
    limits = [_LIMITS[limit] for limit in pair.limits]
    zh = f"{kept[0]}亲和度 {pair.affinity:.2f}，居第 {pair.rank} 位；抽取概率 {pair.percent}%"
    en = f"{kept[1]}affinity {pair.affinity:.2f}, number {pair.rank}; drawn with a probability of {pair.percent}%"
    if limits:
        zh += f"（{'；'.join(zh for zh, _ in limits)}）"
        en += f" ({'; '.join(en for _, en in limits)})"
    before = [
        (pair.barred, "须回避", "with a conflict of interest"),
        (pair.full, "任务已由其他专利用满", "taken up by other patents"),
        (pair.passed_over, "未抽中", "not drawn"),
    ]
    told = [(count, zh_of, en_of) for count, zh_of, en_of in before if count]
    if told:
        zh += "；居前者中，" + "，".join(f"{count} 位{zh_of}" for count, zh_of, _ in told)
        en += "; of those before: " + ", ".join(f"{count} {en_of}" for count, _, en_of in told)
    return f"{zh}。", f"{en}."


def affinity_told(reason: str) -> Decimal | None:
    """The affinity that a pair's ``reason`` names; None where it names none."""
    found = _AFFINITY.search(reason)
    return Decimal(found[1]) if found else None


def shortage(infeasible: Infeasible) -> list[Words]:
    """A sentence for each bottleneck, then one for each remedy."""
    return [
        *(_bottleneck(one) for one in infeasible.bottlenecks),
        *(_remedy(one) for one in infeasible.remedies),
    ]


def batch_shortage(infeasible: Infeasible) -> Words:
    """Of a batch that is asked for: what is lacking, and what could be asked for instead, in numbers."""
    said = [_lack(one) for one in infeasible.bottlenecks]
    ways = [
        (
            f"每件 {one.experts_each} 位专家、单对概率上限 {one.percent}%",
            f"{one.experts_each} experts each and no pair above {one.percent}%",
        )
        for one in infeasible.proposals
    ]
    if ways:
        zh, en = zip(*ways, strict=True)
        said.append((f"可改为{'；或'.join(zh)}。", f"It would do to ask for {'; or for '.join(en)}."))
    else:
        said.append(
            (
                "每件一位专家也不够：请增加专家，或从本批移除其中的专利。",
                "Even one expert each is too many: find more experts, or take some of these patents out.",
            )
        )
    return "".join(zh for zh, _ in said), " ".join(en for _, en in said)


def _lack(one: Bottleneck) -> Words:
    lack = one.needed - one.possible
    named = len(one.patents) == 1
    zh = f"专利 {one.patents[0]} " if named else f"本批有 {len(one.patents)} 件专利"
    en = one.patents[0] if named else f"{len(one.patents)} patents of the batch"
    return (
        f"{zh}共需评价 {one.needed:g} 次，可评专家至多承担 {one.possible:g} 次，还差 {lack:g} 次。",
        (
            f"Evaluations needed by {en}: {one.needed:g}; the experts open to them can take {one.possible:g}: "
            f"{lack:g} missing."
        ),
    )


def _bottleneck(one: Bottleneck) -> Words:
    patents, experts = _several(one.patents, "件", "patents"), _several(one.experts, "位", "experts")
    lack = one.needed - one.possible
    if one.is_of_least_loads:
        zh = f"专家 {experts[0]}的最少任务量合计 {one.needed:g} 次，可以分给他们的专利至多提供 {one.possible:g} 次"
        en = f"Least loads of {experts[1]}: {one.needed:g}; the patents open to them allow at most {one.possible:g}"
        return f"{zh}，多出 {lack:g} 次。", f"{en}: {lack:g} too many."
    full = (f"（其中 {experts[0]}已到任务上限）", f" ({experts[1]} with a full load)") if one.experts else ("", "")
    zh = f"专利 {patents[0]}共需评价 {one.needed:g} 次；可评专家{full[0]}在单对概率上限内至多承担 {one.possible:g} 次"
    en = f"Evaluations needed by {patents[1]}: {one.needed:g}; the experts open to them{full[1]} can take at most"
    return (
        f"{zh}，还差 {lack:g} 次。",
        f"{en} {one.possible:g} within the highest probability of a pair: {lack:g} missing.",
    )


def _remedy(remedy: Remedy) -> Words:
    zh, en = zip(*(_relaxation(one) for one in remedy.relaxations[:_NAMED]), strict=True)
    rest = len(remedy.relaxations) - _NAMED
    more = (f"；另有 {rest} 项同类调整", f"; and {rest} more of the kind") if rest > 0 else ("", "")
    proof = (
        (f"共 {len(remedy.relaxations)} 项，不能再少", f"{len(remedy.relaxations)} in all, and no fewer would do")
        if remedy.is_smallest
        else (f"共 {len(remedy.relaxations)} 项", f"{len(remedy.relaxations)} in all")
    )
    return (
        f"可行的调整：{'；'.join(zh)}{more[0]}（{proof[0]}）。",
        f"It would do to {'; '.join(en)}{more[1]} ({proof[1]}).",
    )


def _relaxation(one: Relaxation) -> Words:
    match one.rule:
        case Rule.COVERAGE:
            return (
                f"专利 {one.subject} 的评价专家由 {one.present} 位减为 {one.proposed} 位",
                f"have {one.subject} evaluated by {one.proposed} instead of {one.present}",
            )
        case Rule.MOST:
            return (
                f"专家 {one.subject} 的任务上限由 {one.present} 件提高到 {one.proposed} 件",
                f"raise the highest load of {one.subject} from {one.present} to {one.proposed}",
            )
        case Rule.LEAST:
            return (
                f"专家 {one.subject} 的最少任务量由 {one.present} 件减为 {one.proposed} 件",
                f"lower the least load of {one.subject} from {one.present} to {one.proposed}",
            )
        case Rule.PROBABILITY:
            return (
                f"单对概率上限由 {one.present}% 提高到 {one.proposed}%",
                f"raise the highest probability of a pair from {one.present}% to {one.proposed}%",
            )


def _several(names: Sequence[str], measure: str, noun: str) -> Words:
    named = names[:_NAMED]
    if len(names) <= _NAMED:
        return f"{'、'.join(named)} ", ", ".join(named)
    return f"{'、'.join(named)} 等 {len(names)} {measure}", f"{len(names)} {noun} ({', '.join(named)}, …)"
