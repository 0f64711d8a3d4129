"""doctor, with the product not running: what is wrong here and at the simulated WeCom."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import config
from commands.policy_file import begin_with
from simulator.app import create_simulator, start
from simulator.clock import FixedClock
from simulator.mailbox import start_mailbox
from simulator.world import World
from storage.database import Database
from tests.commands.conftest import ROOT, Run
from tests.second_reader_endpoint import Canned, endpoint, said


@pytest.fixture
def wecom(firm: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    world = World(FixedClock(datetime.now(UTC)))
    url, stop = start(create_simulator(world))
    mailbox = start_mailbox(world)
    for name, value in {
        "WECOM_API_BASE": url,
        "WECOM_CORP_ID": world.corp_id,
        "WECOM_AGENT_ID": str(world.app.agent_id),
        "WECOM_SECRET": "demo-secret",
        "WECOM_TOKEN": world.app.token,
        "WECOM_AES_KEY": world.app.aes_key,
        "SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}",
        "BIND": "127.0.0.1:1",
    }.items():
        monkeypatch.setenv(name, value)
    yield world
    mailbox.stop()
    stop()


def problems(out: str) -> list[str]:
    return [line.removeprefix("✗ ") for line in out.splitlines() if line.startswith("✗")]


def test_only_that_it_is_not_running(run: Run, wecom: World, database: Database) -> None:
    code, out, err = run("doctor")
    assert (code, err) == (1, "")
    assert len(problems(out)) == 1
    assert "先运行 ./run serve" in out
    for word in (
        "没有错误",
        "DATA_DIR 可写",
        "数据库可用",
        "内置的 Valkey",
        "语音识别",
        "Secret 有效",
        "邮件服务器可以登录",
    ):
        assert word in out
    assert "有 1 处要处理" in out


def test_whether_the_file_is_in_force(
    run: Run, wecom: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (ROOT / "config.yaml").read_text(encoding="utf-8")
    mine = Path("mine.yaml")
    mine.write_text(text, encoding="utf-8")
    Path("nlp").symlink_to(ROOT / "nlp")
    monkeypatch.setenv("CONFIG", "mine.yaml")
    begin_with(config.look(mine), mine, None, database, datetime(2026, 3, 2, tzinfo=UTC))
    assert "在用的就是 mine.yaml 现在的内容" in run("doctor")[1]
    mine.write_text(text + "# 改了\n", encoding="utf-8")
    (found,) = [each for each in problems(run("doctor")[1]) if "在用的是版本" in each]
    assert "还没有采用" in found
    mine.write_text(text.replace("visit:", "visit：", 1), encoding="utf-8")
    out = run("doctor")[1]
    assert "mine.yaml 不能用，在用的仍是以前的版本" in out
    assert "改好保存就会采用；要恢复原样：./run policy rollback" in out


def test_what_is_wrong_here(run: Run, wecom: World, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "config.yaml").read_text(encoding="utf-8")
    text = text.replace("finance: [sunfin]", "finance: [nobody]").replace("email: wangdir@example.com", "region: 华东")
    text = text.replace("model: whisper-base", "model: /no/such/model").replace("regions: {}", "regions: {华东: [2]}")
    Path("mine.yaml").write_text(text, encoding="utf-8")
    Path("nlp").symlink_to(ROOT / "nlp")
    monkeypatch.setenv("CONFIG", "mine.yaml")
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1")
    found = "\n".join(problems(run("doctor")[1]))
    for word in (
        "不在企业微信通讯录里：nobody",
        "没有邮箱，升级邮件发不到：王总",
        "/no/such/model",
        "连不上 REDIS_URL",
    ):
        assert word in found
    Path("mine.yaml").write_text(text.replace("pace: natural", "pace: slow"), encoding="utf-8")
    assert "mine.yaml 有 1 个错误" in run("doctor")[1]


def test_who_is_out_of_reach_of_the_mails_that_stand_in_for_wecom(
    run: Run, wecom: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (ROOT / "config.yaml").read_text(encoding="utf-8")
    Path("nlp").symlink_to(ROOT / "nlp")
    monkeypatch.setenv("CONFIG", "mine.yaml")
    warning = "邮件兜底到不了没有邮箱的审批人"
    monkeypatch.setenv("PUBLIC_URL", "https://genji.example.com")
    off = re.sub(r"^mail_fallback:.*\n(?:  .*\n)*", "", text, flags=re.MULTILINE)
    Path("mine.yaml").write_text(off, encoding="utf-8")
    assert "邮件兜底没有打开" in run("doctor")[1]
    assert warning not in run("doctor")[1]
    Path("mine.yaml").write_text(text, encoding="utf-8")
    out = run("doctor")[1]
    (told,) = [line for line in out.splitlines() if warning in line]
    assert told.startswith("✓"), "it is but a warning"
    assert "李经理（limgr）" in told
    assert "王总" not in told, "he has an address"


def test_the_second_reader_is_tried_with_a_note_of_nobody(
    run: Run, wecom: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("nlp").symlink_to(ROOT / "nlp")
    shipped = (ROOT / "config.yaml").read_text(encoding="utf-8")
    monkeypatch.setenv("CONFIG", "mine.yaml")
    monkeypatch.setenv("SECOND_READER_KEY", "sk-doctor")
    with endpoint() as canned:
        Path("mine.yaml").write_text(
            f'{shipped}\nsecond_reader: {{url: "{canned.url}", model: canned}}\n', encoding="utf-8"
        )
        canned.says(said(channel=None))
        assert "第二读者答得上来：canned" in run("doctor")[1]
        canned.says(Canned("你好"))
        assert "第二读者答的不是 JSON" in "\n".join(problems(run("doctor")[1]))
        canned.says(Canned(status=401))
        out = run("doctor")[1]
        assert "第二读者没有答上来（http 401）" in "\n".join(problems(out))
        assert "sk-doctor" not in out
    assert set(canned.keys) == {"Bearer sk-doctor"}
