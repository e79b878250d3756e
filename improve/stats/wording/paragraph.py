"""What is said about a verdict and in which order; the words are those of the language."""

from __future__ import annotations

from typing import Literal, TypeAlias

from improve.stats.change import Verdict
from improve.stats.run_rules import Direction
from improve.stats.wording.chinese import Chinese
from improve.stats.wording.english import English
from improve.stats.wording.figures import Figures
from improve.stats.wording.words import Period, Words

Language: TypeAlias = Literal["en", "zh_Hans"]

# With fewer readings a slow drift that simply goes on is taken for an effect too often.
_SAFE_FROM_DRIFT = 24


def change_sentence(
    verdict: Verdict,
    *,
    metric: str | None,
    unit: str | None,
    changed_on: str | None,
    language: Language,
    period: Period | None = None,
) -> str:
    """The verdict in words: size, interval, points, what the chart shows, and one sentence for each caution.

    `metric` and `unit` are names as people write them ("Waiting time at dock 2", "minutes"), `changed_on` is the date or
    period already in the reader's format, `period` what one point stands for. Each may be unknown.
    """
    speaker = Chinese if language == "zh_Hans" else English
    words: Words = speaker(metric=metric, unit=unit, changed_on=changed_on, period=period)
    effect = verdict.effect
    if effect is None or verdict.mean_before is None or verdict.mean_after is None:
        return words.join([words.not_enough(verdict)])
    figures = Figures.of(effect, verdict.mean_before, verdict.mean_after)
    if verdict.verdict == "no_change_shown":
        parts = [words.no_change(verdict, figures)]
        parts += [words.OPPOSED] if verdict.is_opposed else _reasons(verdict, words)
        if verdict.smallest_useful is not None:
            parts.append(words.useful(verdict, verdict.smallest_useful))
    else:
        going: Direction = "up" if effect.difference > 0 else "down"
        parts = [words.moved(verdict, figures, going), words.chart_shows(verdict, going), words.NOT_THE_CAUSE]
    return words.join(parts + _cautions(verdict, words))


def _reasons(verdict: Verdict, words: Words) -> list[str]:
    return [words.REASONS[flag] for flag in verdict.flags if flag in words.REASONS]


def _cautions(verdict: Verdict, words: Words) -> list[str]:
    effect = verdict.effect
    cautions = [words.CAUTIONS[flag] for flag in verdict.flags if flag in words.CAUTIONS]
    if "baseline_trend" in verdict.flags:
        against_trend = effect is not None and effect.method == "its_average_effect"
        cautions.append(words.TREND_ALLOWED_FOR if against_trend else words.TREND_NOT_ALLOWED_FOR)
    elif verdict.verdict != "no_change_shown" and verdict.n_before < _SAFE_FROM_DRIFT:
        cautions.append(words.drift(verdict))
    return cautions
