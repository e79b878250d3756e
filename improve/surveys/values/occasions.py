"""Surveys to begin with for particular occasions: colleagues, a training, a process, after a complaint."""

from __future__ import annotations

from improve.core.localized import Localized
from improve.core.messages import _l
from improve.surveys.logic.paths import laid_out
from improve.surveys.values.kinds import Kind
from improve.surveys.values.questions import Choice, Spec
from improve.surveys.values.standard import HINT, THANKS, Starter, score, why

INSIDE = Localized(
    en="Thank you. What comes of this survey is told to everybody who was asked.",
    zh_Hans="谢谢。本次调查的结果和后续措施会告知所有参与者。",
)
AGREEMENT = (
    Choice("a1", Localized(en="Strongly disagree", zh_Hans="非常不同意")),
    Choice("a2", Localized(en="Disagree", zh_Hans="不同意")),
    Choice("a3", Localized(en="Neither", zh_Hans="一般")),
    Choice("a4", Localized(en="Agree", zh_Hans="同意")),
    Choice("a5", Localized(en="Strongly agree", zh_Hans="非常同意")),
)


def _row(code: str, en: str, zh: str) -> Choice:
    return Choice(code, Localized(en=en, zh_Hans=zh))


EMPLOYEES = Starter(
    name=_l("Colleagues (eNPS)"),
    purpose=_l("Whether colleagues would recommend working here, and what would have to change. Anonymous."),
    title=Localized(en="Working here", zh_Hans="在这里工作"),
    thanks=INSIDE,
    questions=laid_out(
        (
            score(
                "enps",
                Kind.NPS,
                Localized(
                    en="How likely are you to recommend us to friends as a place to work?",
                    zh_Hans="您有多大可能推荐朋友来这里工作？",
                ),
            ),
            why(
                "enps",
                high=Localized(
                    en="What do you like most about working here?", zh_Hans="在这里工作，您最满意的是什么？"
                ),
                middle=Localized(en="What would make it a 9 or 10?", zh_Hans="怎样做，您会打9分或10分？"),
                low=Localized(en="What would have to change first?", zh_Hans="最先应该改变的是什么？"),
            ),
        )
    ),
)

TRAINING = Starter(
    name=_l("Training"),
    purpose=_l("Right after a training: what it was worth, line by line, and what will be used at work."),
    title=Localized(en="Your training", zh_Hans="培训评价"),
    thanks=THANKS,
    questions=laid_out(
        (
            score(
                "csat",
                Kind.CSAT,
                Localized(en="How satisfied are you with this training?", zh_Hans="您对本次培训满意吗？"),
            ),
            Spec(
                code="views",
                kind=Kind.MATRIX,
                text=Localized(en="How far do you agree?", zh_Hans="您是否同意以下说法？"),
                rows=(
                    _row("use", "I can use what I learned at work.", "学到的内容能用在工作中。"),
                    _row("clear", "It was explained clearly.", "讲解清楚明白。"),
                    _row("pace", "The pace was right for me.", "节奏适合我。"),
                    _row("practice", "There was enough practice.", "练习的机会足够。"),
                ),
                choices=AGREEMENT,
                offers_not_sure=True,
            ),
            Spec(
                code="apply",
                kind=Kind.YES_NO,
                text=Localized(
                    en="Will you use something of it within the next four weeks?",
                    zh_Hans="今后四周内，您会用上其中的内容吗？",
                ),
            ),
            Spec(
                code="hinders",
                kind=Kind.LONG_TEXT,
                text=Localized(en="What keeps you from using it?", zh_Hans="是什么让您用不上？"),
                hint=HINT,
                show_if='apply = "n"',
            ),
        )
    ),
)

PROCESS = Starter(
    name=_l("Difficulty of a process"),
    purpose=_l("Where a process costs colleagues effort: a score, the hardest step, and the time lost."),
    title=Localized(en="How hard is this process?", zh_Hans="这个流程难不难？"),
    thanks=INSIDE,
    questions=laid_out(
        (
            score(
                "ces",
                Kind.CES,
                Localized(
                    en="How far do you agree: this process lets me get my work done easily?",
                    zh_Hans="“这个流程让我轻松完成工作”，您同意吗？",
                ),
            ),
            Spec(
                code="step",
                kind=Kind.CHOICE,
                text=Localized(en="Which step costs the most effort?", zh_Hans="哪一步最费力？"),
                choices=(
                    _row("find", "Finding out what to do", "弄清该怎么做"),
                    _row("fill", "Filling in forms", "填写表单"),
                    _row("wait", "Waiting for others", "等待他人处理"),
                    _row("redo", "Doing things again", "返工"),
                ),
                offers_other=True,
            ),
            Spec(
                code="minutes",
                kind=Kind.NUMBER,
                text=Localized(
                    en="How many minutes does it cost you in a usual week?",
                    zh_Hans="平均每周在这上面多花多少分钟？",
                ),
                least="0",
                most="3000",
                is_whole=True,
            ),
            Spec(
                code="idea",
                kind=Kind.LONG_TEXT,
                text=Localized(en="What would make it easier?", zh_Hans="怎样会更轻松？"),
                hint=HINT,
                about="ces",
            ),
        )
    ),
)

COMPLAINT = Starter(
    name=_l("After a complaint"),
    purpose=_l("Two days after a complaint was settled: whether it is, and what is still open."),
    title=Localized(en="Your complaint", zh_Hans="投诉处理回访"),
    thanks=THANKS,
    questions=laid_out(
        (
            score(
                "csat",
                Kind.CSAT,
                Localized(
                    en="How satisfied are you with how we handled your complaint?",
                    zh_Hans="您对这次投诉的处理满意吗？",
                ),
            ),
            Spec(
                code="solved",
                kind=Kind.CHOICE,
                text=Localized(en="Is the matter settled for you?", zh_Hans="您的问题解决了吗？"),
                choices=(
                    _row("yes", "Yes, entirely", "完全解决"),
                    _row("partly", "In part", "部分解决"),
                    _row("no", "No", "没有解决"),
                ),
                is_required=True,
            ),
            Spec(
                code="open",
                kind=Kind.LONG_TEXT,
                text=Localized(en="What is still open?", zh_Hans="还有什么没有解决？"),
                hint=HINT,
                about="csat",
                show_if='solved in ("partly", "no")',
            ),
        )
    ),
)
