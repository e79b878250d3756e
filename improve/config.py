"""Settings: defaults < instance/improve.toml < IMPROVE_* variables < overrides of `create_app`.

An unknown or ill-typed setting stops the start with its name. Secrets are made at first start into
`instance/` with owner-only rights; there is no built-in one.
"""

from __future__ import annotations

import os
import secrets
import time
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from flask import Flask

CHECKOUT = Path(__file__).resolve().parent.parent
SECRET_FILES = ("secret_key", "audit_key")


class SettingError(SystemExit):
    """A setting that cannot be used; ends the program with a sentence."""


@dataclass(frozen=True)
class Setting:
    """One setting; `kind` is the type that a value must have or be readable as."""

    name: str
    kind: type
    default: Any
    doc: str
    choices: tuple[str, ...] = ()


SETTINGS = (
    Setting(
        "DATABASE_URL", str, "", "Database; empty: SQLite in the instance folder. PostgreSQL: postgresql://…"
    ),
    Setting(
        "BASE_URL",
        str,
        "http://127.0.0.1:8000",
        "Address under which people reach it; used in mails and QR codes.",
    ),
    Setting("PROXY_HOPS", int, 0, "Number of reverse proxies in front whose forwarded headers are believed."),
    Setting("TRUSTED_HOSTS", str, "", "Host names answered, separated by commas; empty: any."),
    Setting(
        "DEFAULT_LANGUAGE",
        str,
        "zh_Hans",
        "Language where a person or browser names none.",
        ("zh_Hans", "en"),
    ),
    Setting("TIME_ZONE", str, "Asia/Shanghai", "Time zone (IANA name) where a person chose none."),
    Setting("SMTP_HOST", str, "", "Mail server; empty: mails are written to instance/mail/."),
    Setting("SMTP_PORT", int, 587, "Port of the mail server."),
    Setting("SMTP_USER", str, "", "Sign-in name at the mail server; empty: none."),
    Setting("SMTP_PASSWORD", str, "", "Password at the mail server."),
    Setting(
        "SMTP_SECURITY", str, "starttls", "How the connection is protected.", ("starttls", "tls", "none")
    ),
    Setting("MAIL_FROM", str, "Improve <improve@localhost>", "Sender of all mails."),
    Setting("SESSION_DAYS", int, 14, "Days after which a person signs in again."),
    Setting("IMAP_HOST", str, "", "Mail server whose mailbox is read for ideas and replies; empty: none."),
    Setting("IMAP_PORT", int, 993, "Port of that server."),
    Setting(
        "IMAP_SECURITY",
        str,
        "tls",
        "How that connection is protected; certificates are verified.",
        ("tls", "starttls"),
    ),
    Setting(
        "IMAP_CA_FILE", str, "", "Certificate authority of that server, where the system does not know it."
    ),
    Setting("IMAP_USER", str, "", "Sign-in name at that server."),
    Setting(
        "IMAP_PASSWORD_FILE", str, "", "File that holds the password at that server, for its owner alone."
    ),
    Setting("IMAP_FOLDER", str, "INBOX", "Folder that is read; what is unread there is handled once."),
    Setting(
        "MAIL_IN_ADDRESS",
        str,
        "",
        "Address of that mailbox. Replies go to the same with a plus, such as ideas+…@example.org.",
    ),
    Setting(
        "MAIL_IN_AUTHENTICATED_BY",
        str,
        "",
        "Name under which that server writes Authentication-Results; empty: ideas by mail wait for a confirmation.",
    ),
    Setting(
        "MAIL_IN_STRANGERS",
        str,
        "silence",
        "What unknown senders get: one answer a day, or none.",
        ("answer", "silence"),
    ),
    Setting("MAX_UPLOAD_MB", int, 64, "Largest upload in megabytes: all that one form sends at once."),
    Setting("ATTACHMENT_MAX_MB", int, 10, "Largest single photo or file at an idea, in megabytes."),
    Setting("DRAFT_DAYS", int, 90, "Days after which a draft of an idea that nobody touched is removed."),
    Setting("ATTACHMENTS_PER_IDEA", int, 10, "Photos and files that one idea may have."),
    Setting("WEBHOOK_HTTP", bool, False, "Let webhooks go to addresses without TLS (http), too."),
    Setting(
        "WEBHOOK_NETWORKS",
        str,
        "",
        "Networks besides the public ones that webhooks may reach, separated by commas, such as 10.20.0.0/16.",
    ),
    Setting(
        "WEBHOOK_CA_FILE",
        str,
        "",
        "Certificate authority of the systems that get webhooks, where the system does not know it.",
    ),
    Setting(
        "DEMO_SIGN_INS_PUBLIC", bool, False, "Show the demonstration's sign-ins to everybody, under a banner."
    ),
)
INTERNAL = {"INSTANCE": str, "TESTING": bool, "SECRET_KEY": str, "AUDIT_KEY": str, "WTF_CSRF_ENABLED": bool}
_BY_NAME = {setting.name: setting for setting in SETTINGS}


