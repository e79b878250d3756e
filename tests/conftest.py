"""What every test can ask for: a database of each kind, the application, a browser, the command line, the clock.

    def test_x(app, browser): ...            # runs on SQLite and on PostgreSQL
    def test_y(context): ...                 # inside an app context, for services and queries
    def test_z(statements): ...              # with statements() as asked: ...; asked.count

`--db sqlite|postgresql|both` chooses the databases; without PostgreSQL on the machine the head of the run
says so and SQLite is used alone (CI refuses to start).
"""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, settings
from jinja2 import FileSystemBytecodeCache

from improve.core import clock as improve_clock
from tests import compiling, hashing, routing, servers

if TYPE_CHECKING:
    from flask import Flask
    from flask.ctx import AppContext

    from tests.browser import Browser
    from tests.databases import Database, Supply
    from tests.statements import Statements

DATABASES = ("sqlite", "postgresql")
SHARED = Path(__file__).resolve().parents[2] / "shared"
A_WORKING_DAY = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
IN_CI = bool(os.environ.get("CI"))

settings.register_profile(
    "improve",
    deadline=None,
    derandomize=IN_CI,
    print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("improve")

_started = ExitStack()


# The run


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=(*DATABASES, "both"), default="both", help="databases to run on")
    parser.addoption(
        "--some-pages",
        action="store_true",
        help="on PostgreSQL run a third of the tests of pages (all of them run on SQLite), and all others",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    gc.disable()  # collecting tests leaves no garbage, and looking for it takes a third of the time
    routing.read_rules_once()
    compiling.share_compiled_sql()
    for name in [name for name in os.environ if name.startswith("IMPROVE_")]:
        del os.environ[name]  # a developer's own instance is none of the tests' business
    if _is_worker(config):
        return
    missing = servers.postgresql_missing()
    if missing and (config.option.db == "postgresql" or (config.option.db == "both" and IN_CI)):
        raise pytest.UsageError(missing)
    if config.option.basetemp is None:
        folder = servers.scratch_folder("improve-tests-")
        _started.callback(shutil.rmtree, folder, ignore_errors=True)
        config.option.basetemp = str(folder / "tmp")
    if getattr(config.option, "numprocesses", None) and not missing and config.option.db != "sqlite":
        cluster = servers.start_postgresql()  # one for all workers, which inherit the variable
        _started.callback(cluster.stop)
        os.environ[servers.RUNNING_CLUSTER] = str(cluster.folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not _is_worker(config):
        _started.close()


def pytest_report_header(config: pytest.Config) -> str:
    missing = servers.postgresql_missing()
    if config.option.db == "both" and missing:
        return f"databases: sqlite ONLY, because {missing}"
    return f"databases: {', '.join(_chosen(config))}"


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def _chosen(config: pytest.Config) -> list[str]:
    wanted = DATABASES if config.option.db == "both" else (config.option.db,)
    return [name for name in wanted if name == "sqlite" or not servers.postgresql_missing()]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run whatever touches the database on each kind; `@pytest.mark.databases(...)` narrows it."""
    if "supply" not in metafunc.fixturenames:
        return
    marker = metafunc.definition.get_closest_marker("databases")
    allowed = marker.args if marker else DATABASES
    kinds = [
        pytest.param(name, marks=pytest.mark.postgres) if name == "postgresql" else name
        for name in _chosen(metafunc.config)
        if name in allowed
    ]
    if not kinds:
        reason = f"runs on {' and '.join(allowed)} only"
        kinds = [pytest.param(allowed[0], marks=pytest.mark.skip(reason=reason))]
    metafunc.parametrize("supply", kinds, indirect=True, scope="session")


PAGES = {"browser", "new_browser"}


def _is_left_out(item: pytest.Item) -> bool:
    """Is it one of the two thirds of the pages' tests that need not run on PostgreSQL? Chosen by name, so that a
    failing test fails again."""
    if item.get_closest_marker("postgres") is None or not PAGES & set(getattr(item, "fixturenames", ())):
        return False
    return crc32(item.nodeid.encode()) % 3 != 0


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--some-pages"):
        left_out = [item for item in items if _is_left_out(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]
    for item in items:
        if "shared" in getattr(item, "fixturenames", ()):
            item.add_marker("shared")


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded now stays until the end: the collector of garbage need not look through it again and again."""
    hashing.make_cheap()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)
    gc.enable()


# The database and the application


@pytest.fixture(scope="session")
def supply(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker: str
) -> Iterator[Supply]:
    """Databases of one kind: `with supply.fresh() as database`, `with supply.empty() as database`."""
    from tests.databases import PostgresqlSupply, SqliteSupply

    folder = tmp_path_factory.mktemp(f"{request.param}-")
    made = SqliteSupply(folder) if request.param == "sqlite" else PostgresqlSupply(folder, worker)
    yield made
    made.close()


@pytest.fixture(scope="session")
def worker() -> str:
    """The name of this process among those that share the tests."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture
def database(supply: Supply) -> Iterator[Database]:
    """A fresh, migrated database: `.kind`, `.url`."""
    with supply.fresh() as fresh:
        yield fresh


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """The instance folder of the test's application."""
    return tmp_path / "instance"


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory, worker: str) -> FileSystemBytecodeCache:
    """Every test has an application of its own; its templates are compiled once for all of them and all workers."""
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker == "main" else own.parent) / "templates"
    folder.mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(folder))


