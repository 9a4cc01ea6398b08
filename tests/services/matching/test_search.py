"""Search over the library: what is found, in which order, with which counts, page by page."""

from datetime import date

import pytest
from panhuo_contracts.codes import ConversionMode, LegalStatus, Maturity, PatentType
from panhuo_contracts.events.evaluation import LibraryEntryRemoved
from panhuo_contracts.events.inventory import LegalStatusChanged

from chassis.errors import Invalid
from chassis.service import Service
from services.matching import refusals
from services.matching.enquiry import By, Sort
from services.matching.store import library, search
from tests.builders import patent_number
from tests.builders.matching import PATENT, listed
from tests.services.matching.scene import both_wait, found, patents, told


async def test_a_patent_is_found_by_chinese_words_of_its_title(service: Service):
    await told(service, listed(), listed(patent_number(8), title="一种水稻育种方法", abstract="", keywords=()))

    answer = await found(service, "锂电池回收")

    assert patents(answer) == [PATENT]
    assert answer.results[0].matched == ("锂电池", "回收")
    assert answer.total == 1


async def test_english_words_find_what_is_written_in_english(service: Service):
    await told(service, listed(abstract="A lithium-ion Battery with Al2O3 coating."))

    assert patents(await found(service, "batteries")) == [PATENT]
    assert patents(await found(service, "AL2O3")) == [PATENT]


async def test_each_result_says_what_of_the_question_it_does_not_mention(service: Service):
    await told(service, listed())

    answer = await found(service, "废旧锂电池的超声波回收")

    assert answer.results[0].matched == ("废旧", "锂电池", "回收")
    assert answer.results[0].missing == ("超声波",)
    assert answer.is_relaxed


async def test_a_word_in_the_title_counts_more_than_in_the_abstract(service: Service):
    in_title, in_keywords, in_abstract = (patent_number(n) for n in (21, 22, 23))
    plain = {"abstract": "", "keywords": ()}
    await told(
        service,
        listed(in_abstract, **plain | {"title": "一种示例装置", "abstract": "涉及石墨烯。"}),
        listed(in_keywords, **plain | {"title": "一种示例装置", "keywords": ("石墨烯",)}),
        listed(in_title, **plain | {"title": "一种石墨烯装置"}),
    )

    assert patents(await found(service, "石墨烯")) == [in_title, in_keywords, in_abstract]


async def test_favorable_evaluations_decide_between_equal_texts(service: Service):
    evaluated = patent_number(30)
    await told(service, listed(patent_number(29)), listed(evaluated, evaluations=3, favorable_evaluations=2))

    answer = await found(service, "锂电池")

    assert patents(answer)[0] == evaluated
    assert answer.results[0].score is not None
    assert answer.results[0].score.evaluations == pytest.approx(7.5)


async def test_an_entry_said_again_replaces_the_one_before(service: Service):
    await told(service, listed())
    await told(service, listed(title="一种完全不同的装置", abstract="", keywords=()))

    assert patents(await found(service, "锂电池")) == []
    assert patents(await found(service, "不同装置")) == [PATENT]


async def test_a_removed_entry_is_found_no_longer(service: Service):
    await told(service, listed())
    await told(service, LibraryEntryRemoved(patent=PATENT))

    assert patents(await found(service, "锂电池")) == []


async def test_no_writer_removes_what_another_entered(service: Service):
    await told(service, listed())

    with pytest.raises(refusals.RemovedByAnother):
        await told(service, LibraryEntryRemoved(patent=PATENT), writer="cn-33")

    assert patents(await found(service, "锂电池")) == [PATENT]


async def test_filters_narrow_and_their_counts_ignore_the_choice_within_one_filter(service: Service):
    await told(
        service,
        listed(patent_number(40)),
        listed(patent_number(41), home="cn-32"),
        listed(patent_number(42), home="cn-32", patent_type=PatentType.UTILITY_MODEL),
    )

    answer = await found(service, "锂电池", home=("cn-32",), type=("invention",))

    assert patents(answer) == [patent_number(41)]
    assert answer.facets["home"] == {"cn-11": 1, "cn-32": 1}
    assert answer.facets["type"] == {"invention": 1, "utility_model": 1}
    assert answer.facets["maturity"] == {"pilot": 1}


async def test_filters_work_without_words_and_every_filter_filters(service: Service):
    other = listed(
        patent_number(50),
        home="cn-32",
        patent_type=PatentType.DESIGN,
        ipc=("C22B26/12",),
        accepted_modes=(ConversionMode.TRANSFER,),
        maturity=Maturity.LABORATORY,
        self_grade=None,
    )
    await told(service, listed(), other)

    for name, value in (
        ("home", "cn-11"),
        ("type", "invention"),
        ("section", "H"),
        ("ipc", "H01"),
        ("mode", "exclusive_license"),
        ("maturity", "pilot"),
        ("grade", "good"),
    ):
        assert patents(await found(service, **{name: (value,)})) == [PATENT], name


async def test_a_patent_is_found_by_its_number_or_its_beginning(service: Service):
    await told(service, listed(), listed(patent_number(9_000_000)))

    assert patents(await found(service, f"ZL {PATENT[:4]} {PATENT[4]} {PATENT[5:12]}.{PATENT[12]}")) == [PATENT]
    assert patents(await found(service, PATENT[:9])) == [PATENT]
    assert patents(await found(service, "没有这个号", by=By.NUMBER)) == []