def load(app: Flask, overrides: Mapping[str, Any] | None = None) -> None:
    """Fill `app.config`, make the instance folder and its secrets."""
    given = dict(overrides or {})
    instance = instance_folder(given.pop("INSTANCE", None))
    _require_checkout()
    make_private_folder(instance)
    app.instance_path = str(instance)
    values: dict[str, Any] = {setting.name: setting.default for setting in SETTINGS}
    values |= from_file(instance / "improve.toml")
    values |= from_environment(os.environ)
    for name, value in given.items():
        values[name] = value if name in INTERNAL else checked(name, value, "create_app")
    values["DATABASE_URL"] = values["DATABASE_URL"] or f"sqlite:///{instance / 'improve.db'}"
    if values["TIME_ZONE"] not in _time_zones():
        raise SettingError(
            f"TIME_ZONE: {values['TIME_ZONE']!r} is not an IANA time zone such as Europe/Berlin."
        )
    for name in SECRET_FILES:
        values.setdefault(name.upper(), None)
        values[name.upper()] = values[name.upper()] or secret(instance / name)
    app.config.update(values)
    app.config.update(_derived(values))


@cache
def _time_zones() -> set[str]:
    return available_timezones()  # walks through hundreds of files


def _derived(values: Mapping[str, Any]) -> dict[str, Any]:
    """Flask's and the extensions' own settings."""
    secure = str(values["BASE_URL"]).startswith("https://")
    return {
        "SESSION_COOKIE_NAME": "improve_session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": secure,
        "PERMANENT_SESSION_LIFETIME": values["SESSION_DAYS"] * 86_400,
        # A late answer to an earlier request would bring an older cookie back, without the newer's form token.
        "SESSION_REFRESH_EACH_REQUEST": False,
        "MAX_CONTENT_LENGTH": values["MAX_UPLOAD_MB"] * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 2_000,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": secure,
        "TRUSTED_HOSTS": [h.strip() for h in values["TRUSTED_HOSTS"].split(",") if h.strip()] or None,
        "BABEL_DEFAULT_LOCALE": values["DEFAULT_LANGUAGE"],
        "BABEL_DEFAULT_TIMEZONE": values["TIME_ZONE"],
        "JSON_SORT_KEYS": False,
    }


def instance_folder(named: str | None = None) -> Path:
    """The folder of settings, secrets, SQLite file and uploads."""
    chosen = named or os.environ.get("IMPROVE_INSTANCE")
    return Path(chosen).expanduser().resolve() if chosen else CHECKOUT / "instance"


def make_private_folder(folder: Path) -> None:
    """Create a folder that only its owner can enter."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingError(f"The instance folder {folder} cannot be created: {error.strerror}.") from error


def _require_checkout() -> None:
    for part in ("templates", "migrations"):
        if not (CHECKOUT / part).is_dir():
            raise SettingError(
                f"The folder {part}/ is not beside the package in {CHECKOUT}. Improve runs from its checkout: "
                "install it with `make venv` there (an editable installation)."
            )


def from_file(path: Path) -> dict[str, Any]:
    """The settings in `improve.toml`."""
    if not path.exists():
        return {}
    try:
        with path.open("rb") as file:
            raw = tomllib.load(file)
    except (tomllib.TOMLDecodeError, OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{path} cannot be read: {error}") from error
    return {name.upper(): checked(name.upper(), value, str(path)) for name, value in raw.items()}


OTHER_VARIABLES = {"IMPROVE_INSTANCE"}


def from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    """The settings in variables `IMPROVE_NAME`."""
    return {
        name.removeprefix("IMPROVE_"): checked(name.removeprefix("IMPROVE_"), value, f"the variable {name}")
        for name, value in environment.items()
        if name.startswith("IMPROVE_") and name not in OTHER_VARIABLES
    }


def checked(name: str, value: Any, source: str) -> Any:
    """The value as its setting's type, or the end of the program with the setting's name."""
    setting = _BY_NAME.get(name)
    if setting is None:
        raise SettingError(f"{name}: there is no such setting (from {source}). See docs/reference.md.")
    problem = SettingError(f"{name}: {value!r} is not of type {setting.kind.__name__} (from {source}).")
    if setting.kind is bool and isinstance(value, str):
        if value.lower() not in ("1", "0", "true", "false", "yes", "no", "on", "off"):
            raise problem
        return value.lower() in ("1", "true", "yes", "on")
    if setting.kind is int and isinstance(value, str):
        try:
            value = int(value)
        except ValueError as error:
            raise problem from error
    if not isinstance(value, setting.kind) or (setting.kind is int and isinstance(value, bool)):
        raise problem
    if setting.choices and value not in setting.choices:
        raise SettingError(f"{name}: {value!r} is not one of {', '.join(setting.choices)} (from {source}).")
    return value


def secret(path: Path) -> str:
    """The secret in `path`, made at first use with owner-only rights; safe when two processes start at once."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _existing_secret(path)
    with os.fdopen(descriptor, "w") as file:
        value = secrets.token_urlsafe(48)
        file.write(value)
    return value


def _existing_secret(path: Path) -> str:
    for _attempt in range(50):
        value = path.read_text().strip()
        if value:
            return value
        time.sleep(0.02)  # another process is writing it just now
    raise SettingError(f"{path} is empty. Restore it from a backup, or delete it to make a new one.")
