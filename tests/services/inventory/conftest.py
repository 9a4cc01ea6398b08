"""The inventory service on a real database, without a broker: what is said waits in the outbox."""

import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import asyncpg
import httpx
import pytest_asyncio
from panhuo_contracts.codes import InstitutionKind

from chassis.delivery.waves import apply_facts
from chassis.service import Service
from panhuo.runtime.accounts import UNIVERSITY, UNIVERSITY_NAME
from services.inventory.app import HANDLERS, build
from services.inventory.institutions import Institution
from services.inventory.settings import InventorySettings
from services.inventory.store import institutions
from tests.builders import fact
from tests.builders.institutions import OTHER, admitted
from tests.issuing import LocalIssuer

CONTACT_KEY = base64.b64encode(bytes(range(32))).decode()

Opened = Callable[[str], Awaitable[Service]]


@pytest_asyncio.fixture
async def dsn(database: Callable[[str], Awaitable[str]]) -> str:
    return await database("inventory")


def settings_for(dsn: str, upload_dir: Path, writer: str = "cn") -> InventorySettings:
    return InventorySettings.read(
        service="inventory",
        writer=writer,
        kafka_bootstrap="localhost:1",
        postgres_dsn=dsn,
        http_port="0",
        public_url="http://localhost:8080",
        oidc_issuer="http://localhost:8080/issuer",
        oidc_jwks_url="http://localhost:8080/issuer/jwks.json",
        oidc_client_id="panhuo-web",
        oidc_authorize_url="http://localhost:8080/issuer/authorize",
        oidc_token_url="http://localhost:8080/issuer/token",
        session_secret="x" * 40,
        upload_dir=str(upload_dir),
        contact_key=CONTACT_KEY,
    )


async def register_universities(service: Service) -> None:
    """Two institutions were admitted, so that their people can act; what was said of them has long left the outbox."""
    named = ((UNIVERSITY, UNIVERSITY_NAME), (OTHER, "另一示例大学"))
    kind = InstitutionKind.OTHER_UNIVERSITY
    async with service.database.transaction() as conn:
        known = [Institution(code, name, kind, "cn-11", "cn") for code, name in named]
        await institutions.add(conn, known, by="sample-nation")
        await apply_facts(conn, HANDLERS, [fact(admitted(code, name=name)) for code, name in named])


@pytest_asyncio.fixture
async def service(dsn: str, tmp_path: Path) -> AsyncIterator[Service]:
    opened = await Service.open(settings_for(dsn, tmp_path), HANDLERS)
    yield opened
    await opened.stop()


@pytest_asyncio.fixture
async def http(dsn: str, issuer: LocalIssuer, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The application on a real database: imports are carried on by the test."""
    stated = issuer.settings(dsn=dsn, service="inventory").model_dump()
    ours = {"upload_dir": tmp_path / "uploads", "contact_key": CONTACT_KEY}
    app = build(InventorySettings.model_validate(stated | ours))
    app.state.service = opened = await Service.open(app.state.settings, HANDLERS)
    await register_universities(opened)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=issuer.public_url) as client:
        client.service = opened
        yield client
    await opened.stop()


@pytest_asyncio.fixture
async def connection(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    opened = await asyncpg.connect(dsn, server_settings={"search_path": "live,kept", "timezone": "UTC"})
    yield opened
    await opened.close()
