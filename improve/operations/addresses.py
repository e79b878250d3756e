"""The address to serve on: is it free, and how do people reach it?"""

from __future__ import annotations

import errno
import socket

ANYWHERE = ("0.0.0.0", "::")  # noqa: S104  (recognized, not chosen)
# Documentation addresses: nothing is sent there, the system only says which way it would go.
_FAR_AWAY = {socket.AF_INET: ("192.0.2.1", 9), socket.AF_INET6: ("2001:db8::1", 9)}


class Occupied(Exception):
    """The server cannot listen there; the text says why and what to do."""


def require_free(host: str, port: int) -> None:
    """Raise `Occupied` unless a server can listen on `host` and `port`."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise Occupied(f"There is no address {host} on this machine.") from error
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise Occupied(_sentence(error, host, port)) from error


def _sentence(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} on {host} is in use already, perhaps by another Improve. "
            f"Choose another one: --port {port + 1} (or make run PORT={port + 1})."
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"Port {port} is reserved for the system. Choose one from 1024 on, such as --port 8000."
    if error.errno == errno.EADDRNOTAVAIL:
        return (
            f"{host} is not an address of this machine. 127.0.0.1 is this machine alone, 0.0.0.0 everybody."
        )
    return f"{host}:{port} cannot be used: {error.strerror}."


def reached_at(host: str) -> str:
    """The host name that people type: of this machine in its network when it listens everywhere."""
    if host not in ANYWHERE:
        return host
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_FAR_AWAY[family])
            return str(probe.getsockname()[0])
        except OSError:  # no network at all
            return "::1" if family == socket.AF_INET6 else "127.0.0.1"


def url(host: str, port: int) -> str:
    """`http://127.0.0.1:8000`, as people reach it."""
    name = reached_at(host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"
