"""The office's exchange XML (PatentDocumentAndRelated): documents one by one, in the columns of its spreadsheet.

The parser takes no declarations (no entities, no DTD) and opens nothing but the bytes it is given.
"""

import codecs
import re
from collections.abc import Callable, Iterator
from html.entities import html5
from typing import IO, Any, Final
from xml.parsers import expat

from services.inventory.files.standard_format import FILE_COLUMN
from services.inventory.files.unreadable import Unreadable

HEADER: Final = (
    "申请号",
    "公开（公告）号",
    "公开（公告）日",
    "申请日",
    "名称",
    "主分类号",
    "分类号",
    "申请（专利权）人",
    "发明（设计）人",
    "地址",
    "摘要",
    FILE_COLUMN,
)
MOST_BYTES: Final = 32 * 1024**2
"""Of one document; a long description with its claims has about one megabyte."""
_DOCUMENT: Final = "PatentDocumentAndRelated"
_MOST_DEPTH: Final = 100
_LONGEST_NAME: Final = 200
_LONGEST_FIELD: Final = 128 * 1024
_CHUNK: Final = 256 * 1024
_DECLARED: Final = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]{1,40})["']""")
_CHINESE: Final = frozenset({"gb2312", "gbk", "gb18030"})
_BIBLIOGRAPHY: Final = ("BibliographicData", "DesignBibliographicData")
_PARTY: Final = {"AssigneeDetails/Assignee": "assignee", "ApplicantDetails/Applicant": "applicant"}
"""A granted document names both; its patentee goes before who applied."""

_INVENTORS: Final = ("InventorDetails/Inventor", "DesignerDetails/Designer")


def _fields() -> dict[str, str]:
    """Path below the document's element → what is taken from it."""
    fields = {"Abstract/Paragraphs": "abstract", "DesignBriefExplanation/Paragraphs": "abstract"}
    for bibliography in _BIBLIOGRAPHY:
        fields |= {
            f"{bibliography}/{path}": name
            for path, name in {
                "PublicationReference/DocumentID/WIPOST3Code": "country",
                "PublicationReference/DocumentID/DocNumber": "publication",
                "PublicationReference/DocumentID/Kind": "kind",
                "PublicationReference/DocumentID/Date": "published",
                "ApplicationReference/DocumentID/DocNumber": "number",
                "ApplicationReference/DocumentID/Date": "filed",
                "PatentNumber": "patent_number",
                "ClassificationIPC/MainClassification": "class",
                "ClassificationIPC/FurtherClassification": "class",
                "ClassificationIPCRDetails/ClassificationIPCR/Text": "class",
                "ClassificationLocarno/MainClassification": "class",
                "InventionTitle": "title",
                "DesignTitle": "title",
                "CorrespondenceAddress/AddressBook/Address/Text": "address",
            }.items()
        }
        for parties in ("Parties/", ""):
            for path in _INVENTORS:
                fields[f"{bibliography}/{parties}{path}/AddressBook/Name"] = "inventor"
            for path, party in _PARTY.items():
                book = f"{bibliography}/{parties}{path}/AddressBook"
                fields[f"{book}/Name"] = fields[f"{book}/OrganizationName"] = party
                fields[f"{book}/Address/Text"] = f"{party}_address"
    return fields


_FIELDS: Final = _fields()


def documents(file: IO[bytes], name: str) -> Iterator[list[str]]:
    """Cells of each document in a file, as ``HEADER`` names them. Raises Unreadable."""
    reader = _Reader(name)
    yield from reader.read(file)


