"""What the surveys to begin with are made of: standard texts, scores and follow-ups, in each language."""

from __future__ import annotations

from dataclasses import dataclass

from improve.core.localized import Localized
from improve.core.messages import LazyText
from improve.surveys.values.kinds import Group, Kind
from improve.surveys.values.questions import Spec


@dataclass(frozen=True)
class Starter:
    """A template: what it is for, and its questions and texts."""

    name: LazyText
    purpose: LazyText
    title: Localized
    thanks: Localized
    questions: tuple[Spec, ...]


THANKS = Localized(
    en="Your answer helps us to improve. You can close this page.",
    zh_Hans="您的回答会用来改进我们的工作。现在可以关闭本页。",
)
HINT = Localized(
    en="You may leave this empty. Please write no names, phone or card numbers.",
    zh_Hans="可不填。请不要写姓名、电话或证件号码。",
)

# What the two ends of a scale are called, low before high.
NAMES_OF_ENDS: dict[Kind, tuple[Localized, Localized]] = {
    Kind.NPS: (
        Localized(en="not at all likely", zh_Hans="完全不可能"),
        Localized(en="extremely likely", zh_Hans="非常可能"),
    ),
    Kind.CSAT: (
        Localized(en="very dissatisfied", zh_Hans="非常不满意"),
        Localized(en="very satisfied", zh_Hans="非常满意"),
    ),
    Kind.CES: (
        Localized(en="strongly disagree", zh_Hans="非常不同意"),
        Localized(en="strongly agree", zh_Hans="非常同意"),
    ),
}


# The five steps of satisfaction in words, low before high.
STEPS = (
    Localized(en="Very dissatisfied", zh_Hans="非常不满意"),
    Localized(en="Dissatisfied", zh_Hans="不满意"),
    Localized(en="Neither", zh_Hans="一般"),
    Localized(en="Satisfied", zh_Hans="满意"),
    Localized(en="Very satisfied", zh_Hans="非常满意"),
)


def score(code: str, kind: Kind, text: Localized) -> Spec:
    low, high = NAMES_OF_ENDS[kind]
    return Spec(
        code=code,
        kind=kind,
        text=text,
        is_required=True,
        offers_not_sure=True,
        low_label=low,
        high_label=high,
    )


def why(about: str, *, high: Localized, middle: Localized, low: Localized) -> Spec:
    return Spec(
        code="why",
        kind=Kind.LONG_TEXT,
        text=Localized(en="What is the main reason for your answer?", zh_Hans="您这样回答的主要原因是什么？"),
        hint=HINT,
        about=about,
        wording={Group.HIGH: high, Group.MIDDLE: middle, Group.LOW: low},
    )
