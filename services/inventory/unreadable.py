"""A file that is refused as a whole."""


class Unreadable(Exception):
    """Nothing of the file is taken in; the message is a sentence for its sender."""

    def __init__(self, message: str, english: str) -> None:
        super().__init__(message)
        self.english = english
