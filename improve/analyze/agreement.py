"""`improve analyze agreement`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from improve.analyze.command import Report, analyze_command, reads_file
from improve.analyze.layout import cut, number, signed, table
from improve.analyze.source import Source, measured
from improve.analyze.words import reason, say
from improve.core.cells import Cell, CellError, as_text, excerpt
from improve.core.numbers import NumberReader
from improve.stats.agreement import agreement
from improve.stats.ranking import SEED, Ranking, Rating, rank

SHOWN = 20
_BRACKETS = re.compile(r"[\[(（【{](.*)[\])）】}]", re.DOTALL)
_BETWEEN_BRACKETS = re.compile(r"\s*[,;，；、|]\s*|\s+")
_BETWEEN = re.compile(r"\s*[;；|\n]\s*|,\s+|，|、")
_NOTHING = ("", "none", "null", "nan")


@dataclass(frozen=True, slots=True)
class Scores:
    """Ratings as (item, rater, score), and every item of the file in its order."""

    ratings: list[tuple[str, str | None, float]]
    items: list[str]


@analyze_command("agreement")
@reads_file
@click.option("--item", required=True, help="Column that names what is rated.")
@click.option("--score", required=True, help="Column with the score, or a list such as [10, 3, 1].")
@click.option("--rater", help="Column that names the reviewer.")
@click.option("--seed", type=click.IntRange(min=0), help="Seed of the draws behind the rank intervals.")
def command(
    *,
    file: Path,
    sheet: str | None,
    language: str,
    item: str,
    score: str,
    rater: str | None,
    seed: int | None,
) -> Report:
    """How far reviewers agree (alpha, ICC) and each item's mean, median, adjusted score and rank interval.

    With --rater the adjusted score takes each reviewer's severity out; without, or where that cannot be done,
    it is the mean. Ranks count from 1, the highest score.
    """
    source = Source.open(file, sheet, language)
    source.require(item, score, rater)
    scores = _scores(source, item, score, rater)
    by_item: dict[str, list[float]] = {name: [] for name in scores.items}
    for name, _, value in scores.ratings:
        by_item[name].append(value)
    found = agreement(list(by_item.values()))
    ranking: Ranking = rank(
        [Rating(name, who, value) for name, who, value in scores.ratings],
        items=scores.items,
        seed=SEED if seed is None else seed,
    )
    data: dict[str, Any] = {
        "read": len(source),
        "items": len(scores.items),
        "rated_items": found.rated_items,
        "raters": len({who for _, who, _ in scores.ratings}) if rater else None,
        "ratings": found.ratings,
        "mean": found.mean,
        "alpha": found.alpha,
        "icc_1k": found.icc.average if found.icc else None,
        "icc_1_1": found.icc.single if found.icc else None,
        "ratings_per_item": found.icc.k if found.icc else None,
        "adjusted_method": ranking.method,
        "adjusted_reason": ranking.reason,
        "adjusted": [
            {
                "item": ranked.item,
                "n": ranked.spread.n,
                "mean": ranked.spread.mean,
                "median": ranked.spread.median,
                "sd": ranked.spread.sd,
                "adjusted": ranked.adjusted,
                "rank_low": ranked.rank_low,
                "rank_high": ranked.rank_high,
            }
            for ranked in ranking.items
        ],
        "severity": [
            {"rater": severity.reviewer, "n": severity.n, "effect": severity.effect}
            for severity in ranking.severity
        ],
        "variance": {
            "item": ranking.variance_item,
            "rater": ranking.variance_reviewer,
            "residual": ranking.variance_residual,
        },
        "seed": ranking.seed if ranking.method == "additive" else None,
    }
    return Report(data, _lines(language, data), source.done())


def _scores(source: Source, item: str, score: str, rater: str | None) -> Scores:
    items = source.texts(item)
    raters = source.texts(rater) if rater else [None] * len(items)
    cells = source.table.column(score)
    reader = NumberReader.for_column(cells, delimiter=source.table.delimiter)
    ratings: list[tuple[str, str | None, float]] = []
    named: dict[str, None] = {}
    for place, (name, who, cell) in enumerate(zip(items, raters, cells, strict=True)):
        if name is not None:
            named.setdefault(name)
        try:
            values = parse_list(cell, reader)
        except CellError as error:
            source.note(place, score, error)
            continue
        if not values:
            continue
        if name is None:
            source.refuse(place, item, "no_item", "This row has a score and no item.")
        elif rater and who is None:
            source.refuse(place, rater, "no_rater", "This row has a score and no reviewer.")
        else:
            ratings += [(name, who, value) for value in values]
    return Scores(ratings, list(named))


def parse_list(cell: Cell, reader: NumberReader) -> list[float]:
    """The scores in a cell: one number, `[10, 3, 1]`, or numbers divided by semicolons; none for an empty one."""
    text = as_text(cell)
    listed = _BRACKETS.fullmatch(text)
    parts = _BETWEEN_BRACKETS.split(listed[1].strip()) if listed else _BETWEEN.split(text)
    values = []
    for part in parts:
        plain = part.strip().strip("\"'")
        if plain.lower() in _NOTHING and (listed or plain == ""):
            continue
        try:
            value = measured(reader, plain)
        except CellError as error:
            shown = excerpt(text)
            raise CellError("not_a_number", f"{shown!r} is not a score.", value=shown) from error
        if value is not None:
            values.append(value)
    return values


def _lines(language: str, data: dict[str, Any]) -> list[str]:
    lines = [
        say(
            language,
            "{rated} of {items} items rated, {ratings} ratings, mean {mean}",
            rated=number(data["rated_items"], 0),
            items=number(data["items"], 0),
            ratings=number(data["ratings"], 0),
            mean=number(data["mean"]),
        )
    ]
    if data["alpha"] is None and data["icc_1k"] is None:
        lines.append(say(language, "Agreement: too few items to say (10 are needed)."))
    else:
        lines.append(
            say(
                language,
                "Agreement: alpha {alpha}, ICC(1,k) {icc}",
                alpha=number(data["alpha"]),
                icc=number(data["icc_1k"]),
            )
        )
    if data["adjusted_reason"] is None:
        lines.append(say(language, "Adjusted scores allow for each reviewer's severity."))
    else:
        why = reason(language, data["adjusted_reason"])
        lines.append(say(language, "Adjusted scores equal the mean: {reason}", reason=why))
    lines += ["", *_items(language, data["adjusted"])]
    if any(severity["effect"] is not None for severity in data["severity"]):
        heading = [say(language, word) for word in ("reviewer", "ratings", "severity")]
        ordered = sorted(data["severity"], key=lambda s: s["effect"])
        rows = [[cut(s["rater"], 40), number(s["n"], 0), signed(s["effect"])] for s in ordered]
        lines += ["", *table([heading, *rows])]
    return lines


def _items(language: str, adjusted: list[dict[str, Any]]) -> list[str]:
    heading = [
        say(language, word) for word in ("item", "ratings", "mean", "median", "spread", "adjusted", "rank")
    ]
    ordered = sorted(adjusted, key=lambda a: -a["adjusted"] if a["adjusted"] is not None else float("inf"))
    rows = [
        [
            cut(a["item"], 40),
            number(a["n"], 0),
            *(number(a[name]) for name in ("mean", "median", "sd", "adjusted")),
            f"{a['rank_low']}-{a['rank_high']}" if a["rank_low"] is not None else "-",
        ]
        for a in ordered[:SHOWN]
    ]
    lines = table([heading, *rows])
    if len(ordered) > SHOWN:
        lines.append(say(language, "… {n} more", n=len(ordered) - SHOWN))
    return lines