async def test_patents_are_found_by_their_institution(service: Service):
    theirs = patent_number(60)
    await told(service, listed(title="涉及海洋工程的锂电池"), listed(theirs, institution_name="示例海洋工程学院"))

    assert patents(await found(service, "海洋工程学院", by=By.INSTITUTION)) == [theirs]


@pytest.mark.parametrize("sort", list(Sort))
async def test_pages_hold_every_result_once_and_in_order(service: Service, sort: Sort):
    entries = [
        listed(
            patent_number(n),
            listed_on=date(2026, 1 + n % 3, 1),
            expires_on=date(2035 + n % 4, 1, 1),
            favorable_evaluations=n % 2,
            evaluations=1,
        )
        for n in range(100, 137)
    ]
    await told(service, *entries)

    seen: list[str] = []
    marks = None
    while True:
        page = await found(service, "锂电池", sort=sort, marks=marks, limit=10)
        assert page.first == len(seen) + 1
        seen += patents(page)
        marks = page.following
        if marks is None:
            break

    assert len(seen) == len(set(seen)) == page.total == 37
    if sort is Sort.NEWEST:
        days = [next(entry.listed_on for entry in entries if entry.patent == patent) for patent in seen]
        assert days == sorted(days, reverse=True)


async def test_a_cursor_of_another_order_is_refused(service: Service):
    with pytest.raises(Invalid):
        await found(service, "锂电池", sort=Sort.NEWEST, marks=("match", "90.0", PATENT, 20))
    with pytest.raises(Invalid):
        await found(service, "锂电池", sort=Sort.NEWEST, marks=("newest", "no date", PATENT, 20))


async def test_counting_stops_at_its_bound_and_says_so(service: Service, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(search, "MOST_COUNTED", 4)
    await told(service, *(listed(patent_number(n)) for n in range(200, 210)))

    answer = await found(service, "锂电池", sort=Sort.NEWEST, limit=3)

    assert answer.is_capped
    assert answer.total == 5
    assert len(answer.results) == 3
    assert answer.following is not None


async def test_an_unasked_library_counts_every_entry_however_many(service: Service, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(search, "MOST_COUNTED", 4)
    await told(service, *(listed(patent_number(n), home="cn-32" if n % 3 else "cn-11") for n in range(300, 312)))

    whole, of_one = await found(service), await found(service, home=("cn-32",))

    assert (whole.total, whole.is_capped) == (12, False)
    assert whole.facets["home"] == of_one.facets["home"] == {"cn-11": 4, "cn-32": 8}
    assert whole.facets["mode"] == {"ordinary_license": 12, "exclusive_license": 12}
    assert whole.facets["ipc"] == {"H01": 12}


async def test_filters_of_matches_too_many_to_count_show_no_numbers(service: Service, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(search, "MOST_COUNTED", 4)
    await told(service, *(listed(patent_number(n)) for n in range(320, 330)))

    answer = await found(service, "锂电池")

    assert answer.is_capped
    assert answer.facets == {}
    assert answer.classes == ["H01"]


async def test_counts_follow_entries_that_change_and_leave(service: Service):
    one, two = patent_number(340), patent_number(341)
    await told(service, listed(one), listed(two, home="cn-32", self_grade=None))
    await told(service, listed(one, home="cn-33", ipc=("C22B7/00", "C22B26/12", "H01M10/54")))
    await told(service, LibraryEntryRemoved(patent=two))

    answer = await found(service)

    assert answer.total == 1
    assert answer.facets["home"] == {"cn-33": 1}
    assert answer.facets["ipc"] == {"C22": 1, "H01": 1}
    assert answer.facets["section"] == {"C": 1, "H": 1}
    assert answer.facets["grade"] == {"good": 1}


async def test_two_systems_that_enter_one_patent_at_once_count_it_once(service: Service):
    held = "LOCK TABLE library_entry IN SHARE ROW EXCLUSIVE MODE"

    await both_wait(service, held, told(service, listed()), told(service, listed(), writer="cn-11"))

    assert (await found(service)).total == 1


@pytest.mark.parametrize("text", ["%%%", "(((", "。，、", "的", "一种 的"])
async def test_a_text_without_a_searchable_word_finds_nothing(service: Service, text: str):
    await told(service, listed())

    answer = await found(service, text)

    assert answer.enquiry.is_wordless
    assert (answer.total, patents(answer), answer.facets["home"]) == (0, [], {})


async def test_hostile_text_is_only_text(service: Service):
    await told(service, listed(title="a' | 'b \\ <script>alert(1)</script>", keywords=("' & !x",)))

    for text in ("'", "\\", "' | !'", "a:*b", "<script>", "()&|!", "''''", "%_"):
        await found(service, text)
        await found(service, text, by=By.NUMBER)
        await found(service, text, by=By.INSTITUTION)
    assert patents(await found(service, "script alert")) == [PATENT]


async def test_the_register_goes_before_the_library(service: Service):
    await told(
        service,
        listed(),
        LegalStatusChanged(
            patent=PATENT,
            home="cn-11",
            status=LegalStatus.LAPSED,
            effective_on=date(2026, 3, 30),
            cause="未缴年费",
        ),
    )

    async with service.database.read() as conn:
        right = await library.right(conn, PATENT)

    assert right.status is LegalStatus.LAPSED
