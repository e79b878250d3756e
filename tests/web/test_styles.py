"""What holds for every stylesheet of ours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import improve
from improve.web.assets import asset

SHEETS = sorted((Path(improve.__file__).parent / "static" / "css").glob("*.css"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_dark_colors_are_for_screens_alone(sheet: Path) -> None:
    """A page that is printed from a dark screen would be light on white."""
    text = sheet.read_text()
    dark = re.findall(r"@media([^{]*)prefers-color-scheme:\s*dark", text)
    assert all("screen" in condition for condition in dark)
    for found in re.finditer(r"\[data-bs-theme=dark\]\{", text):
        assert text[: found.start()].endswith("@media screen{")


@pytest.mark.parametrize("name", ["vendor/bootstrap.min.css", *(f"css/{sheet.name}" for sheet in SHEETS)])
def test_no_sheet_asks_for_a_picture_that_the_policy_blocks(name: str) -> None:
    """The content security policy has no exception for `data:`."""
    served = asset(name)
    assert served is not None
    assert b"data:" not in served.content
