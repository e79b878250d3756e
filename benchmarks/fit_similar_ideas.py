"""Fitting the ranking of similar ideas, and judging it on titles that it was not fitted to.

    python benchmarks/fit_similar_ideas.py              # cross-validated figures
    python benchmarks/fit_similar_ideas.py --write      # fit on everything, store model.json

Titles: those of `../shared/golden/similar.json`, and as many made of its other ideas: typing errors (characters
that sound or look alike, dropped, doubled and swapped ones), beginnings, repeats. Folds are groups of titles about the
same ideas, so that no idea is in the folds that fit and in the one that judges. Both models are logistic regressions
with an L2 penalty (Newton's method); the threshold is the one that keeps most of what is found and still is
silent for `SILENT` of the titles without a match.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from improve.app import create_app  # noqa: E402
from improve.core.db import transaction  # noqa: E402
from improve.core.policy import SYSTEM  # noqa: E402
from improve.operations import migrations  # noqa: E402
from improve.suggestions import service  # noqa: E402
from improve.suggestions.queries import by_external_id  # noqa: E402
from improve.suggestions.similar import encoder, ranking, searching  # noqa: E402
from improve.suggestions.similar.features import FIRST, Side, first_features  # noqa: E402
from improve.suggestions.similar.jobs import renew_outdated  # noqa: E402
from improve.suggestions.similar.mistaken import alike  # noqa: E402
from improve.suggestions.similar.ranking import BACKGROUND, MOST, Candidate, Model  # noqa: E402
from improve.suggestions.similar.words import is_chinese  # noqa: E402
from improve.suggestions.values import ImportedSuggestion  # noqa: E402

GOLDEN = ROOT.parent / "shared" / "golden" / "similar.json"
LANGUAGES = {"zh": "zh_Hans", "en": "en"}
FOLDS = 5
PENALTY = 1.0
SILENT = 0.92
MADE = 60  # of each kind and language
Numbers = npt.NDArray[np.float64]


@dataclass
class Title:
    """A title being typed; `wanted` are ids of ideas. `group` keeps titles about the same ideas together."""

    text: str
    language: str
    kind: str
    wanted: frozenset[int]
    group: int = 0
    made: bool = False
    asked: Side | None = None
    candidates: list[Candidate] = field(default_factory=list)
    first: Numbers = field(default_factory=lambda: np.zeros((0, 0)))


# Titles


def mistyped(text: str, rnd: random.Random) -> str:
    """One to three slips: in Chinese mostly a character that sounds or looks alike, in English a letter."""
    characters = list(text)
    places = [n for n, c in enumerate(characters) if is_chinese(c) or (c.isascii() and c.isalpha())]
    for place in rnd.sample(places, min(len(places), rnd.choice((1, 1, 2, 2, 3)))):
        characters[place] = _slip(characters, place, rnd)
    return "".join(characters)


def _slip(characters: Sequence[str], place: int, rnd: random.Random) -> str:
    here = characters[place]
    following = characters[place + 1] if place + 1 < len(characters) else ""
    if is_chinese(here) and rnd.random() < 0.8:
        others = alike(here)
        # What is typed by sound is far more often a usual character: those of the first plane of GB 2312.
        usual = [c for c in others if c.encode("gb2312", "ignore") < b"\xd8\xa1"]
        return rnd.choice(sorted(usual)) if usual else here
    if is_chinese(here):
        return rnd.choice(("", here + here))
    if rnd.random() < 0.3:
        return ""
    if rnd.random() < 0.3:
        return here + here
    near = {
        "a": "e",
        "e": "i",
        "i": "e",
        "o": "u",
        "u": "o",
        "s": "z",
        "c": "k",
        "y": "i",
        "t": "r",
        "n": "m",
    }
    return near.get(here, following or here)


def titles(golden: dict[str, Any]) -> list[Title]:
    """The golden ones and ours, with their groups."""
    rnd = random.Random(11)
    found = [
        Title(query["text"], query["lang"], query["kind"], frozenset(query["matches"]))
        for query in golden["queries"]
    ]
    taken = frozenset().union(*(title.wanted for title in found))
    for language in LANGUAGES:
        free = [i for i in golden["ideas"] if i["lang"] == language and i["id"] not in taken]
        rnd.shuffle(free)
        for place, idea in enumerate(free[: 2 * MADE]):
            kind = "typo" if place < MADE else "partial"
            text = mistyped(idea["title"], rnd) if kind == "typo" else _beginning(idea["title"], rnd)
            found.append(Title(text, language, kind, frozenset({idea["id"]}), made=True))
    _group(found)
    return found


def _beginning(text: str, rnd: random.Random) -> str:
    return text[: max(4, int(len(text) * rnd.uniform(0.55, 0.9)))]


def _group(found: Sequence[Title]) -> None:
    """Titles that want the same idea are in one group; those that want none are each a group."""
    leader: dict[int, int] = {}
    for title in found:
        ids = sorted(title.wanted)
        known = {leader[i] for i in ids if i in leader}
        first = min(known, default=ids[0] if ids else 0)
        leader = {i: first if group in known else group for i, group in leader.items()}
        leader |= dict.fromkeys(ids, first)
    for place, title in enumerate(found):
        title.group = leader[min(title.wanted)] if title.wanted else -place


# Fitting


def fitted(rows: Numbers, wanted: Numbers, weights: Numbers) -> tuple[Numbers, float]:
    """Logistic regression: coefficients for the rows as they are, and the constant."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    scaled = np.column_stack([(rows - mean) / spread, np.ones(len(rows))])
    penalty = np.full(scaled.shape[1], PENALTY)
    penalty[-1] = 1e-6
    beta = np.zeros(scaled.shape[1])
    for _ in range(30):
        probable = 1 / (1 + np.exp(-np.clip(scaled @ beta, -30, 30)))
        gradient = scaled.T @ (weights * (probable - wanted)) + penalty * beta
        curve = (scaled * (weights * probable * (1 - probable) + 1e-9)[:, None]).T @ scaled + np.diag(penalty)
        step = np.linalg.solve(curve, gradient)
        beta -= step
        if np.abs(step).max() < 1e-6:
            break
    real = beta[:-1] / spread
    return real, float(beta[-1] - real @ mean)


