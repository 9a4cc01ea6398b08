"""Documents of the office's exchange XML, fictional, in the form that the office gives them."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

DOCTYPE = '<!DOCTYPE business:PatentDocumentAndRelated SYSTEM "/DTDS/ExternalStandards/ipphdb-entities.dtd"[]>'
_NAMESPACES = (
    'xmlns:base="http://www.sipo.gov.cn/XMLSchema/base" xmlns:business="http://www.sipo.gov.cn/XMLSchema/business"'
)


def document(
    *,
    number: str = "202110000001.6",
    publication: str = "112000001",
    kind: str = "B",
    published: str = "20230512",
    filed: str = "20210104",
    title: str = "一种示例装置",
    applicants: tuple[str, ...] = ("示例理工大学", "示例材料研究所"),
    assignees: tuple[str, ...] = (),
    address: str = "100083 北京市海淀区示例路1号",
    classes: tuple[str, ...] = ("H01M   10/54    (2006.01)", "C22B    7/00    (2006.01)"),
    doctype: str = DOCTYPE,
) -> str:
    """An invention's document; the same things stand in it in more than one form, as in real ones."""
    symbols = "".join(
        f'<business:ClassificationIPCR sequence="{place}"><business:Section>H</business:Section>'
        f"<base:Text>{text}</base:Text></business:ClassificationIPCR>"
        for place, text in enumerate(classes, 1)
    )
    return f"""<?xml version="1.0" encoding="utf-8" standalone="no"?>
{doctype}
<business:PatentDocumentAndRelated {_NAMESPACES} country="CN" docNumber="{publication}" kind="{kind}">
  <business:BibliographicData>
    <business:PublicationReference dataFormat="standard" sequence="1"><base:DocumentID>
      <base:WIPOST3Code>CN</base:WIPOST3Code><base:DocNumber>000000000</base:DocNumber><base:Kind>Z</base:Kind>
    </base:DocumentID></business:PublicationReference>
    <business:PublicationReference dataFormat="original" sourceDB="national office"><base:DocumentID>
      <base:WIPOST3Code>CN</base:WIPOST3Code><base:DocNumber>{publication}</base:DocNumber>
      <base:Kind>{kind}</base:Kind><base:Date>{published}</base:Date>
    </base:DocumentID></business:PublicationReference>
    <business:ApplicationReference applType="10" dataFormat="original"><base:DocumentID>
      <base:WIPOST3Code>CN</base:WIPOST3Code><base:DocNumber>{number}</base:DocNumber><base:Date>{filed}</base:Date>
    </base:DocumentID></business:ApplicationReference>
    <business:ClassificationIPCRDetails>{symbols}</business:ClassificationIPCRDetails>
    <business:InventionTitle lang="en">An example</business:InventionTitle>
    <business:InventionTitle lang="zh" dataFormat="original">{title}</business:InventionTitle>
    <business:ReferencesCited><business:Citation><business:PublicationReference><base:DocumentID>
      <base:DocNumber>999999999</base:DocNumber></base:DocumentID></business:PublicationReference></business:Citation>
    </business:ReferencesCited>
    <business:Parties>
      <business:ApplicantDetails>{_party("Applicant", applicants, address)}</business:ApplicantDetails>
      <business:InventorDetails><business:Inventor><base:AddressBook><base:Name>某人</base:Name></base:AddressBook>
      </business:Inventor></business:InventorDetails>
      <business:AssigneeDetails>{_party("Assignee", assignees, address)}</business:AssigneeDetails>
    </business:Parties>
  </business:BibliographicData>
  <business:Abstract lang="zh"><base:Paragraphs num="1">一段<base:sub>2</base:sub>文字。</base:Paragraphs>
    <base:Paragraphs num="2">又一段。</base:Paragraphs></business:Abstract>
  <business:Description><base:Paragraphs>说明书。</base:Paragraphs></business:Description>
</business:PatentDocumentAndRelated>
"""


def design(number: str = "202130000001.7") -> str:
    """A design's document, which has other elements."""
    return f"""<?xml version="1.0" encoding="utf-8"?>
<business:PatentDocumentAndRelated {_NAMESPACES} country="CN" docNumber="306000001" kind="S">
  <business:DesignBibliographicData>
    <business:PublicationReference dataFormat="original"><base:DocumentID><base:WIPOST3Code>CN</base:WIPOST3Code>
      <base:DocNumber>306000001</base:DocNumber><base:Kind>S</base:Kind><base:Date>20211012</base:Date>
    </base:DocumentID></business:PublicationReference>
    <business:PatentNumber>{number}</business:PatentNumber>
    <business:ApplicationReference dataFormat="original"><base:DocumentID><base:Date>20210104</base:Date>
    </base:DocumentID></business:ApplicationReference>
    <business:ClassificationLocarno><business:MainClassification>06-01(13)</business:MainClassification>
    </business:ClassificationLocarno>
    <business:DesignTitle>示例座椅</business:DesignTitle>
    <business:ApplicantDetails><business:Applicant><base:AddressBook><base:Name>示例理工大学</base:Name>
    </base:AddressBook></business:Applicant></business:ApplicantDetails>
    <business:CorrespondenceAddress><base:AddressBook><base:Address><base:Text>100083 北京市海淀区示例路1号</base:Text>
    </base:Address></base:AddressBook></business:CorrespondenceAddress>
  </business:DesignBibliographicData>
  <business:DesignBriefExplanation><base:Paragraphs>用途：座椅。</base:Paragraphs></business:DesignBriefExplanation>
</business:PatentDocumentAndRelated>
"""


def xml_file(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def archive(path: Path, documents: Mapping[str, str | bytes]) -> Path:
    """A zip as the office's data service sends it: documents in folders, pictures beside them."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in documents.items():
            file.writestr(name, content)
    return path


def _party(kind: str, names: tuple[str, ...], address: str) -> str:
    return "".join(
        f'<business:{kind} sequence="{place}"><base:AddressBook lang="zh"><base:Name>{name}</base:Name><base:Address>'
        f"<base:PostCode>0</base:PostCode><base:Text>{address}</base:Text></base:Address></base:AddressBook>"
        f"</business:{kind}>"
        for place, name in enumerate(names, 1)
    )
