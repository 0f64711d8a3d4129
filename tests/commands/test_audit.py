"""audit verify."""

from storage.database import Database
from tests.commands.conftest import Run


def test_a_whole_log_and_a_broken_one(run: Run, database: Database) -> None:
    code, out, _ = run("audit", "verify")
    assert code == 0
    assert out.startswith("留痕完整，共 ")
    with database.writing() as db:
        db.exec_driver_sql("UPDATE audit_log SET who = 'wangdir' WHERE seq = 1")
    code, out, _ = run("audit", "verify")
    assert code == 1
    assert "第 1 条断开：内容被改动" in out