def model_for(found: Sequence[Title]) -> Model:
    """Both stages and the threshold, fitted to these titles of one language."""
    rows = np.concatenate([title.first for title in found])
    wanted = np.concatenate([_wanted(title) for title in found])
    first, constant = fitted(rows, wanted, np.where(wanted > 0, 3.0, 1.0))
    scores = np.concatenate(
        [np.sort(title.first @ first + constant)[::-1][BACKGROUND : BACKGROUND + 1] for title in found]
    )
    draft = Model(
        first=tuple(first),
        first_constant=constant,
        second=(),
        second_constant=0.0,
        background=float(np.median(scores)),
        highest_background=float(np.quantile(scores, 0.95)),
        threshold=0.0,
    )
    looked = [_second(title, draft) for title in found]
    second_rows = np.concatenate([np.array(rows) for _ids, rows in looked if rows])
    second_wanted = np.array(
        [float(i in t.wanted) for t, (ids, _rows) in zip(found, looked, strict=True) for i in ids]
    )
    second, second_constant = fitted(second_rows, second_wanted, np.ones(len(second_rows)))
    model = _with(draft, second=tuple(second), second_constant=second_constant)
    return _with(model, threshold=_threshold(found, model))


def _with(model: Model, **changes: Any) -> Model:
    return Model(**{**model.__dict__, **changes})


def _wanted(title: Title) -> Numbers:
    return np.array([float(item.idea.suggestion_id in title.wanted) for item in title.candidates])


def _second(title: Title, model: Model) -> tuple[list[int], list[list[float]]]:
    if title.asked is None or not title.candidates:
        return [], []
    scored = ranking.first_stage(title.asked, title.candidates, model)
    rows = ranking.second_features(title.asked, scored, model)
    return [item.idea.suggestion_id for _score, item in scored[: len(rows)]], rows


def _answers(title: Title, model: Model) -> list[tuple[float, int]]:
    """Probability and id, best first, without the threshold."""
    if not title.candidates:
        return []
    ids, rows = _second(title, model)
    scores = [ranking.probability(float(np.dot(row, model.second)) + model.second_constant) for row in rows]
    return sorted(zip(scores, ids, strict=True), reverse=True)[:MOST]


