"""Qinghe Appliances: sites, departments, teams and the people in them. All invented."""

from __future__ import annotations

from dataclasses import dataclass

from improve.core.localized import Localized

NAME = Localized(zh_Hans="青禾电器", en="Qinghe Appliances")
CURRENCY = "CNY"
TIME_ZONE = "Asia/Shanghai"
EUROPE = "WR"
# Reserved for examples (RFC 2606): no mail ever reaches anybody.
MAIL_DOMAIN = "qinghe.example"


@dataclass(frozen=True)
class UnitText:
    """A unit: `code` of its parent before the last dash."""

    code: str
    kind: str
    name: Localized
    lead: str

    @property
    def parent(self) -> str | None:
        site = self.code.partition("-")[0]
        return {"site": None, "department": site}.get(self.kind, PARENTS.get(self.code, site))


@dataclass(frozen=True)
class PersonText:
    """Somebody: `roles` as `role` (whole company) or `role@UNIT`; `mailbox` only for who has an office."""

    login: str
    name: str
    unit: str
    job_title: str
    roles: tuple[str, ...] = ()
    mailbox: str | None = None

    @property
    def is_european(self) -> bool:
        return self.unit.startswith(EUROPE)


# Teams stand below a department of their site.
PARENTS = {
    "SZ-A1": "SZ-PROD",
    "SZ-A2": "SZ-PROD",
    "SZ-MOLD": "SZ-PROD",
    "SZ-IQC": "SZ-QA",
    "SZ-FQC": "SZ-QA",
    "SZ-REP": "SZ-MNT",
    "WX-REC": "WX-WH",
    "WX-PICK": "WX-WH",
    "WX-PACK": "WX-WH",
    "WX-RET": "WX-WH",
    "WX-COLD": "WX-WH",
    "WX-HOT": "WX-CC",
    "WX-DISP": "WX-CC",
    "WX-ONL": "WX-CC",
    "WR-IN": "WR-OPS",
    "WR-OUT": "WR-OPS",
    "WR-RET": "WR-OPS",
}

# code | kind | Chinese | English | lead
_UNITS = """
SZ | site | 苏州工厂 | Suzhou plant | 郑凯
SZ-PROD | department | 生产部 | Production | 马强
SZ-A1 | team | 总装一班 | Assembly shift 1 | 周建华
SZ-A2 | team | 总装二班 | Assembly shift 2 | 高翔
SZ-MOLD | team | 注塑班 | Injection molding | 宋伟
SZ-QA | department | 质量部 | Quality | 王敏
SZ-IQC | team | 来料检验组 | Incoming inspection | 冯倩
SZ-FQC | team | 成品检验组 | Final inspection | 彭丽娟
SZ-MNT | department | 设备部 | Maintenance | 肖剑
SZ-REP | team | 维修班 | Repair crew | 田刚
SZ-EHS | department | 安全环保部 | Safety and environment | 袁霞
SZ-OFF | department | 综合管理部 | Office, finance and IT | 沈佳
WX | site | 无锡仓储与客服中心 | Wuxi warehouse and call center | 蒋文
WX-WH | department | 仓储部 | Warehouse | 朱明
WX-REC | team | 收货组 | Receiving | 钱进
WX-PICK | team | 拣货组 | Picking | 汪洁
WX-PACK | team | 包装发运组 | Packing and shipping | 谢芳
WX-RET | team | 退货组 | Returns | 熊辉
WX-COLD | team | 冷链组 | Cold chain | 李建国
WX-CC | department | 客服中心 | Call center | 周婷
WX-HOT | team | 热线组 | Hotline | 叶青
WX-DISP | team | 维修调度组 | Repair dispatch | 余海
WX-ONL | team | 在线客服组 | Online service | 贾楠
WR | site | 弗罗茨瓦夫配送中心 | Wrocław distribution center | Tom Berger
WR-OPS | department | 仓储运营部 | Warehouse operations | Agnieszka Nowak
WR-IN | team | 入库组 | Inbound | Piotr Zieliński
WR-OUT | team | 拣货出库组 | Picking and dispatch | Marta Kowalczyk
WR-RET | team | 欧洲退货组 | Returns Europe | Ewa Lewandowska
WR-CS | department | 欧洲客服部 | Customer service Europe | Sara Okafor
WR-SITE | department | 现场保障部 | Site services | Henrik Larsen
"""

