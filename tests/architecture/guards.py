"""The agreements of docs/architecture.md as functions of a source tree: each answers its violations.

They take a folder, so that a test can plant the defect in a small tree and see it caught.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.architecture.imports import (
    FRONT_DOOR,
    HEAVY,
    LAYERS,
    LAZY_FILES,
    TOOLKITS,
    all_imports,
    modules,
    package_of,
    place_of,
    target,
)


@cache
def manifests(root: Path) -> dict[str, tuple[str, ...]]:
    """`requires` of every feature, read from the source of its manifest."""
    out: dict[str, tuple[str, ...]] = {}
    for path in sorted((root / "improve").glob("*/feature.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Feature":
                given = {keyword.arg: keyword.value for keyword in node.keywords}
                requires = ast.literal_eval(given["requires"]) if "requires" in given else ()
                out[path.parent.name] = tuple(requires)
    return out


def reachable(requires: Mapping[str, tuple[str, ...]], name: str) -> set[str]:
    """What a feature may use: what it requires, directly."""
    return set(requires.get(name, ()))


def undeclared_dependencies(root: Path) -> Iterator[str]:
    """A feature imports core, web, stats, itself and what its manifest requires."""
    requires = manifests(root)
    for found in all_imports(root):
        here, there = package_of(found.file), target(found.module)
        if here is None or there is None or there[0] == here:
            continue
        if there[0] in requires and here in requires and there[0] not in reachable(requires, here):
            yield f"{found}, which {here}'s manifest does not require"
        if here in ("core", "stats") and (there[0] in requires or there[0] in ("web", "operations")):
            yield f"{found}: {here} knows nothing above it"
        if here in ("web", "operations") and there[0] in requires and here not in requires:
            yield f"{found}: {here} knows no feature"


def unused_requirements(root: Path) -> Iterator[str]:
    """What a manifest requires is imported (or it is not true)."""
    used: dict[str, set[str]] = {}
    for found in all_imports(root):
        here, there = package_of(found.file), target(found.module)
        if here is not None and there is not None:
            used.setdefault(here, set()).add(there[0])
    for name, wanted in manifests(root).items():
        for other in wanted:
            if other not in used.get(name, set()):
                yield f"{name} requires {other} but never imports it"


def back_doors(root: Path) -> Iterator[str]:
    """Of another feature only its front door is imported: models, events, values, queries, service, ports."""
    names = set(manifests(root))
    for found in all_imports(root):
        here, there = package_of(found.file), target(found.module)
        if here in TOOLKITS or here is None or there is None or there[0] == here or there[0] not in names:
            continue
        if there[0] in TOOLKITS:
            continue
        if there[1] not in (*FRONT_DOOR, ""):
            yield f"{found}, a private part of {there[0]}"


def circles(root: Path) -> Iterator[str]:
    """Features do not require each other in a circle."""
    requires = manifests(root)

    def visit(name: str, path: tuple[str, ...]) -> Iterator[str]:
        if name in path:
            yield " > ".join((*path[path.index(name) :], name))
            return
        for other in requires.get(name, ()):
            yield from visit(other, (*path, name))

    for name in requires:
        yield from visit(name, ())


def late_imports(root: Path) -> Iterator[str]:
    """No import inside a function, but for the heavy libraries and the lazy package root."""
    for found in all_imports(root):
        if not found.inside_function or found.for_types_only:
            continue
        if found.module.split(".")[0] in HEAVY or found.file.parts[1:] == LAZY_FILES:
            continue
        yield f"{found} inside a function"


def upward_imports(root: Path) -> Iterator[str]:
    """Inside a feature: models, events, values <- rules, policy, queries … <- service <- forms <- views <- feature."""
    rank = {name: level for level, group in enumerate(LAYERS) for name in group}
    names = set(manifests(root))
    for found in all_imports(root):
        here, there = package_of(found.file), target(found.module)
        if here not in names or there is None or there[0] != here:
            continue
        mine, other = place_of(found.file), there[1]
        if mine in rank and other in rank and rank[other] > rank[mine]:
            yield f"{found}: {mine} stands below {other}"


IMPURE = ("flask", "sqlalchemy", "flask_sqlalchemy", "flask_login", "time", "requests")


def impure_rules(root: Path) -> Iterator[str]:
    """Rules are pure: no session, no request, no clock."""
    for found in all_imports(root):
        if package_of(found.file) in manifests(root) and place_of(found.file) == "rules":
            head = found.module.split(".")[0]
            if head in IMPURE or found.module.startswith(
                ("improve.core.clock", "improve.core.db", "improve.web")
            ):
                yield f"{found}: a rule is a function of plain values"


def impure_statistics(root: Path) -> Iterator[str]:
    """`stats` knows neither Flask nor database nor model."""
    for found in all_imports(root):
        if package_of(found.file) == "stats":
            head, there = found.module.split(".")[0], target(found.module)
            if head in IMPURE or (there is not None and there[0] != "stats"):
                yield f"{found}: statistics take arrays and plain values"


def stray_commits(root: Path) -> Iterator[str]:
    """Only `transaction()` commits."""
    for file, tree in modules(root):
        if file.parts[1:] in (("core", "db.py"),) or package_of(file) == "operations":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr == "commit" and isinstance(node.ctx, ast.Load):
                yield f"{file}:{node.lineno} commits"


def hidden_languages(root: Path) -> Iterator[str]:
    """Only `web.i18n` chooses the language: it also forgets what was kept of the one before."""
    for file, tree in modules(root):
        if file.parts[1:] == ("web", "i18n.py"):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and ast.unparse(node) == "g.language":
                yield f"{file}:{node.lineno} touches g.language; call improve.web.i18n.speak"


NETWORK = (
    "imaplib",
    "smtplib",
    "requests",
    "httpx",
    "urllib3",
    "http.client",
    "urllib.request",
    "socket",
    "aiohttp",
)
NETWORK_ALLOWED = ("operations", "notifications", "mailbox", "webhooks")


def outbound_calls(root: Path) -> Iterator[str]:
    """Nothing talks to the network but mail, in and out, webhooks, and the server itself."""
    for found in all_imports(root):
        talks = any(found.module == name or found.module.startswith(f"{name}.") for name in NETWORK)
        if talks and package_of(found.file) not in NETWORK_ALLOWED:
            yield f"{found}, the network"


def weak_randomness(root: Path) -> Iterator[str]:
    """`random` makes no secrets: only the demonstration's seeded generator uses it."""
    for found in all_imports(root):
        if found.module.split(".")[0] == "random" and package_of(found.file) not in ("demo",):
            yield f"{found}: use secrets"


