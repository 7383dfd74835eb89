"""Every setting of Tomoni, in one documented table. Nothing is read at import: the composition root loads them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.outbox.destinations import Inside, inside

PREFIX = "TOMONI_"


class SettingsError(ValueError):
    """A setting that can't be used; the message is one sentence that names the environment variable."""


class Approval(StrEnum):
    """Who confirms a drafted rotation."""

    AUTOMATIC = "automatic"
    ORGANISER = "organiser"


class Settings(BaseSettings):
    """What can be set, with defaults that run everything on this machine. Environment variables: ``TOMONI_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True)

    var: Path = Field(Path("var"), description="Directory of all data, keys and logs of this installation.")
    host: str = Field("127.0.0.1", min_length=1, description="Address on which the services listen.")
    okr_port: int = Field(8801, ge=1, le=65535, description="Port of the okr service; another is taken if it is busy.")
    pairing_port: int = Field(
        8802, ge=1, le=65535, description="Port of the pairing service; another is taken if it is busy."
    )
    proofs_port: int = Field(
        8803, ge=1, le=65535, description="Port of the signer (`tomoni audit sign`); another is taken if it is busy."
    )
    nats_port: int = Field(
        4333, ge=1, le=65535, description="Port of the embedded nats-server; another is taken if it is busy."
    )
    nats_url: str | None = Field(
        None, description="Addresses of an own NATS installation, separated by commas; empty: embedded server."
    )
    okr_store: str | None = Field(
        None, repr=False, description="SQLAlchemy URL of the okr store; empty: SQLite in the data directory."
    )
    pairing_store: str | None = Field(
        None, repr=False, description="SQLAlchemy URL of the pairing store; empty: SQLite in the data directory."
    )
    master_key_file: Path | None = Field(
        None,
        description="File of the key that wraps the keys of people; empty: made under `keys/` in the data directory.",
    )
    token_key_file: Path | None = Field(
        None,
        description="File of the Ed25519 private key that signs tokens (PEM); empty: made under `keys/` in the data "
        "directory.",
    )
    backup_passphrase: str | None = Field(
        None,
        min_length=1,
        repr=False,
        description="Passphrase of the keys in a backup; empty: asked for.",
    )
    token_hours: int = Field(
        12, ge=1, le=9600, description="Hours for which a new token is valid where nothing else is said; at most 9600."
    )
    session_idle_hours: int = Field(
        12, ge=1, le=2160, description="Hours after which a session ends that wasn't used meanwhile."
    )
    session_days: int = Field(
        30, ge=1, le=90, description="Days after which a session ends, however much it is used; at most 90."
    )
    invitation_minutes: int = Field(
        15, ge=1, le=60, description="Minutes for which a sign-in link works that was printed, or shown to an admin."
    )
    okr_origin: str | None = Field(
        None,
        description="Where browsers reach okr, such as `https://okr.example`; empty: under the name that they ask for.",
    )
    pairing_origin: str | None = Field(
        None, description="The same of pairing. Pages of either may act on the other, where both are said."
    )
    reads_without_ends_seconds: int = Field(
        300,
        ge=0,
        le=3600,
        description="Seconds for which queries are still answered when it can't be known whether a session has ended.",
    )
    log_max_bytes: int = Field(
        4 * 1024**3, ge=1024**2, description="Size at which the log refuses further events, in bytes."
    )
    replicas: int = Field(1, description="Copies of each stream: 1 (embedded), 3 or 5.")
    body_limit_bytes: int = Field(
        32 * 1024,
        ge=1024,
        le=1024**2,
        description="Largest body of a request, in bytes; a larger one is refused (413).",
    )
    wait_for_seconds: float = Field(
        5.0, ge=0, le=60, description="Seconds that a query with `wait_for` waits for its store before it answers 202."
    )
    stop_seconds: int = Field(10, ge=0, le=600, description="Seconds that running requests are given when stopping.")
    time_zone: str = Field("UTC", description="Time zone (IANA name) in which days and weeks begin.")
    clock_seconds: float = Field(
        60.0, gt=0, le=3600, description="Seconds between two looks of a service's clock at what has become due."
    )
    check_in_every: Literal["week", "two-weeks", "month", "never"] = Field(
        "week",
        description="How often each key result is owed a check-in where no cadence was set: `week`, `two-weeks`, "
        "`month` or `never`.",
    )
    check_in_weekday: int = Field(
        5, ge=1, le=7, description="The weekday, 1 (Monday) to 7, at whose end such a check-in is due."
    )
    check_in_grace_days: int = Field(
        2, ge=0, le=6, description="Days after which such a check-in, if it wasn't made, counts as missed."
    )
    escalation_days: int = Field(
        3,
        ge=1,
        le=60,
        description="Days after which a missed check-in is told to the reviewer, and as many later to his manager.",
    )
    notice_timeout_seconds: float = Field(
        10.0, gt=0, le=60, description="Seconds in which a webhook must have answered, or the message is tried again."
    )
    notice_internal: str | None = Field(
        None,
        description="Networks and hosts, separated by commas, that webhooks and Slack channels may lead to though they "
        "aren't public, such as `10.20.0.0/16,hooks.example.internal`; empty: none, not even this machine.",
    )
    log_name: str = Field(
        "tomoni",
        pattern=r"^[^\s+/][^\s+]{0,199}$",
        description="What the name of the signed log begins with, such as `audit.example.com`; a random part follows.",
    )
    sign_minutes: float = Field(
        10.0, gt=0, le=1440, description="Minutes between two signatures over the log; a quarter's end is signed soon."
    )
    witness_policy: Path | None = Field(
        None,
        description="File of the witnesses whom the signer asks, and how many of them must agree "
        "([tlog-policy](https://c2sp.org/tlog-policy)); empty: none.",
    )
    rotation_approval: Approval = Field(
        Approval.AUTOMATIC, description="Who confirms a drafted rotation: `automatic` (at once) or `organiser`."
    )
    metrics_open: bool = Field(
        False, description="Whether `/metrics` needs no token: only where nobody but operators reaches the services."
    )
    person: str | None = Field(
        None, description="Who acts on the command line where `--as` names nobody: a person's id, such as P-3."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="What is written to the program's own log: `debug`, `info`, `warning` or `error`."
    )
    log_format: Literal["text", "json"] | None = Field(
        None, description="How a service's log is written: `text` or `json`; empty: text in a terminal, else JSON."
    )

    @property
    def token_key_path(self) -> Path:
        """The file of the signing key, whether set or the default under `var`."""
        return self.token_key_file or self.var / "keys" / "token.pem"

    @property
    def master_key_path(self) -> Path:
        """The file of the master key, whether set or the default under `var`."""
        return self.master_key_file or self.var / "keys" / "master.key"

    @property
    def notices_inside(self) -> Inside:
        """What notices may be sent to though it isn't public."""
        return inside(self.notice_internal)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which days and weeks begin."""
        return ZoneInfo(self.time_zone)

    @field_validator("log_level", "log_format", "rotation_approval", "check_in_every", mode="before")
    @classmethod
    def _any_case(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("replicas")
    @classmethod
    def _odd(cls, value: int) -> int:
        if value not in (1, 3, 5):
            raise ValueError("it should be 1, 3 or 5")
        return value

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("it should be the name of a time zone such as Asia/Tokyo") from None
        return value

    @field_validator("nats_url")
    @classmethod
    def _nats_addresses(cls, value: str | None) -> str | None:
        for address in value.split(",") if value is not None else ():
            try:
                parts = urlsplit(address.strip())
                usable = parts.scheme in ("nats", "tls", "ws", "wss") and bool(parts.hostname) and parts.port != 0
            except ValueError:
                usable = False
            if not usable:
                raise ValueError("it should look like nats://host:4222, several separated by commas")
        return value

    @field_validator("okr_origin", "pairing_origin")
    @classmethod
    def _origin(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            parts = urlsplit(value)
            plain = value == f"{parts.scheme}://{parts.netloc}" and parts.port != 0 and parts.username is None
        except ValueError:
            plain = False
        if not plain or parts.scheme not in ("http", "https") or not parts.hostname or value != value.lower():
            raise ValueError("it should look like https://okr.example, in small letters and without a path")
        return value

    @field_validator("notice_internal")
    @classmethod
    def _inside(cls, value: str | None) -> str | None:
        inside(value)
        return value

    @field_validator("okr_store", "pairing_store")
    @classmethod
    def _store_url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        # Loaded here: most settings name no store, and most that read them open none.
        from sqlalchemy.engine import make_url
        from sqlalchemy.exc import ArgumentError

        try:
            backend = make_url(value).get_backend_name()
        except (ArgumentError, ValueError):
            backend = ""
        if backend not in ("sqlite", "postgresql"):
            raise ValueError("it should look like postgresql+psycopg://user@host/database or sqlite:////directory/file")
        return value


def load_settings(**given: Any) -> Settings:
    """Read the environment now; `given` (by field name) wins over it. Raises SettingsError on the first bad value."""
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    except ValueError as error:
        raise SettingsError(f"The environment could not be read as settings: {error}.") from None
    name = PREFIX + "_".join(str(part) for part in first["loc"][:1]).upper()
    if first["type"] == "extra_forbidden":
        raise SettingsError(f"{name} is no setting of Tomoni; leave it out.")
    reason = first["msg"].removeprefix("Value error, ").replace("Input should", "it should")
    # The value stays out of the message: a store's URL may carry a password.
    raise SettingsError(f"{name} can't be used: {reason}.")


def _as_set(value: object) -> str:
    """As somebody would write it in the environment."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def settings_table() -> str:
    """The Markdown table of all settings for the operators' page: name, default, meaning; no trailing newline."""
    lines = ["| name | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else f"`{_as_set(field.default)}`"
        lines.append(f"| `{PREFIX}{name.upper()}` | {default} | {field.description} |")
    return "\n".join(lines)
