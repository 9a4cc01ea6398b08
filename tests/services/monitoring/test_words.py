"""Whatever the streams bring has words: an event that nobody taught the time line to tell turns a test red."""

import re
from pathlib import Path

import pytest
from panhuo_contracts.events.inventory import Annotations, Bibliography, InventoryRevised
from panhuo_contracts.registry import streams

from chassis.web.language import speaking
from panhuo.language.examples import read_example
from panhuo.language.registered import CONTRACTS
from services.monitoring import event_words, lanes
from services.monitoring.app import HANDLERS
from services.monitoring.summaries import summarize

READ = [stream for stream in streams().values() if "monitoring" in stream.readers]
TOLD = sorted(event for stream in READ if stream.key == "patent" for event in stream.events)
EXAMPLES = sorted(path for path in (CONTRACTS / "examples").glob("*.json") if path.name.split(".")[0] in TOLD)
_CODE = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")


def test_every_event_of_the_streams_that_monitoring_reads_has_a_handler() -> None:
    assert {body.__name__ for body in HANDLERS} == {event for stream in READ for event in stream.events}


def test_every_field_that_a_revision_may_change_has_words() -> None:
    kept = {"bibliography", "annotations", "patent", "changed", "revised_on"}
    fields = {*InventoryRevised.model_fields, *Bibliography.model_fields, *Annotations.model_fields} - kept

    assert fields <= set(event_words.FIELDS)


def test_every_event_of_a_patent_has_a_name_and_a_lane() -> None:
    assert sorted(event_words.EVENTS) == TOLD
    assert sorted(lanes.LANES) == TOLD


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_event_is_told_without_codes(path: Path, language: str) -> None:
    _, summary = summarize(read_example(path).body)
    spoken = speaking.set(language)
    try:
        facts = event_words.event_facts(summary)
    finally:
        speaking.reset(spoken)

    assert not _CODE.search(facts), facts
    assert "None" not in facts
