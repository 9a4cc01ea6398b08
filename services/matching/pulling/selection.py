"""What somebody takes of the library: filters as an address has them, and the condition that they make."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from panhuo_contracts import BEIJING
from panhuo_contracts.codes import ConversionMode, Maturity, Ministry, PatentType, SelfGrade, SuspensionReason, Tier
from panhuo_contracts.identifiers import CreditCode, IndustryCode
from panhuo_contracts.jurisdictions import JURISDICTIONS, NATION
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from chassis.identity import Forbidden, Principal, Right, Role
from services.matching import document
from services.matching.document import quoted
from services.matching.words import query_words

_MOST: Final = 60
_WHOLE_GROUP: Final = 5


def _listed(said: object) -> object:
    """Values as an address repeats them, or one after another in a field."""
    values = said if isinstance(said, list | tuple) else [said]
    apart = [part for value in values for part in (str(value).replace("、", " ").replace(",", " ").split())]
    return tuple(dict.fromkeys(apart))


def _phrases(said: object) -> object:
    values = said if isinstance(said, list | tuple) else [said]
    lines = [line.strip() for value in values for line in str(value or "").replace("；", "\n").splitlines()]
    return tuple(dict.fromkeys(line for line in lines if line))


def _nothing(said: object) -> object:
    return None if said == "" else said


def _home(code: str) -> str:
    if code not in JURISDICTIONS or code == NATION:
        raise ValueError("no jurisdiction of the programme")
    return code


IpcPrefix = Annotated[str, StringConstraints(pattern=r"^[A-H](\d{2}([A-Z](\d{1,4}(/\d{2,6})?)?)?)?$")]
Phrase = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]
Home = Annotated[str, AfterValidator(_home)]
_Several: Final = (BeforeValidator(_listed), Field(max_length=_MOST))


class Selection(BaseModel):
    """Values of one filter are alternatives; filters narrow. An industry or a symbol means all beneath it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Annotated[tuple[Home, ...], *_Several] = ()
    ministry: Annotated[tuple[Ministry, ...], *_Several] = ()
    institution: Annotated[tuple[CreditCode, ...], *_Several] = ()
    industry: Annotated[tuple[IndustryCode, ...], *_Several] = ()
    ipc: Annotated[tuple[IpcPrefix, ...], *_Several] = ()
    keywords: Annotated[tuple[Phrase, ...], BeforeValidator(_phrases), Field(max_length=_MOST)] = ()
    """Of one, every word; of several, one is enough."""
    type: Annotated[tuple[PatentType, ...], *_Several] = ()
    tier: Annotated[tuple[Tier, ...], *_Several] = ()
    mode: Annotated[tuple[ConversionMode, ...], *_Several] = ()
    maturity: Annotated[tuple[Maturity, ...], *_Several] = ()
    grade: Annotated[tuple[SelfGrade, ...], *_Several] = ()
    updated_since: Annotated[date | None, BeforeValidator(_nothing)] = None
    """Beijing day on which the entry last changed, or later."""
    standing: Annotated[bool, BeforeValidator(lambda said: said not in (False, "", "no"))] = False
    """Without those that are suspended."""

    def stated(self) -> list[tuple[str, str]]:
        """The filters as an address has them; what is empty says nothing."""
        said = self.model_dump(mode="json", exclude_defaults=True)
        pairs: list[tuple[str, str]] = []
        for name, value in said.items():
            values = value if isinstance(value, list) else ["yes" if value is True else value]
            pairs += [(name, str(one)) for one in values]
        return pairs

    def query(self) -> str:
        return urlencode(self.stated())

    @property
    def is_everything(self) -> bool:
        return not self.stated()

    def tsquery(self) -> str:
        """The condition on an entry's document; empty where everything is meant."""
        marks: Mapping[str, Iterable[str]] = {
            document.HOME: self.home,
            document.MINISTRY: self.ministry,
            document.TYPE: self.type,
            document.TIER: self.tier,
            document.MODE: self.mode,
            document.MATURITY: self.maturity,
            document.GRADE: self.grade,
        }
        clauses = [_any(quoted(prefix + value) for value in values) for prefix, values in marks.items() if values]
        if self.industry:
            clauses.append(_any(f"{quoted(document.INDUSTRY + code)}:*" for code in self.industry))
        if self.ipc:
            clauses.append(_any(f"{quoted(document.SYMBOL + _beneath(code))}:*" for code in self.ipc))
        if self.keywords:
            # A phrase without a word to search for finds nothing, rather than everything.
            asked = [query_words(phrase) or ("#none",) for phrase in self.keywords]
            clauses.append(_any("(" + " & ".join(map(quoted, words)) + ")" for words in asked))
        if self.standing:
            clauses.append(f"!{_any(quoted(document.SUSPENDED + reason) for reason in SuspensionReason)}")
        return " & ".join(clauses)


