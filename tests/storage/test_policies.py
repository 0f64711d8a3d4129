"""Of all who see the same change at the same time one takes it over, and the admins hear of it once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

import config
from commands.policy_file import begin_with, take_in
from commands.policy_in_force import PolicyInForce
from storage import audit_log, policies, tables
from storage.database import open_database
from tests.policy_files import changed, lay_out

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


def test_many_watch_and_one_takes_over(database_url: str, tmp_path: Path) -> None:
    path, database = lay_out(tmp_path / "office"), open_database(database_url)
    found = config.look(path)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: begin_with(found, path, None, database, NOW), range(4)))
    policy = PolicyInForce(database)()
    for text in (changed(("at_least: 3", "at_least: 5")), "visit: {"):
        path.write_text(text, encoding="utf-8")
        found = config.look(path)
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda _: take_in(found, path, database, policy, NOW), range(4)))  # noqa: B023
    with database.reading() as db:
        acts = [one.act for one in policies.every(db)]
        told = db.execute(select(func.count()).select_from(tables.outbox)).scalar_one()
        logged = [row["action"] for row in audit_log.rows(db)]
        kept = policies.kept(db, policy.version)
        assert [one.problems for one in policies.unusable_files(db)] == [str(found.errors[0])]
    database.close()
    assert acts == [policies.Act.FILE, policies.Act.START]
    assert told == 2
    assert logged == ["policy.adopted", "policy.adopted", "policy.refused"]
    assert kept is not None and config.load_texts(config.Texts(kept.config, kept.lexicon)) == policy
