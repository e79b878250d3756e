"""Fitting the ranking of similar ideas, and judging it on titles that it was not fitted to.

    python benchmarks/fit_similar_ideas.py              # cross-validated figures, and fitted on ours alone
    python benchmarks/fit_similar_ideas.py --write      # fit on everything, store model.json

Titles: those of `../shared/golden/similar.json`, those of `similar_titles.txt`, which we wrote about the same ideas, and as
many made of both: typing errors (characters that sound or look alike, dropped, doubled and swapped ones) and beginnings.
Besides, the title of each idea is asked for beside all other ideas: what people really wish about the same things.
Folds are groups of titles about the same ideas, so that no idea is in the folds that fit and in the one that judges. Both
models are logistic regressions with an L2 penalty (Newton's method); the threshold is the one that keeps most of what is
found and still is silent for `SILENT` of the titles without a match, those of others counting as much as all of ours.
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
OURS = Path(__file__).with_name("similar_titles.txt")
LANGUAGES = {"zh": "zh_Hans", "en": "en"}
FOLDS = 5
PENALTY = 1.0
SILENT = 0.92
MADE = 50  # of each kind and language, from titles of ideas and from our own
OTHERS = 0.5  # how much the titles of the other ideas count
Numbers = npt.NDArray[np.float64]
Judged = tuple[float, float, float]  # recall or silence, first match, recall without a threshold


@dataclass
class Title:
    """A title being typed; `wanted` are ids of ideas. `group` keeps titles about the same ideas together."""

    text: str
    language: str
    kind: str
    wanted: frozenset[int]
    source: str  # golden, ours, made, ideas
    group: int = 0
    itself: int = 0  # the idea that has this title, and is not to be found
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
    """The golden ones, ours, those made, and the titles of the ideas themselves, with their groups."""
    rnd = random.Random(11)
    found = [
        Title(query["text"], query["lang"], query["kind"], frozenset(query["matches"]), "golden")
        for query in golden["queries"]
    ]
    ours = list(_ours())
    same = _same([*found, *ours])
    found += ours
    asked = frozenset().union(*(title.wanted for title in found if title.source == "golden"))
    for language in LANGUAGES:
        ideas = [i for i in golden["ideas"] if i["lang"] == language and i["id"] not in asked]
        plain = [(i["title"], same.get(i["id"], frozenset({i["id"]}))) for i in ideas]
        written = [(t.text, t.wanted) for t in ours if t.language == language and t.kind == "paraphrase"]
        for texts in (plain, written):
            for place, (text, wanted) in enumerate(rnd.sample(texts, 2 * MADE)):
                kind = "typo" if place < MADE else "partial"
                text = mistyped(text, rnd) if kind == "typo" else _beginning(text, rnd)
                found.append(Title(text, language, kind, wanted, "made"))
    for idea in golden["ideas"]:
        others = same.get(idea["id"], frozenset()) - {idea["id"]}
        found.append(Title(idea["title"], idea["lang"], "other", others, "ideas", itself=idea["id"]))
    _group(found)
    return found


def _ours() -> Iterator[Title]:
    for line in OURS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            ids, kind, text = line.split("\t")
            wanted = frozenset(int(i) for i in ids.split(",") if i != "0")
            yield Title(text, "zh" if any(map(is_chinese, text)) else "en", kind, wanted, "ours")


def _same(found: Sequence[Title]) -> dict[int, frozenset[int]]:
    """For each idea those that are wanted together with it: they say the same."""
    same: dict[int, frozenset[int]] = {}
    for title in found:
        for i in title.wanted:
            same[i] = same.get(i, frozenset()) | title.wanted
    return same


def _beginning(text: str, rnd: random.Random) -> str:
    return text[: max(4, int(len(text) * rnd.uniform(0.55, 0.9)))]


def _group(found: Sequence[Title]) -> None:
    """Titles that want the same idea are in one group; those that want none are each a group."""
    leader: dict[int, int] = {}
    for title in found:
        ids = sorted(title.wanted | ({title.itself} - {0}))
        known = {leader[i] for i in ids if i in leader}
        first = min(known, default=ids[0] if ids else 0)
        leader = {i: first if group in known else group for i, group in leader.items()}
        leader |= dict.fromkeys(ids, first)
    for place, title in enumerate(found):
        title.group = leader[min(title.wanted)] if title.wanted else leader.get(title.itself, -place)


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
    known = [title for title in found if title.candidates]
    rows = np.concatenate([title.first for title in known])
    wanted = np.concatenate([_wanted(title) for title in known])
    counts = np.concatenate([np.full(len(title.candidates), _counts(title)) for title in known])
    first, constant = fitted(rows, wanted, counts * np.where(wanted > 0, 3.0, 1.0))
    scores = np.concatenate(
        [np.sort(title.first @ first + constant)[::-1][BACKGROUND : BACKGROUND + 1] for title in known]
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
    looked = [_second(title, draft) for title in known]
    second_rows = np.concatenate([np.array(rows) for _ids, rows in looked])
    pairs = [(i in t.wanted, _counts(t)) for t, (ids, _rows) in zip(known, looked, strict=True) for i in ids]
    second_wanted, second_counts = np.array(pairs, dtype=float).T
    second, second_constant = fitted(second_rows, second_wanted, second_counts)
    model = _with(draft, second=tuple(second), second_constant=second_constant)
    return _with(model, threshold=_threshold(found, model))


def _counts(title: Title) -> float:
    return OTHERS if title.source == "ideas" else 1.0


def _with(model: Model, **changes: Any) -> Model:
    return Model(**{**model.__dict__, **changes})


def _wanted(title: Title) -> Numbers:
    return np.array([float(item.idea.suggestion_id in title.wanted) for item in title.candidates])


def _second(title: Title, model: Model) -> tuple[list[int], list[list[float]]]:
    if title.asked is None or not title.candidates:
        return [], []
    scored = ranking.first_stage(title.asked, title.candidates, model)
    rows = ranking.second_features(title.asked, scored, model)
    return [found.candidate.idea.suggestion_id for found in scored[: len(rows)]], rows


def _answers(title: Title, model: Model) -> list[tuple[float, int]]:
    """Probability and id, best first, without the threshold."""
    if not title.candidates:
        return []
    ids, rows = _second(title, model)
    scores = [ranking.probability(float(np.dot(row, model.second)) + model.second_constant) for row in rows]
    return sorted(zip(scores, ids, strict=True), reverse=True)[:MOST]


def _threshold(found: Sequence[Title], model: Model) -> float:
    none = [title for title in found if title.kind == "none"]
    golden = sum(title.source == "golden" for title in none)
    share = (len(none) - golden) / golden if golden else 1.0
    weighed = sorted(
        ((_answers(title, model) or [(0.0, 0)])[0][0], share if title.source == "golden" else 1.0)
        for title in none
    )
    total, said = sum(weight for _score, weight in weighed), 0.0
    score = 0.0
    for score, weight in weighed:  # noqa: B007  the score that is reached is used
        said += weight
        if said >= total * SILENT:
            break
    return round(min(max(score + 1e-4, 0.1), 0.7), 3)


# Judging


def judge(found: Sequence[Title]) -> None:
    """Print per kind and language: recall among five, and the first match, cross-validated and fitted on ours alone."""
    folded: dict[int, Judged] = {}
    alone: dict[int, Judged] = {}
    for language in LANGUAGES:
        mine = [title for title in found if title.language == language]
        groups = sorted({title.group for title in mine})
        random.Random(3).shuffle(groups)
        for fold in range(FOLDS):
            out = set(groups[fold::FOLDS])
            model = model_for([title for title in mine if title.group not in out])
            folded |= {id(title): _judged(title, model) for title in mine if title.group in out}
        model = model_for([title for title in mine if title.source != "golden"])
        alone |= {id(title): _judged(title, model) for title in mine if title.source == "golden"}
    _print("cross-validated", [(title, folded[id(title)]) for title in found if title.kind != "other"])
    _print("fitted on ours", [(title, alone[id(title)]) for title in found if title.source == "golden"])


def _print(name: str, judged: Sequence[tuple[Title, Judged]]) -> None:
    rows: defaultdict[tuple[str, str, str], list[Judged]] = defaultdict(list)
    for title, row in judged:
        rows[title.source, title.kind, title.language].append(row)
        if title.kind != "none":
            rows[title.source, "all", ""].append(row)
    print(f"{name:<24} {'language':<9} {'n':>4} {'recall@5':>9} {'first':>6} {'no threshold':>13}")
    for (source, kind, language), found in sorted(rows.items()):
        recall, first, anyhow = np.mean(found, axis=0)
        print(
            f"{source + ' ' + kind:<24} {language:<9} {len(found):>4} {recall:>9.3f} {first:>6.3f} {anyhow:>13.3f}"
        )


def _judged(title: Title, model: Model) -> Judged:
    answers = _answers(title, model)
    offered = [i for score, i in answers if score >= model.threshold]
    if not title.wanted:
        return float(not offered), 0.0, 0.0
    anyhow = len(title.wanted & {i for _score, i in answers}) / len(title.wanted)
    recall = len(title.wanted & set(offered)) / len(title.wanted)
    return recall, float(bool(offered) and offered[0] in title.wanted), anyhow


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
        without = numbers.get(str(title.itself))
        readings, rows = searching.looked_up(SYSTEM, title.text, title.language, without=without)
        title.asked, title.candidates = searching.compared(readings, rows) if rows else (readings[-1], [])
        title.wanted = frozenset(numbers[str(i)] for i in title.wanted)
        title.first = np.array(
            [first_features(title.asked, c.idea, c.title_cosine, c.whole_cosine) for c in title.candidates]
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
