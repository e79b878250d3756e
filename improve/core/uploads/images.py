"""Pictures: drawn anew from their pixels, so that nothing but the pixels is left.

Metadata (place, device, comments, embedded thumbnails, what hides behind the end) goes; the orientation is
applied first. Dimensions are judged before anything is decoded: a file of a few kilobytes can claim gigapixels.
"""

from __future__ import annotations

import io
import threading
import warnings
from dataclasses import dataclass

from PIL import Image, ImageFile, ImageOps

from improve.core.messages import _l
from improve.core.uploads.values import FileKind, NotTaken

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
LONGEST_SIDE = 2_048
THUMBNAIL_SIDE = 640
# A JPEG is decoded in a reduced size; everything else needs four bytes a pixel at once.
MOST_PIXELS = {"JPEG": 64_000_000, "MPO": 64_000_000}
MOST_PIXELS_ELSE = 25_000_000
LONGEST_SIDE_TAKEN = 20_000
# A progressive picture has about ten scans; thousands of them would keep a processor busy for minutes.
MOST_SCANS = 200
PNG_KEPT_UNTIL = 1_500_000
QUALITY, THUMBNAIL_QUALITY = 85, 80

Image.MAX_IMAGE_PIXELS = max(*MOST_PIXELS.values(), MOST_PIXELS_ELSE)
ImageFile.LOAD_TRUNCATED_IMAGES = False
# Decoding takes tens of megabytes: two at a time in one process, the others wait.
_turns = threading.BoundedSemaphore(2)

UNREADABLE = _l("This picture cannot be read. Please take it again or save it as JPEG.")
TOO_MANY_PIXELS = _l("This picture has too many pixels. Please make it smaller.")


@dataclass(frozen=True)
class Drawn:
    """A picture drawn anew, with its thumbnail (always JPEG)."""

    kind: FileKind
    content: bytes
    thumbnail: bytes
    width: int
    height: int


def is_picture(head: bytes) -> bool:
    """Do the first bytes say that it is one of the formats we draw?"""
    marks = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
    return head.startswith(marks) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def draw(content: bytes) -> Drawn:
    """The picture drawn anew, at most `LONGEST_SIDE` pixels long; raises `NotTaken`."""
    if content.startswith(b"\xff\xd8") and content.count(b"\xff\xda") > MOST_SCANS:
        raise NotTaken(UNREADABLE)
    with _turns, warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return _drawn(content)
        except NotTaken:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise NotTaken(TOO_MANY_PIXELS) from error
        except (
            Exception
        ) as error:  # a decoder meets hostile bytes: whatever it stumbles over, the answer is one
            raise NotTaken(UNREADABLE) from error


def _drawn(content: bytes) -> Drawn:
    with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
        _check_size(opened)
        has_jpeg_source = opened.format in MOST_PIXELS
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # JPEG alone heeds it
        turned = ImageOps.exif_transpose(opened)
        turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        picture = _pixels_of(turned)
    content, kind = _encoded(picture, as_jpeg=has_jpeg_source)
    small = _on_white(picture)
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return Drawn(kind, content, _jpeg(small, THUMBNAIL_QUALITY), *picture.size)


def _check_size(picture: Image.Image) -> None:
    width, height = picture.size
    most = MOST_PIXELS.get(str(picture.format), MOST_PIXELS_ELSE)
    if width * height > most or max(width, height) > LONGEST_SIDE_TAKEN:
        raise NotTaken(TOO_MANY_PIXELS)
    if min(width, height) < 1:
        raise NotTaken(UNREADABLE)


def _pixels_of(picture: Image.Image) -> Image.Image:
    """The same pixels in a new picture without any of the old one's information."""
    has_alpha = "A" in picture.getbands() or "transparency" in picture.info
    mode = "RGBA" if has_alpha else "RGB"
    plain = Image.new(mode, picture.size)
    plain.paste(picture.convert(mode))
    return plain


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture.copy()
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white


def _encoded(picture: Image.Image, *, as_jpeg: bool) -> tuple[bytes, FileKind]:
    """Drawings and screenshots stay sharp as PNG; photos, and what would be large as PNG, become JPEG."""
    if not as_jpeg:
        out = io.BytesIO()
        picture.save(out, "PNG", optimize=False)
        if picture.mode == "RGBA" or out.tell() <= PNG_KEPT_UNTIL:
            return out.getvalue(), FileKind.PNG
    return _jpeg(_on_white(picture), QUALITY), FileKind.JPEG


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True, progressive=False)
    return out.getvalue()
