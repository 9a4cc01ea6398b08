"""What may go wrong in a way that somebody outside can mend."""

import re
from typing import ClassVar, Self

from panhuo_contracts.english import citation_in_english


class Told(str):
    """A sentence in Chinese, as events and programs get it, that has its English beside it for English pages."""

    __slots__ = ("english",)
    english: str

    def __new__(cls, chinese: str, english: str) -> Self:
        told = super().__new__(cls, chinese)
        told.english = english
        return told

    @classmethod
    def by(cls, source: str, chinese: str, english: str) -> Self:
        """What a source says."""
        return cls(f"{source}：{chinese}", f"{citation_in_english(source) or source}: {english}")


class Refused(Exception):
    """A rule of the domain says no. One subclass for each rule; over HTTP 409, as an event a dead letter.

    ``rule`` is a stable code (by default the class's name in snake case), ``basis`` the article, standard or
    source it rests on, ``mend`` what the asker can do about it, ``english`` the message for English pages.
    ``basis`` is a citation, or ``Told`` as ``mend`` is.
    """

    rule: str = "refused"
    basis: str = ""
    mend: str = ""
    english: str = ""

    _capitals: ClassVar[re.Pattern[str]] = re.compile(r"(?<!^)(?=[A-Z])")

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        if "rule" not in cls.__dict__:
            cls.rule = cls._capitals.sub("_", cls.__name__).lower()

    def __init__(
        self,
        message: str,
        *,
        rule: str | None = None,
        basis: str | None = None,
        mend: str | None = None,
        english: str | None = None,
    ) -> None:
        super().__init__(message)
        self.rule = self.rule if rule is None else rule
        self.basis = self.basis if basis is None else basis
        self.mend = self.mend if mend is None else mend
        self.english = self.english if english is None else english


class NotFound(Exception):
    """There is no such record, or it is another organization's: one cannot tell which. Over HTTP 404."""


class Invalid(Exception):
    """What was sent cannot be read as the request that it claims to be. Over HTTP 422.

    ``field`` names the form field, the JSON path or the header.
    """

    def __init__(self, message: str, *, field: str = "", mend: str = "", english: str = "") -> None:
        super().__init__(message)
        self.field = field
        self.mend = mend
        self.english = english


class Misconfigured(Exception):
    """The environment does not say what a service needs to start; the message names each variable."""
