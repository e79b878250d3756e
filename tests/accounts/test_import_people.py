"""People from a file: what a row means, what it changes, and that a second time it changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from improve.accounts import service
from improve.accounts.models import Person, Unit
from improve.accounts.queries import assignments_of, person_by_login, unit_names
from improve.accounts.service.people_import import Claim, counted_claims
from improve.accounts.service.people_rows import RoleHere
from improve.accounts.values import PersonalSettings
from improve.core.db import db, transaction
from improve.core.errors import Invalid
from improve.core.policy import SYSTEM, Actor, Role
from tests.people import PASSWORD, act, make_person, make_unit

HEADER = "login,name,email,unit,lead,role,language"


# What a row says


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("", ()),
        ("Plant", ("Plant",)),
        ("Plant > Assembly > Team 1", ("Plant", "Assembly", "Team 1")),
        (" 杭州工厂＞装配部 > 一班 ", ("杭州工厂", "装配部", "一班")),
        ("R&D / Tests", ("R&D / Tests",)),
    ],
)
def test_paths_of_units(text: str, path: tuple[str, ...]) -> None:
    assert service.unit_path(text) == path


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("", ()),
        ("administrator", (RoleHere(Role.ADMINISTRATOR),)),
        ("Case Handler; FINANCE", (RoleHere(Role.CASE_HANDLER), RoleHere(Role.FINANCE))),
        ("case-handler", (RoleHere(Role.CASE_HANDLER),)),
        ("Committee member", (RoleHere(Role.COMMITTEE),)),
        ("评审委员、财务", (RoleHere(Role.COMMITTEE), RoleHere(Role.FINANCE))),
        ("管理员", (RoleHere(Role.ADMINISTRATOR),)),
        ("员工", (RoleHere(Role.MEMBER),)),
        ("coordinator@Plant > Assembly", (RoleHere(Role.COORDINATOR, ("Plant", "Assembly")),)),
    ],
)
def test_words_for_roles(text: str, roles: tuple[RoleHere, ...]) -> None:
    assert service.read_row({"login": "e1", "role": text}).roles == roles


@pytest.mark.parametrize(
    ("text", "lead"),
    [("", None), ("no", None), ("否", None), ("Yes", True), ("是", True), ("1", True), ("E1001", "e1001")],
)
def test_words_for_leads(text: str, lead: str | bool | None) -> None:
    assert service.read_row({"login": "e1", "lead": text}).lead == lead


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", None),
        ("zh_Hans", "zh_Hans"),
        ("zh-CN", "zh_Hans"),
        ("中文", "zh_Hans"),
        ("English", "en"),
        ("EN", "en"),
    ],
)
def test_words_for_languages(text: str, language: str | None) -> None:
    assert service.read_row({"login": "e1", "language": text}).language == language


def test_every_bad_field_is_named() -> None:
    row = {
        "login": "two words",
        "name": "x" * 121,
        "email": "nowhere",
        "unit": "A > > B",
        "role": "emperor",
        "language": "Klingon",
    }
    with pytest.raises(Invalid) as refusal:
        service.read_row(row)
    assert set(refusal.value.errors) == set(row)


@given(
    st.dictionaries(st.sampled_from("login name email unit lead role language".split()), st.text(max_size=30))
)
def test_no_text_breaks_the_reader(cells: dict[str, str]) -> None:
    try:
        row = service.read_row(cells)
    except Invalid as error:
        assert set(error.errors) <= {"login", "name", "email", "job_title", "unit", "role", "language"}
    else:
        assert row.login


@given(
    st.dictionaries(
        st.integers(0, 9),
        st.builds(Claim, st.sampled_from("abcd"), st.sampled_from("abcd")),
        min_size=1,
        max_size=6,
    )
)
def test_some_claim_about_a_lead_always_counts(claims: dict[int, Claim]) -> None:
    counted = counted_claims(claims)
    assert counted
    assert counted.items() <= claims.items()


def test_a_leads_own_superior_is_no_lead_of_the_team() -> None:
    claims = {1: Claim("worker", "boss"), 2: Claim("boss", "director"), 3: Claim("mate", "boss")}
    assert set(counted_claims(claims)) == {1, 3}


# What it changes


@pytest.fixture
def imported(run: Callable[..., Any], tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Import lines (under the usual header) and answer the report."""

    def bring_in(
        *lines: str, header: str = HEADER, options: tuple[str, ...] = (), encoding: str = "utf-8"
    ) -> Any:
        file = tmp_path / "people.csv"
        file.write_text("\n".join([header, *lines]) + "\n", encoding=encoding)
        result = run("import", "people", str(file), "--json", *options)
        assert result.exit_code == 0, result.stderr
        return json.loads(result.stdout)

    return bring_in


COMPANY = (
    "E1,Ada Obi,ada@x.example,Plant,yes,administrator,en",
    "E2,王芳,,Plant > Assembly,E2,协调员,中文",
    "E3,Chen Yu,,Plant > Assembly > Team 1,E2,,zh",
    "13800138000,赵敏,,Plant > Logistics,,committee; finance,",
)


