"""Public records with known answers, read from paths that are given: none of them is part of this repository."""

import csv
import hashlib
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

from services.evaluation.affinity import Subject, language_of, parse_symbol

_INSTITUTION: Final = re.compile("大学|学院|研究")
_ASIDE: Final = re.compile(r"（[^）]*）|\([^)]*\)")
_LEAST_PATENTS: Final = 4
_MOST_PATENTS: Final = 20
_LEAST_LISTED: Final = 3
_TITLES: Final = 600


@dataclass(frozen=True, slots=True)
class Demands:
    """`candidates` holds for each expert the items that people graded for it, and their grades from 0 to 3."""

    experts: Sequence[Subject]
    items: Sequence[Subject]
    candidates: Sequence[Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Owners:
    """`truth` holds for each item the expert whose it is."""

    experts: Sequence[Subject]
    items: Sequence[Subject]
    truth: Sequence[int]


def demands(folder: Path) -> Demands:
    """Demands of enterprises as experts' records, achievements as items, graded by people."""
    texts = {row["requirement_id"]: f"{row['title']}。{row['content']}" for row in _rows(folder / "requirements.jsonl")}
    graded: dict[str, list[dict[str, Any]]] = defaultdict(list)
    titles: dict[str, str] = {}
    for pair in _rows(folder / "pairs.jsonl"):
        graded[pair["requirement_id"]].append(pair)
        titles[pair["achievement_id"]] = pair["achievement_title_keywords"]
    asked = sorted(name for name, pairs in graded.items() if any(pair["level"] > _WEAK for pair in pairs))
    at = {name: number for number, name in enumerate(sorted(titles))}
    return Demands(
        [_subject(texts[name]) for name in asked],
        [_subject(titles[name]) for name in at],
        [[(at[pair["achievement_id"]], pair["level"] - 1) for pair in graded[name]] for name in asked],
    )


_WEAK: Final = 2


def owners(patents: Path, *, only_institutions: bool, with_abstracts: bool) -> list[Owners]:
    """Half of an applicant's patents are the record, the other half the items; then the other way round."""
    held: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for patent in _rows(patents):
        for applicant in (patent.get("applicants") or [])[:1]:
            held[applicant].append(patent)
    names = sorted(
        name
        for name, found in held.items()
        if len(found) >= _LEAST_PATENTS and (not only_institutions or _INSTITUTION.search(name))
    )
    halves = [_shuffled(held[name])[:_MOST_PATENTS] for name in names]
    return [
        Owners(
            [_subject("。".join(_words(one, with_abstracts) for one in half[fold::2])) for half in halves],
            [_subject(_words(one, with_abstracts)) for half in halves for one in half[1 - fold :: 2]],
            [owner for owner, half in enumerate(halves) for _ in half[1 - fold :: 2]],
        )
        for fold in (0, 1)
    ]


def companies(patents: Path, folder: Path) -> list[Owners]:
    """What is public of a listed company, its name, branch and themes, as a record; its patents as items."""
    codes = {row["fullname"]: row["code"] for row in _rows(folder / "company.json")}
    said: dict[str, list[str]] = defaultdict(list)
    for row in _rows(folder / "company_industry.json"):
        said[row["company_code"][:6]].append(row["industry_name"])
    with (folder / "stock_concept.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            said[row["ts_code"][:6]].append(row["concept_name"])
    held: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for patent in _rows(patents):
        for applicant in (patent.get("applicants") or [])[:1]:
            if applicant in codes:
                held[applicant].append(patent)
    names = sorted(name for name, found in held.items() if len(found) >= _LEAST_LISTED)
    return [
        Owners(
            [_subject(" ".join([name, *said[codes[name]]])) for name in names],
            [_subject(_words(one, with_abstracts=True)) for name in names for one in held[name]],
            [owner for owner, name in enumerate(names) for _ in held[name]],
        )
    ]


def inventors(patents: Path, *, with_abstracts: bool, with_symbols: bool) -> list[Owners]:
    """Each patent in turn is the only item; the records are what else its inventors, and all the others, have."""
    known = [patent for patent in _rows(patents) if patent.get("inventors")]
    groups: dict[frozenset[int], None] = {}
    for name in sorted({name for patent in known for name in patent["inventors"]}):
        group = frozenset(at for at, patent in enumerate(known) if name in patent["inventors"])
        if len(group) > 1:
            groups.setdefault(group)

    def subject(numbers: Sequence[int]) -> Subject:
        symbols = chain.from_iterable(known[at].get("ipc") or [] for at in numbers) if with_symbols else []
        return _subject("。".join(_words(known[at], with_abstracts) for at in numbers), symbols)

    cases = []
    for group in groups:
        for item in sorted(group):
            others = [other for other in groups if other == group or item not in other]
            records = [subject(sorted(other - {item})) for other in others]
            cases.append(Owners(records, [subject([item])], [others.index(group)]))
    return cases


def titles(file: Path, languages: tuple[int, int]) -> list[Owners]:
    """Titles of groups of the classification in two languages: 0 is Chinese, 1 English."""
    with file.open(encoding="utf-8", newline="") as opened:
        rows = [row for row in csv.reader(opened, delimiter="\t", quoting=csv.QUOTE_NONE) if row[1].endswith("group")]
    both = [[_ASIDE.sub("", text) for text in row[2:4]] for row in rows]
    drawn = random.Random(1).sample([pair for pair in both if len(pair[0]) >= 10 and len(pair[1]) > 20], _TITLES)
    mine, theirs = languages
    return [
        Owners([_subject(pair[mine]) for pair in drawn], [_subject(pair[theirs]) for pair in drawn], range(_TITLES))
    ]


def _rows(file: Path) -> Iterator[Mapping[str, Any]]:
    with file.open(encoding="utf-8") as opened:
        for line in opened:
            yield json.loads(line)


def _words(patent: Mapping[str, Any], with_abstracts: bool) -> str:  # noqa: FBT001
    return f"{patent['title']}。{patent.get('abstract') or ''}" if with_abstracts else str(patent["title"])


def _shuffled(found: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The same in every run, and not in the order of the file."""
    return sorted(found, key=lambda patent: hashlib.sha256(patent["title"].encode()).digest())


def _subject(text: str, symbols: Iterator[str] | Sequence[str] = ()) -> Subject:
    parsed = dict.fromkeys(symbol for symbol in map(parse_symbol, symbols) if symbol is not None)
    return Subject(text, language_of(text), tuple(parsed))