# login | name | unit | job title | mailbox | roles
_PEOPLE = """
10001 | 郑凯 | SZ | 厂长 | zheng.kai |
10002 | 刘洋 | SZ | 运营总监 | liu.yang | committee
10003 | 吴涛 | SZ-OFF | 信息化主管 | wu.tao | administrator
10004 | 孙丽 | SZ-OFF | 财务经理 | sun.li | finance
10005 | 沈佳 | SZ-OFF | 综合管理部经理 | shen.jia |
10006 | 何静 | SZ-OFF | 人事专员 | he.jing |
10007 | 许敏 | SZ-OFF | 采购专员 | xu.min |
10011 | 马强 | SZ-PROD | 生产经理 | ma.qiang | committee
10012 | 周建华 | SZ-A1 | 总装一班班长 | |
10013 | 陈思 | SZ-A1 | 装配工 | |
10014 | 杨帆 | SZ-A1 | 装配工 | |
10015 | 徐丽 | SZ-A1 | 物料员 | |
10016 | 胡军 | SZ-A1 | 装配工 | |
10021 | 高翔 | SZ-A2 | 总装二班班长 | |
10022 | 林芳 | SZ-A2 | 装配工 | |
10023 | 罗斌 | SZ-A2 | 调试工 | |
10024 | 梁雪 | SZ-A2 | 装配工 | |
10031 | 宋伟 | SZ-MOLD | 注塑班班长 | |
10032 | 唐杰 | SZ-MOLD | 换模工 | |
10033 | 韩梅 | SZ-MOLD | 注塑操作工 | |
10041 | 王敏 | SZ-QA | 质量经理、改善负责人 | wang.min | coordinator
10042 | 冯倩 | SZ-IQC | 来料检验组长 | |
10043 | 曹阳 | SZ-IQC | 检验员 | |
10044 | 彭丽娟 | SZ-FQC | 成品检验组长 | |
10045 | 邓超 | SZ-FQC | 检验员 | |
10046 | 曾慧 | SZ-FQC | 检验员 | |
10051 | 肖剑 | SZ-MNT | 设备经理 | xiao.jian | committee
10052 | 田刚 | SZ-REP | 维修班长 | |
10053 | 董磊 | SZ-REP | 机修工 | |
10054 | 潘亮 | SZ-REP | 电工 | |
10061 | 袁霞 | SZ-EHS | 安全环保主管 | yuan.xia | committee
10062 | 于波 | SZ-EHS | 安全员 | |
20001 | 蒋文 | WX | 中心总经理 | jiang.wen |
20011 | 朱明 | WX-WH | 仓储经理 | zhu.ming | committee
20012 | 顾晓燕 | WX-WH | 改善专员 | gu.xiaoyan | coordinator@WX
20021 | 钱进 | WX-REC | 收货组长 | |
20022 | 邱勇 | WX-REC | 上架员 | |
20023 | 江涛 | WX-REC | 叉车司机 | |
20031 | 汪洁 | WX-PICK | 拣货组长 | wang.jie |
20032 | 陈雨 | WX-PICK | 拣货员 | |
20033 | 赵倩 | WX-PICK | 拣货员 | |
20034 | 石磊 | WX-PICK | 拣货员 | |
20035 | 方圆 | WX-PICK | 拣货员 | |
20041 | 谢芳 | WX-PACK | 包装发运组长 | |
20042 | 金鑫 | WX-PACK | 发运员 | |
20043 | 姚兰 | WX-PACK | 包装工 | |
20044 | 邹平 | WX-PACK | 包装工 | |
20051 | 熊辉 | WX-RET | 退货组长 | |
20052 | 白露 | WX-RET | 退货检测员 | |
20053 | 秦岚 | WX-RET | 退货检测员 | |
20061 | 李建国 | WX-COLD | 冷链组长 | |
20062 | 常亮 | WX-COLD | 冷库拣货员 | |
20063 | 史俊 | WX-COLD | 冷库管理员 | |
20101 | 周婷 | WX-CC | 客服经理 | zhou.ting | committee case_handler@WX
20111 | 叶青 | WX-HOT | 热线组长 | ye.qing | case_handler@WX
20112 | 程琳 | WX-HOT | 热线客服 | | case_handler@WX
20113 | 丁宁 | WX-HOT | 热线客服 | |
20114 | 魏薇 | WX-HOT | 热线客服 | |
20121 | 余海 | WX-DISP | 维修调度组长 | yu.hai |
20122 | 夏冰 | WX-DISP | 调度员 | |
20131 | 贾楠 | WX-ONL | 在线客服组长 | |
20132 | 龙飞 | WX-ONL | 在线客服 | |
30001 | Tom Berger | WR | Site manager | tom.berger | committee
30002 | Ingrid Vos | WR | Internal auditor | ingrid.vos | auditor
30011 | Agnieszka Nowak | WR-OPS | Warehouse manager | agnieszka.nowak | coordinator@WR
30021 | Piotr Zieliński | WR-IN | Inbound team lead | |
30022 | Oksana Melnyk | WR-IN | Receiving clerk | |
30023 | Bartosz Wójcik | WR-IN | Forklift driver | |
30031 | Marta Kowalczyk | WR-OUT | Picking team lead | |
30032 | Jakub Wiśniewski | WR-OUT | Dispatcher | |
30033 | Kasia Dąbrowska | WR-OUT | Packer | |
30034 | Andriy Shevchuk | WR-OUT | Picker | |
30035 | Lukas Hoffmann | WR-OUT | Picker | |
30041 | Ewa Lewandowska | WR-RET | Returns team lead | |
30042 | Daniel Novák | WR-RET | Returns inspector | |
30051 | Sara Okafor | WR-CS | Head of customer service Europe | sara.okafor | committee case_handler
30052 | Anna Lindqvist | WR-CS | Service agent | anna.lindqvist |
30053 | Matteo Ricci | WR-CS | Service agent | matteo.ricci |
30054 | Claire Dubois | WR-CS | Service agent | claire.dubois |
30061 | Henrik Larsen | WR-SITE | Head of site services | henrik.larsen |
30062 | Paweł Kamiński | WR-SITE | Maintenance technician | |
30063 | Zofia Mazur | WR-SITE | Office and HR | zofia.mazur |
30064 | Katarzyna Król | WR-SITE | Finance controller | katarzyna.krol | finance@WR
"""


