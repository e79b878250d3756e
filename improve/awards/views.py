"""Pages of awards."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.accounts.queries import active_people, company_currency, organization
from improve.awards import service
from improve.awards.forms import AwardForm, ProgramForm, WithdrawalForm
from improve.awards.models import Award, Program
from improve.awards.policy import Permission
from improve.awards.queries import kept_awards, programs, visible_to
from improve.core.db import db, transaction
from improve.core.messages import _
from improve.projects.models import Project, Stage
from improve.projects.queries import stored_verdicts
from improve.projects.queries import visible_to as visible_projects
from improve.web.access import current_actor, found_or_404, requires
from improve.web.tables import page_number, paginate

blueprint = Blueprint("awards", __name__, url_prefix="/awards")


@blueprint.get("")
@requires(Permission.READ)
def index() -> ResponseReturnValue:
    """All awards, newest first."""
    page = paginate(visible_to(current_actor()), page=page_number())
    return render_template("awards/index.html", page=page, kept=db.session.scalars(kept_awards()).all())


@blueprint.get("/<int:award_id>")
@requires(Permission.READ)
def show(award_id: int) -> ResponseReturnValue:
    """The certificate: prints on one A4 sheet."""
    award = _visible(award_id)
    verdict = stored_verdicts([award.project_id]).get(award.project_id)
    company = organization()
    return render_template(
        "awards/certificate.html", award=award, verdict=verdict, company_name=company.name if company else ""
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.GIVE)
def give() -> ResponseReturnValue:
    """Give an award."""
    form = AwardForm(project_id=request.args.get("project", ""))
    form.program_id.choices = [("", _("Choose a program"))] + [
        (str(program.id), program.name) for program in db.session.scalars(programs())
    ]
    form.project_id.choices = [("", _("Choose a project")), *_project_choices()]
    if form.validate_on_submit():
        unnamed = form.value().person_login is None
        with form.catching(), transaction():
            award_id = (service.keep if unnamed else service.give)(form.value(), by=current_actor()).id
        if form.ok and unnamed:
            flash(_("The award is kept. The author sees it with the code of the idea."))
            return redirect(url_for("awards.index"), 303)
        if form.ok:
            return redirect(url_for("awards.show", award_id=award_id), 303)
    people = db.session.execute(active_people().with_only_columns(*_people_columns())).all()
    return render_template("awards/give.html", form=form, people=people), 422 if form.is_submitted() else 200


def _people_columns() -> tuple[Any, ...]:
    entity = active_people().column_descriptions[0]["entity"]
    return entity.login, entity.name


def _project_choices() -> list[tuple[str, str]]:
    """Projects that have been decided or checked, with their verdict in words where there is one."""
    found = db.session.scalars(
        visible_projects(current_actor())
        .where(Project.stage.in_([Stage.CHECK, Stage.ACT, Stage.CLOSED]))
        .order_by(Project.id.desc())
        .limit(300)
    ).all()
    return [(str(project.id), project.title) for project in found]


@blueprint.route("/<int:award_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.GIVE)
def withdraw(award_id: int) -> ResponseReturnValue:
    """Take an award back."""
    award = _visible(award_id)
    form = WithdrawalForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.withdraw(award, form.value(), by=current_actor())
        if form.ok:
            return redirect(url_for("awards.index"), 303)
    return render_template(
        "awards/withdraw.html", form=form, award=award
    ), 422 if form.is_submitted() else 200


@blueprint.get("/programs")
@requires(Permission.MANAGE_PROGRAMS)
def program_list() -> ResponseReturnValue:
    """The programs."""
    found = db.session.scalars(programs(closed_too=True)).all()
    return render_template("awards/programs.html", programs=found, currency=company_currency())


@blueprint.route("/programs/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROGRAMS)
def new_program() -> ResponseReturnValue:
    """Add a program."""
    form = ProgramForm(verified_only="y")
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.create_program(form.value(), by=current_actor())
        if form.ok:
            return redirect(url_for("awards.program_list"), 303)
    return render_template(
        "awards/program.html", form=form, program=None
    ), 422 if form.is_submitted() else 200


@blueprint.route("/programs/<int:program_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROGRAMS)
def edit_program(program_id: int) -> ResponseReturnValue:
    """Change a program."""
    program = found_or_404(db.session.get(Program, program_id))
    form = ProgramForm(
        name=program.name,
        description=program.description,
        amount=program.amount,
        verified_only="y" if program.verified_only else "n",
        is_closed="y" if program.is_closed else "n",
    )
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.change_program(program, form.value(), by=current_actor())
        if form.ok:
            return redirect(url_for("awards.program_list"), 303)
    return render_template(
        "awards/program.html", form=form, program=program
    ), 422 if form.is_submitted() else 200


def _visible(award_id: int) -> Award:
    award: Award = found_or_404(db.session.scalar(visible_to(current_actor()).where(Award.id == award_id)))
    return award
