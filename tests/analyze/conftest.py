"""Runs `improve analyze …` in this process, and writes the small files it reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from improve.cli import group

Run = Callable[..., Result]
AsJson = Callable[..., dict[str, Any]]
Write = Callable[..., Path]


def _refuse(name: str) -> Any:
    raise AssertionError(f"{name} is no JSON")


@pytest.fixture
def run() -> Run:
    """`run("nps", path, "--column", "score")` -> the result, in English unless `env` says otherwise."""

    def command(*arguments: object, env: dict[str, str | None] | None = None) -> Result:
        environment: dict[str, str | None] = {"LC_ALL": None, "LC_MESSAGES": None, "LANG": "en_US.UTF-8"}
        result = CliRunner().invoke(
            group, ["analyze", *map(str, arguments)], env={**environment, **(env or {})}
        )
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return command


@pytest.fixture
def as_json(run: Run) -> AsJson:
    """As `run` with `--json`: the one object on standard output of a command that ended well."""

    def command(*arguments: object) -> dict[str, Any]:
        result = run(*arguments, "--json")
        assert result.exit_code == 0, result.stderr
        found = json.loads(result.stdout, parse_constant=_refuse)
        assert isinstance(found, dict)
        return found

    return command


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file: `write("score\\n9\\n")`, also with `name=` and `encoding=`."""

    def file(text: str, *, name: str = "data.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return file
