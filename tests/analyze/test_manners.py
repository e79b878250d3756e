"""How every command behaves: one object on standard output, exit codes, languages, encodings, and what it loads."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from improve.analyze.command import finite
from improve.analyze.commands import COMMANDS
from improve.core.spreadsheets import Sheet, write_xlsx

ROOT = Path(__file__).resolve().parents[2]
LOG = "case,step,start,end,score,rater,n\n" + "".join(
    f"{i % 7},{'abc'[i % 3]},2026-01-{i + 1:02} 08:00,2026-01-{i + 1:02} 09:30,{i % 11},r{i % 2},{i + 20}\n"
    for i in range(20)
)
CALLS = {
    "nps": ["--column", "score", "--by", "rater", "--compare", "r0", "r1"],
    "csat": ["--column", "score", "--scale", "0-10"],
    "ces": ["--column", "score", "--scale", "0-10"],
    "change": ["--value", "score", "--period", "start", "--changed-on", "2026-01-11", "--better", "up"],
    "chart": ["--value", "score", "--size", "n"],
    "agreement": ["--item", "case", "--score", "score", "--rater", "rater"],
    "process": ["--case", "case", "--activity", "step", "--start", "start", "--end", "end"],
    "sla": ["--opened", "start", "--answered", "end", "--now", "2026-02-01"],
}


@pytest.mark.parametrize("command", CALLS)
def test_one_object_and_everything_else_aside(write: Any, run: Any, command: str) -> None:
    path = write(LOG + "x,,soon,never,bad,,-\n")
    result = run(command, path, *CALLS[command], "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["errors"]
    assert {"row", "column", "message"} <= found["errors"][0].keys()
    assert found["errors"][0]["row"] == 22
    assert "22" in result.stderr


@pytest.mark.parametrize("command", CALLS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_for_people(write: Any, run: Any, command: str, language: str) -> None:
    result = run(command, write(LOG), *CALLS[command], "--language", language)
    assert result.exit_code == 0
    assert not result.stderr
    text = result.stdout
    assert text.strip()
    assert not any(word in text for word in ("{", "}", "nan", "None", "inf "))
    assert any("\u4e00" <= c <= "\u9fff" for c in text) == (language == "zh")


@pytest.mark.parametrize("command", CALLS)
def test_encodings_delimiters_and_workbooks_give_the_same(
    write: Any, as_json: Any, tmp_path: Path, command: str
) -> None:
    expected = as_json(command, write(LOG), *CALLS[command])
    expected.pop("now", None)
    rows = [line.split(",") for line in LOG.splitlines()]
    book = tmp_path / "data.xlsx"
    with book.open("wb") as stream:
        write_xlsx(stream, [Sheet("notes", ["x"], []), Sheet("数据", rows[0], rows[1:])])
    typed = tmp_path / "typed.xlsx"
    with typed.open("wb") as stream:
        write_xlsx(stream, [Sheet("d", rows[0], [[*r[:4], float(r[4]), r[5], int(r[6])] for r in rows[1:]])])
    for path, sheet in (
        (write(LOG.replace(",", ";"), name="s.txt", encoding="utf-16"), None),
        (write(LOG.replace(",", "\t"), name="t", encoding="gb18030"), None),
        (write(LOG.replace("\n", "\r\n"), name="bom.csv", encoding="utf-8-sig"), None),
        (book, "数据"),
        (book, "2"),
        (typed, None),
    ):
        found = as_json(command, path, *CALLS[command], *(["--sheet", sheet] if sheet else []))
        found.pop("now", None)
        assert found == expected


@pytest.mark.parametrize("command", CALLS)
@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\x00\x00", b"PK\x03\x04", b'a,b\n"1,2\n'])
def test_files_that_cannot_be_read(tmp_path: Path, run: Any, command: str, content: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    for file in (path, tmp_path / "absent.csv", tmp_path):
        result = run(command, file, *CALLS[command], "--json")
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith("Error: ")


@pytest.mark.parametrize("command", CALLS)
def test_unknown_columns(write: Any, run: Any, command: str) -> None:
    path = write("other,columns\n1,2\n")
    result = run(command, path, *CALLS[command], "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "other, columns" in result.stderr


@pytest.mark.parametrize("command", CALLS)
def test_a_header_without_rows(write: Any, as_json: Any, command: str) -> None:
    arguments = [a for a in CALLS[command] if a not in ("--compare", "r0", "r1")]
    found = as_json(command, write(LOG.splitlines()[0] + "\n"), *arguments)
    assert found["read"] == 0


@pytest.mark.parametrize(
    ("env", "chinese"),
    [
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, False),
        ({"LANG": None}, False),
    ],
)
def test_the_language_of_the_environment(
    write: Any, run: Any, env: dict[str, str | None], chinese: bool
) -> None:
    result = run("nps", write("s\n9\n"), "--column", "s", env=env)
    assert result.stdout.startswith("净推荐值" if chinese else "NPS")


def test_errors_in_chinese(write: Any, run: Any) -> None:
    path = write("s\n9\n" + "eleven\n" * 12)
    result = run("nps", path, "--column", "s", "--language", "zh")
    assert "第 3 行，s：'eleven' 不是数字。" in result.stderr
    assert "另有 2 个" in result.stderr
    assert "没有列 'x'。文件中的列：" in run("nps", path, "--column", "x", "--language", "zh").stderr
    for arguments, said in (
        (["nps", path, "--column", "s", "--compare", "a", "b"], "请先给出 --by"),
        (["nps", path, "--column", "s", "--by", "s", "--compare", "9", "?"], "没有分组 '?'"),
        (["sample-size", "nps"], "--margin 或 --difference，二者选一"),
        (["sample-size", "nps", "--margin", "3", "--share", "1"], "--share 用于 csat"),
        (["sample-size", "csat", "--margin", "3", "--share", "1", "--variance", "1"], "二者选一"),
        (["sample-size", "nps", "--margin", "1e-9"], "差别太小"),
    ):
        refused = run(*arguments, "--language", "zh")
        assert (refused.exit_code, said in refused.stderr) == (2, True), refused.stderr


def test_nothing_that_is_no_json() -> None:
    import numpy as np

    raw = {
        "a": [float("nan"), float("inf"), 1.5],
        2: (np.float64(3), np.int64(4)),
        "b": {"c": True, "d": None},
    }
    assert finite(raw) == {"a": [None, None, 1.5], "2": [3.0, 4], "b": {"c": True, "d": None}}


def test_every_command_is_declared_once() -> None:
    assert {path.removeprefix("analyze ") for path in COMMANDS} == {*CALLS, "sample-size"}


@pytest.mark.parametrize(
    "code",
    ["import improve.analyze.cli", *(f"import {target.split(':')[0]}" for _, target in COMMANDS.values())],
)
def test_commands_load_late(code: str) -> None:
    """No application and no database; scipy and pandas not before a command runs."""
    heavy = "flask", "sqlalchemy", "pandas", "scipy", "statsmodels"
    script = f"{code}\nimport sys\nprint([name for name in {heavy} if name in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert result.stdout.strip() == "[]"


def test_a_process_of_its_own(write: Any) -> None:
    """UTF-8 and an exit code, whatever the locale; no instance is made."""
    path = write("组,分\n甲,9\n乙,3\n")
    command = [
        sys.executable,
        "-m",
        "improve",
        "analyze",
        "nps",
        str(path),
        "--column",
        "分",
        "--by",
        "组",
        "--json",
    ]
    environment = {"PATH": "/usr/bin", "LC_ALL": "C", "IMPROVE_INSTANCE": str(path.parent / "instance")}
    result = subprocess.run(command, capture_output=True, cwd=ROOT, env=environment, check=False)
    assert result.returncode == 0, result.stderr
    assert [g["group"] for g in json.loads(result.stdout.decode("utf-8"))["groups"]] == ["甲", "乙"]
    assert result.stderr == b""
    assert not (path.parent / "instance").exists()
