"""Languages a survey is written in: any, not only those of the product.

A survey's code is ours (`zh_Hans`, `en`) where we have the language, else its BCP 47 tag in its usual spelling
(`fr`, `pt-BR`). What the product itself says on the page (buttons, errors) is then in `spoken_for`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from improve.core.localized import LANGUAGES
from improve.web.i18n import OWN_NAMES, TAGS, language_of

MOST_LANGUAGES = 20
_TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z]{4})?([-_]([A-Za-z]{2}|[0-9]{3}))?")
_RIGHT_TO_LEFT = frozenset(("ar", "fa", "he", "ur", "ps", "yi", "ug", "dv", "sd", "ckb"))


@lru_cache(maxsize=512)
def code_of(tag: str) -> str | None:
    """The code of a language tag; None for what is no language that anybody knows."""
    if not _TAG.fullmatch(tag.strip()):
        return None
    ours = language_of(tag.strip())
    if ours is not None:
        return ours
    try:
        locale = Locale.parse(tag.strip().replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None
    return "-".join(piece for piece in (locale.language, locale.script, locale.territory) if piece)


def tag_of(code: str) -> str:
    """The BCP 47 tag, for `lang` attributes and addresses."""
    return TAGS.get(code, code)


@lru_cache(maxsize=512)
def own_name(code: str) -> str:
    """What a language calls itself."""
    if code in OWN_NAMES:
        return OWN_NAMES[code]
    try:
        name = Locale.parse(code.replace("-", "_")).display_name
    except (UnknownLocaleError, ValueError):
        name = None
    return (name[:1].upper() + name[1:]) if name else code


def direction(code: str) -> str:
    """ "rtl" for a language that is written from right to left."""
    return "rtl" if code.split("-", maxsplit=1)[0] in _RIGHT_TO_LEFT else "ltr"


def spoken_for(code: str) -> str:
    """The language of the product's own words on a page in this language."""
    return code if code in LANGUAGES else "en"


def best_of(offered: Sequence[str], wanted: Iterable[str], default: str) -> str:
    """The first wanted language that is offered (also without its region), else the default, else the first."""
    for tag in wanted:
        code = code_of(tag)
        if code in offered:
            return str(code)
        stem = (code or "").split("-", maxsplit=1)[0]
        near = next((one for one in offered if stem and one.split("-", maxsplit=1)[0] == stem), None)
        if near is not None:
            return near
    return default if default in offered else offered[0]
