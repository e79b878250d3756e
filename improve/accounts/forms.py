"""Forms of accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from improve.core.messages import _l
from improve.core.values import Line, Secret
from improve.web.forms import ValueForm, line, password


@dataclass(frozen=True)
class Credentials:
    """What is typed to sign in."""

    login: Annotated[str, Line(120)]
    password: Annotated[str, Secret(longest=200)]


class SignInForm(ValueForm):
    """Sign in."""

    value_class = Credentials
    login = line(_l("Staff number, phone or e-mail"), autocomplete="username", autocapitalize="none")
    password = password(_l("Password"), autocomplete="current-password")
