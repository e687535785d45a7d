"""Settings: read from the environment, then from `.env`; every fault is named in one go.

Only composition roots (`bot.wiring`, the commands) read them. Secrets are `SecretStr`: their values never show in a
repr, and faults name the setting, never what it holds.
"""

import ipaddress
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.core.addresses import is_loopback_host
from bot.core.domain import TWILIO_TARGET
from bot.core.errors import LinkdomainError
from bot.core.hours import read_hours
from bot.gateways.dns.settings import parse_server
from bot.gateways.imap import read_address
from bot.gateways.mail import judge_sender, judge_server
from bot.gateways.signing import read_signer
from bot.gateways.web_probe import parse_connect_to


class Mode(StrEnum):
    SOCKET = "socket"
    HTTP = "http"


class SettingsFaults(LinkdomainError):
    """Some settings are wrong or missing. ``faults`` has one line each, without any value."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(self.faults))


def _split(value: object) -> object:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _each(pattern: str, wanted: str) -> AfterValidator:
    def check(values: tuple[str, ...]) -> tuple[str, ...]:
        if wrong := [value for value in values if not re.fullmatch(pattern, value)]:
            raise ValueError(f"{len(wrong)} of {len(values)} entries are not {wanted}")
        return values

    return AfterValidator(check)


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an http or https address")
    return value


def _secure_address(value: str) -> str:
    if urlsplit(_web_address(value)).scheme != "https" and not is_loopback_host(urlsplit(value).hostname):
        raise ValueError("must be an https address")
    return value.rstrip("/")


def _loopback_address(value: str) -> str:
    if not is_loopback_host(urlsplit(_web_address(value)).hostname):
        raise ValueError("must be a loopback address: it would receive credentials")
    return value.rstrip("/")


def _api_address(value: str) -> str:
    if not _secure_address(value).endswith("/api"):
        raise ValueError("must end with /api/")
    return value if value.endswith("/") else value + "/"


def _database_address(value: str) -> str:
    if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("must start with sqlite:/// or postgresql+psycopg://")
    return value


def _mail_server(value: SecretStr) -> SecretStr:
    judge_server(value.get_secret_value())
    return value


def _bounce_box(value: SecretStr) -> SecretStr:
    read_address(value.get_secret_value())
    return value


def _fernet_keys(values: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    for value in values:
        try:
            Fernet(value.get_secret_value())
        except ValueError:
            raise ValueError("every entry must be a Fernet key (44 characters of base64)") from None
    return values


def _networks(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        try:
            ipaddress.ip_network(value)
        except ValueError:
            raise ValueError("every entry must be an address or a network, such as 10.0.0.0/8") from None
    return values


def _servers(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        try:
            parse_server(value)
        except ValueError:
            raise ValueError("every entry must be address[#port]") from None
    return values


def _work_hours(value: str) -> str:
    read_hours(value)
    return value


def _probe_target(value: str) -> str:
    parse_connect_to(value)
    return value


def _signing_key(value: str) -> str:
    read_signer(value, "")
    return value


def _loopback_origin(value: str) -> str:
    parts = urlsplit(value)
    if not is_loopback_host(parts.hostname) or parts.scheme not in ("http", "https") or parts.path.rstrip("/"):
        raise ValueError("must be the origin of a loopback address, such as http://127.0.0.1:8080")
    return value.rstrip("/")


_PEOPLE = r"[UWS][A-Z0-9]{2,}"

People = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split), _each(_PEOPLE, "Slack user or group ids")]
Endpoints = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_servers)]
Proxies = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_networks)]
Numbers = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split), _each(r"\+[1-9]\d{6,14}", "E.164 numbers")]
Secrets = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_split)]
Channel = Annotated[str, Field(pattern=r"^[CG][A-Z0-9]{2,}$")]
Sid = Annotated[str, Field(pattern=r"^(AC|SK)[0-9a-fA-F]{32}$")]


class Settings(BaseSettings):
    """One field for each setting of the README's table, in its order."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True)

    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: Secrets = ()
    slack_api_url: Annotated[str, AfterValidator(_api_address)] = "https://slack.com/api/"
    twilio_account_sid: Sid | None = None
    twilio_auth_token: SecretStr | None = None
    twilio_api_key_sid: Sid | None = None
    twilio_api_key_secret: SecretStr | None = None
    twilio_api_base_url: Annotated[str, AfterValidator(_loopback_address)] | None = None
    dns_api_base_url: Annotated[str, AfterValidator(_loopback_address)] | None = None
    database_url: Annotated[str, AfterValidator(_database_address)] = "sqlite:///linkdomain.db"
    secret_keys: Annotated[Secrets, AfterValidator(_fernet_keys)] = ()
    public_url: Annotated[str, AfterValidator(_secure_address)] | None = None
    web_host: str = "127.0.0.1"
    web_port: Annotated[int, Field(ge=0, le=65535)] = 8300
    trusted_proxies: Proxies = ()
    smtp_url: Annotated[SecretStr, AfterValidator(_mail_server)] | None = None
    mail_from: Annotated[str, AfterValidator(judge_sender)] | None = None
    bounces_url: Annotated[SecretStr, AfterValidator(_bounce_box)] | None = None
    approvers: People = ()
    managers: People = ()
    admins: People = ()
    twilio_operators: People = ()
    default_channel: Channel | None = None
    approval_channel: Channel | None = None
    alert_channel: Channel | None = None
    alert_mention: str | None = None
    work_hours: Annotated[str, AfterValidator(_work_hours)] = "mon-fri 09:00-17:00"
    company_name: str | None = None
    company_logo: Annotated[str, AfterValidator(_secure_address)] | None = None
    test_numbers: Numbers = ()
    four_eyes: bool = True
    dns_resolvers: Endpoints = ()
    dns_roots: Endpoints = ()
    dns_port: Annotated[int, Field(ge=1, le=65535)] = 53
    dns_target: str = TWILIO_TARGET
    probe_connect_to: Annotated[str, AfterValidator(_probe_target)] | None = None
    probe_extra_ca: str | None = None
    webhooks_to_loopback: bool = False
    domain_connect_provider_id: (
        Annotated[str, Field(pattern=r"^(?:[a-z0-9-]+\.)+[a-z0-9-]+$", max_length=253)] | None
    ) = None
    domain_connect_key: Annotated[str, AfterValidator(_signing_key)] | None = None
    domain_connect_key_name: Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,63}$")] = "_dck1"
    domain_connect_test_origin: Annotated[str, AfterValidator(_loopback_origin)] | None = None
    retention_days: Annotated[int, Field(ge=1)] = 90
    log_format: Literal["text", "json"] | None = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the library's signature
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is given: `load` reads the outside, so that it can also say what is missing."""
        return (init_settings,)

    def mode(self, asked: Mode | None = None) -> Mode:
        """How Slack is spoken to: as asked, else by Socket Mode where there is a token for it."""
        return asked or (Mode.SOCKET if self.slack_app_token else Mode.HTTP)

    @property
    def listening(self) -> tuple[str, int, tuple[str, ...]]:
        """Where the web side listens, and which proxies it believes."""
        return self.web_host, self.web_port, self.trusted_proxies

    def secrets(self) -> tuple[str, ...]:
        """Every secret value, for the log to leave out."""
        values = (getattr(self, name) for name in type(self).model_fields)
        flat = (part for value in values for part in (value if isinstance(value, tuple) else (value,)))
        return tuple(part.get_secret_value() for part in flat if isinstance(part, SecretStr))


def _outside() -> dict[str, Any]:
    return {**DotEnvSettingsSource(Settings)(), **EnvSettingsSource(Settings)()}


def _missing(given: Mapping[str, Any], mode: Mode | None) -> Iterable[str]:
    asked = mode or (Mode.SOCKET if given.get("slack_app_token") else Mode.HTTP)
    needed = {
        "slack_bot_token": "the bot's token, xoxb-…",
        "secret_keys": "one or more Fernet keys, newest first",
        "slack_app_token": "Socket Mode needs the app-level token, xapp-…",
        "slack_signing_secret": "HTTP mode needs it to know Slack's requests",
    }
    needed.pop("slack_signing_secret" if asked is Mode.SOCKET else "slack_app_token")
    yield from (f"{name.upper()} is missing: {why}" for name, why in needed.items() if not given.get(name))
    if given.get("smtp_url") and not given.get("mail_from"):
        yield "MAIL_FROM is missing: SMTP_URL is set, and mails need a sender"
    yield from _missing_to_connect(given)
    has_key = bool(given.get("twilio_api_key_sid")) and bool(given.get("twilio_api_key_secret"))
    if given.get("twilio_account_sid") and not (given.get("twilio_auth_token") or has_key):
        yield "TWILIO_AUTH_TOKEN is missing (or TWILIO_API_KEY_SID with TWILIO_API_KEY_SECRET)"
    if not given.get("twilio_account_sid") and (given.get("twilio_auth_token") or has_key):
        yield "TWILIO_ACCOUNT_SID is missing: credentials without it reach no account"


def _missing_to_connect(given: Mapping[str, Any]) -> Iterable[str]:
    """Of the way by a DNS provider's consent page: all or nothing."""
    needed = {
        "domain_connect_provider_id": "whose template the DNS providers know",
        "domain_connect_key": "their consent pages take signed requests only",
        "public_url": "people come back there from the DNS provider's consent page",
    }
    if given.get("domain_connect_key") or given.get("domain_connect_provider_id"):
        yield from (f"{name.upper()} is missing: {why}" for name, why in needed.items() if not given.get(name))


def _faults(error: ValidationError) -> Iterable[str]:
    for fault in error.errors(include_input=False, include_url=False, include_context=False):
        yield f"{str(fault['loc'][0]).upper()} {fault['msg'].removeprefix('Value error, ')}"


def load(mode: Mode | None = None, given: Mapping[str, str] | None = None, *, is_for_run: bool = True) -> Settings:
    """The settings. ``given`` (names as in the environment) is used in place of the environment and `.env`.

    ``is_for_run`` also demands what `run` needs in this mode. Raises SettingsFaults with every fault.
    """
    values = _outside() if given is None else {name.lower(): value for name, value in given.items() if value}
    faults = list(_missing(values, mode)) if is_for_run else []
    try:
        settings = Settings(**values)
    except ValidationError as error:
        raise SettingsFaults([*faults, *_faults(error)]) from None
    if faults:
        raise SettingsFaults(faults)
    return settings
