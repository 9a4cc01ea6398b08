"""How closely an expert's record and a patent speak of the same technology, measured from their words and symbols."""

from services.evaluation.affinity.measure import Measure, affinity
from services.evaluation.affinity.subject import Language, Subject, language_of
from services.evaluation.affinity.symbols import parse_symbol

__all__ = ["Language", "Measure", "Subject", "affinity", "language_of", "parse_symbol"]
