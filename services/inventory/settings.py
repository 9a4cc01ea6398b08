"""What this service alone needs from its environment."""

import tempfile
from pathlib import Path

from chassis.settings import Settings


class InventorySettings(Settings):
    """Read once, when the service is built; its import jobs inherit the environment."""

    upload_dir: Path = Path(tempfile.gettempdir()) / "panhuo-uploads"
    """Where files wait for their import. Processes that share a database must share this directory."""