def test_a_company_comes_in_and_a_second_time_nothing_changes(
    app: Any, imported: Callable[..., dict[str, Any]]
) -> None:
    assert imported(*COMPANY) == {"read": 4, "created": 4, "updated": 0, "skipped": 0, "errors": []}
    with app.app_context():
        ada, wang, chen = (person_by_login(login) for login in ("e1", "e2", "e3"))
        assert ada and wang and chen
        units = db.session.scalars(select(Unit).order_by(Unit.path)).all()
        assert [(str(unit.name), unit.kind) for unit in units] == [
            ("Plant", "site"),
            ("Assembly", "department"),
            ("Team 1", "team"),
            ("Logistics", "department"),
        ]
        assert [unit.lead_id for unit in units] == [ada.id, wang.id, wang.id, None]
        assert act(ada).has_role(Role.ADMINISTRATOR, "/")
        assert act(wang).has_role(Role.COORDINATOR, units[1].path)
        assert not act(wang).has_role(Role.COORDINATOR, "/")
        assert (ada.email, wang.language, chen.unit_id) == ("ada@x.example", "zh_Hans", units[2].id)
        zhao = person_by_login("13800138000")
        assert zhao is not None
        held = {a.role for a in assignments_of([zhao.id])[zhao.id]}
        assert held == {Role.MEMBER, Role.COMMITTEE, Role.FINANCE}
        epochs = {p.login: p.session_epoch for p in db.session.scalars(select(Person))}
    assert imported(*COMPANY) == {"read": 4, "created": 0, "updated": 0, "skipped": 4, "errors": []}
    with app.app_context():
        assert {p.login: p.session_epoch for p in db.session.scalars(select(Person))} == epochs
        assert db.session.scalar(select(func.count()).select_from(Unit)) == 4


def test_changes_are_updates_and_blanks_say_nothing(
    app: Any, imported: Callable[..., dict[str, Any]]
) -> None:
    imported(*COMPANY)
    report = imported(
        "E1,Ada Obi-Berg,,,,,",
        "e3,Chen Yu,,Plant > Logistics,,,",
        "E2,王芳,,,,,en",  # has a language already
        "13800138000,赵敏,,,,,zh",
    )
    assert report == {"read": 4, "created": 0, "updated": 3, "skipped": 1, "errors": []}
    with app.app_context():
        ada, chen, wang = (person_by_login(login) for login in ("e1", "e3", "e2"))
        assert ada and chen and wang
        assert (ada.name, ada.email) == ("Ada Obi-Berg", "ada@x.example")
        assert [str(n) for n in unit_names([chen.unit_path])[chen.unit_path]] == ["Plant", "Logistics"]
        assert wang.language == "zh_Hans"


def test_what_a_person_chose_stays(app: Any, imported: Callable[..., dict[str, Any]]) -> None:
    imported("E3,Chen Yu,,,,,zh")
    with app.app_context(), transaction():
        chen = person_by_login("e3")
        assert chen is not None
        service.change_settings(chen, PersonalSettings(language="en"), by=act(chen))
    assert imported("E3,Chen Yu,,,,,zh")["skipped"] == 1


def test_bad_rows_stop_no_good_one(app: Any, imported: Callable[..., dict[str, Any]]) -> None:
    report = imported(
        "E1,Ada,,Plant,,,",
        "E2,,,Plant,,,",  # no name
        "E3,Chen,nowhere,Plant > Never made,,,",
        "E4,Dora,,Plant,,emperor,",
        "E1,Ada again,,Plant,,,",  # twice
        "E5,Eve,,Plant,nobody,,",  # unknown lead
        "E6,Fay,,,yes,,",  # leads what?
        "E7,Gus,,A > B > C > D > E > F > G > H > I > J > K,,,",
        "E8,Hal,,Plant,,,",
    )
    assert (report["read"], report["created"], report["updated"], report["skipped"]) == (9, 2, 0, 0)
    assert [(error["row"], error["column"]) for error in report["errors"]] == [
        (3, "name"),
        (4, "email"),
        (5, "role"),
        (6, "login"),
        (7, "lead"),
        (8, "lead"),
        (9, "unit"),
    ]
    assert all(error["message"] for error in report["errors"])
    with app.app_context():
        assert set(db.session.scalars(select(Person.login))) == {"e1", "e8"}
        assert [str(name) for name in db.session.scalars(select(Unit.name))] == ["Plant"]


def test_a_lead_may_stand_below_their_people(app: Any, imported: Callable[..., dict[str, Any]]) -> None:
    report = imported("E2,Chen,,Plant,E1,,", "E3,Dora,,Plant,E1,,", "E1,Ada,,Plant,,,")
    assert (report["created"], report["errors"]) == (3, [])
    with app.app_context():
        lead = db.session.scalars(select(Unit)).one().lead
        assert lead is not None and lead.login == "e1"


