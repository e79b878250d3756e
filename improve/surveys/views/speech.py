"""The language of a public page: one of the survey's, which need not be one of the product's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import current_app, request

from improve.surveys.languages import best_of, code_of, direction, own_name, spoken_for, tag_of
from improve.web.i18n import TAGS, speak

LONGEST_TAG = 35


@dataclass(frozen=True)
class Speech:
    """The language spoken on a page, and the others offered."""

    code: str
    offered: tuple[str, ...]

    @property
    def tag(self) -> str:
        return tag_of(self.code)

    @property
    def direction(self) -> str:
        return direction(self.code)

    def others(self, address: str, values: Mapping[str, str] | None = None) -> list[tuple[str, str, str]]:
        """(tag, own name, address) of the page in the other languages; `values` go along in its query."""
        return [
            (tag_of(code), own_name(code), with_query(address, {**(values or {}), "lang": tag_of(code)}))
            for code in self.offered
            if code != self.code
        ]


def with_query(address: str, values: Mapping[str, str]) -> str:
    """The address with these values behind it.

    Not through `url_for`: what stands there is written by strangers or named by owners (a hidden field), and may
    be called like one of its own arguments.
    """
    return f"{address}?{urlencode(values, errors='replace')}" if values else address


def as_before(speech: Speech, code: str) -> Speech:
    """The language in which somebody began, unless the address asks for another."""
    if request.args.get("lang") or code not in speech.offered:
        return speech
    speak(spoken_for(code))
    return Speech(code, speech.offered)


def choose(offered: Sequence[str] | None) -> Speech:
    """The language of the address or the form, else the browser's wish, else the survey's first. No cookie.

    The product's own words follow: in the same language where it has it.
    """
    codes = tuple(offered or TAGS)
    # Cut, because what is asked here is kept: nobody shall fill the memory with it.
    named = code_of((request.form.get("lang") or request.args.get("lang") or "")[:LONGEST_TAG])
    wished = [tag for tag, _quality in request.accept_languages]
    default = str(current_app.config["DEFAULT_LANGUAGE"])
    code = str(named) if named in codes else best_of(codes, wished, default)
    speak(spoken_for(code))
    return Speech(code, codes)
