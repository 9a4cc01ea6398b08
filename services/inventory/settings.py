"""What this service alone needs from its environment."""

import tempfile
from pathlib import Path

from pydantic import Field, FilePath

from chassis.settings import Settings


class InventorySettings(Settings):
    """Read once, when the service is built; its import jobs inherit the environment."""

    @staticmethod
    def default_upload_dir() -> Path:
        return Path(tempfile.gettempdir()) / "panhuo-uploads"

    upload_dir: Path = Field(default_factory=default_upload_dir)
    """Where files wait for their import. Processes that share a database must share this directory."""
    ipc_table: FilePath | None = None
    """A table whose lines begin with IPC symbols: main groups are looked up in it. Without it, only classes are."""
