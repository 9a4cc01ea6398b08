"""Where a browser may be sent after signing in: an address of this site, and nothing else."""

from typing import Final
from urllib.parse import unquote, urlsplit

from chassis.web.whereabouts import HOME

_MOST_CHARACTERS: Final = 2_048


def safe_next(target: str | None, *, default: str = HOME) -> str:
    r"""The target where it is a path of this site, else the default.

    Browsers read ``//host``, ``/\host`` and, after dropping tabs and line ends, ``/<tab>/host`` as another host; a
    proxy may decode once more. So every decoding of the target must look like a path.
    """
    if not target or len(target) > _MOST_CHARACTERS:
        return default
    form = target
    for _ in range(4):
        if not _is_path(form):
            return default
        decoded = unquote(form)
        if decoded == form:
            return default if target.startswith("/auth/") else target
        form = decoded
    return default


def _is_path(text: str) -> bool:
    if not text.startswith("/") or text.startswith("//") or "\\" in text:
        return False
    if any(ord(character) <= 32 or ord(character) == 127 for character in text.split("?", 1)[0]):
        return False
    if any(character in text for character in "\t\r\n\x00"):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc and "//" not in parts.path
