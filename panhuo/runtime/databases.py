"""A database and a role for each service, on whichever PostgreSQL server there is."""

from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

SERVICES = ("inventory", "evaluation", "matching", "filing", "monitoring")


def name_of(service: str) -> str:
    return f"panhuo_{service}"


def service_dsn(admin_dsn: str, service: str, password: str) -> str:
    """The same server and options as `admin_dsn`, the service's own role and database."""
    parts = urlsplit(admin_dsn)
    host = parts.netloc.rpartition("@")[2]
    name = name_of(service)
    return urlunsplit(parts._replace(netloc=f"{name}:{quote(password, safe='')}@{host}", path=f"/{name}"))


async def ensure_database(admin_dsn: str, service: str, password: str) -> None:
    """Makes what is missing and sets the password; whoever else is on the server cannot connect."""
    name = name_of(service)
    connection = await asyncpg.connect(admin_dsn, timeout=10)
    try:
        literal = await connection.fetchval("SELECT quote_literal($1)", password)
        if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", name):
            await connection.execute(f"CREATE ROLE {name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE")
        await connection.execute(f"ALTER ROLE {name} PASSWORD {literal}")
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
            await connection.execute(f"GRANT {name} TO CURRENT_USER")
            await connection.execute(f"CREATE DATABASE {name} OWNER {name} TEMPLATE template0 ENCODING 'UTF8'")
            await connection.execute(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
    finally:
        await connection.close()
