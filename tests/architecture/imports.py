"""Reading the imports of a source tree: who imports whom, and where in the file."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TOOLKITS = ("core", "web", "stats", "operations", "analyze")
FRONT_DOOR = ("models", "events", "values", "queries", "service", "ports")
# Inside a feature: a module may import what stands before it (or in its own group).
LAYERS = (
    ("models", "events", "values"),
    ("rules", "policy", "queries", "ports", "notices", "store"),
    ("service",),
    ("forms",),
    ("views", "api", "cli", "jobs"),
    ("feature",),
)
# Modules whose job is a heavy library: they may import it inside a function.
HEAVY = ("pandas", "scipy", "numpy", "statsmodels", "xlsxwriter", "python_calamine")
# Whole files that are lazy by design, with the reason in their docstring.
LAZY_FILES = ("__init__.py",)


@dataclass(frozen=True)
class Import:
    """One imported module, as seen from a file."""

    file: Path
    line: int
    module: str
    inside_function: bool
    for_types_only: bool

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.module}"


@cache
def modules(root: Path) -> tuple[tuple[Path, ast.Module], ...]:
    """Every Python file below `root/improve`, parsed once for all guards."""
    return tuple(
        (path.relative_to(root), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted((root / "improve").rglob("*.py"))
    )


def imports_of(file: Path, tree: ast.Module) -> Iterator[Import]:
    """The imports of one file; `from a import b` counts as `a.b` (b may be a name in a)."""

    def walk(node: ast.AST, inside: bool, types: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            deeper = inside or isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
            typing = types or (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test))
            if isinstance(child, ast.Import):
                for name in child.names:
                    yield Import(file, child.lineno, name.name, inside, types)
            elif isinstance(child, ast.ImportFrom):
                base = child.module or ""
                for name in child.names:
                    yield Import(file, child.lineno, f"{base}.{name.name}", inside, types)
            yield from walk(child, deeper, typing)

    yield from walk(tree, False, False)


@cache
def all_imports(root: Path) -> tuple[Import, ...]:
    """All imports of the tree."""
    return tuple(found for file, tree in modules(root) for found in imports_of(file, tree))


def package_of(file: Path) -> str | None:
    """The folder below improve/ that a file belongs to; None for the files at the top."""
    return file.parts[1] if len(file.parts) > 2 else None


def place_of(file: Path) -> str:
    """The fixed name of a feature's file: `service/people.py` is `service`."""
    return file.parts[2].removesuffix(".py")


def target(module: str) -> tuple[str, str] | None:
    """(package, place) of an imported `improve.…` module."""
    parts = module.split(".")
    if parts[0] != "improve" or len(parts) < 2:
        return None
    return parts[1], parts[2] if len(parts) > 2 else ""
