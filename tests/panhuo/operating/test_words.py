"""What the commands for operators print: whole at eighty columns, and nothing that is meant for logs."""

import structlog

from chassis.delivery.agreement import Line, StoreDigests, compare
from chassis.delivery.digest import Entry
from panhuo.cli import log_warnings_only
from panhuo.operating.streams import told
from panhuo.runtime.databases import SERVICES

FOLD = "0123456789abcdef"
TOPIC = "cn-33.inventory.v1"


def line(topic: str, events: int) -> Line:
    held = {name: {topic: Entry(events, FOLD)} for name in SERVICES}
    stores = {name: StoreDigests({}, held[name], 0, {}) for name in SERVICES}
    stores["filing"] = StoreDigests({}, {topic: Entry(events - 3, "f" * 16)}, 0, {})
    (found,) = compare(stores)
    return found


def test_a_digest_is_whole_at_eighty_columns_with_a_word_of_each_reader() -> None:
    lines = told(line(TOPIC, 1_234_567_890))

    assert max(map(len, lines)) <= 80
    text = " ".join(lines)
    for shown in (TOPIC, "1,234,567,890", FOLD, "inventory agrees", "filing waits for 3", "monitoring agrees"):
        assert shown in text


def test_what_a_writer_elsewhere_said_is_shown_as_its_readers_hold_it() -> None:
    assert "its writer is elsewhere" in " ".join(told(line(TOPIC, 9)))


def test_commands_print_warnings_and_nothing_below() -> None:
    before = structlog.get_config()
    try:
        log_warnings_only()
        log = structlog.get_logger()
        assert log.bind().is_enabled_for(30)
        assert not log.bind().is_enabled_for(20)
    finally:
        structlog.configure(**before)
