"""`improve features`: the manifests, as they are mounted."""

from __future__ import annotations

import json

import click
from flask import current_app

from improve.web.commanding import with_app
from improve.web.features import Feature, mounted


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@with_app
def features(as_json: bool) -> None:
    """List every feature: what it is, what it requires, what it contributes."""
    found = [_described(feature) for feature in mounted(current_app._get_current_object())]  # type: ignore[attr-defined]
    if as_json:
        click.echo(json.dumps({"features": found}))
        return
    for feature in found:
        click.echo(f"{feature['name']}: {feature['summary']}")
        for name, values in feature.items():
            if isinstance(values, list) and values:
                click.echo(f"    {name}: {', '.join(values)}")


def _described(feature: Feature) -> dict[str, str | list[str]]:
    return {
        "name": feature.name,
        "summary": feature.summary,
        "requires": sorted(feature.requires),
        "publishes": sorted(event.name() for event in feature.publishes),
        "hears": sorted(event.name() for event in feature.hears),
        "tells of": sorted({event.name() for event, _teller in feature.tells}),
        "pages": sorted(blueprint.name for blueprint in feature.blueprints),
        "commands": sorted(feature.commands),
        "jobs": [f"{job.name} every {job.every.total_seconds():g} s" for job in feature.jobs],
        "contributes to": sorted({item.slot for item in feature.contributions}),
    }
