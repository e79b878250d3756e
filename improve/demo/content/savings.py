"""What projects save, as data: claimed by their owners, looked at by finance."""

from __future__ import annotations

from dataclasses import dataclass

TREASURER = "孙丽"
YEARLY_COSTS = 4_800_000
COSTS_FROM = "去年账面：无锡拣货、上门维修与返工三项费用合计。"


@dataclass(frozen=True)
class SavingText:
    """A saving: claimed by the owner and decided by finance so many weeks ago (None: it waits).

    `value` is what one unit of the project's metric is worth, `times` how many such units there are a year.
    `validated` is what finance stands for; None with a `said` is a refusal.
    """

    project: str
    kind: str
    gross: int
    value: float
    times: float
    reason: str
    claimed: int
    cost: int = 0
    currency: str | None = None
    decided: int | None = None
    validated: int | None = None
    said: str = ""


SAVINGS = (
    SavingText(
        project="torque",
        kind="hard",
        gross=180_000,
        value=148,
        times=640,
        cost=12_000,
        reason="不良率每降一个百分点，一年少返工640台，每台工时和材料148元。",
        claimed=23,
        decided=20,
        validated=150_000,
        said="按返工工单和领料单核对，材料单价用上半年平均价。",
    ),
    SavingText(
        project="repair-slots",
        kind="hard",
        gross=400_000,
        value=96,
        times=260,
        cost=26_000,
        reason="按约上门每提高一个百分点，一年少跑260趟空程，每趟96元。短信平台费用已列入投入。",
        claimed=8,
        decided=6,
        validated=352_000,
        said="与外协结算单一致，旺季加价部分不计。",
    ),
    SavingText(
        project="gloves",
        kind="soft",
        gross=96_000,
        value=0.45,
        times=28_000,
        cost=8_400,
        reason="每小时多拣一行，一年2.8万工时，每行人工0.45元。",
        claimed=9,
        decided=7,
        validated=88_000,
        said="工时确有减少，但人员未减，计为间接节约。",
    ),
    SavingText(
        project="pick-lists",
        kind="hard",
        gross=130_000,
        value=1.8,
        times=9_400,
        cost=3_000,
        reason="每车少等一分钟按压车费1.8元计，一年9400车。",
        claimed=1,
    ),
    SavingText(
        project="carrier-slots",
        kind="hard",
        gross=52_000,
        value=0.6,
        times=5_200,
        currency="EUR",
        reason="Demurrage of 0.60 euros a minute, 5,200 trucks a year.",
        claimed=1,
    ),
    SavingText(
        project="forklift-paths",
        kind="avoided",
        gross=200_000,
        value=9_000,
        times=12,
        reason="每起险肇事件按9000元损失估算。",
        claimed=4,
        decided=3,
        said="损失金额是估算的，请附保险公司的赔付数据再申报。",
    ),
    SavingText(
        project="one-desk",
        kind="hard",
        gross=30_000,
        value=2_500,
        times=12,
        currency="EUR",
        reason="One desk less to staff, I thought; the days to booking went up instead.",
        claimed=19,
    ),
)
