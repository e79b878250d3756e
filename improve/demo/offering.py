"""The demonstration as `improve start` takes it."""

from __future__ import annotations

from collections.abc import Sequence

from improve.demo import service
from improve.operations.ports import Demonstration, SignIn


def _load() -> None:
    service.load()


def _sign_ins() -> Sequence[SignIn]:
    """In both languages: whoever starts the program has not chosen one."""
    return [
        SignIn(role=f"{one.role['en']} · {one.role['zh_Hans']}", login=one.login, password=one.password)
        for one in service.sign_ins()
    ]


demonstration = Demonstration(load=_load, is_loaded=service.is_loaded, sign_ins=_sign_ins)