def test_rows_that_name_two_leads_are_told_apart(app: Any, imported: Callable[..., dict[str, Any]]) -> None:
    lines = ("E1,Ada,,Plant,yes,,", "E2,Chen,,Plant,yes,,", "E3,Dora,,plant,E1,,")
    first = imported(*lines)
    assert (first["created"], [e["row"] for e in first["errors"]]) == (2, [3])
    again = imported(*lines)
    assert (again["created"], again["updated"], again["skipped"]) == (0, 0, 2)


def test_a_new_lead_counts_as_an_update(imported: Callable[..., dict[str, Any]]) -> None:
    imported("E1,Ada,,Plant,,,", "E2,Chen,,Plant,,,")
    report = imported("E1,Ada,,Plant,yes,,", "E2,Chen,,Plant,,,")
    assert (report["updated"], report["skipped"]) == (1, 1)


def test_units_are_found_by_either_name_and_open_ones_first(
    app: Any, imported: Callable[..., dict[str, Any]]
) -> None:
    from improve.accounts.values import UnitData
    from improve.core.localized import Localized

    with app.app_context(), transaction():
        both = Localized(zh_Hans="杭州工厂", en="Hangzhou plant")
        service.create_unit(UnitData(name=both, kind="site"), by=SYSTEM)
    imported("E1,Ada,,hangzhou PLANT,,,", "E2,王芳,,杭州工厂,,,")
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Unit)) == 1
        closed = make_unit("Old")
        with transaction():
            service.close_unit(closed, by=SYSTEM)
    report = imported("E3,Chen,,Old,,,")
    assert [error["column"] for error in report["errors"]] == ["unit"]


def test_other_headings_are_mapped(imported: Callable[..., dict[str, Any]]) -> None:
    header = "工号,姓名,部门,岗位,Remark"
    assert imported("E1,王芳,工厂 > 装配部,班组长,x", header=header, encoding="gb18030")["created"] == 1
    options = ("--map", "login=Key", "--map", "name=Who")
    assert imported("E2,Ada", header="Key,Who", options=options)["created"] == 1


@pytest.mark.parametrize(
    "options",
    [("--map", "login=Nothing"), ("--map", "salary=name"), ("--map", "login"), ("--unknown",)],
)
def test_a_wrong_mapping_writes_nothing(
    app: Any, run: Callable[..., Any], tmp_path: Path, options: tuple[str, ...]
) -> None:
    file = tmp_path / "people.csv"
    file.write_text(f"{HEADER}\nE1,Ada,,,,,\n", encoding="utf-8")
    result = run("import", "people", str(file), "--json", *options)
    assert result.exit_code == 2
    assert result.stdout == ""
    with app.app_context():
        assert db.session.scalars(select(Person)).all() == []


def test_a_dry_run_says_it_and_leaves_nothing(app: Any, imported: Callable[..., dict[str, Any]]) -> None:
    assert imported(*COMPANY, options=("--dry-run",))["created"] == 4
    with app.app_context():
        assert db.session.scalars(select(Person)).all() == []
        assert db.session.scalars(select(Unit)).all() == []


def test_who_looks_after_one_site_imports_for_that_site(context: object) -> None:
    site = make_unit("Plant", kind="site")
    keeper = make_person("keeper")
    with transaction():
        service.give_role(keeper, Role.ADMINISTRATOR, site, by=SYSTEM)
    by: Actor = act(keeper)
    rows = [
        service.read_row({"login": "in", "name": "In", "unit": "Plant > Team"}),
        service.read_row({"login": "out", "name": "Out", "unit": "Elsewhere"}),
        service.read_row({"login": "up", "name": "Up", "unit": "Plant", "role": "administrator"}),
    ]
    with transaction():
        results = service.take_people(rows, by)
    assert results[0] == "created"
    assert all(isinstance(result, Invalid) for result in results[1:])
    assert set(db.session.scalars(select(Person.login))) == {"keeper", "in"}


def test_the_same_file_comes_in_by_the_page(app: Any, browser: Any) -> None:
    import io

    from werkzeug.datastructures import FileStorage

    from improve.imports import jobs

    with app.app_context():
        make_person("root", roles=[Role.ADMINISTRATOR], password=PASSWORD)
    text = "\n".join(["工号,姓名,邮箱,部门,负责人,角色,语言", *COMPANY, "E9,,,,,,"])
    browser.sign_in("root", PASSWORD)
    browser.get("/imports/new/people")
    browser.submit(file=FileStorage(io.BytesIO(text.encode()), filename="people.csv"))
    browser.submit(button="Check without storing")
    assert browser.page.h1 == "4 rows would be new, 0 changed, 1 left out"
    with app.app_context():
        assert person_by_login("e1") is None
    browser.submit(button="Bring in now")
    with app.app_context():
        jobs.work_off_waiting()
        assert person_by_login("e1") is not None
    assert "Ada" in browser.get("/people").text
