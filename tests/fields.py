"""A form on a page, filled in as a person would: only what is offered can be given, the rest stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from werkzeug.datastructures import FileStorage, MultiDict

from tests.page import Node, Page, PickyError, attribute, text_of

HIDDEN = "hidden"


class Form:
    """One form of a page. `values` is what would be sent now; `fill` changes it."""

    def __init__(self, page: Page, node: Node) -> None:
        self.page = page
        self.node = node
        self.method = attribute(node, "method", "get").lower()
        self.action = attribute(node, "action") or page.url
        self.is_multipart = attribute(node, "enctype") == "multipart/form-data"
        own = attribute(node, "id")
        outside = page.css(f'[form="{own}"]') if own else []
        inside = node.css("input, select, textarea, button")
        controls = [c for c in inside if "form" not in c.attributes]
        controls += [c for c in outside if c.tag in ("input", "select", "textarea", "button")]
        self._controls: dict[str, list[Node]] = {}
        self.buttons: list[Node] = []
        for control in controls:
            if "disabled" in control.attributes:
                continue
            if control.tag == "button" or attribute(control, "type") in ("submit", "image"):
                if attribute(control, "type", "submit") in ("submit", "image"):
                    self.buttons.append(control)
            elif attribute(control, "name"):
                self._controls.setdefault(attribute(control, "name"), []).append(control)
        self.values: MultiDict[str, Any] = MultiDict()
        for name, group in self._controls.items():
            self.values.setlist(name, [value for control in group for value in _initial(control)])

    @property
    def names(self) -> set[str]:
        """The names of everything a person can fill in."""
        return {name for name, group in self._controls.items() if not _is_hidden(group)}

    def fill(self, fields: Mapping[str, Any]) -> None:
        """Enter values by field name: text, True/False for a box, a value or its label for a choice, a list of
        them for several, a `Path` or `FileStorage` for a file."""
        for name, value in fields.items():
            if name not in self._controls:
                raise PickyError(f"there is no field {name!r} in {self}; there are {sorted(self.names)}")
            group = self._controls[name]
            if _is_hidden(group):
                raise PickyError(f"nobody can fill the hidden field {name!r} in {self}")
            if any("readonly" in control.attributes for control in group):
                raise PickyError(f"{name!r} is read-only in {self}")
            self.values.setlist(name, self._entered(name, group, value))

    def _entered(self, name: str, group: list[Node], value: Any) -> list[Any]:
        first = group[0]
        kind = attribute(first, "type", "text") if first.tag == "input" else first.tag
        if kind == "file":
            if not self.is_multipart:
                raise PickyError(f"{self} takes a file but would send only its name: no enctype")
            return [_opened(one) for one in _as_list(value)]
        if kind == "checkbox" and isinstance(value, bool):
            if len(group) > 1:
                raise PickyError(f"{name!r} has several boxes in {self}: give the list of those to tick")
            return [attribute(first, "value", "on")] if value else []
        if kind in ("checkbox", "radio", "select"):
            offered = self._offered(group)
            several = kind == "checkbox" or "multiple" in first.attributes
            chosen = _as_list(value) if several else [value]
            return [_pick(offered, str(one), name, str(self)) for one in chosen]
        if len(group) > 1:
            return [str(one) for one in value]
        return [str(value)]

    def _offered(self, group: list[Node]) -> dict[str, str]:
        """Value to label of everything that can be chosen."""
        if group[0].tag == "select":
            options = [o for o in group[0].css("option") if "disabled" not in o.attributes]
            return {attribute(option, "value", text_of(option)): text_of(option) for option in options}
        return {attribute(box, "value", "on"): self.page.name_of(box) for box in group}

    def button(self, named: str | None) -> Node | None:
        """The button that sends the form: the named one, else the first as for the Enter key."""
        if named is None:
            return self.buttons[0] if self.buttons else None
        fitting = [b for b in self.buttons if named in (self.page.name_of(b), attribute(b, "value"))]
        if len(fitting) != 1:
            names = [self.page.name_of(button) for button in self.buttons]
            raise PickyError(f"{len(fitting)} buttons {named!r} in {self}; there are {names}")
        return fitting[0]

    def __str__(self) -> str:
        return f"the form to {self.action}"


def find_form(page: Page, wanted: str | None, needed: Iterable[str], button: str | None) -> Form:
    """The one form meant: by its id, its address, its name or its heading; without that, the one that has the
    needed fields and button. Raises PickyError when it is not one."""
    forms = [Form(page, node) for node in page.css("form")]
    names = set(needed)
    if wanted is not None:
        fitting = [form for form in forms if _is_called(form, wanted)]
    else:
        fitting = [
            form
            for form in forms
            if names <= form.names and (button is None or button in map(page.name_of, form.buttons))
        ]
        if not names and button is None and len(fitting) > 1:
            fitting = [form for form in fitting if form.method == "post"]
    if len(fitting) == 1:
        return fitting[0]
    there = "; ".join(f"{form.action} {sorted(form.names)}" for form in forms) or "none"
    raise PickyError(
        f"{page.url}: {len(fitting)} forms fit {wanted or sorted(names) or 'the page'}; there are {there}"
    )


def _is_called(form: Form, name: str) -> bool:
    headings = form.node.css("h1, h2, h3, legend")
    return name in (
        attribute(form.node, "id"),
        form.action,
        form.action.split("?")[0],
        form.page.name_of_group(form.node),
        *(text_of(heading) for heading in headings),
        *(form.page.name_of(button) for button in form.buttons),
    )


def _is_hidden(group: list[Node]) -> bool:
    return all(attribute(control, "type") == HIDDEN for control in group)


def _initial(control: Node) -> list[str]:
    """What an untouched control sends."""
    if control.tag == "textarea":
        return [control.text()]
    if control.tag == "select":
        options = control.css("option")
        chosen = [option for option in options if "selected" in option.attributes]
        if not chosen and "multiple" not in control.attributes:
            chosen = [option for option in options if "disabled" not in option.attributes][:1]
        return [attribute(option, "value", text_of(option)) for option in chosen]
    kind = attribute(control, "type", "text")
    if kind in ("checkbox", "radio"):
        return [attribute(control, "value", "on")] if "checked" in control.attributes else []
    return [] if kind in ("file", "reset", "button") else [attribute(control, "value")]


def _pick(offered: Mapping[str, str], wanted: str, name: str, form: str) -> str:
    if wanted in offered:
        return wanted
    fitting = [value for value, label in offered.items() if label == wanted]
    if len(fitting) != 1:
        raise PickyError(f"{name!r} in {form} does not offer {wanted!r}, but {offered}")
    return fitting[0]


def _opened(file: FileStorage | Path) -> FileStorage:
    if isinstance(file, Path):
        return FileStorage(file.open("rb"), filename=file.name)
    return file


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple, set)) else [value]
