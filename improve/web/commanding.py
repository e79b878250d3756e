"""Commands that need the application."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import click

from improve.app import create_app
from improve.core.errors import ImproveError, Invalid

F = TypeVar("F", bound=Callable[..., Any])


def with_app(command: F) -> F:
    """Run a command inside the application; our refusals end it with their sentence and exit code 2."""

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        app = create_app()
        with app.app_context():
            try:
                return command(*args, **kwargs)
            except Invalid as error:
                lines = [f"{name}: {message}" for name, found in error.errors.items() for message in found]
                raise Stopped("\n".join(lines)) from error
            except ImproveError as error:
                raise Stopped(str(error.message)) from error

    return wrapped  # type: ignore[return-value]


class Stopped(click.ClickException):
    """Nothing was written (exit code 2)."""

    exit_code = 2
