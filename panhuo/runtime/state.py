"""The directory `.panhuo`: what one copy of the platform keeps between starts, locked while it runs."""

import fcntl
import json
import os
import secrets
from pathlib import Path
from typing import IO

from panhuo.runtime.errors import StateUnusable

FORMAT = 1
DIRECTORY = Path(".panhuo")


class State:
    """Opened by one process at a time; the kernel frees the lock however that process ends."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._lock: IO[str] | None = None

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def is_open(self) -> bool:
        return self._lock is not None

    def open(self) -> None:
        self._check_marker()
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            (self.root / "lock").touch()
        except OSError as refused:
            raise StateUnusable(
                f"{self.root} cannot be written ({refused.strerror}). Choose another place with --state."
            ) from None
        self._take_lock()
        marker = self.root / "state.json"
        if not marker.exists():
            marker.write_text(json.dumps({"product": "panhuo", "format": FORMAT}) + "\n")
        self.logs.mkdir(exist_ok=True)

    def close(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def secret(self, name: str) -> str:
        """A random secret, made on first use and kept readable by the owner alone."""
        kept = self._read_secrets()
        if name not in kept:
            kept[name] = secrets.token_urlsafe(32)
            self._write_private("secrets.json", kept)
        return kept[name]

    def remember_environments(self, environments: dict[str, dict[str, str]]) -> None:
        """Lets other commands in this directory reach the running copy; see `environment`."""
        self._write_private("environments.json", environments)

    def environment(self, service: str) -> dict[str, str]:
        """What the last start handed to `service`; empty when this copy was never started."""
        return self._environments().get(service, {})

    def _environments(self) -> dict[str, dict[str, str]]:
        try:
            found: dict[str, dict[str, str]] = json.loads((self.root / "environments.json").read_text())
        except (OSError, ValueError):
            return {}
        return found

    def _check_marker(self) -> None:
        if self.root.exists() and not self.root.is_dir():
            raise StateUnusable(f"{self.root} is a file. Move it away, or choose another place with --state.")
        marker = self.root / "state.json"
        if not marker.exists():
            strangers = [] if not self.root.exists() else [p for p in self.root.iterdir() if p.name != "lock"]
            if strangers:
                raise StateUnusable(
                    f"{self.root} holds files that Panhuo did not put there. Nothing was touched. "
                    "Move them away, or choose another place with --state."
                )
            return
        try:
            written = json.loads(marker.read_text())
            is_ours, written_format = written["product"] == "panhuo", int(written["format"])
        except (ValueError, KeyError, TypeError) as broken:
            raise StateUnusable(
                f"{marker} cannot be read, so this state directory is not trusted. Nothing was touched. "
                f"To start afresh: rm -r {self.root}"
            ) from broken
        if not is_ours:
            raise StateUnusable(f"{self.root} belongs to another product. Choose another place with --state.")
        if written_format > FORMAT:
            raise StateUnusable(
                f"{self.root} was written by a newer version (format {written_format}, this one knows {FORMAT}). "
                f"Use that version, or start afresh: rm -r {self.root}"
            )

    def _take_lock(self) -> None:
        lock = (self.root / "lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            lock.close()
            address = next((one["PUBLIC_URL"] for one in self._environments().values()), "")
            raise StateUnusable(
                f"This copy is already running{' at ' if address else ''}{address} "
                f"(process {holder}, state in {self.root}). "
                "Stop it with Ctrl-C, or start a second copy with --state ANOTHER_DIRECTORY."
            ) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        self._lock = lock

    def _read_secrets(self) -> dict[str, str]:
        file = self.root / "secrets.json"
        if not file.exists():
            return {}
        try:
            kept: dict[str, str] = json.loads(file.read_text())
        except ValueError as broken:
            raise StateUnusable(
                f"{file} cannot be read, and the databases' passwords with it. Restore it, "
                f"or start afresh: rm -r {self.root}"
            ) from broken
        return kept

    def _write_private(self, name: str, content: object) -> None:
        fresh = self.root / f"{name}.new"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(content, file, indent=1)
        fresh.replace(self.root / name)
