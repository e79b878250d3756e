"""Message catalogs: one `.po` per feature and language, joined into one `.mo` per language at install.

`python -m improve.web.catalogs extract|compile|check`

- `extract` reads all strings out of code and templates into `improve/translations/<language>/<part>.po`
  (part: the feature's folder, or `core` for everything shared), keeps what is translated, drops what is gone.
- `compile` writes `improve/translations/<language>/LC_MESSAGES/messages.mo`.
- `check` fails when a string is missing, fuzzy, untranslated, has other placeholders than its message id,
  or is translated in two ways by two parts.
The English catalog is filled by itself: a message id is good English; only plurals have forms of their own.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

CHECKOUT = Path(__file__).resolve().parents[2]
TRANSLATIONS = CHECKOUT / "improve" / "translations"
LANGUAGES = ("zh_Hans", "en")
KEYWORDS = {
    "_": None,
    "_l": None,
    "_n": (1, 2),
    "_ln": (1, 2),
    "_p": ((1, "c"), 2),
    "_pl": ((1, "c"), 2),
}
SHARED = ("core", "web", "components", "errors", "mail")
PLACEHOLDER = re.compile(r"%\((\w+)\)s|%%")
Key = tuple[str, str | None]


def _key(message: Message) -> Key:
    single = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
    return single, message.context


def _sources() -> Iterator[tuple[str, Path, str]]:
    """(part, file, extraction method) of every source."""
    for path in sorted((CHECKOUT / "improve").rglob("*.py")):
        inside = path.relative_to(CHECKOUT / "improve").parts
        yield _part(inside), path, "python"
    for path in sorted((CHECKOUT / "templates").rglob("*")):
        if path.suffix in (".html", ".txt", ".xml"):
            yield _part(path.relative_to(CHECKOUT / "templates").parts), path, "jinja2.ext:babel_extract"


def _part(inside: tuple[str, ...]) -> str:
    return "core" if len(inside) == 1 or inside[0] in SHARED else inside[0]


def extracted() -> dict[str, Catalog]:
    """The strings of the code, by part."""
    out: dict[str, Catalog] = {}
    for part, path, method in _sources():
        catalog = out.setdefault(part, Catalog(project="Improve", charset="utf-8"))
        options = {"silent": "false", "trimmed": "true"} if method != "python" else {}
        found = extract_from_file(method, path, keywords=KEYWORDS, comment_tags=("NOTE:",), options=options)
        name = path.relative_to(CHECKOUT).as_posix()
        for _line, message, comments, context in found:
            catalog.add(message, None, locations=[(name, 0)], auto_comments=comments, context=context)
    return {part: catalog for part, catalog in out.items() if len(catalog)}


def stored(language: str) -> dict[str, Catalog]:
    """The committed catalogs of a language, by part."""
    out = {}
    for path in sorted((TRANSLATIONS / language).glob("*.po")):
        with path.open("rb") as file:
            out[path.stem] = read_po(file, locale=language)
    return out


def extract(only: str | None = None) -> None:
    """Bring the `.po` files up to date with the code (of one part, or of all)."""
    template = extracted()
    for language in LANGUAGES:
        old = stored(language)
        known = {_key(m): m.string for catalog in old.values() for m in catalog if m.id and _is_done(m)}
        for part, catalog in template.items():
            if only in (None, part):
                _write_part(language, part, catalog, known)
        if only is None:
            for part in set(old) - set(template):
                (TRANSLATIONS / language / f"{part}.po").unlink()


def _write_part(language: str, part: str, template: Catalog, known: Mapping[Key, Any]) -> None:
    catalog = Catalog(locale=language, project="Improve", charset="utf-8", fuzzy=False)
    for message in sorted((m for m in template if m.id), key=lambda m: str(_key(m))):
        string = known.get(_key(message))
        if language == "en":
            string = message.id
        elif isinstance(message.id, tuple):
            string = string if isinstance(string, tuple) else (string or "",)
        elif isinstance(string, tuple):
            string = string[0]
        catalog.add(
            message.id,
            string or "",
            locations=message.locations,
            auto_comments=message.auto_comments,
            context=message.context,
        )
    path = TRANSLATIONS / language / f"{part}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=110, omit_header=False, sort_output=True, include_lineno=False)
    text = re.sub(
        r'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team|Report-Msgid-Bugs-To):.*\n',
        "",
        path.read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    )
    text = re.sub(r"\A(#.*\n)+", "", text)
    path.write_text(text, encoding="utf-8")


def _is_done(message: Message) -> bool:
    strings = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return bool(strings) and all(strings) and not message.fuzzy


def compile_all() -> None:
    """Write the `.mo` files."""
    for language in LANGUAGES:
        joined = Catalog(locale=language, fuzzy=False)
        for catalog in stored(language).values():
            for message in catalog:
                if message.id and _is_done(message):
                    joined.add(message.id, message.string, context=message.context)
        target = TRANSLATIONS / language / "LC_MESSAGES" / "messages.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            write_mo(file, joined)


def _placeholders(text: Any) -> set[str]:
    return {match.group(0) for match in PLACEHOLDER.finditer(str(text))}


def problems() -> Iterator[str]:
    """Everything that is wrong with the catalogs, one sentence each."""
    template = extracted()
    for language in LANGUAGES:
        old = stored(language)
        meanings: dict[Key, tuple[str, object]] = {}
        for part, catalog in old.items():
            for message in catalog:
                if message.id:
                    yield from _problems_of(language, part, message, meanings)
        for part, catalog in template.items():
            have = {_key(m) for m in old.get(part, Catalog()) if m.id}
            want = {_key(m) for m in catalog if m.id}
            for msgid, _context in sorted(want - have, key=str):
                yield f"{language}/{part}: missing {msgid!r} (run extract and translate it)"
            for msgid, _context in sorted(have - want, key=str):
                yield f"{language}/{part}: not used any more {msgid!r} (run extract)"
        for part in set(old) - set(template):
            yield f"{language}/{part}: a catalog without code"


def _problems_of(
    language: str, part: str, message: Message, meanings: dict[Key, tuple[str, object]]
) -> Iterator[str]:
    if not _is_done(message):
        yield f"{language}/{part}: not translated {message.id!r}"
        return
    if "%%" in str(message.id) and "%(" not in str(message.id):
        yield f"{language}/{part}: %% is read as it stands where nothing is filled in {message.id!r}"
    ids = message.id if isinstance(message.id, (list, tuple)) else [message.id]
    strings = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    wanted = _placeholders(ids[-1])
    for string in strings:
        if _placeholders(string) != wanted and not (
            isinstance(message.id, tuple) and _placeholders(string) == _placeholders(ids[0])
        ):
            yield f"{language}/{part}: other placeholders in {string!r} than in {ids[-1]!r}"
    earlier = meanings.setdefault(_key(message), (part, message.string))
    if earlier[1] != message.string:
        yield f"{language}/{part}: {ids[0]!r} is {message.string!r} here and {earlier[1]!r} in {earlier[0]}"


def main(arguments: list[str]) -> int:
    """The command."""
    action = arguments[0] if arguments else "check"
    if action == "extract":
        extract(arguments[1] if len(arguments) > 1 else None)
        return 0
    if action == "compile":
        compile_all()
        return 0
    found = list(problems())
    print("\n".join(found) if found else "all strings are translated")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
