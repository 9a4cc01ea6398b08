"""What this service alone needs from its environment."""

import tempfile
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, FilePath, SecretStr

from chassis.settings import Settings
from services.inventory.classification import main_groups
from services.inventory.people.contacts import Keys


def _table(path: Path) -> Path:
    main_groups(path)
    return path


def _keys(secret: SecretStr) -> SecretStr:
    Keys.read(secret.get_secret_value())
    return secret


class InventorySettings(Settings):
    """Read once, when the service is built; its import jobs inherit the environment."""

    @staticmethod
    def default_upload_dir() -> Path:
        return Path(tempfile.gettempdir()) / "panhuo-uploads"

    upload_dir: Path = Field(default_factory=default_upload_dir)
    """Where files wait for their import. Processes that share a database must share this directory."""
    ipc_table: Annotated[FilePath, AfterValidator(_table)] | None = None
    """A table whose lines begin with IPC symbols: main groups are looked up in it. Without it, only classes are."""

    contact_key: Annotated[SecretStr, AfterValidator(_keys)] | None = None
    """Seals the contacts of people: base64 of 32 random bytes; several with commas between, the newest first.
    Without one the service runs, and keeps no contacts."""


def contact_keys_of(settings: Settings) -> Keys:
    """The keys for contacts; without any where none is set."""
    secret = settings.contact_key if isinstance(settings, InventorySettings) else None
    return Keys.read(secret.get_secret_value() if secret else "")


def ipc_table_of(settings: Settings) -> Path | None:
    return settings.ipc_table if isinstance(settings, InventorySettings) else None
