"""One stage for the tests that need nothing of their own: each takes a rep whom nobody else uses."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import config
from domain.policy import Policy
from simulator.firm import Member
from simulator.player import Play, playing
from storage.migrate import upgrade

NOON = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)  # Monday, 14:00 in Shanghai
_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def policy() -> Policy:
    """The shipped config.yaml."""
    return config.load(Path("config.yaml"))


@pytest.fixture(scope="module")
def stage(policy: Policy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    """The product and its simulated WeCom, shared by the tests of a module."""
    url = f"sqlite:///{tmp_path_factory.mktemp('stage') / 'genji.sqlite3'}"
    upgrade(url)
    with playing(url, policy, NOON) as play:
        yield play
        assert play.world.complaints == [], "the product broke the protocol"


@pytest.fixture
def rep(stage: Play) -> Iterator[str]:
    """A rep with a manager of his own, `boss-of-…`; what the test does to WeCom is undone after it."""
    userid = f"rep{next(_NUMBERS)}"
    boss = f"boss-of-{userid}"
    stage.world.members[boss] = Member(boss, f"{userid}的主管", (21,), "销售经理", ("wangdir",))
    stage.world.members[userid] = Member(userid, f"销售{userid}", (21,), "销售", (boss,))
    yield userid
    stage.world.faults.clear()
    stage.world.clock.forward(3601)  # what WeCom closed for an hour is open again
