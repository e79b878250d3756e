"""Files are judged by what they are; pictures lose everything but their pixels."""

from __future__ import annotations

import io
import os
import re
import struct
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from improve.config import SETTINGS
from improve.core.clock import frozen
from improve.core.uploads import documents, images, storage
from improve.core.uploads.inspection import inspect
from improve.core.uploads.names import harmless, shown_name
from improve.core.uploads.values import FileKind, Inspected, NotTaken
from tests.core import uploads as files


def taken(content: bytes, name: str = "a", most: int = 10) -> Inspected:
    return inspect(io.BytesIO(content), name, most_megabytes=most)


GOOD = {
    "jpeg": (files.picture(), FileKind.JPEG),
    "png": (files.picture("PNG"), FileKind.PNG),
    "webp": (files.picture("WEBP"), FileKind.PNG),
    "gif": (files.picture("GIF"), FileKind.PNG),
    "gray jpeg": (files.picture(mode="L", color="gray"), FileKind.JPEG),
    "cmyk jpeg": (files.picture(mode="CMYK"), FileKind.JPEG),
    "palette": (files.picture("PNG", mode="P", color="white"), FileKind.PNG),
    "alpha": (files.picture("PNG", mode="RGBA"), FileKind.PNG),
    "pdf": (files.PDF, FileKind.PDF),
    "docx": (files.office(), FileKind.DOCX),
    "xlsx": (files.office("xl"), FileKind.XLSX),
    "pptx": (files.office("ppt"), FileKind.PPTX),
    "odt": (files.open_document(), FileKind.ODT),
    "ods": (files.open_document("spreadsheet"), FileKind.ODS),
    "doc": (files.old_office(), FileKind.DOC),
    "xls": (files.old_office("Workbook"), FileKind.XLS),
    "text": ("Öl, 油\r\n".encode(), FileKind.TEXT),
    "text with mark": ("\ufeff1;2\n".encode(), FileKind.TEXT),
    "utf-16": ("a,b\n1,2".encode("utf-16"), FileKind.TEXT),
    "gb18030": ("问题,建议\n漏油,接油盘".encode("gb18030"), FileKind.TEXT),
    "zip bomb": (files.zip_bomb(), FileKind.XLSX),
}


@pytest.mark.parametrize(("content", "kind"), GOOD.values(), ids=GOOD)
def test_the_content_says_what_it_is(content: bytes, kind: FileKind) -> None:
    for name in ("a", "a.exe", "x.svg", ""):
        found = taken(content, name)
        assert found.kind is kind
        assert found.name.endswith(kind.endings)
        assert (found.thumbnail is not None) == kind.is_picture


BAD = {
    "svg": files.SVG,
    "svg with a mark before it": "\ufeff  \n".encode() + files.SVG,
    "svg after a comment": b"<!-- x -->" + files.SVG,
    "svg in utf-16": files.SVG.decode().encode("utf-16"),
    "html": b"<!DOCTYPE html><p>x",
    "html late": b"hello\n" * 100 + b"< sCript >alert(1)",
    "xml": b'<?xml version="1.0"?><x/>',
    "exe": b"MZ\x90\0\x03" + b"\0" * 100,
    "elf": b"\x7fELF" + b"\0" * 100,
    "shell of nul": b"#!/bin/sh\n\0",
    "plain zip": files.archive(a=b"x"),
    "apk": files.archive(**{"AndroidManifest.xml": b"x", "classes.dex": b"x"}),
    "macros": files.office(**{"word__vbaProject.bin": b"x"}),
    "old macros": files.old_office("Workbook", "_VBA_PROJECT"),
    "old, not office": files.old_office("Something"),
    "empty": b"",
    "cut jpeg": files.picture(size=(600, 400))[:400],
    "cut png": files.picture("PNG", size=(600, 400))[:60],
    "jpeg of nothing": b"\xff\xd8\xff\xe0" + b"\0" * 50,
    "cut zip": files.office()[:-10],
    "zip that lies": files.office()[:-6] + struct.pack("<I", 2**31) + b"\0\0",
    "heic": b"\0\0\0\x18ftypheic" + b"\0" * 20,
    "flood": files.png_that_claims(60_000, 60_000),
    "wide flood": files.png_that_claims(200_000, 10),
    "bomb": files.png_that_claims(6_000, 6_000),
    "scans": b"\xff\xd8\xff\xe0" + b"\xff\xda" * 500,
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
@pytest.mark.parametrize("name", ["a.png", "a.txt", "a.pdf"])
def test_everything_else_is_refused_whatever_it_is_called(content: bytes, name: str) -> None:
    with pytest.raises(NotTaken) as caught:
        taken(content, name)
    assert str(caught.value.message)


def test_a_flood_of_pixels_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "_pixels_of", lambda _picture: pytest.fail("decoded"))
    monkeypatch.setattr(Image.Image, "thumbnail", lambda *_a, **_k: pytest.fail("decoded"))
    for size in ((60_000, 60_000), (200_000, 10), (5_001, 5_000)):
        with pytest.raises(NotTaken):
            taken(files.png_that_claims(*size))


def test_metadata_goes_and_the_orientation_is_applied() -> None:
    found = taken(files.photo_with_secrets(), "IMG_1.JPG")
    assert (found.width, found.height) == (40, 60)
    for content in (found.content, found.thumbnail or b""):
        assert b"SECRET" not in content
        with Image.open(io.BytesIO(content)) as drawn:
            assert dict(drawn.getexif()) == {}
            assert "comment" not in drawn.info
            assert drawn.size == (40, 60)


def test_a_png_keeps_no_text_and_no_profile() -> None:
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Comment", "SECRET")
    found = taken(files.picture("PNG", pnginfo=words, icc_profile=b"SECRET" * 30))
    assert b"SECRET" not in found.content
    assert b"iCCP" not in found.content


