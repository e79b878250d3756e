"""`improve serve` and `improve start`, as a person uses them."""

import os
import signal
import socket
from types import SimpleNamespace

import pytest

from improve.accounts import service as accounts
from improve.accounts.models import Organization
from improve.core import clock
from improve.core.db import db, transaction
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Role
from improve.operations import addresses, heartbeat, serving, starting
from improve.operations.ports import Demonstration, SignIn
from tests.operations.conftest import answers, until
from tests.people import make_person


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def taken():
    """A port on which somebody listens."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_pages_are_served_beside_a_worker_until_ctrl_c(app, commands, port):
    made = commands.begin("serve", "--port", str(port), "--workers", "1", "--threads", "2")
    until(lambda: answers(f"http://127.0.0.1:{port}/readyz") == 200, "readiness")
    until(lambda: heartbeat.read(heartbeat.path_in(app.instance_path)), "the worker")
    until(lambda: f"Improve is at http://127.0.0.1:{port}" in commands.said(), "the announcement")
    made.send_signal(signal.SIGINT)
    assert made.wait(60) == 0
    assert commands.said().endswith("Improve has stopped.\n")
    assert answers(f"http://127.0.0.1:{port}/healthz") is None
    assert heartbeat.read(heartbeat.path_in(app.instance_path)) is None


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("command", ["serve", "start"])
def test_a_port_in_use_is_said_in_a_sentence(run, taken, command):
    result = run(command, "--port", str(taken))
    assert result.exit_code == 2
    assert f"Port {taken} on 127.0.0.1 is in use already" in result.stderr
    assert f"--port {taken + 1}" in result.stderr


@pytest.mark.parametrize("host", ["192.0.2.7", "no.such.host.invalid"])
def test_an_address_of_another_machine_is_refused(host, port):
    with pytest.raises(addresses.Occupied):
        addresses.require_free(host, port)


def test_an_older_database_is_not_served(run, app, port):
    from sqlalchemy import text

    with app.app_context(), db.engine.connect() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001_create_accounts'"))
        connection.commit()
    for command in (["serve", "--port", str(port)], ["work"]):
        result = run(*command)
        assert result.exit_code == 2
        assert "improve db upgrade" in result.stderr


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
        ("improve.local", "http://improve.local:8000"),
    ],
)
def test_the_address_that_people_type(host, url):
    assert addresses.url(host, 8000) == url


def test_listening_everywhere_has_an_address_of_this_machine():
    assert all(addresses.reached_at(host) not in addresses.ANYWHERE for host in addresses.ANYWHERE)


# `improve start`


@pytest.fixture
def served(monkeypatch):
    """What `start` would have served, instead of serving it."""
    calls = []
    monkeypatch.setattr(starting, "become_server", lambda *given: calls.append(given))
    monkeypatch.delenv("IMPROVE_BASE_URL", raising=False)
    yield calls
    os.environ.pop("IMPROVE_BASE_URL", None)


@pytest.fixture
def demo(monkeypatch):
    """A demonstration whose loading is counted."""
    loaded = SimpleNamespace(times=0)

    def load():
        loaded.times += 1
        with transaction():
            accounts.set_up_organization(Localized.both("Demo Works"), by=SYSTEM)
            db.session.get_one(Organization, 1).demo_loaded_at = clock.now()

    offered = Demonstration(
        load=load,
        is_loaded=lambda: loaded.times > 0,
        sign_ins=lambda: [SignIn("administrator", "admin", "plum-kite-seven")],
    )
    monkeypatch.setattr(starting, "demonstration", lambda: offered)
    return loaded


def test_a_fresh_instance_gets_the_demonstration_once(run, served, demo, port):
    for _start in range(2):
        result = run("start", "--port", str(port))
        assert result.exit_code == 0, result.stderr
        assert "plum-kite-seven" in result.stdout
    assert demo.times == 1
    assert served == [("127.0.0.1", port, None, 4)] * 2


def test_an_empty_instance_prints_the_first_administrators_link(run, served, demo, port):
    result = run("start", "--port", str(port), "--no-demo")
    assert result.exit_code == 0, result.stderr
    assert f"http://127.0.0.1:{port}/" in result.stdout
    assert demo.times == 0
    assert len(served) == 1


def test_on_the_demonstration_an_empty_start_is_refused(run, served, demo, port):
    run("start", "--port", str(port))
    result = run("start", "--port", str(port), "--no-demo")
    assert result.exit_code == 2
    assert "improve demo reset" in result.stderr
    assert len(served) == 1


def test_a_real_company_is_never_filled_with_the_demonstration(app, run, served, demo, port):
    with app.app_context():
        make_person("boss", roles=[Role.ADMINISTRATOR])
    result = run("start", "--port", str(port))
    assert result.exit_code == 0
    assert demo.times == 0
    assert "plum-kite-seven" not in result.stdout
    assert "first administrator" not in result.stdout


def test_an_empty_database_is_migrated_first(supply, tmp_path, monkeypatch, served, port):
    from click.testing import CliRunner

    from improve.cli import group

    with supply.empty() as empty:
        monkeypatch.setenv("IMPROVE_INSTANCE", str(tmp_path / "fresh"))
        monkeypatch.setenv("IMPROVE_DATABASE_URL", empty.url)
        result = CliRunner().invoke(group, ["start", "--port", str(port), "--no-demo"])
        assert result.exit_code == 0, result.output
        assert "first administrator" in result.stdout


def test_a_set_base_url_is_kept(app, monkeypatch):
    monkeypatch.setenv("IMPROVE_INSTANCE", app.instance_path)
    assert not serving.is_base_url_set()
    monkeypatch.setenv("IMPROVE_BASE_URL", "https://improve.example.org")
    assert serving.is_base_url_set()