def _any(clauses: Iterable[str]) -> str:
    return "(" + " | ".join(clauses) + ")"


def _beneath(code: str) -> str:
    """A main group without its subgroup means this group, not every one whose number begins so."""
    return code if len(code) < _WHOLE_GROUP or "/" in code else f"{code}/"


class Reach(BaseModel):
    """How far somebody may take the library along: a ministry its institutions, a chain leader its industries."""

    model_config = ConfigDict(frozen=True)

    ministry: Ministry | None = None
    chain: tuple[str, ...] = ()

    @classmethod
    def of(cls, principal: Principal) -> "Reach":
        """Raises Forbidden for somebody who may not pull."""
        principal.scope(Right.LIBRARY_PULL)
        if principal.role is Role.MINISTRY:
            return cls(ministry=Ministry(principal.ministry or ""))
        if principal.role is Role.CHAIN_LEADER:
            return cls(chain=tuple((principal.chain or "").split()))
        return cls()

    def require(self, asked: Selection) -> None:
        """Raises Forbidden where somebody asks by name for what lies beyond."""
        if self.ministry and set(asked.ministry) - {self.ministry}:
            raise _beyond("只能调取本部门所属单位的数据。", "You may pull the data of your own institutions alone.")
        outside = [code for code in asked.industry if not code.startswith(self.chain)] if self.chain else []
        if outside:
            raise _beyond(
                f"{'、'.join(outside)} 不在本产业链内。", f"{', '.join(outside)} is outside your industry chain."
            )

    def tsquery(self) -> str:
        if self.ministry:
            return quoted(document.MINISTRY + self.ministry)
        return _any(f"{quoted(document.INDUSTRY + code)}:*" for code in self.chain) if self.chain else ""


EVERYWHERE: Final = Reach()


class Wanted(BaseModel):
    """Entries to be taken: by a selection, with some picked by hand and some left out, within a reach."""

    model_config = ConfigDict(frozen=True)

    selection: Selection | None = Selection()
    """None: nothing but what was picked by hand."""
    picked: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    reach: Reach = EVERYWHERE

    @property
    def is_everything(self) -> bool:
        return self == Wanted()

    def condition(self) -> tuple[str, list[Any]]:
        """SQL over ``library_entry`` and its arguments."""
        arguments: list[Any] = []

        def put(value: object) -> str:
            arguments.append(value)
            return f"${len(arguments)}"

        asked = self.selection
        chosen = ["false"] if asked is None else []
        if asked is not None and (query := asked.tsquery()):
            chosen.append(f"document @@ {put(query)}::text::tsquery")
        if asked is not None and asked.institution:
            chosen.append(f"institution = ANY({put(list(asked.institution))}::text[])")
        if asked is not None and asked.updated_since:
            chosen.append(f"said_at >= {put(datetime.combine(asked.updated_since, time(), BEIJING))}")
        where = " AND ".join(chosen) or "true"
        if self.picked:
            where = f"({where} OR patent = ANY({put(list(self.picked))}::text[]))"
        if self.excluded:
            where += f" AND patent <> ALL({put(list(self.excluded))}::text[])"
        if query := self.reach.tsquery():
            where += f" AND document @@ {put(query)}::text::tsquery"
        return where, arguments

    def fingerprint(self) -> str:
        """The same for the same question, whoever asks."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]


def _beyond(message: str, english: str) -> Forbidden:
    return Forbidden(message, english=english, right=Right.LIBRARY_PULL)


def values_of(pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Pairs of an address or a form as the selection's fields take them."""
    said: dict[str, Any] = {}
    for name, value in pairs:
        if name in Selection.model_fields and value.strip():
            said.setdefault(name, []).append(value)
    for name in ("updated_since", "standing"):
        if name in said:
            said[name] = said[name][-1]
    return said
