"""Features: their manifests, how they are found, ordered and plugged in."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from flask import Blueprint, Flask

from improve.core import events
from improve.core.events import Event
from improve.core.notices import NoticeKind
from improve.core.policy import EXTENSION as POLICY
from improve.core.policy import Actor, Relation, Role
from improve.web.access import LOADERS, Loader, undeclared
from improve.web.navigation import NavItem

EXTENSION = "improve.features"
SLOTS = "improve.slots"  # what `contributed` found, by slot
SUFFIX = "feature"


@dataclass(frozen=True)
class Job:
    """What the clock starts. `run` claims its work in the tables, so two workers never do it twice."""

    name: str
    run: Callable[[], int]
    every: timedelta


@dataclass(frozen=True)
class Contribution:
    """Something for a slot that another feature renders: `slot` names it, `fill` answers its values."""

    slot: str
    fill: Any
    order: int = 50


@dataclass(frozen=True)
class Feature:
    """What a feature offers and what it needs. This is its documentation; the tests make it true."""

    name: str
    summary: str
    requires: tuple[str, ...] = ()
    blueprints: tuple[Blueprint, ...] = ()
    commands: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    grants: Mapping[Role, Iterable[str]] = field(default_factory=dict)
    relations: Mapping[Any, Relation] = field(default_factory=dict)
    hears: Mapping[type[Event], events.Handler] = field(default_factory=dict)
    publishes: tuple[type[Event], ...] = ()
    tells: tuple[tuple[type[Event], Callable[[Any], Any]], ...] = ()
    notice_kinds: tuple[NoticeKind, ...] = ()
    navigation: tuple[NavItem, ...] = ()
    actor_loaders: tuple[Loader, ...] = ()
    jobs: tuple[Job, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    init: Callable[[Flask], None] | None = None


def discover(package: str) -> list[Feature]:
    """The manifests of all `<package>.<name>.feature` modules, each after what it requires."""
    root = import_module(package)
    found: dict[str, Feature] = {}
    for module in pkgutil.iter_modules(root.__path__):
        if module.ispkg and _has_manifest(root, module.name):
            feature = import_module(f"{package}.{module.name}.{SUFFIX}").feature
            found[feature.name] = feature
    return in_order(found)


def _has_manifest(root: ModuleType, name: str) -> bool:
    return any((Path(folder) / name / f"{SUFFIX}.py").exists() for folder in root.__path__)


def in_order(found: Mapping[str, Feature]) -> list[Feature]:
    """Dependencies first; a missing or circular one is an error that names it."""
    ordered: dict[str, Feature] = {}

    def add(name: str, wanted_by: tuple[str, ...]) -> None:
        if name in ordered:
            return
        if name in wanted_by:
            raise ValueError(f"features require each other in a circle: {' > '.join((*wanted_by, name))}")
        if name not in found:
            raise ValueError(f"feature {wanted_by[-1]} requires {name}, which does not exist")
        for required in found[name].requires:
            add(required, (*wanted_by, name))
        ordered[name] = found[name]

    for name in sorted(found):
        add(name, ())
    return list(ordered.values())


def mount(app: Flask, features: list[Feature]) -> None:
    """Plug the features in; refuse to start with an endpoint that declares no access."""
    app.extensions[EXTENSION] = features
    handlers: dict[type[Event], list[events.Handler]] = {}
    app.extensions[events.EXTENSION] = handlers
    for feature in features:
        app.extensions[POLICY].grant(feature.grants)
        app.extensions[POLICY].relate(feature.relations)
        app.extensions[LOADERS].extend(feature.actor_loaders)
        events.subscribe(handlers, feature.hears)
        for blueprint in feature.blueprints:
            app.register_blueprint(blueprint)
        if feature.init is not None:
            feature.init(app)
    missing = undeclared(app)
    if missing:
        raise RuntimeError(f"these endpoints declare no access: {', '.join(missing)}")


def mounted(app: Flask) -> list[Feature]:
    """The features of `app`, dependencies first."""
    out: list[Feature] = app.extensions[EXTENSION]
    return out


def contributed(app: Flask, slot: str) -> list[Any]:
    """What all features put into `slot`, in order."""
    features = tuple(mounted(app))
    of, slots = app.extensions.get(SLOTS, ((), {}))
    if of != features:
        slots = {}
        app.extensions[SLOTS] = (features, slots)
    if slot not in slots:
        found = [item for feature in features for item in feature.contributions if item.slot == slot]
        slots[slot] = [item.fill for item in sorted(found, key=lambda item: item.order)]
    out: list[Any] = slots[slot]
    return out


def navigation_for(app: Flask, actor: Actor, allows: Callable[[Actor, str], bool]) -> list[NavItem]:
    """The menu of `actor`."""
    items = [item for feature in mounted(app) for item in feature.navigation]
    visible = [
        item
        for item in items
        if (item.permission is None or allows(actor, item.permission))
        and (item.shown_to is None or item.shown_to(actor))
    ]
    return sorted(visible, key=lambda item: (item.group, item.order))
