"""Values of the demonstration, with their limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from improve.core.localized import Localized
from improve.core.values import Line


@dataclass(frozen=True)
class NewCompany:
    """The company that begins. Its name may get its other language later, on the settings page."""

    name: Annotated[str, Line(120)]


@dataclass(frozen=True)
class ChosenSignIn:
    """One of the offered sign-ins."""

    login: Annotated[str, Line(120)]


@dataclass(frozen=True)
class SignIn:
    """A way into the demonstration, made for this instance."""

    role: Localized
    what: Localized
    name: str
    login: str
    password: str
