"""The digest by which two systems prove that they hold the same facts: what is said, what is held, how they compare."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from panhuo_contracts import BEIJING

from chassis.errors import Refused, Told


class DigestOfAnother(Refused):
    """A writer speaks for its own topics only."""

    basis = Told("数据摘要只能由其主题的发布方给出", "Digests come from who publishes the topic")
    mend = Told("每个系统只发布自己主题的摘要", "Each system publishes digests of its own topics")


def check_speaker(writer: str, topic: str) -> None:
    """Raises DigestOfAnother where a writer states the digest of a topic that is not its own."""
    if topic.split(".", 1)[0] != writer:
        raise DigestOfAnother(
            f"{writer} 不能给出 {topic} 的摘要", english=f"{writer} cannot state the digest of {topic}"
        )


class Agreement(StrEnum):
    """How what a writer states compares with what is held here."""

    AGREE = "agree"
    WAITING = "waiting"
    DISAGREE = "disagree"
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True)
class Digest:
    """A number of events and their fold."""

    events: int
    fold: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """One topic on one day."""

    topic: str
    day: date
    stated: Digest | None
    as_of: datetime | None
    held: Digest | None

    @property
    def writer(self) -> str:
        return self.topic.split(".", 1)[0]

    @property
    def has_grown(self) -> bool:
        """Whether more is held than was stated: of a day that was not over when it was stated, that came later."""
        return self.stated is not None and self.held is not None and self.held.events > self.stated.events

    @property
    def agreement(self) -> Agreement:
        """Waiting where events are still under way: fewer are held than stated, or the day was not over when it was
        stated. Disagreement is as many events with another fold, or more of them than a closed day had.
        """
        held = self.held or Digest(0, "0" * 16)
        if self.stated is None or self.as_of is None:
            return Agreement.UNSTATED
        if held == self.stated:
            return Agreement.AGREE
        if held.events < self.stated.events:
            return Agreement.WAITING
        is_open = self.as_of.astimezone(BEIJING).date() <= self.day
        if held.events > self.stated.events and is_open:
            return Agreement.WAITING
        return Agreement.DISAGREE


def overall(agreements: list[Agreement]) -> Agreement:
    """A writer's standing: the worst of its topics and days; days that it has not stated yet wait."""
    for worst in (Agreement.DISAGREE, Agreement.WAITING):
        if worst in agreements:
            return worst
    return Agreement.AGREE if Agreement.AGREE in agreements else Agreement.UNSTATED
