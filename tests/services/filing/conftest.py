"""The filing service on a real database, without a broker: commands commit, and nothing is relayed."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest_asyncio

from chassis.service import Service
from chassis.settings import Settings
from services.filing.app import HANDLERS


@pytest_asyncio.fixture
async def service(database: Callable[[str], Awaitable[str]]) -> AsyncIterator[Service]:
    settings = Settings.read(
        service="filing",
        writer="cn",
        kafka_bootstrap="localhost:1",
        postgres_dsn=await database("filing"),
        http_port="0",
        public_url="http://localhost:8080",
        oidc_issuer="http://localhost:8080/issuer",
        oidc_jwks_url="http://localhost:8080/issuer/jwks",
        oidc_client_id="panhuo",
        oidc_authorize_url="http://localhost:8080/issuer/authorize",
        oidc_token_url="http://localhost:8080/issuer/token",
        session_secret="0123456789abcdef0123456789abcdef",
    )
    opened = await Service.open(settings, HANDLERS)
    yield opened
    await opened.stop()
