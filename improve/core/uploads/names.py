"""The name that people see of a file. It is never part of a path."""

from __future__ import annotations

import re
import unicodedata

from improve.core.messages import _
from improve.core.uploads.values import NAME, FileKind

_SEPARATORS = re.compile(r"[/\\]")
_JOINER = "\u200d"  # holds emoji together; every other format character could turn a name around
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_ENDING = re.compile(r"\.[^.\s]{1,10}$")


def shown_name(given: str, kind: FileKind) -> str:
    """A harmless name near the one that was given, with an ending that tells the truth.

    Path parts, control and direction characters and lone surrogates go, a long name is cut before its ending.
    """
    stem, ending = _split(harmless(given), kind)
    stem = " ".join(stem.split()).strip(" .") or _("file")
    return stem[: NAME.longest - len(ending)].rstrip() + ending


def harmless(given: str) -> str:
    """The last part of the name that was given, with nothing in it that could mislead; may be empty."""
    name = unicodedata.normalize("NFC", _without_surrogates(given))
    name = "".join(" " if character.isspace() else character for character in name)
    name = _SEPARATORS.split("".join(c for c in name if _is_shown(c)))[-1]
    return _FORBIDDEN.sub("_", name).strip(" .")


def _split(name: str, kind: FileKind) -> tuple[str, str]:
    """The name in two; a false ending is replaced."""
    found = _ENDING.search(name)
    if found is None:
        return name, kind.endings[0]
    stem, ending = name[: found.start()], found.group().lower()
    if ending in kind.endings:
        return stem, ending
    is_known = ending in KNOWN_ENDINGS
    return (stem if is_known else name), kind.endings[0]


KNOWN_ENDINGS = {ending for kind in FileKind for ending in kind.endings} | {".webp", ".gif", ".heic", ".jfif"}


def _is_shown(character: str) -> bool:
    return character == _JOINER or unicodedata.category(character)[0] != "C"


def _without_surrogates(text: str) -> str:
    return text.encode("utf-8", "ignore").decode("utf-8")
