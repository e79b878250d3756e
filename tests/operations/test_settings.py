"""Settings that cannot be used end every command before anything is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from improve import cli

pytestmark = pytest.mark.databases("sqlite")


@pytest.mark.parametrize(("name", "value"), [("NO_SUCH_THING", "1"), ("SMTP_PORT", "x"), ("SMTP_PORT", "")])
def test_a_bad_setting_is_named_and_nothing_is_written(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    value: str,
) -> None:
    instance = tmp_path / "instance"
    monkeypatch.setenv("IMPROVE_INSTANCE", str(instance))
    monkeypatch.setenv(f"IMPROVE_{name}", value)
    monkeypatch.setattr("sys.argv", ["improve", "users", "list"])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 2
    printed = capsys.readouterr()
    assert name in printed.err
    assert printed.out == ""
    assert not list(instance.glob("*"))
