"""The sign-ins of the demonstration: passwords made for this instance, kept in a file that only its owner reads."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from flask import current_app

from improve.core.localized import Localized
from improve.demo.values import SignIn

FILE = "demo_sign_ins.json"
# Read aloud and typed from a terminal: no letters or figures that look alike.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, IN_GROUP = 3, 4


def new_password() -> str:
    """Twelve random characters of 31, in three groups: 59 bits."""
    groups = ("".join(secrets.choice(SIGNS) for _sign in range(IN_GROUP)) for _group in range(GROUPS))
    return "-".join(groups)


def path() -> Path:
    """Where they are kept."""
    return Path(current_app.instance_path) / FILE


def keep(sign_ins: Iterable[SignIn]) -> None:
    """Write the file anew, for the owner's eyes only."""
    rows = [
        {"role": dict(one.role), "what": dict(one.what), "name": one.name}
        | {"login": one.login, "password": one.password}
        for one in sign_ins
    ]
    part = path().with_suffix(".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(rows, file, ensure_ascii=False, indent=1)
    part.replace(path())


def kept() -> list[SignIn]:
    """What is in the file; nothing where there is none or it cannot be read."""
    try:
        rows = json.loads(path().read_text(encoding="utf-8"))
        return [
            SignIn(
                role=Localized(row["role"]),
                what=Localized(row["what"]),
                name=str(row["name"]),
                login=str(row["login"]),
                password=str(row["password"]),
            )
            for row in rows
        ]
    except (OSError, ValueError, TypeError, KeyError):
        return []


def forget() -> None:
    """Remove the file."""
    path().unlink(missing_ok=True)
