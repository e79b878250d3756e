"""Commands that need the application."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from typing import Any, TypeVar

import click

from improve.app import create_app
from improve.core.errors import ImproveError, Invalid
from improve.web.i18n import language_of, speaking

F = TypeVar("F", bound=Callable[..., Any])


def with_app(command: F) -> F:
    """Run a command inside the application; our refusals end it with their sentence and exit code 2."""

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        app = create_app()
        with app.app_context(), speaking(language_of_environment()):
            try:
                return command(*args, **kwargs)
            except Invalid as error:
                lines = [f"{name}: {message}" for name, found in error.errors.items() for message in found]
                raise Stopped("\n".join(lines)) from error
            except ImproveError as error:
                raise Stopped(str(error.message)) from error

    return wrapped  # type: ignore[return-value]


def language_of_environment() -> str:
    """The language of the terminal (LC_ALL, LC_MESSAGES, LANG); English where it says nothing of ours."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return language_of(value.split(".")[0]) or "en"
    return "en"


class Stopped(click.ClickException):
    """Nothing was written (exit code 2)."""

    exit_code = 2
