"""Improve: ideas, committees, PDCA projects, surveys, and an honest verdict on what changed.

`create_app` is the composition root in `improve.app`; it is loaded on first use so that the command
line (`improve --help`, `improve analyze`) does not pay for Flask and the database layer.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from improve.app import create_app as create_app

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name == "create_app":
        from improve.app import create_app  # noqa: PLC0415  (lazy on purpose, see the docstring)

        return create_app
    raise AttributeError(name)
