"""read and hear: JSON lines on standard output and nothing else, unless an explanation is asked for."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.columns import COLUMNS, marked, width, wrapped
from storage import customers
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


EXPLAINED = """\
== n1 == 2026-03-02 14:00
今天上门拜访了苏州华鼎汽配，见了采购部王经理，他们用用友U8，库存周转慢。
3~~~          1~~~~~~~~~~~            4~~~~~        5~~~~~  6~~~~~~~~~
    2~~~

 1 客户      苏州华鼎汽车配件有限公司  “苏州华鼎汽配” 7-13  lexicon  nlp/focus.py
             确定是 {id}
 2 方式      面访  “上门” 2-4  lexicon  nlp/channel.py
 3 拜访日期  2026-03-02  “今天” 0-2  rule  nlp/visit_day.py
 4 见了谁    王经理 · 采购部经理 · 影响者  “王经理” 19-22  rule  nlp/contacts.py
 5 竞品      用友 · U8  “用友U8” 26-30  lexicon  nlp/competitors.py
 6 痛点      库存周转慢  “库存周转慢” 31-36  lexicon  nlp/pain_points.py
   痛点      要问：还差 2 个具体业务瓶颈，客户还提到什么问题？（确实没有就说“没有了”）
   决策链    要问：这件事客户那边谁拍板、谁评估？各自最看重什么？
   下一步    要问：下一步做什么，什么时候之前？

== {{}} == 2026-03-02 14:00
 [31m你好

             没有读到能记的，不会开始一条记录

"""


def test_a_note_is_explained(run: Run, database: Database) -> None:
    greeting = {**NOTE, "id": {}, "text": "\x1b[31m你好"}
    Path("notes.jsonl").write_text(f"{json.dumps(NOTE)}\n{json.dumps(greeting)}\n", encoding="utf-8")
    with database.reading() as db:
        [known] = [c.id for c in customers.book(db).customers if c.name == "苏州华鼎汽车配件有限公司"]
    assert run("read", "--explain", "notes.jsonl") == (0, EXPLAINED.format(id=known), "")


def test_whom_a_name_may_mean_is_explained(run: Run, firm: Path) -> None:
    Path("notes.jsonl").write_text(json.dumps({**NOTE, "text": "今天拜访了华鼎。"}), encoding="utf-8")
    names = {"C1": "苏州华鼎汽配有限公司", "C2": "无锡华鼎机械有限公司"}
    rows = [{"id": id_, "name": name, "short": [], "industry": "", "city": ""} for id_, name in names.items()]
    Path("c.json").write_text(json.dumps(rows), encoding="utf-8")
    code, out, _ = run("read", "--explain", "notes.jsonl", "--customers", "c.json")
    assert code == 0
    assert "不确定，要请人选：C1 苏州华鼎汽配有限公司、C2 无锡华鼎机械有限公司\n" in out


@given(st.text(st.sampled_from("拜访A1 \n\x1b\u0301，…👍"), max_size=300), st.data())
def test_an_explanation_fits_the_terminal_and_commands_nothing(text: str, data: st.DataObject) -> None:
    ends = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(lambda pair: (min(pair), max(pair)))
    lines = [*marked(text, data.draw(st.lists(ends, max_size=12))), *wrapped(text, 13)]
    assert all(width(line) <= COLUMNS for line in lines)
    assert "\x1b" not in "".join(lines)


@pytest.mark.slow
def test_recordings_are_heard(run: Run, firm: Path) -> None:
    (firm / "bad.amr").write_text("no sound")
    code, out, _ = run("hear", ROOT / "simulator/samples/demo1.amr", "bad.amr")
    assert code == 1
    good, bad = lines(out)
    assert "库存周转" in str(good["text"])
    assert set(good) == {"file", "text", "audio_seconds", "seconds", "segments"}
    assert bad["not_heard"] == "undecodable"
