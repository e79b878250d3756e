"""Rows of a feature table and the tests that hold them: a row whose test is renamed or removed is found."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Row:
    """A row: what it asks for, and the tests that hold it, as `file::function` below tests/."""

    asks: str
    held_by: tuple[str, ...]


def held(asks: str, *held_by: str) -> Row:
    return Row(asks, held_by)


@cache
def functions_of(file: str) -> frozenset[str]:
    """The tests that a file defines."""
    tree = ast.parse((TESTS / file).read_text("utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def lost(rows: Mapping[Any, Row]) -> list[str]:
    """The tests of rows that are not there (any more)."""
    gone = []
    for name, row in rows.items():
        for place in row.held_by:
            file, _colons, function = place.partition("::")
            if not (TESTS / file).is_file() or function not in functions_of(file):
                gone.append(f"{name} ({row.asks}): {place}")
    return gone
