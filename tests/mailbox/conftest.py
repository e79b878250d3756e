"""A mail server, and an application that reads from it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import IN_CI
from tests.mailbox.server import ImapServer


@pytest.fixture
def imap(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[ImapServer]:
    if shutil.which("openssl") is None:
        (pytest.fail if IN_CI else pytest.skip)("openssl makes the certificate of the mail server")
    with ImapServer(tmp_path, **getattr(request, "param", {})) as server:
        yield server


@pytest.fixture
def settings(imap: ImapServer, tmp_path: Path) -> dict[str, object]:
    password = tmp_path / "password"
    password.write_text(imap.password + "\n", encoding="utf-8")
    password.chmod(0o600)
    return {
        "IMAP_HOST": "localhost",
        "IMAP_PORT": imap.port,
        "IMAP_SECURITY": imap.security,
        "IMAP_CA_FILE": str(imap.certificate),
        "IMAP_USER": imap.user,
        "IMAP_PASSWORD_FILE": str(password),
        "MAIL_IN_ADDRESS": "ideas@example.org",
        "MAIL_IN_AUTHENTICATED_BY": "mx.example.org",
    }


@pytest.fixture
def app(make_app: Callable[..., Flask], settings: dict[str, object]) -> Flask:
    return make_app(**settings)
