"""Experts from recommendation to evaluation, with real tokens, a real database and the real solver."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

from panhuo_contracts.code_tables import first_editions
from panhuo_contracts.events.codes import CodeTablePublished

from chassis.clock import today
from tests.builders import evaluation as built
from tests.builders.evaluation import ENTERPRISE, OTHER_ENTERPRISE, fact, patent_number
from tests.builders.experts import person
from tests.services.evaluation.conftest import learn, said_types
from tests.services.evaluation.experts.conftest import Office
from tests.services.evaluation.test_pages import Browser

VIEW = {"prospect": "good", "confidence": "high", "opinion": "工艺窗口较窄，建议先做中试。"}


async def test_an_expert_is_recommended_consents_is_admitted_commissioned_and_evaluates(office: Office) -> None:
    [patent] = await office.listed(1)
    experts = await office.admitted(2)

    answer = await office.commission([patent], highest_percent=100)
    batch = answer.json()["batch"]
    work = (await office.get(person(0), "/expert/work")).json()
    evaluated = await office.post(person(0), f"/commissions/{batch}/patents/{patent}/evaluation", VIEW)
    shown = (await office.get("nation", f"/commissions/{batch}")).json()

    assert (answer.status_code, answer.json()["pairs"], evaluated.status_code) == (200, 2, 200)
    assert [(row["patent"], row["evaluated_on"]) for row in work] == [(patent, None)]
    assert {(pair["expert"], pair["prospect"]) for pair in shown["pairs"]} == {(experts[0], "good"), (experts[1], None)}
    assert all("亲和度" in pair["reason"] for pair in shown["pairs"])
    tier = (await office.get("nation", f"/patents/{patent}/tier")).json()
    as_expert = (await office.get(person(1), f"/patents/{patent}/tier")).json()
    assert {"reason": "experts_favorable", "count": 1} in tier["reasons"]
    assert not any(one["reason"].startswith("experts") for one in as_expert["reasons"])
    said = await said_types(office.conn)
    assert Counter(said) == Counter(
        [
            "PatentListed",
            "LibraryEntry",
            *["ExpertRecommended", "ExpertAdmitted", "ExpertCommissioned"] * 2,
            "ExpertEvaluated",
            "PatentGraded",
            "LibraryEntry",
        ]
    )


async def test_no_event_carries_an_experts_name_or_account(office: Office) -> None:
    await office.listed(1)
    await office.admitted(2)

    values = await office.conn.fetch("SELECT convert_from(value, 'UTF8') AS said FROM kept.outbox")

    assert values
    assert not any("示例专家" in row["said"] or "person-" in row["said"] for row in values)


async def test_a_recusal_replaces_one_expert_and_leaves_every_other_pair(office: Office) -> None:
    patents = await office.listed(4)
    experts = await office.admitted(5)
    batch = (await office.commission(patents)).json()["batch"]
    before = await office.pairs(batch)
    patent, expert = min(before)

    answer = await office.post(
        person(experts.index(expert)), f"/commissions/{batch}/patents/{patent}/recusal", {"note": "论文合作"}
    )

    after = await office.pairs(batch)
    assert answer.status_code == 200
    assert before - after == {(patent, expert)}
    [(replaced, successor)] = after - before
    assert (replaced, successor != expert) == (patent, True)


async def test_what_was_evaluated_stays_when_its_expert_leaves_and_the_rest_goes_to_others(office: Office) -> None:
    patents = await office.listed(4)
    experts = await office.admitted(5)
    batch = (await office.commission(patents)).json()["batch"]
    before = await office.pairs(batch)
    leaver = Counter(expert for _, expert in before).most_common(1)[0][0]
    done, *left = sorted(patent for patent, expert in before if expert == leaver)
    await office.post(person(experts.index(leaver)), f"/commissions/{batch}/patents/{done}/evaluation", VIEW)

    answer = await office.post("nation", f"/experts/{leaver}/retirement", {"reason": "工作变动"})

    after = await office.pairs(batch)
    assert answer.status_code == 200
    assert before - after == {(patent, leaver) for patent in left}
    assert Counter(patent for patent, _ in after) == dict.fromkeys(patents, 2)


async def test_conflicts_of_interest_are_never_assigned(office: Office) -> None:
    patents = await office.listed(3)
    colleague = (await office.admitted(1, organization=built.INSTITUTION))[0]
    others = []
    for n in (1, 2, 3):
        expert = await office.recommend(n)
        await office.post(person(n), f"/experts/{expert}/consent")
        await office.post("nation", f"/experts/{expert}/admission")
        others.append(expert)
    await office.post(person(1), "/expert/declarations", {"kind": "patent", "party": patents[0]})
    joint = {"kind": "joint_filing", "party": built.INSTITUTION, "filed_on": "2015-01-01"}
    await office.post(person(2), "/expert/declarations", joint)

    pairs = await office.pairs((await office.commission(patents, highest_percent=100)).json()["batch"])

    assert not any(expert == colleague for _, expert in pairs)
    assert (patents[0], others[0]) not in pairs
    assert any(expert == others[1] for _, expert in pairs)


async def test_the_recommending_enterprises_expert_does_not_evaluate_what_it_follows(office: Office) -> None:
    patents = await office.listed(2)
    await learn(office.conn, fact(built.subscribed(patent=patents[0], enterprise=ENTERPRISE)))
    await office.admitted(3)

    answer = await office.commission(patents, highest_percent=100)

    assert answer.status_code == 409
    assert (await office.commission(patents[1:], highest_percent=100)).status_code == 200


async def test_a_batch_that_cannot_be_assigned_says_what_to_relax_and_decides_nothing(office: Office) -> None:
    patents = await office.listed(1)
    await office.admitted(3)

    answer = await office.commission(patents, experts_each=2, highest_percent=50)

    assert answer.status_code == 409
    assert answer.json()["rule"] == "cannot_be_assigned"
    assert f"专利 {patents[0]} 共需评价 2 次" in answer.json()["detail"]
    assert "可改为每件 2 位专家、单对概率上限 67%；或每件 1 位专家、单对概率上限 50%" in answer.json()["detail"]
    assert "ExpertCommissioned" not in await said_types(office.conn)


async def test_the_same_seed_draws_the_same_experts(office: Office) -> None:
    patents = await office.listed(4)
    await office.admitted(5)

    batches = [(await office.commission(patents, seed=seed)).json()["batch"] for seed in (3, 3, 4)]

    one, again, _ = [await office.pairs(batch) for batch in batches]
    assert one == again


async def test_nobody_is_admitted_without_their_own_consent_or_under_two_names(office: Office) -> None:
    first, second = await office.recommend(1), await office.recommend(2)

    unasked = await office.post("nation", f"/experts/{first}/admission")
    consented = await office.post(person(1), f"/experts/{first}/consent")
    by_another = await office.post(person(2), f"/experts/{first}/consent")
    twice = await office.post(person(1), f"/experts/{second}/consent")
    unknown = await office.post(person(3), "/experts/nobody/consent")

    assert (unasked.status_code, unasked.json()["rule"]) == (409, "not_consented")
    assert consented.status_code == 200
    assert (by_another.json()["rule"], twice.json()["rule"]) == ("consent_given", "consent_given")
    assert unknown.json()["rule"] == "no_such_candidate"


async def test_a_province_admits_and_commissions_only_its_own(office: Office) -> None:
    patents = await office.listed(1)
    expert = await office.recommend(1)
    await office.post(person(1), f"/experts/{expert}/consent")

    said = {"patents": patents, "due_on": "2099-01-01"}

    assert (await office.post("province", f"/experts/{expert}/admission")).status_code == 404
    assert (await office.post("province", "/commissions", said)).status_code == 404
    assert (await office.post("enterprise", "/commissions", said)).status_code == 403


async def test_everybody_sees_the_experts_that_are_theirs(office: Office) -> None:
    await office.admitted(2)

    async def seen(who: object) -> int:
        return len((await office.get(who, "/experts")).json()["items"])

    assert [await seen(who) for who in ("nation", "enterprise", person(0), person(9), "province")] == [2, 2, 1, 0, 0]


async def test_who_is_away_or_takes_no_more_is_not_commissioned(office: Office) -> None:
    patents = await office.listed(1)
    experts = await office.admitted(4)
    await office.post(person(0), "/expert/availability", {"most": 10, "away_until": "2099-01-01"})
    await office.post(person(1), "/expert/availability", {"most": 0})

    pairs = await office.pairs((await office.commission(patents, highest_percent=100)).json()["batch"])

    assert {expert for _, expert in pairs} == set(experts[2:])


async def test_only_what_is_handed_to_one_can_be_evaluated_or_recused(office: Office) -> None:
    [patent] = await office.listed(1)
    await office.admitted(3)
    batch = (await office.commission([patent], highest_percent=100)).json()["batch"]
    chosen = {expert for _, expert in await office.pairs(batch)}
    listed = (await office.get("nation", "/experts")).json()["items"]
    outsider = next(
        n for n, row in enumerate(sorted(listed, key=lambda row: row["name"])) if row["expert"] not in chosen
    )
    insider = next(n for n in range(3) if n != outsider)
    base = f"/commissions/{batch}/patents/{patent}"

    assert (await office.post(person(outsider), f"{base}/evaluation", VIEW)).json()["rule"] == "not_commissioned"
    assert (await office.post(person(insider), f"{base}/evaluation", VIEW)).status_code == 200
    assert (await office.post(person(insider), f"{base}/recusal", {"note": "论文合作"})).json()[
        "rule"
    ] == "already_evaluated"


async def test_only_patents_of_the_library_are_commissioned(office: Office) -> None:
    await office.admitted(2)
    outside = patent_number(50)
    await learn(office.conn, fact(built.inventoried(patent=outside)))

    answer = await office.commission([outside])

    assert answer.json()["rule"] == "not_in_library"
    assert OTHER_ENTERPRISE != ENTERPRISE


async def retire_poor_prospects(office: Office, since: date) -> None:
    """The national office lets nobody choose a poor prospect any longer, and calls a good one otherwise."""
    changed = {"poor": {"is_retired": True}, "good": {"zh": "前景好"}}
    first = first_editions()["prospect_grade"].entries
    entries = tuple(entry.model_copy(update=changed.get(entry.code, {})) for entry in first)
    said = CodeTablePublished(table="prospect_grade", edition=2, effective_on=since, entries=entries, reason="会议纪要")
    await learn(office.conn, fact(said))
    office.http._transport.app.state.options_until = 0.0


async def test_an_expert_does_not_choose_what_is_retired_but_keeps_what_was_said_before(office: Office) -> None:
    patents = await office.listed(2)
    await office.admitted(1)
    batch = (await office.commission(patents, experts_each=1, highest_percent=100)).json()["batch"]
    one, other = (f"/commissions/{batch}/patents/{patent}/evaluation" for patent in patents)
    poor = VIEW | {"prospect": "poor"}
    assert (await office.post(person(0), one, poor)).status_code == 200
    await retire_poor_prospects(office, today())

    newly = await office.post(person(0), other, poor)
    again = await office.post(person(0), one, poor | {"opinion": "意见不变，补充试验数据。"})
    desk = await Browser(office.http, person(0)).get("/evaluation/experts")
    on_page = await Browser(office.http, person(0)).post(f"/evaluation{other}", **poor)

    assert (newly.status_code, newly.json()["rule"]) == (409, "retired_option")
    assert newly.json()["detail"] == "选项“较差”已停用"
    assert again.status_code == 200
    assert desk.text.count('<option value="poor"') == 1
    assert (on_page.status_code, "选项“较差”已停用。改选在用的选项：" in on_page.text) == (409, True)
    assert (await said_types(office.conn)).count("ExpertEvaluated") == 2


async def test_a_view_is_shown_in_the_words_of_its_day(office: Office) -> None:
    [patent] = await office.listed(1)
    await office.admitted(1)
    batch = (await office.commission([patent], experts_each=1, highest_percent=100)).json()["batch"]
    await office.post(person(0), f"/commissions/{batch}/patents/{patent}/evaluation", VIEW)
    await retire_poor_prospects(office, today() + timedelta(days=1))

    kept = await Browser(office.http, "nation").get(f"/evaluation/commissions/{batch}")
    await office.conn.execute("UPDATE expert_evaluation SET evaluated_on = evaluated_on + 1")
    later = await Browser(office.http, "nation").get(f"/evaluation/commissions/{batch}")

    assert ("前景好" in kept.text, "前景好" in later.text) == (False, True)


async def test_how_many_patents_of_a_batch_an_expert_takes_unless_they_say_is_the_tables(office: Office) -> None:
    first = first_editions()["commissioning"].entries
    entries = tuple(
        entry.model_copy(update={"value": Decimal(1)} if entry.code == "most_in_a_batch" else {}) for entry in first
    )
    said = CodeTablePublished(
        table="commissioning", edition=2, effective_on=today(), entries=entries, reason="会议纪要"
    )
    await learn(office.conn, fact(said))
    patents = await office.listed(2)
    await office.admitted(1)

    answer = await office.commission(patents, experts_each=1, highest_percent=100)

    assert (answer.status_code, answer.json()["rule"]) == (409, "cannot_be_assigned")
