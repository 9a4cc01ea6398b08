"""Joining and leaving the library of experts: what may follow upon what."""

from dataclasses import dataclass
from datetime import date

from panhuo_contracts.events.experts import ExpertAdmitted, ExpertRecommended, ExpertRetired

from services.evaluation.experts.refusals import ConsentGiven, NotConsented, Retired


@dataclass(frozen=True, slots=True)
class Profile:
    """What an enterprise says of the person that it recommends."""

    name: str
    fields: tuple[str, ...]
    research: str
    ipc: tuple[str, ...] = ()
    organization: str | None = None


@dataclass(frozen=True, slots=True)
class Recommender:
    enterprise: str
    name: str
    home: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """An expert as the library has them."""

    expert: str
    home: str
    enterprise: str
    organization: str | None
    research: str
    ipc: tuple[str, ...]
    most: int
    """Patents of one batch."""
    fields: tuple[str, ...] = ()
    admitted_on: date | None = None
    retired_on: date | None = None
    subject: str | None = None
    """Who consented to be this expert."""
    consented_on: date | None = None
    away_until: date | None = None

    def is_available(self, day: date) -> bool:
        return (
            self.admitted_on is not None
            and self.retired_on is None
            and self.most > 0
            and (self.away_until is None or self.away_until < day)
        )


def recommend(expert: str, profile: Profile, by: Recommender, day: date) -> ExpertRecommended:
    return ExpertRecommended(
        expert=expert,
        home=by.home,
        enterprise=by.enterprise,
        enterprise_name=by.name,
        organization=profile.organization,
        fields=profile.fields,
        ipc=profile.ipc,
        research=profile.research,
        recommended_on=day,
    )


def consent(candidate: Candidate, subject: str) -> bool:
    """Whether the consent is new. Raises Retired, ConsentGiven."""
    _stands(candidate)
    if candidate.subject not in (None, subject):
        raise ConsentGiven("这份推荐已由他人确认", english="Somebody else has consented to this recommendation")
    return candidate.subject is None


def admit(candidate: Candidate, day: date) -> ExpertAdmitted | None:
    """None where they are in already. Raises Retired, NotConsented."""
    _stands(candidate)
    if candidate.admitted_on is not None:
        return None
    if candidate.consented_on is None:
        raise NotConsented("专家本人尚未同意", english="The expert has not consented yet")
    return ExpertAdmitted(
        expert=candidate.expert, home=candidate.home, consented_on=candidate.consented_on, admitted_on=day
    )


def retire(candidate: Candidate, reason: str, day: date) -> ExpertRetired | None:
    """None where they have left already."""
    if candidate.retired_on is not None:
        return None
    return ExpertRetired(expert=candidate.expert, home=candidate.home, reason=reason, retired_on=day)


def _stands(candidate: Candidate) -> None:
    if candidate.retired_on is not None:
        raise Retired("已退出专家库", english="Left the library of experts")