class _Reader:
    """What one file's parser has met so far."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._path = ""
        self._lengths: list[int] = []
        self._base: int | None = None
        """Length of the path of the document being read."""
        self._found: dict[str, list[str]] = {}
        self._text: list[str] | None = None
        self._characters = 0
        self._taken_at = 0
        """Depth of the element whose text is being taken."""
        self._skipped_at = 0
        """Depth of an element in another form or language, 0 outside of one."""
        self._file = name
        """What the document being read calls itself."""
        self._done: list[list[str]] = []

    def read(self, file: IO[bytes]) -> Iterator[list[str]]:
        start = file.read(_CHUNK)
        declared = _DECLARED.search(start[:400])
        is_chinese = declared is not None and declared[1].decode().lower() in _CHINESE
        recode = codecs.getincrementaldecoder("gb18030")("strict") if is_chinese else None
        parser = self._parser("utf-8" if is_chinese else None)
        chunk, size = start, 0
        try:
            while chunk:
                size += len(chunk)
                if size > MOST_BYTES:
                    raise self._refused(
                        f"超过 {MOST_BYTES // 1024**2} MB", f"it has more than {MOST_BYTES // 1024**2} MB"
                    )
                parser.Parse(recode.decode(chunk).encode() if recode else chunk, False)
                yield from self._take()
                chunk = file.read(_CHUNK)
            parser.Parse(recode.decode(b"", True).encode() if recode else b"", True)
        except expat.ExpatError as error:
            raise self._refused(
                f"第 {error.lineno:,} 行起不是完整的 XML",
                f"from line {error.lineno:,} on it is no well-formed XML ({expat.ErrorString(error.code)})",
            ) from None
        except UnicodeDecodeError:
            raise self._refused("内容与声明的编码不符", "its content is not in the encoding it declares") from None
        yield from self._take()

    def _take(self) -> list[list[str]]:
        done, self._done = self._done, []
        return done

    def _parser(self, encoding: str | None) -> expat.XMLParserType:
        parser = expat.ParserCreate(encoding)
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters_come
        parser.SkippedEntityHandler = self._skip_entity
        refuse: Callable[..., Any] = self._refuse_declaration
        parser.EntityDeclHandler = refuse
        parser.AttlistDeclHandler = refuse
        parser.ElementDeclHandler = refuse
        parser.NotationDeclHandler = refuse
        return parser

    def _refuse_declaration(self, *_: object) -> None:
        raise self._refused(
            "自带实体或元素声明（DTD），不予解析", "it brings declarations of its own (entities, a DTD): not parsed"
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._lengths.append(len(self._path))
        if len(self._lengths) > _MOST_DEPTH:
            raise self._refused("元素嵌套过深", "its elements are nested too deeply")
        local = name.rpartition(":")[2]
        if local == _DOCUMENT:
            if self._base is not None:
                raise self._refused("文献中套有文献", "it has a document inside of a document")
            self._base = len(self._path) + len(local) + 2
            self._found = {}
            self._file = attributes.get("file", "")[:_LONGEST_NAME] or self._name
        self._path = f"{self._path}/{local}"
        if self._base is None or self._text is not None:
            return
        form = attributes.get("dataFormat", "original")
        if form != "original" or attributes.get("lang", "zh") != "zh":
            self._skipped_at = self._skipped_at or len(self._lengths)
        if not self._skipped_at and self._path[self._base :] in _FIELDS:
            self._text = []
            self._characters = 0
            self._taken_at = len(self._lengths)

    def _characters_come(self, text: str) -> None:
        if self._text is None:
            return
        self._characters += len(text)
        if self._characters > _LONGEST_FIELD:
            raise self._refused("有一项内容超过 128 K 字", "a field of it has more than 128 thousand characters")
        self._text.append(text)

    def _skip_entity(self, name: str, is_parameter: int) -> None:
        """A named character of a DTD that is not read: the usual names are known, the others stay as written."""
        if not is_parameter:
            self._characters_come(html5.get(f"{name};", f"&{name};"))

    def _end(self, _name: str) -> None:
        depth = len(self._lengths)
        if self._text is not None and depth == self._taken_at:
            field = _FIELDS[self._path[self._base or 0 :]]
            self._found.setdefault(field, []).append("".join(self._text).strip())
            self._text = None
        if self._skipped_at == depth:
            self._skipped_at = 0
        if self._base is not None and len(self._path) + 1 == self._base:
            self._done.append(_cells(self._found, self._file))
            self._base = None
        self._path = self._path[: self._lengths.pop()]

    def _refused(self, message: str, english: str) -> Unreadable:
        return Unreadable(f"{self._name}：{message}", f"{self._name}: {english}")


def _cells(found: dict[str, list[str]], name: str) -> list[str]:
    party = "assignee" if found.get("assignee") else "applicant"
    classes = [" ".join(text.split()) for text in found.get("class", ()) if text]
    published = _first(found, "publication")
    return [
        _first(found, "number") or _first(found, "patent_number"),
        f"{_first(found, 'country') or 'CN'}{published}{_first(found, 'kind')}" if published else "",
        _first(found, "published"),
        _first(found, "filed"),
        " ".join(_first(found, "title").split()),
        *classes[:1],
        *([] if classes else [""]),
        "; ".join(classes[1:]),
        "; ".join(text for text in found.get(party, ()) if text),
        "; ".join(text for text in found.get("inventor", ()) if text),
        _first(found, f"{party}_address") or _first(found, "applicant_address") or _first(found, "address"),
        "\n".join(text for text in found.get("abstract", ()) if text),
        name,
    ]


def _first(found: dict[str, list[str]], field: str) -> str:
    return next((text for text in found.get(field, ()) if text), "")