@pytest.fixture
def make_app(
    database: Database, instance: Path, compiled_templates: FileSystemBytecodeCache
) -> Iterator[Callable[..., Flask]]:
    """Makes applications on the test's database: `make_app(SMTP_HOST="…")`."""
    from improve.app import create_app
    from improve.core.db import db

    made: list[Flask] = []

    def make(**overrides: Any) -> Flask:
        app = create_app(
            {"INSTANCE": str(instance), "DATABASE_URL": database.url, "TESTING": True, **overrides}
        )
        app.jinja_env.bytecode_cache = compiled_templates
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """The application on a fresh database. Not inside its context: `with app.app_context()` or `context`."""
    return make_app()


@pytest.fixture
def context(app: Flask) -> Iterator[AppContext]:
    """The test runs inside an app context; for services and queries, not together with a browser."""
    with app.app_context() as entered:
        yield entered


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A picky browser that wants English pages; see `tests.browser`."""
    from tests.browser import Browser

    return Browser(app)


@pytest.fixture
def new_browser(app: Flask) -> Callable[..., Browser]:
    """Browsers for further people: `new_browser(language="zh-Hans")`."""
    from tests.browser import Browser

    return lambda **options: Browser(app, **options)


@pytest.fixture
def run(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The `improve` command on the test's instance: `run("users", "list").stdout`, `.stderr`, `.exit_code`.

    `input=` is what is typed. An unexpected exception is raised here, not hidden in the result.
    """
    from improve.cli import group

    def command(*arguments: str, input: str | bytes | None = None) -> Result:
        monkeypatch.setenv("IMPROVE_INSTANCE", app.instance_path)
        monkeypatch.setenv("IMPROVE_DATABASE_URL", app.config["DATABASE_URL"])
        result = CliRunner().invoke(group, list(map(str, arguments)), input=input, catch_exceptions=True)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return command


@pytest.fixture
def statements() -> Callable[[], AbstractContextManager[Statements]]:
    """Counts what is asked of the database: `with statements() as asked: …`, then `asked.count`, `asked.texts`."""
    from tests.statements import statements

    return statements


# The world around


class Clock:
    """The time of the application, standing still until it is moved."""

    def __init__(self, start: datetime) -> None:
        self._stack = ExitStack()
        self.set(start)

    def set(self, instant: datetime) -> None:
        """Let it be `instant` from now on."""
        self._stack.close()
        self._stack.enter_context(improve_clock.frozen(instant))

    def move(self, **duration: float) -> None:
        """Go on: `clock.move(hours=2, seconds=1)`."""
        self.set(self.now + timedelta(**duration))

    @property
    def now(self) -> datetime:
        """The instant it shows."""
        return improve_clock.now()

    def release(self) -> None:
        """Let the time run again."""
        self._stack.close()


@pytest.fixture
def clock() -> Iterator[Clock]:
    """The application's time stands still on a Wednesday morning; `clock.move(days=1)`, `clock.set(instant)`."""
    standing = Clock(A_WORKING_DAY)
    yield standing
    standing.release()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The address of an empty Redis of the run."""
    missing = servers.redis_missing()
    if missing:
        (pytest.fail if IN_CI else pytest.skip)(missing)
    server = servers.start_redis()
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder ../shared beside a developer's checkout; the test is skipped where it is not."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not here")
    return SHARED
