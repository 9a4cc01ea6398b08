"""What strangers may put on the wire, made out record by record: nothing of it may raise."""

import pytest
from panhuo_contracts import Record

from chassis.delivery.inbox import open_letter
from tests.chassis.delivery.world import record


class OnTheLog:
    """A record as the consumer hands it over."""

    def __init__(self, sent: Record, **headers: bytes) -> None:
        self.topic, self.partition, self.offset = sent.topic, 0, 0
        self.key, self.value = sent.key, sent.value
        self.headers = [(name, headers.get(name, value)) for name, value in sent.headers]


@pytest.mark.parametrize("number", [b"99999999999999999999", b"+1", b"0", b"1_0", "１".encode(), b" 1", b""])
def test_a_number_that_no_store_could_keep_is_no_number(number: bytes) -> None:
    letter = open_letter(OnTheLog(record(1, 1), ce_sequence=number))

    assert letter.burial is not None
    assert letter.burial.reason == "bad_header"
    assert letter.sequence is None


@pytest.mark.parametrize("time", [b"0001-01-01T00:00:00+14:00", b"9999-12-31T23:59:59-12:00"])
def test_a_time_beyond_the_calendar_is_buried(time: bytes) -> None:
    letter = open_letter(OnTheLog(record(1, 1), ce_time=time))

    assert letter.burial is not None
    assert letter.burial.reason == "bad_header"
    assert letter.sequence == 1
