"""The published language of Panhuo: what its services, its provinces and its integrators say to each other."""

from panhuo_contracts.body import BEIJING, Body, Money
from panhuo_contracts.digest import event_fold, fold_hex
from panhuo_contracts.envelope import (
    Event,
    Fact,
    Malformed,
    Record,
    UnknownType,
    body_of,
    decode,
    encode,
    header_texts,
    headers_of,
    uuid7,
)
from panhuo_contracts.registry import Stream, Topic, event_types, streams

__all__ = [
    "BEIJING",
    "Body",
    "Event",
    "Fact",
    "Malformed",
    "Money",
    "Record",
    "Stream",
    "Topic",
    "UnknownType",
    "body_of",
    "decode",
    "encode",
    "event_fold",
    "event_types",
    "fold_hex",
    "header_texts",
    "headers_of",
    "streams",
    "uuid7",
]