def _threshold(found: Sequence[Title], model: Model) -> float:
    silent = sorted((_answers(title, model) or [(0.0, 0)])[0][0] for title in found if title.kind == "none")
    return round(min(max(silent[min(int(len(silent) * SILENT), len(silent) - 1)] + 1e-4, 0.15), 0.6), 3)


# Judging


def judge(found: Sequence[Title]) -> None:
    """Print what cross-validation says, per kind and language: recall among five, and the first match."""
    rows: defaultdict[tuple[str, str, bool], list[tuple[float, bool]]] = defaultdict(list)
    for language in LANGUAGES:
        mine = [title for title in found if title.language == language]
        groups = sorted({title.group for title in mine})
        random.Random(3).shuffle(groups)
        for fold in range(FOLDS):
            out = set(groups[fold::FOLDS])
            model = model_for([title for title in mine if title.group not in out])
            for title in mine:
                if title.group in out:
                    rows[title.kind, language, title.made].append(_judged(title, model))
    print(f"{'kind':<12} {'language':<9} {'titles of':<10} {'n':>4} {'recall@5':>9} {'first':>6}")
    for (kind, language, made), judged in sorted(rows.items()):
        recall, first = np.mean([r for r, _f in judged]), np.mean([f for _r, f in judged])
        print(
            f"{kind:<12} {language:<9} {'ours' if made else 'golden':<10} {len(judged):>4} {recall:>9.3f} {first:>6.3f}"
        )
    golden = [
        r for (kind, _l, made), judged in rows.items() if kind != "none" and not made for r, _f in judged
    ]
    print(f"all golden: {np.mean(golden):.3f}")


def _judged(title: Title, model: Model) -> tuple[float, bool]:
    offered = [i for score, i in _answers(title, model) if score >= model.threshold]
    if not title.wanted:
        return float(not offered), False
    return len(title.wanted & set(offered)) / len(title.wanted), bool(offered) and offered[0] in title.wanted


# Running


def prepared(golden: dict[str, Any]) -> Iterator[Title]:
    """The titles with their candidates and the numbers about them, as the product makes them."""
    ideas = [
        ImportedSuggestion(title=i["title"], problem=i["body"], external_id=str(i["id"]))
        for i in golden["ideas"]
    ]
    with transaction():
        service.import_suggestions(ideas, by=SYSTEM)
    renew_outdated()
    numbers = by_external_id(str(idea["id"]) for idea in golden["ideas"])
    for title in titles(golden):
        asked, rows = searching.looked_up(SYSTEM, title.text, title.language)
        title.asked = asked
        title.candidates = searching.compared(asked, rows) if rows else []
        title.wanted = frozenset(numbers[str(i)] for i in title.wanted)
        title.first = np.array(
            [first_features(asked, c.idea, c.title_cosine, c.whole_cosine) for c in title.candidates]
        ).reshape(-1, len(FIRST))
        yield title


def remembered(
    encode: Callable[[Sequence[str]], encoder.Vector],
) -> Callable[[Sequence[str]], encoder.Vector]:
    """The same rests of titles come again with each fold."""
    known: dict[str, encoder.Vector] = {}

    def vectors(texts: Sequence[str]) -> encoder.Vector:
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known.update(zip(new, encode(new), strict=True))
        return np.stack([known[text] for text in texts])

    return vectors


def main() -> None:
    """Judge, and write when asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--write", action="store_true", help="store the model fitted on all titles")
    options = parser.parse_args()
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="improve-fit-") as folder:
        app = create_app({"INSTANCE": folder, "DATABASE_URL": ""})
        logging.getLogger("alembic").setLevel(logging.WARNING)
        with app.app_context():
            migrations.upgrade()
            ranking.encoder.vectors = remembered(encoder.vectors)  # type: ignore[attr-defined]
            found = list(prepared(golden))
            judge(found)
            if options.write:
                _write(found)


def _write(found: Sequence[Title]) -> None:
    stored = {}
    for language in LANGUAGES:
        model = model_for([title for title in found if title.language == language])
        stored[language] = {
            name: [round(float(v), 4) for v in value] if isinstance(value, tuple) else round(float(value), 4)
            for name, value in model.__dict__.items()
        }
    ranking.FILE.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
