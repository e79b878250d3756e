"""Static files: from our folder and from the wheels, compressed once, served under hashed names for a year."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import brotli
from flask import Blueprint, Flask, Response, abort, request

from improve.web.access import public
from improve.web.addresses import address

HERE = Path(__file__).resolve().parent.parent / "static"
# Third-party files are served from their wheels and never committed: public name -> (package, path).
VENDOR = {
    "vendor/bootstrap.min.css": ("flask_bootstrap", "static/bootstrap5/css/bootstrap.min.css"),
    "vendor/htmx.min.js": ("js_lib_htmx", "static/htmx/htmx.min.js"),
}
ICON_SPRITE = ("flask_bootstrap", "static/bootstrap5/icons/bootstrap-icons.svg")
YEAR = 31_536_000
SOURCE_MAP = re.compile(rb"/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S*")
# Bootstrap's arrows and ticks: our policy blocks them and the theme draws its own; a browser that begins to
# load one before the theme has arrived would only report it.
DATA_PICTURE = re.compile(rb'url\("data:[^"]*"\)')

blueprint = Blueprint("assets", __name__)


@dataclass(frozen=True)
class Asset:
    """A file in memory, plain and compressed."""

    name: str
    content: bytes
    brotli: bytes
    gzip: bytes
    digest: str
    mimetype: str


def vendor_path(package: str, path: str) -> Path:
    """Where a wheel keeps a file."""
    return Path(str(resources.files(package).joinpath(path)))


def _source(name: str) -> Path | None:
    if name in VENDOR:
        return vendor_path(*VENDOR[name])
    path = (HERE / name).resolve()
    return path if path.is_relative_to(HERE) and path.is_file() else None


@cache
def asset(name: str) -> Asset | None:
    """The asset of that public name; None when there is none."""
    path = _source(name)
    if path is None:
        return None
    content = path.read_bytes()
    if name.startswith("vendor/"):
        content = DATA_PICTURE.sub(b"none", SOURCE_MAP.sub(b"", content))
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Asset(
        name=name,
        content=content,
        brotli=brotli.compress(content, quality=9),
        gzip=gzip.compress(content, 9, mtime=0),
        digest=hashlib.sha256(content).hexdigest()[:16],
        mimetype=kind,
    )


def asset_url(name: str) -> str:
    """The address of an asset, with the digest of its content."""
    found = asset(name)
    if found is None:
        raise LookupError(f"no static file {name}")
    return address("assets.file", digest=found.digest, name=name)


@blueprint.get("/static/<digest>/<path:name>")
@public("style sheets, scripts and pictures")
def file(digest: str, name: str) -> Response:
    """One static file; an outdated digest is answered with the present content, uncached."""
    found = asset(name)
    if found is None:
        abort(404)
    accepted = request.accept_encodings
    body, encoding = found.content, None
    if accepted["br"] > 0:
        body, encoding = found.brotli, "br"
    elif accepted["gzip"] > 0:
        body, encoding = found.gzip, "gzip"
    response = Response(body, mimetype=found.mimetype)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = (
        f"public, max-age={YEAR}, immutable" if digest == found.digest else "no-cache"
    )
    return response


@cache
def icon_symbols() -> dict[str, str]:
    """Every icon of the wheel as the inside of a `<symbol>`, by name."""
    text = vendor_path(*ICON_SPRITE).read_text(encoding="utf-8")
    return {
        match["name"]: match["body"].strip()
        for match in re.finditer(
            r'<symbol[^>]*\bid="(?P<name>[a-z0-9-]+)"[^>]*>(?P<body>.*?)</symbol>', text, re.DOTALL
        )
    }


def init_app(app: Flask) -> None:
    """Serve them."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["asset_url"] = asset_url
