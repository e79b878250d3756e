"""Addresses inside pages: built once and kept, because a list has hundreds of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, current_app, has_request_context, request, url_for

EXTENSION = "improve.addresses"
MOST = 10_000


def address(endpoint: str, **values: Any) -> str:
    """What `url_for` answers. Kept where it depends on nothing but its arguments and where we are mounted."""
    if not has_request_context() or not _is_plain(endpoint, values):
        return url_for(endpoint, **values)
    kept: dict[Any, str] = current_app.extensions[EXTENSION]
    # 1 and True are one key of a dictionary and two texts in an address.
    key = (request.script_root, endpoint, *((name, type(value), value) for name, value in values.items()))
    found = kept.get(key)
    if found is None:
        found = url_for(endpoint, **values)
        if len(kept) >= MOST:
            kept.clear()
        kept[key] = found
    return found


def _is_plain(endpoint: str, values: Mapping[str, Any]) -> bool:
    """Nothing relative to this page, none of Flask's own options (`_anchor`), no value with a life of its own."""
    return not endpoint.startswith(".") and all(
        not name.startswith("_") and (value is None or isinstance(value, (str, int)))
        for name, value in values.items()
    )


def init_app(app: Flask) -> None:
    """Let templates use it under the name they know."""
    app.extensions[EXTENSION] = {}
    app.jinja_env.globals["url_for"] = address
