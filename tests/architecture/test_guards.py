"""Every agreement holds in the real tree, and each guard catches the defect planted for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.architecture import guards

ROOT = Path(__file__).resolve().parents[2]
Guard = Callable[[Path], Iterator[str]]

MANIFEST = 'from improve.web.features import Feature\n\nfeature = Feature(name="{name}", summary="", requires={requires})\n'

# guard -> a small tree that breaks it: path -> content
SEEDS: dict[str, dict[str, str]] = {
    "undeclared_dependencies": {
        "improve/a/feature.py": MANIFEST.format(name="a", requires="()"),
        "improve/b/feature.py": MANIFEST.format(name="b", requires="()"),
        "improve/a/service.py": "from improve.b.models import Thing\n",
    },
    "unused_requirements": {
        "improve/a/feature.py": MANIFEST.format(name="a", requires='("b",)'),
        "improve/b/feature.py": MANIFEST.format(name="b", requires="()"),
    },
    "back_doors": {
        "improve/a/feature.py": MANIFEST.format(name="a", requires='("b",)'),
        "improve/b/feature.py": MANIFEST.format(name="b", requires="()"),
        "improve/a/service.py": "from improve.b.rules import check\n",
    },
    "circles": {
        "improve/a/feature.py": MANIFEST.format(name="a", requires='("b",)'),
        "improve/b/feature.py": MANIFEST.format(name="b", requires='("a",)'),
    },
    "late_imports": {"improve/a/service.py": "def act():\n    import json\n    return json\n"},
    "upward_imports": {
        "improve/a/feature.py": MANIFEST.format(name="a", requires="()"),
        "improve/a/queries.py": "from improve.a.views import blueprint\n",
    },
    "impure_rules": {
        "improve/a/feature.py": MANIFEST.format(name="a", requires="()"),
        "improve/a/rules.py": "from improve.core.clock import now\n",
    },
    "impure_statistics": {"improve/stats/nps.py": "from improve.core.db import db\n"},
    "stray_commits": {"improve/a/service.py": "def act(session):\n    session.commit()\n"},
    "hidden_languages": {"improve/a/views.py": "from flask import g\ng.language = 'en'\n"},
    "outbound_calls": {"improve/a/service.py": "import urllib.request\n"},
    "weak_randomness": {"improve/a/service.py": "import random\n"},
    "inline_code": {"templates/a/x.html": '<p style="color:red">x</p>\n'},
    "shadowed_frames": {
        "improve/a/views.py": "def show():\n    return render_template('a/x.html', theme='paint')\n"
    },
    "orphan_templates": {"templates/a/lost.html": "<p></p>\n", "improve/a/views.py": ""},
    "untranslatable": {"templates/a/x.html": "<p>Hello there</p>\n"},
    "unlocked_libraries": {
        "improve/a/service.py": "import rjieba\nimport flask\n",
        "requirements.lock": "flask==3.1.0 \\\n",
    },
    "generic_files": {"improve/a/utils.py": ""},
}
ALL: list[Guard] = [getattr(guards, name) for name in SEEDS]


@pytest.mark.parametrize("guard", ALL, ids=lambda guard: guard.__name__)
def test_the_agreement_holds(guard: Guard) -> None:
    assert list(guard(ROOT)) == []


@pytest.mark.parametrize("guard", ALL, ids=lambda guard: guard.__name__)
def test_the_planted_defect_is_caught(guard: Guard, tmp_path: Path) -> None:
    for path, content in SEEDS[guard.__name__].items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    (tmp_path / "improve").mkdir(exist_ok=True)
    (tmp_path / "templates").mkdir(exist_ok=True)
    assert list(guard(tmp_path)) != []
