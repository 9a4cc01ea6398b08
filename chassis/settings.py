"""The environment of one service process. What differs between environments has no default."""

from typing import Annotated, Literal, Self

from panhuo_contracts.identifiers import Jurisdiction
from pydantic import AfterValidator, AnyHttpUrl, Field, SecretStr, TypeAdapter, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.errors import Misconfigured

ServiceName = Literal["inventory", "evaluation", "matching", "filing", "monitoring"]

_URL = TypeAdapter(AnyHttpUrl)


def _http_url(text: str) -> str:
    _URL.validate_python(text)
    return text.rstrip("/")


Url = Annotated[str, AfterValidator(_http_url)]
"""An http(s) address without a slash at its end. Not pydantic's own type: that one adds a slash."""


class Settings(BaseSettings):
    """Read once, when a service is built."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    service: ServiceName
    writer: Jurisdiction = Field(examples=["cn"])
    """Who this installation speaks for: ``cn``, or a province's code."""
    kafka_bootstrap: str = Field(examples=["kafka:9092"])
    postgres_dsn: str = Field(repr=False, examples=["postgresql://panhuo_filing:PASSWORD@postgres:5432/panhuo_filing"])
    """The service's own database, under its own role."""

    http_host: str = "127.0.0.1"
    http_port: Annotated[int, Field(ge=0, le=65535, examples=["8000"])]
    public_url: Url = Field(examples=["https://panhuo.example.org"])
    """The one address under which people reach the product."""

    oidc_issuer: Url = Field(examples=["https://id.example.org/realms/panhuo"])
    oidc_audience: str = "panhuo"
    oidc_jwks_url: Url = Field(examples=["https://id.example.org/realms/panhuo/protocol/openid-connect/certs"])
    oidc_client_id: str = Field(examples=["panhuo-web"])
    oidc_authorize_url: Url = Field(examples=["https://id.example.org/realms/panhuo/protocol/openid-connect/auth"])
    """Where the browser is sent to sign in."""
    oidc_token_url: Url = Field(examples=["https://id.example.org/realms/panhuo/protocol/openid-connect/token"])
    """Where a service redeems the code: reached by the service, not by the browser."""
    session_secret: SecretStr = Field(min_length=32, examples=["$(openssl rand -base64 33)"])
    """Signs browser sessions; the same for all five services, or signing in holds for one of them only."""

    otel_exporter_otlp_endpoint: Url | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    generated: bool = False
    """Whether what this installation holds is generated data; every page then says so."""

    @classmethod
    def read(cls, **known: str) -> Self:
        """The settings from the environment; ``known`` go first. Raises Misconfigured, naming each variable."""
        try:
            return cls(**known)  # type: ignore[arg-type]  # pydantic reads the texts
        except ValidationError as error:
            problems = error.errors(include_url=False, include_context=False, include_input=False)
            lines = [cls._told(one["type"], [str(part) for part in one["loc"][:1]], one["msg"]) for one in problems]
            raise Misconfigured("the environment is incomplete:\n  " + "\n  ".join(lines)) from None

    @classmethod
    def _told(cls, kind: str, place: list[str], message: str) -> str:
        """What is wrong with a variable; what is missing comes with an example."""
        if kind == "missing" and (examples := cls.model_fields[place[0]].examples):
            message = f"not set, for example {place[0].upper()}={examples[0]}"
        return ": ".join([*(part.upper() for part in place), message])

    @model_validator(mode="after")
    def _has_two_readers(self) -> Self:
        if self.oidc_client_id == self.oidc_audience:
            raise ValueError(
                "OIDC_CLIENT_ID and OIDC_AUDIENCE are the same: an identity token would pass as an access token"
            )
        return self

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")
