"""Topics are told apart by a short number."""

from panhuo_contracts import streams
from panhuo_contracts.jurisdictions import JURISDICTIONS

from chassis.delivery.position import topic_number


def test_no_two_topics_of_the_registry_have_the_same_number() -> None:
    names = [stream.topic(writer) for stream in streams().values() for writer in JURISDICTIONS]

    assert len({topic_number(name) for name in names}) == len(names)
