"""A file that is refused as a whole."""


class Unreadable(Exception):
    """Nothing of the file is taken in; the message is a sentence for its sender."""

    def __init__(self, message: str, english: str) -> None:
        super().__init__(message)
        self.english = english

    @classmethod
    def gone(cls) -> "Unreadable":
        """It was on our disk, and is no longer."""
        return cls("上传的文件已不在服务器上，请重新上传", "the uploaded file is gone: send it again")

    def __reduce__(self) -> tuple[type["Unreadable"], tuple[str, str]]:
        """It crosses from the process that reads a file to the one that stores it."""
        return Unreadable, (str(self), self.english)