INLINE = re.compile(r"\sstyle=|<script(?![^>]*\ssrc=)|<style|\son[a-z]+=\"|javascript:", re.IGNORECASE)
UNSAFE = re.compile(r"\|\s*safe\b|\bautoescape\s+false")


def inline_code(root: Path) -> Iterator[str]:
    """No inline script or style, nothing marked safe in a template."""
    for path in sorted((root / "templates").rglob("*.html")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if INLINE.search(line):
                yield f"{path.relative_to(root)}:{number} inline: {line.strip()[:80]}"
            if UNSAFE.search(line):
                yield f"{path.relative_to(root)}:{number} unescaped: {line.strip()[:80]}"


# What the frame of every page reads (`web.templating`): a page that passes one of these would change the frame.
OF_THE_FRAME = {
    "actor",
    "language",
    "language_tag",
    "other_language",
    "theme",
    "navigation",
    "company",
    "unread",
}


def shadowed_frames(root: Path) -> Iterator[str]:
    """No view passes its template a value by the name of one that the frame reads."""
    for file, tree in modules(root):
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
                continue
            if str(node.args[0].value).endswith(".html"):
                for keyword in node.keywords:
                    if keyword.arg in OF_THE_FRAME:
                        yield f"{file}:{node.lineno} passes {keyword.arg}"


def orphan_templates(root: Path) -> Iterator[str]:
    """Every template is rendered, included, imported or extended by somebody."""
    sources = [path.read_text(encoding="utf-8") for path in (root / "improve").rglob("*.py")]
    templates = {
        path.relative_to(root / "templates").as_posix(): path.read_text(encoding="utf-8")
        for path in (root / "templates").rglob("*")
        if path.is_file()
    }
    for name in sorted(templates):
        stem = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        others = [text for other, text in templates.items() if other != name]
        if not any(name in text or f'/{stem}"' in text for text in [*sources, *others]):
            yield f"templates/{name} is never used"


# Text between tags that has letters and is not inside {{ }} or {% %}.
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_TAGS = re.compile(r"<(script|style|svg|title)\b.*?</\1>|<[^>]*>", re.DOTALL)
_VISIBLE_ATTRIBUTE = re.compile(r'\b(?:aria-label|title|placeholder|alt)="([^"]*)"')
_WORD = re.compile(r"[A-Za-z\u4e00-\u9fff]{2,}")
# Names that are the same in every language.
PROPER = {
    "Improve",
    "English",
    "中文",
    "NPS",
    "CSAT",
    "CES",
    "PDCA",
    "CSV",
    "PNG",
    "SVG",
    "XLSX",
    "API",
    "OpenAPI",
    "QR",
    "openapi.json",
    "Tab",
    "Improve 改善",
}


def untranslatable(root: Path) -> Iterator[str]:
    """Every visible string of a template goes through the catalogs."""
    for path in sorted((root / "templates").rglob("*.html")):
        text = _JINJA.sub(lambda match: "\n" * match.group().count("\n"), path.read_text(encoding="utf-8"))
        pieces = [match.group(1) for match in _VISIBLE_ATTRIBUTE.finditer(text)]
        pieces += _TAGS.sub("\x00", text).split("\x00")
        for piece in pieces:
            words = re.sub(r"&[a-z#0-9]+;", " ", piece).strip()
            if _WORD.search(words) and words not in PROPER and "aria-" not in words:
                yield f"{path.relative_to(root)}: {words[:80]!r} is not translatable"


GENERIC_NAMES = ("utils.py", "helpers.py", "common.py", "misc.py")


def generic_files(root: Path) -> Iterator[str]:
    """No file without a subject."""
    for path in sorted((root / "improve").rglob("*.py")):
        if path.name in GENERIC_NAMES:
            yield f"{path.relative_to(root)} names no subject"


def unlocked_libraries(root: Path) -> Iterator[str]:
    """What improve/ imports is in requirements.lock: a clean machine has nothing else."""
    lock = root / "requirements.lock"
    lines = lock.read_text(encoding="utf-8").splitlines() if lock.exists() else []
    locked = {_normal(line.partition("==")[0]) for line in lines if "==" in line}
    makers = packages_distributions()
    for found in all_imports(root):
        top = found.module.partition(".")[0]
        if not top or top == "improve" or top in sys.stdlib_module_names or found.for_types_only:
            continue
        if not {_normal(name) for name in makers.get(top, [top])} & locked:
            yield f"{found}, which requirements.lock does not have"


def _normal(name: str) -> str:
    """A distribution's name as PEP 503 writes it."""
    return re.sub(r"[-_.]+", "-", name).strip().lower()
