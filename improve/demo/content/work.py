"""How projects are worked on, as data: causes, rollout, actions, what became the standard and where it went."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ActionText:
    """Something to do: `added` and `due` in days before today (negative: to come), `done` as well."""

    title: str
    who: str
    added: int
    due: int
    done: int | None = None
    blocker: str = ""


@dataclass(frozen=True)
class WorkText:
    """The work of a project. `steps`: entry and exit criteria of the rollout's steps with what showed that they
    held; a step is entered when it has a first proof, and left when it has a second.
    """

    evidence: str = ""
    whys: tuple[str, ...] = ()
    bones: tuple[tuple[str, str], ...] = ()
    counted: str = ""
    counts: str = ""
    root_cause: str = ""
    steps: tuple[tuple[str, str, str, str, str], ...] = ()
    actions: tuple[ActionText, ...] = ()
    standard: str = ""
    training: str = ""
    spread: tuple[tuple[str, str, int, bool], ...] = field(default=())


WORK: dict[str, WorkText] = {
    "pick-lists": WorkText(
        evidence="7月跟单42趟：每单平均走310米，其中近一半是回头路。拣货单按入库时间排，不按货位。",
        whys=(
            "卡车等待久",
            "拣货完成得晚",
            "拣货员走回头路",
            "拣货单不按行走路线排",
            "系统默认按入库时间打印",
        ),
        bones=(
            ("method", "拣货单按入库时间排序\n没有固定的行走路线"),
            ("machine", "只有两台打印机"),
            ("people", "新员工不熟悉货位"),
            ("material", "缺货时要来回找"),
        ),
        counted="7月42趟跟单中卡车等待的原因",
        counts="拣货单顺序\t23\n缺货\t8\n打印排队\t5\n月台占用\t4\n单据不全\t2",
        root_cause="拣货单的打印顺序与行走路线无关。",
        steps=(
            ("diagnose", "有跟单数据", "根本原因有数据支持", "42趟跟单记录", "帕累托：顺序占一半以上"),
            ("design", "原因已确认", "新顺序由三名拣货员走通", "例会纪要", "三人各走两趟，没有回头路"),
            ("test", "测量计划完整，两个班已培训", "八周没有新增差错", "培训签到表", ""),
            ("launch", "结论为“有改善”且决定推广", "所有班次使用一个月", "", ""),
        ),
        actions=(
            ActionText("在系统里加一列货位顺序", "汪洁", 90, 84, 85),
            ActionText("两个班各培训20分钟", "汪洁", 84, 78, 78),
            ActionText("每周抽查10张拣货单的顺序", "汪洁", 21, -3),
        ),
    ),
    "handover": WorkText(
        evidence="上季度早班因交接不清停线9次，共310分钟。",
        whys=("早班不知道夜班改了参数", "交接单写了四页，没人看完", "格式要求抄全部记录"),
        root_cause="交接单不区分变化与常规。",
        steps=(
            ("diagnose", "有停线记录", "原因由两个班确认", "停线台账", "两个班长签字"),
            ("design", "原因已确认", "一页样单试写三次", "班长会", "样单第三版"),
            ("test", "测量计划完整", "四周内没有漏项", "", ""),
        ),
        actions=(
            ActionText("印200张一页交接单", "高翔", 12, 4, 5),
            ActionText("夜班班长讲解10分钟", "高翔", 9, 1, 1),
            ActionText("班前会上逐条念一遍变化", "周建华", 6, 0),
            ActionText("把旧表从机台旁收走", "高翔", 6, 2, None, "旧表还有客户审核要用，等质量部确认。"),
        ),
    ),
    "clipboard": WorkText(
        actions=(
            ActionText("给12台拣货车装写字板", "汪洁", 30, 24, 24),
            ActionText("量一量写字板会不会挡住扫码枪", "谢芳", 8, 1),
        ),
    ),
    "floor-scale": WorkText(
        evidence="In September 14 of 96 mixed pallets were weighed only after wrapping and had to be opened again.",
        whys=(
            "Pallets are opened again",
            "They are too heavy",
            "Nobody weighs before wrapping",
            "The scale is in hall 2",
        ),
        root_cause="The scale stands behind the wrapper.",
        steps=(
            (
                "diagnose",
                "Reopened pallets are counted",
                "The cause is agreed",
                "Tally sheet, September",
                "Shift meeting",
            ),
            (
                "design",
                "The cause is agreed",
                "The new place is marked",
                "Shift meeting",
                "Yellow frame painted",
            ),
            ("test", "The plan is complete", "Eight weeks without a queue at the scale", "Plan in Do", ""),
        ),
        actions=(
            ActionText("Move the floor scale in front of the wrapper", "Henrik Larsen", 30, 26, 25),
            ActionText("Put the weight on the pallet label", "Marta Kowalczyk", 12, 1, 1),
            ActionText(
                "Calibrate the scale in its new place",
                "Henrik Larsen",
                10,
                3,
                None,
                "The calibration firm comes only in December.",
            ),
            ActionText("Show the night shift", "Marta Kowalczyk", 5, 0),
        ),
    ),
    "carrier-slots": WorkText(
        evidence="Half of all trucks come between 7 and 9. At 8 o'clock up to eleven wait for four docks.",
        counted="Waiting minutes in June by cause",
        counts="All at once\t1840\nPapers missing\t420\nDock blocked\t310\nWrong dock\t95",
        root_cause="Carriers do not know when a dock is free.",
        actions=(ActionText("Send the slots of next week to all carriers", "Piotr Zieliński", 9, 2, 2),),
    ),
    "forklift-paths": WorkText(
        standard="厂区交通规定第4版：交接班前后15分钟叉车限速5公里，人行通道用护栏分开。",
        training="所有叉车司机和生产一线员工，班前会15分钟；新员工入厂培训加一节。",
        spread=(("SZ-MOLD", "宋伟", 20, True), ("WX-WH", "朱明", -30, False)),
    ),
    "gloves": WorkText(
        standard="冷库劳保用品清单：可触屏手套，每人两副，每季度更换。", training="冷链组新员工"
    ),
    "torque": WorkText(
        standard="6号工位作业标准：每班首件用校验仪核对扭力，记录在点检表上。",
        training="总装一班、二班全体操作员，每人10分钟。",
        spread=(("SZ-A2", "高翔", 100, True),),
    ),
    "repair-slots": WorkText(standard="派单流程：前一天17点前发短信确认上门时段。", training="维修调度组"),
}
