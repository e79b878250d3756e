"""The language of a public page: one of the survey's, which need not be one of the product's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app, request, url_for

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

    def others(self, endpoint: str, **values: object) -> list[tuple[str, str, str]]:
        """(tag, own name, address) of the other languages."""
        return [
            (tag_of(code), own_name(code), url_for(endpoint, lang=tag_of(code), **values))  # type: ignore[arg-type]
            for code in self.offered
            if code != self.code
        ]


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
