"""People from a file, for the command line and for the import page."""

from __future__ import annotations

from collections.abc import Sequence

from improve.accounts import service
from improve.accounts.policy import Permission
from improve.accounts.service.people_rows import PersonRow
from improve.core.importing.ports import Became, Importer, ImportField
from improve.core.messages import _l, _pl
from improve.core.policy import Actor

FIELDS = (
    ImportField(
        "login",
        _l("Login"),
        required=True,
        synonyms=(
            "employee number",
            "staff number",
            "personnel number",
            "工号",
            "登录名",
            "账号",
            "员工编号",
            "用户名",
        ),
    ),
    ImportField("name", _pl("person", "Name"), required=True, synonyms=("full name", "姓名", "名字")),
    ImportField(
        "email",
        _l("E-mail"),
        synonyms=("mail", "email address", "邮箱", "电子邮箱", "电子邮件", "邮件"),
    ),
    ImportField("job_title", _l("Job title"), synonyms=("title", "position", "职位", "岗位", "职务")),
    ImportField(
        "unit",
        _l("Unit"),
        synonyms=(
            "unit path",
            "organization",
            "department",
            "team",
            "部门",
            "单位",
            "组织",
            "组织路径",
            "班组",
        ),
    ),
    ImportField("lead", _l("Lead"), synonyms=("leader", "supervisor", "负责人", "主管", "上级", "领导")),
    ImportField("role", _l("Role"), synonyms=("roles", "角色", "权限")),
    ImportField("language", _l("Language"), synonyms=("语言",)),
)


def _take(rows: Sequence[PersonRow], by: Actor) -> Sequence[Became]:
    return service.take_people(rows, by)


importer = Importer(
    code="people",
    label=_l("People"),
    line=_l("Login, name, e-mail, unit as Site > Department > Team, lead, role and language."),
    permission=Permission.MANAGE_PEOPLE,
    fields=FIELDS,
    parse=service.read_row,
    apply=_take,
    icon="people",
    order=10,
    batch=20_000,  # one transaction for a whole file: a lead may stand in any row
)
