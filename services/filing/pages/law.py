"""The articles that the form rests on, on one page, so that every hint has somewhere to lead."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from chassis.identity import Principal, anyone
from chassis.web.layout import render
from services.filing import grounds

router = APIRouter(include_in_schema=False)

ARTICLES: Final = (
    (
        "r9",
        "备案办法 第9条",
        "Filing rules, article 9",
        "合同应当载明：当事人的姓名或者名称、地址；专利权项数以及每项专利的名称、专利号、申请日、授权公告日；许可的种类和期限。",
        "The contract states names and addresses; each patent's name, number, filing and grant date; kind and term.",
    ),
    (
        "r11",
        "备案办法 第11条",
        "Filing rules, article 11",
        "自收到备案申请之日起七个工作日内进行审查并决定是否予以备案。",
        "Whether it is filed is decided within seven working days.",
    ),
    (
        "x15",
        "实施细则 第15条",
        "Implementing Rules (2023), rule 15",
        "专利权人与他人订立的专利实施许可合同，应当自合同生效之日起3个月内向国务院专利行政部门备案。",
        "A license contract is filed within three months of the day on which it takes effect.",
    ),
    (
        "x5",
        "实施细则 第5条",
        "Implementing Rules (2023), rule 5",
        "期限开始的当日不计算在期限内；以其最后一月的相应日为期限届满日；届满日是法定休假日的，以其后的第一个工作日为届满日。",
        "The first day does not count; a period of months ends on the corresponding day, or the next working day.",
    ),
    (
        "i25",
        "技术合同解释 第25条",
        "Interpretation on technology contracts, article 25",
        "对专利实施许可方式没有约定或者约定不明确的，认定为普通实施许可；排他许可仅许可一人、许可方可自用，独占许可许可方也不得使用。",
        "Unspecified means ordinary; sole: one licensee beside the licensor; exclusive: one licensee and nobody else.",
    ),
    (
        "p10",
        "专利法 第10条",
        "Patent Law (2020), article 10",
        "转让专利权的，当事人应当订立书面合同，并向国务院专利行政部门登记，由其予以公告。专利权的转让自登记之日起生效。",
        "An assignment is in writing and registered with the national office; it takes effect on registration.",
    ),
    (
        "p14",
        "专利法 第14条",
        "Patent Law (2020), article 14",
        "没有约定的，共有人可以单独实施或者以普通许可方式许可他人实施该专利；除此以外，应当取得全体共有人的同意。",
        "Without an agreement each co-owner may use it or license it ordinarily alone; all else needs all of them.",
    ),
    (
        "p42",
        "专利法 第42条",
        "Patent Law (2020), article 42",
        "发明专利权的期限为二十年，实用新型专利权的期限为十年，外观设计专利权的期限为十五年，均自申请日起计算。",
        "Twenty years for inventions, ten for utility models, fifteen for designs, from the filing date.",
    ),
    (
        "p51",
        "专利法 第51条",
        "Patent Law (2020), article 51",
        "实行开放许可的专利权人可以给予普通许可，但不得就该专利给予独占或者排他许可。",
        "Under open license ordinary licenses may be granted, but neither exclusive nor sole ones.",
    ),
    (
        "c846",
        "民法典 第846条",
        "Civil Code, article 846",
        "支付方式由当事人约定，可以采取一次总算、一次总付或者一次总算、分期支付，也可以采取提成支付或者提成支付附加预付入门费的方式。",
        "A lump sum, instalments, a royalty, or a royalty with an entry fee, as the parties agree.",
    ),
    (
        "c865",
        "民法典 第865条",
        "Civil Code, article 865",
        "专利实施许可合同仅在该专利权的存续期限内有效。",
        "A license is valid only while the patent subsists.",
    ),
)


@router.get("/filing/law")
async def law(request: Request, _asker: Annotated[Principal, Depends(anyone)]) -> Response:
    context = {"articles": ARTICLES, "grounds": grounds.REFUSED_WHEN}
    return render(request, "law.html", context)
