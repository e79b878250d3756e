"""Who gets to see the sign-ins of the demonstration."""

from __future__ import annotations

import ipaddress

from flask import Request, current_app, request

from improve.demo import service

# A request that came through a proxy has one of them; then the address says nothing about where it began.
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Via")
LOCAL_NAMES = frozenset({"localhost", "localhost.localdomain"})


def is_open() -> bool:
    """Are the sign-ins shown to this request: on the machine itself, or to everybody where a setting says so?"""
    return service.is_loaded() and (is_public() or comes_from_machine(request))


def is_public() -> bool:
    """Does the setting show them to everybody?"""
    return bool(current_app.config["DEMO_SIGN_INS_PUBLIC"])


def comes_from_machine(asked: Request) -> bool:
    """Did this request begin on the machine itself: a loopback address, a loopback name, no proxy between?

    The name counts too: a page of somebody else can make a browser send requests here under its own name.
    """
    if any(name in asked.headers for name in FORWARDED):
        return False
    return _is_loopback(asked.remote_addr or "") and _is_local_name(asked.host)


def _is_loopback(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return found.is_loopback


def _is_local_name(host: str) -> bool:
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    name = name.strip("[]").lower()
    return name in LOCAL_NAMES or _is_loopback(name)
