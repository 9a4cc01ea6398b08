"""Files that people send: taken to disk piece by piece, then handed to an import."""

import asyncio
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from fastapi import UploadFile
from panhuo_contracts import uuid7

from chassis.clock import today
from chassis.errors import Invalid
from chassis.identity import Principal, Right
from chassis.service import Service, Unit
from services.inventory.bodies.guard import require_active
from services.inventory.files.source_file import MOST_BYTES
from services.inventory.settings import InventorySettings
from services.inventory.store import imports

_CHUNK: Final = 1 << 20
_LONGEST_NAME: Final = 200
RIGHTS: Final = {imports.STOCK: Right.STOCK_IMPORT, imports.REGISTER: Right.LEGAL_STATUS_RECORD}
"""Who may send and follow what."""


@dataclass(frozen=True, slots=True)
class Received:
    """A file on our disk."""

    id: UUID
    path: Path
    name: str
    bytes: int
    fingerprint: str


async def receive(service: Service, upload: UploadFile) -> Received:
    """Take a file to disk. Raises Invalid for one that is too large."""
    settings = service.settings
    folder = settings.upload_dir if isinstance(settings, InventorySettings) else InventorySettings.default_upload_dir()
    identifier = uuid7()
    path = folder / str(identifier)
    await asyncio.to_thread(folder.mkdir, mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    size = 0
    descriptor = await asyncio.to_thread(os.open, path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while chunk := await upload.read(_CHUNK):
            size += len(chunk)
            if size > MOST_BYTES:
                path.unlink()
                raise Invalid(
                    "文件超过 2 GB，请分成几份", field="file", english="The file is larger than 2 GB: split it."
                )
            digest.update(chunk)
            await asyncio.to_thread(file.write, chunk)
        await asyncio.to_thread(os.fsync, file.fileno())
    name = Path(upload.filename or "file").name.replace("\x00", "")[:_LONGEST_NAME] or "file"
    return Received(identifier, path, name, size, digest.hexdigest())


async def enqueue(unit: Unit, principal: Principal, received: Received, holds: str = imports.STOCK) -> UUID:
    """Let the file be taken in on the principal's behalf; an office's file for its own institution only.

    Raises InstitutionNotAdmitted, InstitutionIsSuspended, InstitutionWasMerged.
    """
    scope = principal.scope(RIGHTS[holds])
    if scope.organization is not None:
        await require_active(unit.conn, scope.organization, principal.organization_name or "")
    await imports.add(
        unit.conn,
        {
            "id": received.id,
            "file_name": received.name,
            "path": str(received.path),
            "bytes": received.bytes,
            "fingerprint": received.fingerprint,
            "subject": principal.subject,
            "sender": principal.name,
            "organization": scope.organization,
            "organization_name": principal.organization_name if scope.organization else None,
            "jurisdiction": principal.jurisdiction,
            "today": today(),
        },
        holds=holds,
    )
    return received.id
