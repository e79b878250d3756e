"""`improve demo load` and `improve demo reset`."""

from __future__ import annotations

import click

from improve.core.values import check
from improve.demo import service
from improve.demo.values import NewCompany
from improve.web.commanding import with_app


@click.command()
@click.option(
    "--seed", type=int, default=service.SEED, show_default=True, help="Another seed, other details."
)
@with_app
def load(seed: int) -> None:
    """Fill an empty instance with the demonstration organization and print its sign-ins."""
    service.load(seed)
    click.echo("The demonstration organization is loaded. Its sign-ins:")
    for one in service.sign_ins():
        click.echo(
            f"  {one.login:<8} {one.password:<16} {one.role['en']} · {one.role['zh_Hans']} · {one.name}"
        )


@click.command()
@click.option("--company", help="The name of the company that begins; it can be changed later.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_app
def reset(company: str | None, yes: bool) -> None:
    """Remove the demonstration with everything that was entered into it. Settings, categories and rubrics stay."""
    if not yes:
        click.confirm(
            "This removes all people, ideas, projects and answers of this instance. Go on?",
            abort=True,
            err=True,
        )
    link = service.reset(check(NewCompany, {"name": company}) if company is not None else None)
    click.echo(f"The demonstration is gone. The first administrator sets name and password here:\n  {link}")
