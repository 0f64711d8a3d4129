"""read and hear: JSON lines on standard output and nothing else."""

import json
from pathlib import Path

import pytest

from storage.database import Database
from tests.commands.conftest import ROOT, Run

NOTE = {
    "id": "n1",
    "base_time": "2026-03-02T14:00:00+08:00",
    "text": "今天上门拜访了苏州华鼎汽配，见了采购部王经理，他们用用友U8，库存周转慢。",
}


def lines(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


def test_notes_are_read_with_the_customers_of_the_list_or_the_database(run: Run, database: Database) -> None:
    Path("notes.jsonl").write_text(f"{json.dumps(NOTE, ensure_ascii=False)}\n\n", encoding="utf-8")
    code, out, err = run("read", "notes.jsonl")
    assert (code, err) == (0, "")
    [line] = lines(out)
    assert line["id"] == "n1"
    record = line["record"]
    assert isinstance(record, dict)
    assert (record["customer"], record["customer_known"]) == ("苏州华鼎汽车配件有限公司", True)
    assert record["competitor"] == {"brand": "用友", "model": "U8"}
    Path("c.csv").write_text("客户名称,简称\n华鼎汽配（苏州）有限公司,苏州华鼎汽配\n,无名\n", encoding="utf-8")
    code, out, err = run("read", "notes.jsonl", "--customers", "c.csv", "--lexicon", ROOT / "nlp/lexicon.yaml")
    assert code == 0
    assert '"customer": "华鼎汽配（苏州）有限公司"' in out
    assert "第 3 行没有用" in err


def test_without_a_database_no_customer_is_known(run: Run, firm: Path) -> None:
    Path("notes.jsonl").write_text(json.dumps(NOTE), encoding="utf-8")
    code, out, _ = run("read", "notes.jsonl")
    assert code == 0
    assert '"customer_known": false' in out
    assert not (firm / "genji.sqlite3").exists()


@pytest.mark.parametrize("text", ["{", "[]", '{"id": 1}', '{"base_time": "never", "text": "x"}'])
def test_a_line_that_is_no_note_is_named(run: Run, text: str) -> None:
    Path("notes.jsonl").write_text(f"{json.dumps(NOTE)}\n{text}\n", encoding="utf-8")
    code, out, err = run("read", "notes.jsonl")
    assert code == 1
    assert len(lines(out)) == 1
    assert "notes.jsonl 第 2 行" in err


@pytest.mark.slow
def test_recordings_are_heard(run: Run, firm: Path) -> None:
    (firm / "bad.amr").write_text("no sound")
    code, out, _ = run("hear", ROOT / "simulator/samples/demo1.amr", "bad.amr")
    assert code == 1
    good, bad = lines(out)
    assert "库存周转" in str(good["text"])
    assert set(good) == {"file", "text", "audio_seconds", "seconds", "segments"}
    assert bad["not_heard"] == "undecodable"
