"""What fills a form."""

from __future__ import annotations

from dataclasses import fields
from typing import Any


def values_of(value: Any) -> dict[str, Any]:
    """A value's fields as a form takes them."""
    return {item.name: getattr(value, item.name) for item in fields(value)}
