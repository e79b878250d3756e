"""Files for tests: good ones, and ones that hurt."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def picture(
    form: str = "JPEG",
    size: tuple[int, int] = (60, 40),
    *,
    color: str = "red",
    mode: str = "RGB",
    **options: object,
) -> bytes:
    """A picture of one color."""
    out = io.BytesIO()
    Image.new(mode, size, color).save(out, form, **options)
    return out.getvalue()


def photo_with_secrets() -> bytes:
    """A JPEG turned on its side, with place, device, a comment, and something behind its end."""
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turn right by 90 degrees to see it upright
    exif[0x010F] = "SECRET-MAKER"
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 14.0, 3.0), 29: "2026:03:04"})
    picture_bytes = picture(size=(60, 40), exif=exif, comment=b"SECRET-COMMENT")
    return picture_bytes + b"<script>SECRET-TAIL</script>"


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1_000))
        + chunk(b"IEND", b"")
    )


def archive(**files: bytes) -> bytes:
    """A ZIP with these files; `__` in a name is a slash."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name.replace("__", "/").replace("Content_Types", "[Content_Types]"), content)
    return out.getvalue()


def office(folder: str = "word", **more: bytes) -> bytes:
    """A document of Office as far as its list of parts tells."""
    return archive(**{"Content_Types.xml": b"<Types/>", f"{folder}__main.xml": b"<x/>", **more})


def open_document(kind: str = "text") -> bytes:
    """An ODF document: its type stands first and is not compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        made.writestr("content.xml", "<x/>")
    return out.getvalue()


def zip_bomb() -> bytes:
    """A document of some kilobytes that would be hundreds of megabytes."""
    return office("xl", xl__bomb=b"\0" * 50_000_000)


def old_office(stream: str = "WordDocument", *more: str) -> bytes:
    """The head of an old Office file with the names of its streams."""
    names = b"".join(name.encode("utf-16-le").ljust(64, b"\0") for name in (stream, *more))
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + names
