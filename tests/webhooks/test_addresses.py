"""Where messages may go, and how they are signed: tables.

Of an address only what the resolver answers counts, all of it, and the connection goes to that very answer.
"""

from __future__ import annotations

import socket
from base64 import b64decode
from collections.abc import Callable, Iterator
from ipaddress import ip_network

import pytest
from flask import Flask

from improve.config import SettingError
from improve.core.values import FieldError
from improve.webhooks import client
from improve.webhooks.networks import may_reach
from improve.webhooks.signing import shown, signature
from improve.webhooks.values import Problem, target_of
from tests.webhooks.receiver import HERE, Receiver, receiving

PUBLIC = ("8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.1", "100.128.0.1", "192.0.1.1", "2606:4700::1111")
CLOSED = (
    # loopback, "this network", and in IPv6 clothes
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",  # noqa: S104  (nobody listens there)
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1",
    "2002:7f00:1::1",
    "2001:0:7f00:1::f5ff:fffe",
    # private, shared, link-local and metadata
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",
    "100.127.255.255",
    "169.254.169.254",
    "169.254.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "fd00:ec2::254",
    "fc00::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    # documentation, benchmarks, multicast, reserved, broadcast
    "192.0.0.8",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.9",
    "224.0.0.1",
    "239.1.1.1",
    "240.0.0.1",
    "255.255.255.255",
    "2001:db8::1",
    "2001:2::1",
    "3fff::1",
    "ff02::1",
    "100::1",
    "5f00::1",
    "no address",
)
# Spellings of this machine and its neighbors in a URL; each must be refused and the canary hear nothing.
DISGUISED = (
    "127.0.0.1",
    "localhost",
    "LOCALHOST.",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1",
    "127.1",
    "0",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:0:0:1]",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
)


def test_networks() -> None:
    assert [one for one in PUBLIC if not may_reach(one, ())] == []
    assert [one for one in CLOSED if may_reach(one, ())] == []
    allowed = (ip_network("10.20.0.0/16"), ip_network("fd00::/8"))
    reached = {"10.20.3.4", "::ffff:10.20.3.4", "fd12::1", "8.8.8.8"}
    refused = {"10.21.0.1", "127.0.0.1", "169.254.169.254", "fe80::1"}
    assert {one for one in reached | refused if may_reach(one, allowed)} == reached


def test_the_vectors_that_were_published() -> None:
    """Of the specification's own libraries and of Svix, which wrote the specification."""
    secret = b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    assert shown(secret) == "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    found = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    body = b'{"event_type":"ping","data":{"success":true}}'
    found = signature(b64decode("plJ3nmyCDGBKInavdOK15jsl"), "msg_loFOjxBNrRLzqYUf", 1731705121, body)
    assert found == "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="


@pytest.mark.parametrize(
    ("typed", "becomes"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTPS://Example.ORG:443/a b?c=d é", "https://example.org/a%20b?c=d%20%C3%A9"),
        ("https://bücher.example/x", "https://xn--bcher-kva.example/x"),
        ("http://example.org:8080/hook?k=%20", "http://example.org:8080/hook?k=%20"),
        ("https://[2606:4700::1]:8443/", "https://[2606:4700::1]:8443/"),
        *(
            (bad, None)
            for bad in (
                "example.org/hook",
                "ftp://example.org/",
                "file:///etc/passwd",
                "gopher://example.org/",
                "javascript:alert(1)",
                "https://",
                "https:///path",
                "https://user@example.org/",
                "https://example.org:x/",
                "https://example.org:99999/",
                "https://example.org:22/",
                "https://example.org:0/",
                "https://example.org/#part",
                "https://exa mple.org/",
                "https://example.org\\@127.0.0.1/",
                "https://example..org/",
                "https://-example.org/",
                "https://[::1",
                "https://" + "a" * 64 + ".org/",
            )
        ),
    ],
)
def test_spellings(typed: str, becomes: str | None) -> None:
    if becomes is None:
        with pytest.raises(FieldError):
            target_of(typed)
    else:
        assert target_of(typed).url == becomes
        assert target_of(becomes).url == becomes


@pytest.fixture
def canary() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.mark.databases("sqlite")
def test_nothing_reaches_a_closed_network(
    make_app: Callable[..., Flask], canary: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Disguises, names that lead inside, one of several addresses inside, and a name that changes its mind."""

    def tried(url: str) -> Problem | int | None:
        outcome = client.post(url, b"{}", {})
        return outcome.problem or outcome.status

    with make_app(WEBHOOK_HTTP=True).app_context():
        for host in DISGUISED:
            assert tried(f"http://{host}:{canary.port}/") in (Problem.CLOSED_NETWORK, Problem.NO_NAME), host
        url = f"http://hooks.example:{canary.port}/"
        for found in (["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::1"]):
            monkeypatch.setattr(client, "resolve", lambda _host, _port, found=found: found)
            assert tried(url) == Problem.CLOSED_NETWORK
        monkeypatch.setattr(client, "resolve", lambda _host, _port: [])
        assert tried(url) == Problem.NO_NAME
        # It answers with a public address when it is checked, and with this machine ever after.
        asked: list[str] = []
        reached: list[str] = []

        def rebinding(host: str, _port: int) -> list[str]:
            asked.append(host)
            return ["8.8.8.8"] if len(asked) == 1 else ["127.0.0.1"]

        def connect(address: tuple[str, int], timeout: float) -> socket.socket:
            reached.append(address[0])
            raise ConnectionRefusedError

        monkeypatch.setattr(client, "resolve", rebinding)
        with monkeypatch.context() as patched:
            patched.setattr(socket, "create_connection", connect)
            assert tried(url) == Problem.REFUSED
        assert (asked, reached) == (["hooks.example"], ["8.8.8.8"])
        assert canary.got == []
    with make_app(WEBHOOK_HTTP=False, WEBHOOK_NETWORKS=HERE).app_context():
        monkeypatch.undo()
        assert tried(canary.url) == Problem.NO_HTTP
        # It speaks no TLS: nothing is sent before the certificate was seen.
        assert tried(canary.url.replace("http:", "https:")) in (Problem.CERTIFICATE, Problem.BROKEN)
        assert canary.got == []
    with make_app(WEBHOOK_HTTP=True, WEBHOOK_NETWORKS=HERE).app_context():
        assert tried(canary.url) == 204 and len(canary.got) == 1
    with pytest.raises(SettingError, match="WEBHOOK_NETWORKS"):
        make_app(WEBHOOK_NETWORKS="10.0.0.1/8")
