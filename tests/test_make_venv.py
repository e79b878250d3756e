"""Before anything is installed, a machine that lacks something hears what, and keeps no half-made environment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / ".ci" / "make-venv"


def make_venv(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / ".venv" / "bin").mkdir(parents=True)  # what an interrupted attempt left
    return subprocess.run(
        ["/bin/sh", str(SCRIPT), ".venv", *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def fake_python(folder: Path, answer: str) -> str:
    """A program that answers every question with an exit code."""
    program = folder / "python-of-the-test"
    program.write_text(f"#!/bin/sh\n{answer}\n")
    program.chmod(0o755)
    return str(program)


def test_a_python_without_venv_names_the_package(tmp_path: Path) -> None:
    (tmp_path / "ensurepip.py").write_text("raise ImportError")
    done = make_venv(tmp_path, sys.executable, PYTHONPATH=str(tmp_path))
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert done.returncode == 1
    assert f"sudo apt-get install python{version}-venv" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_no_python_at_all_names_the_package(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("rm", "grep"):
        (tools / name).symlink_to(next(p for d in ("/bin", "/usr/bin") if (p := Path(d, name)).exists()))
    done = make_venv(tmp_path, PATH=str(tools))
    assert done.returncode == 1
    assert "sudo apt-get install python3 python3-venv" in done.stderr
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize("answer", ["exit 1", "echo 'pyenv: command not found' >&2; exit 127"])
def test_a_python_that_is_too_old_or_not_there_is_refused(tmp_path: Path, answer: str) -> None:
    python = fake_python(tmp_path, answer)
    done = make_venv(tmp_path, python)
    assert done.returncode == 1
    assert done.stderr == f"{python} is not a Python of version 3.11 or newer.\n"


def test_a_venv_that_cannot_be_made_leaves_nothing(tmp_path: Path) -> None:
    # It is new enough and has its modules, says `-c`; making the environment, `-m`, fails half-way.
    python = fake_python(tmp_path, '[ "$1" = -m ] && { mkdir -p .venv/bin; exit 1; }; exit 0')
    done = make_venv(tmp_path, python)
    assert done.returncode == 1
    assert not (tmp_path / ".venv").exists()
