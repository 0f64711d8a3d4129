"""lexicon: what reps tap is proposed, an admin accepts it, every process reads it so, and it can be taken back."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import config
from domain.learned_word import State
from simulator.player import Play, playing
from storage import audit_log, learned_words
from storage.database import Database, open_database
from storage.migrate import upgrade
from tests.commands.conftest import ROOT, SUBMITTED_AT, Run

COMPLETE_BUT_FOR_PAINS = (
    "今天上门拜访了苏州华鼎汽配，见了采购部王经理，他是影响者，他怕影响结账。他们用用友U8。"
    "最后拍板的是生产副总李总，影响力高，他比较担心切换风险。下周三之前我给他出个方案。"
)
WORDING = "叉车排队充电太耽误"


@pytest.fixture
def database(firm: Path) -> Iterator[Database]:
    url = f"sqlite:///{firm / 'genji.sqlite3'}"
    upgrade(url)
    database = open_database(url)
    yield database
    database.close()


@pytest.fixture
def stage(database: Database, firm: Path) -> Iterator[Play]:
    url = f"sqlite:///{firm / 'genji.sqlite3'}"
    with playing(url, config.load(ROOT / "config.yaml"), SUBMITTED_AT, deliveries=1) as stage:
        yield stage


def told(stage: Play, member: str, since: int = 0) -> str:
    """What the member has read, from that message on."""
    shown = stage.world.chat(member)[since:]
    return "\n".join(str(one.body.get("content", one.card)) for one in shown if one.side == "app")


def said_pain(stage: Play, member: str, words: str) -> str:
    """What the member reads when he answers the question for the pain, in a visit of his own."""
    stage.say(member, "今天上门拜访了苏州华鼎汽配，见了采购部王经理，他们用用友U8。")
    before = len(stage.world.chat(member))
    stage.say(member, words)
    read = told(stage, member, before)
    stage.say(member, "放弃")
    return read


def test_a_tapped_tag_is_read_by_everybody_once_accepted_until_it_is_undone(
    run: Run, database: Database, firm: Path, stage: Play
) -> None:
    assert f"{WORDING}（待归类）" in said_pain(stage, "zhaoliu", WORDING)
    stage.say("zhangsan", COMPLETE_BUT_FOR_PAINS)
    for words in ("库存周转慢", "报价响应慢", WORDING):
        stage.say("zhangsan", words)
    with database.reading() as db:
        assert learned_words.those(db, State, 9) == []
    tag = _tapped_first_tag(stage, "zhangsan")
    code, out, _ = run("lexicon")
    assert code == 0
    assert f"1    痛点「{tag}」← “{WORDING}”　1 次，张三" in out
    assert f"例：{WORDING}" in out
    assert f"{WORDING}（待归类）" in said_pain(stage, "zhaoliu", WORDING), "proposed is not in force"

    assert run("lexicon", "accept", "1", "--by", "admin")[:2] == (0, f"1：已采用 痛点「{tag}」← “{WORDING}”\n")
    assert f"痛点 {tag}" in said_pain(stage, "zhaoliu", WORDING)
    note = {"id": "n", "base_time": "2026-03-02T14:00:00+08:00", "text": f"客户反映{WORDING}。"}
    (firm / "n.jsonl").write_text(json.dumps(note), encoding="utf-8")
    assert f'"tag": "{tag}"' in run("read", "n.jsonl")[1]
    assert run("lexicon", "undo", "1")[0] == 0
    assert f"{WORDING}（待归类）" in said_pain(stage, "zhaoliu", WORDING)
    with database.reading() as db:
        trace = [(row["action"], row["who"]) for row in audit_log.rows(db) if row["subject"] == "words:1"]
    assert trace[:2] == [("words.proposed", "zhangsan"), ("words.accepted", "admin")]
    assert trace[2][0] == "words.undone"


def _tapped_first_tag(stage: Play, member: str) -> str:
    card = stage.world.chat(member)[-1].card
    assert card is not None
    assert card.card["main_title"]["title"] == "这句话属于哪类痛点？"
    tag = str(card.card["button_list"][0]["text"])
    stage.tap(member, tag)
    return tag


def test_a_chosen_customer_is_called_so_once_accepted(run: Run, firm: Path, stage: Play) -> None:
    words = "今天去华顶汽陪上门拜访，见了采购部王经理，他们用用友U8"
    stage.say("zhangsan", words)
    stage.tap("zhangsan", "华鼎汽配")
    stage.say("zhangsan", "放弃")
    assert "客户「苏州华鼎汽车配件有限公司」← “华顶汽陪”" in run("lexicon")[1]
    assert run("export", "corrections", "c.jsonl")[0] == 0
    kept = json.loads((firm / "c.jsonl").read_text(encoding="utf-8"))
    assert (kept["字段"], kept["听到的话"], kept["改为"]["name"]) == ("客户", "华顶汽陪", "苏州华鼎汽车配件有限公司")
    assert run("lexicon", "accept", "1")[0] == 0
    stage.say("zhaoliu", words)
    assert "客户：苏州华鼎汽车配件有限公司" in told(stage, "zhaoliu")
    assert "哪一家" not in told(stage, "zhaoliu")
    stage.say("zhaoliu", "放弃")
    assert run("lexicon", "reject", "1")[0] == 0
    stage.say("zhaoliu", words)
    assert "您说的“华顶汽陪”是哪一家" in told(stage, "zhaoliu")
    assert re.search(r"1 +客户.*不采用", run("lexicon", "history")[1])


def test_a_tap_taken_back_proposes_nothing(run: Run, firm: Path, stage: Play) -> None:
    words = "今天去华顶汽陪上门拜访，见了采购部王经理，他们用用友U8"
    stage.say("zhangsan", words)
    stage.tap("zhangsan", "华鼎汽配")
    stage.say("zhangsan", "撤销")
    assert run("lexicon")[1] == "没有待审核的说法。\n"
    assert run("export", "corrections", "c.jsonl")[0] == 0
    assert (firm / "c.jsonl").read_text(encoding="utf-8") == ""
    assert run("lexicon", "accept", "1")[:2] == (1, "1：提出的人自己撤销了，没有改动\n")
    stage.tap("zhangsan", "华鼎汽配")
    assert "1 次，张三" in run("lexicon")[1]
    stage.say("zhaoliu", words)
    stage.tap("zhaoliu", "华鼎汽配")
    stage.say("zhaoliu", "撤销")
    assert "1 次，张三" in run("lexicon")[1], "the other one's proposal stays"


def test_what_the_admin_is_told(run: Run, stage: Play) -> None:
    customer = "苏州华鼎汽车配件有限公司"
    for arguments, code, said in (
        (("list",), 0, "没有待审核的说法。"),
        (("history",), 0, "还没有决定过。"),
        (("counts",), 0, "最近 90 天没有提交过的拜访记录。"),
        (("counts", "--days", "0"), 2, "--days 在 1 到 3660 之间"),
        (("add", "系统卡顿", "菊花转半天"), 0, "1：已采用 痛点「系统卡顿」← “菊花转半天”"),
        (("add", "系统卡顿", "菊花转半天"), 1, "现在就读得出来"),
        (("accept", "1"), 0, "1：本来就是已采用"),
        (("add", customer, "无锡华鼎"), 1, "像是另一家客户：无锡华鼎"),
        (("add", customer, "顶哥那家"), 0, f"2：已采用 客户「{customer}」← “顶哥那家”"),
        (("add", "没有的标签", "随便什么"), 1, "没有「没有的标签」这个标签"),
        (("add", "系统卡顿", "系统"), 1, "是常用词"),
        (("add", "系统卡顿"), 2, "add 后面写两样"),
        (("accept", "7"), 1, "7：没有这个编号"),
        (("accept", "x"), 2, "accept 后面要写编号"),
        (("accept", "1", "--by", "nobody"), 1, "通讯录里没有 nobody 这个账号"),
    ):
        found, out, err = run("lexicon", *arguments)
        assert (found, said in out + err) == (code, True), out + err