def _cells(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


UNITS = tuple(
    UnitText(code, kind, Localized(zh_Hans=chinese, en=english), lead)
    for code, kind, chinese, english, lead in _cells(_UNITS)
)
PEOPLE = tuple(
    PersonText(login, name, unit, title, tuple(roles.split()), mailbox or None)
    for login, name, unit, title, mailbox, roles in _cells(_PEOPLE)
)
CHAIR = "刘洋"
COMMITTEE = ("刘洋", "马强", "肖剑", "袁霞", "朱明", "周婷", "Tom Berger", "Sara Okafor")
# By site: who answers ideas and keeps the board.
COORDINATORS = {"SZ": "王敏", "WX": "顾晓燕", "WR": "Agnieszka Nowak"}
ADMINISTRATOR = "吴涛"

# Who is offered on the sign-in page: name | role and what there is to see, in Chinese and in English.
_SIGN_INS = """
陈雨 | 员工（无锡） | 提建议，支持同事，记一项读数 | Employee, Wuxi | hands in ideas, backs others, keeps a count
Marta Kowalczyk | 员工（欧洲） | 弗罗茨瓦夫的同事 | Employee, Europe | a colleague in Wrocław
顾晓燕 | 改善协调员 | 答复建议，跟进看板 | Coordinator | answers ideas and keeps the board moving
刘洋 | 评审委员会主任 | 评分，决定，公布 | Chair of the committee | scores, decides, publishes
汪洁 | 项目负责人 | 做试点，看数据，做决定 | Project owner | runs pilots, reads charts, decides
Sara Okafor | 欧洲客服负责人 | 调查、评分和两个项目 | Head of service | surveys, scores and two projects
孙丽 | 财务 | 奖励和金额 | Finance | awards and their amounts
Ingrid Vos | 审计 | 查看全部，不能改动 | Auditor | reads everything, changes nothing
吴涛 | 管理员 | 人员、组织、权限和设置 | Administrator | people, units, roles and settings
"""


# code | Chinese | English | days until an answer is promised
_CATEGORIES = """
flow | 流程与物流 | Flow and logistics | 32
quality | 质量 | Quality | 32
safety | 安全与健康 | Safety and health | 10
equipment | 设备与维护 | Equipment and maintenance | 32
service | 客户服务 | Customer service | 32
environment | 节能与环保 | Energy and environment | 32
people | 员工关怀 | Working conditions | 32
office | 办公与信息化 | Office and IT | 32
conduct | 合规与公平 | Conduct and fairness | 5
"""
CATEGORIES = tuple(
    (code, Localized(zh_Hans=chinese, en=english), int(days))
    for code, chinese, english, days in _cells(_CATEGORIES)
)


@dataclass(frozen=True)
class OfferedText:
    """Who is offered on the sign-in page."""

    name: str
    role: Localized
    what: Localized


SIGN_INS = tuple(
    OfferedText(name, Localized(zh_Hans=role_zh, en=role_en), Localized(zh_Hans=what_zh, en=what_en))
    for name, role_zh, what_zh, role_en, what_en in _cells(_SIGN_INS)
)
