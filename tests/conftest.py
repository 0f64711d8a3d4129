"""What tests share: real databases (SQLite and Postgres) with our tables in them, and a real Valkey."""

import logging
from collections.abc import Iterator

import pytest
import redis
import structlog

from storage.migrate import upgrade
from storage.valkey import EmbeddedValkey
from tests.databases import PostgresTemplate, SqliteTemplate, Template

structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """Commands set up the logging of their process: here that is also the process of all other tests."""
    names = (None, *logging.root.manager.loggerDict)
    before = [(logging.getLogger(name), logging.getLogger(name).level) for name in names]
    handlers, events = logging.root.handlers[:], structlog.get_config()
    yield
    for logger, level in before:
        logger.setLevel(level)
    logging.root.handlers[:] = handlers
    structlog.configure(**events)


@pytest.fixture(scope="session")
def _templates() -> Iterator[dict[str, Template]]:
    """Databases that went through every migration, made when first asked for and copied for each test."""
    templates: dict[str, Template] = {}
    yield templates
    for template in templates.values():
        template.close()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, _templates: dict[str, Template]) -> Iterator[str]:
    """A database of this test alone, migrated and empty; the test runs once on SQLite and once on Postgres."""
    yield from _copy_of(request.param, _templates)


@pytest.fixture
def sqlite_url(_templates: dict[str, Template]) -> Iterator[str]:
    """The same on SQLite only, for tests that are not about the database."""
    yield from _copy_of("sqlite", _templates)


def _copy_of(backend: str, templates: dict[str, Template]) -> Iterator[str]:
    if backend not in templates:
        templates[backend] = SqliteTemplate(upgrade) if backend == "sqlite" else PostgresTemplate(upgrade)
    with templates[backend].copy() as url:
        yield url


@pytest.fixture(scope="session")
def _valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedValkey]:
    server = EmbeddedValkey(tmp_path_factory.mktemp("valkey"))
    server.ensure()
    yield server
    server.stop()


@pytest.fixture
def valkey_url(_valkey: EmbeddedValkey) -> str:
    """A real, empty Valkey, shared by the tests one after the other."""
    _valkey.ensure()
    client = redis.Redis.from_url(_valkey.url)
    client.flushall()
    client.close()
    return _valkey.url
