"""What every request must satisfy before a view sees it, and what every answer carries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes

from flask import Flask, Response, request
from flask import Request as FlaskRequest
from flask_compress import Compress
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from improve.core.errors import Invalid, Missing
from improve.core.messages import _l
from improve.core.text import unreadable

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), payment=()",
}
LONGEST_QUERY_VALUE = 2_000
TOO_LONG = _l("This value is too long for an address.")


class SmallInteger(IntegerConverter):
    """`<int:…>` up to 2^31 - 1: a larger number matches nothing, on both databases alike."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **{"max": 2**31 - 1, **kwargs})  # type: ignore[arg-type]


class Request(FlaskRequest):
    """Werkzeug keeps bytes of a form that are no UTF-8 as percent signs, which would be stored. Here they become
    U+FFFD, which `ValueForm` refuses at its field. No browser sends any."""

    def _load_form_data(self) -> None:
        if self.mimetype == "application/x-www-form-urlencoded" and "form" not in self.__dict__:
            body = self.get_data()
            try:
                unquote_to_bytes(body).decode("utf-8")
            except UnicodeDecodeError:
                pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, errors="replace")
                self.__dict__.update(form=ImmutableMultiDict(pairs), files=ImmutableMultiDict())
                return
        super()._load_form_data()


def init_app(app: Flask) -> None:
    """Install the checks, the headers, compression and (behind a proxy) the forwarded addresses."""
    app.request_class = Request
    app.url_map.converters["int"] = SmallInteger
    app.before_request(_refuse_unreadable_path)
    # No function of ours is asynchronous: Flask need not look at each of them in every request.
    app.ensure_sync = _as_it_is  # type: ignore[method-assign,assignment]
    app.before_request(_refuse_unreadable_query)
    app.after_request(_add_headers)
    app.config.setdefault(
        "COMPRESS_MIMETYPES", ["text/html", "application/json", "image/svg+xml", "text/csv"]
    )
    app.config.setdefault("COMPRESS_ALGORITHM", ["br", "gzip"])
    app.config.setdefault("COMPRESS_BR_LEVEL", 4)
    Compress(app)
    hops = app.config["PROXY_HOPS"]
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def _refuse_unreadable_path() -> None:
    """A key or a code with a NUL in it leads nowhere: PostgreSQL takes none, not even to look for it."""
    for value in (request.view_args or {}).values():
        if isinstance(value, str) and unreadable(value) is not None:
            raise Missing()


def _as_it_is(function: Callable[..., Any]) -> Callable[..., Any]:
    return function


def _refuse_unreadable_query() -> None:
    """NUL, lone surrogates and endless values in the address are refused before a database sees them."""
    for name, values in request.args.lists():
        for value in (name, *values):
            problem = unreadable(value.replace("\ufffd", ""))
            if problem is None and len(value) > LONGEST_QUERY_VALUE:
                problem = TOO_LONG
            if problem is not None:
                error = Invalid.field(name[:50], problem)
                error.status = 400
                raise error


def _add_headers(response: Response) -> Response:
    headers = response.headers
    there = {name.lower() for name, _value in headers}
    for name, value in HEADERS.items():
        if name.lower() not in there:
            headers.add(name, value)
    if "cache-control" not in there:
        headers.add("Cache-Control", "no-store" if request.endpoint != "assets.file" else "public")
    return response