def test_large_pictures_become_small_and_keep_their_shape() -> None:
    found = taken(files.picture(size=(4_000, 2_000)))
    assert (found.width, found.height) == (2_048, 1_024)
    with Image.open(io.BytesIO(found.thumbnail or b"")) as small:
        assert small.format == "JPEG"
        assert max(small.size) == 640


def test_a_photo_saved_as_png_becomes_jpeg_and_a_drawing_stays() -> None:
    noise = Image.frombytes("RGB", (1_200, 900), os.urandom(1_200 * 900 * 3))
    out = io.BytesIO()
    noise.save(out, "PNG")
    assert taken(out.getvalue()).kind is FileKind.JPEG
    assert taken(files.picture("PNG", size=(1_200, 900))).kind is FileKind.PNG


def test_a_file_over_the_limit_is_refused_without_reading_it_all() -> None:
    class Endless(io.RawIOBase):
        read_bytes = 0

        def read(self, size: int = -1) -> bytes:
            assert 0 < size <= 2 * 1024 * 1024 + 1
            self.read_bytes += size
            return b"a" * size

    with pytest.raises(NotTaken, match="2 MB"):
        inspect(Endless(), "a.txt", most_megabytes=2)  # type: ignore[arg-type]
    assert len(taken(b"a" * 1024 * 1024, most=1).content) == 1024 * 1024


def test_nothing_in_an_archive_is_inflated(monkeypatch: pytest.MonkeyPatch) -> None:
    import zlib

    content = files.zip_bomb()
    monkeypatch.setattr(zlib, "decompressobj", lambda *_a: pytest.fail("inflated"))
    assert documents.kind_of(content) is FileKind.XLSX


NAMES = {
    "../../etc/passwd": "passwd.txt",
    "C:\\Users\\me\\plan.txt": "plan.txt",
    "a\x00b.txt": "ab.txt",
    "invoice\u202etxt.exe": "invoicetxt.exe.txt",
    "👷🏽\u200d♀️.txt": "👷🏽\u200d♀️.txt",
    "": "file.txt",
    "....": "file.txt",
    "报告.CSV": "报告.csv",
    "page.html": "page.html.txt",
    "photo.jpg": "photo.txt",
    "a\ud800.txt": "a.txt",
    'x"><img src=x>.txt': "x___img src=x_.txt",
    "  a \n b .txt ": "a b.txt",
}


@pytest.mark.parametrize(("given_name", "shown"), NAMES.items())
def test_names_are_shown_harmlessly(given_name: str, shown: str) -> None:
    assert shown_name(given_name, FileKind.TEXT) == shown


@given(st.text(max_size=400), st.sampled_from(list(FileKind)))
def test_no_name_breaks_anything(name: str, kind: FileKind) -> None:
    shown = shown_name(name, kind)
    assert 0 < len(shown) <= 120
    assert shown.endswith(kind.endings)
    assert not re.search(r"[/\\\x00-\x1f\u202a-\u202e\u2066-\u2069]", shown)
    assert shown == shown.strip()
    assert not re.search(r"[/\\\x00-\x1f\u202a-\u202e\u2066-\u2069]", harmless(name))


@given(
    st.binary(max_size=3_000),
    st.sampled_from(
        [
            b"",
            b"PK\x03\x04",
            b"\xff\xd8\xff",
            b"\x89PNG\r\n\x1a\n",
            b"RIFF1234WEBP",
            b"GIF89a",
            b"%PDF-",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        ]
    ),
)
def test_any_bytes_are_taken_or_refused(tail: bytes, head: bytes) -> None:
    try:
        found = taken(head + tail)
    except NotTaken as refused:
        assert str(refused.message)
    else:
        assert found.content


@pytest.fixture
def stored_files(tmp_path: object, app: Flask) -> object:
    with app.app_context():
        yield storage.folder()


@pytest.mark.databases("sqlite")  # no database is asked
def test_files_lie_under_names_of_chance_for_their_owner_alone(stored_files: object) -> None:
    first, second = storage.put(b"same", b"small"), storage.put(b"same")
    assert first != second
    path = storage.path_of(first)
    assert path is not None
    assert path.read_bytes() == b"same"
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
    small = storage.path_of(first, thumbnail=True)
    assert small is not None and small.read_bytes() == b"small"
    for key in (
        "../../improve.toml",
        "..",
        "",
        "x" * 32,
        first.upper() if first.upper() != first else "A" * 32,
    ):
        assert storage.path_of(key) is None


@pytest.mark.databases("sqlite")
def test_unused_files_go_after_a_day_and_used_ones_stay(stored_files: object) -> None:
    now = datetime(2026, 3, 4, tzinfo=UTC)
    with frozen(now):
        used, orphan, saved = storage.put(b"1"), storage.put(b"2", b"t"), storage.put(b"3")
        assert storage.collect({used}) == 0
    with frozen(now + timedelta(hours=23)):
        assert storage.collect({used}) == 0
    with frozen(now + timedelta(hours=25)):
        assert storage.collect({used, saved}) == 1
        assert storage.path_of(orphan) is None
        assert storage.path_of(orphan, thumbnail=True) is None
        assert storage.path_of(used) and storage.path_of(saved)
    with frozen(now + timedelta(hours=26)):
        assert storage.collect({used}) == 0, "its day begins anew after it was used again"
        assert sorted(storage.keys()) == sorted([used, saved])


def test_the_limits_are_settings() -> None:
    assert {"ATTACHMENT_MAX_MB", "ATTACHMENTS_PER_IDEA"} <= {setting.name for setting in SETTINGS}
