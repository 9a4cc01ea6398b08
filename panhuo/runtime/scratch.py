"""Directories that last as long as the block of a process; what a killed process left goes when the next one starts."""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import psutil

_YOUNG_SECONDS: Final = 60.0
"""So young a directory may be one that its maker has not locked yet."""


@contextmanager
def scratch(prefix: str, within: Path | None = None) -> Iterator[Path]:
    """A new directory, locked while it is used: the kernel lets go of the lock whichever way the process ends."""
    home = within or Path(tempfile.gettempdir())
    _sweep(home, prefix)
    path = Path(tempfile.mkdtemp(prefix=prefix, dir=home))
    lock = os.open(path, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(lock)


def _sweep(home: Path, prefix: str) -> None:
    for path in home.glob(f"{prefix}*"):
        with suppress(OSError):  # somebody else's, or gone meanwhile
            lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if time.time() - path.stat().st_mtime > _YOUNG_SECONDS and not _is_in_use(path):
                    shutil.rmtree(path, ignore_errors=True)
            finally:
                os.close(lock)


def _is_in_use(path: Path) -> bool:
    """Whether a process names the directory in its command line or has a file in it open, as a server that goes on."""
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if any(str(path) in word for word in process.cmdline()):
                return True
            if any(file.path.startswith(f"{path}/") for file in process.open_files()):
                return True
    return False
