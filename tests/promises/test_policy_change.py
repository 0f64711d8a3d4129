"""规矩的变化: what an admin saves is in force at once; what began before ends as it began; mistakes harm nobody."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

import config
from commands.policy_file import Watch, begin_with, take_in
from commands.policy_in_force import PolicyInForce
from simulator.player import Play, playing
from storage import audit_log, policies
from storage.database import open_database
from storage.policies import UnderWay
from storage.tables import approvals, visits
from tests.policy_files import changed, lay_out
from tests.promises.conftest import NOON
from tests.promises.people import WHOLE_VISIT, cards_of, submit, told

FIVE_PAINS = changed(("at_least: 3", "at_least: 5"))
BROKEN = changed(("pace: natural", "pace: slow"))


@dataclass
class Office:
    """The product, and the file that its admin edits."""

    stage: Play
    path: Path
    watch: Watch

    def save(self, text: str) -> None:
        """Save the file and give the watch the time it needs."""
        self.path.write_text(text, encoding="utf-8")
        for _ in range(4):
            self.watch.look()
        self.stage.settle()

    @property
    def version(self) -> str:
        return self.stage.hub.policy().version


@pytest.fixture
def office(sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    path, database = lay_out(tmp_path / "office"), open_database(sqlite_url)
    begin_with(config.look(path), path, None, database, NOON)
    with playing(sqlite_url, PolicyInForce(database, seconds=0), NOON) as stage:
        hub = stage.hub
        yield Office(
            stage, path, Watch(path, lambda found: take_in(found, path, hub.database, hub.policy(), hub.now()))
        )
        assert stage.world.complaints == []
        with hub.database.reading() as db:
            assert isinstance(audit_log.verify(db), int)
    database.close()


def test_a_draft_ends_under_the_template_it_began_with(office: Office) -> None:
    stage, first = office.stage, office.version
    stage.say("zhangsan", WHOLE_VISIT.replace("还有交付老是延期。", "。"))
    assert "还差 1 个具体业务瓶颈" in told(stage, "zhangsan")[-1]
    office.save(FIVE_PAINS)
    second = office.version
    assert second != first
    stage.say("zhangsan", "交付老是延期")
    stage.tap("zhangsan", "确认")
    stage.say("zhaoliu", WHOLE_VISIT)
    assert "还差 2 个具体业务瓶颈" in told(stage, "zhaoliu")[-1]
    with stage.hub.database.reading() as db:
        begun = db.execute(select(visits.c.member, visits.c.state, visits.c.policy_version)).all()
        asked = db.execute(select(approvals.c.policy_version)).scalars().all()
        under_way = policies.under_way(db)
        named = {row["action"]: row["policy_version"] for row in audit_log.rows(db)}
    assert sorted(map(tuple, begun)) == [("zhangsan", "submitted", first), ("zhaoliu", "open", second)]
    assert asked == [first]
    assert under_way == {first: UnderWay(0, 1), second: UnderWay(1, 0)}
    assert named == {"policy.adopted": second, "visit.submitted": first, "approval.requested": first}


def test_a_new_visit_beside_an_old_draft_begins_under_the_newest_rules(office: Office) -> None:
    stage = office.stage
    without_competitor = WHOLE_VISIT.replace("他们现在用的是用友U8。", "")
    stage.say("zhangsan", without_competitor)
    office.save(changed(("请先录入竞品信息", "客户现在用哪家的系统")))
    stage.say("zhangsan", without_competitor.replace("苏州华鼎汽配", "浙江铭泰紧固件"))
    assert "客户现在用哪家的系统" in told(stage, "zhangsan")[-1]
    stage.say("zhangsan", "苏州华鼎汽配那边，他们还说对账要三天")
    assert "请先录入竞品信息" in told(stage, "zhangsan")[-1]


def test_a_request_climbs_the_ladder_it_was_made_under(office: Office) -> None:
    stage = office.stage
    submit(stage, "zhangsan")
    office.save(changed(("after_hours: 24", "after_hours: 1"), ("default: wangdir", "default: qianmgr")))
    stage.wait(timedelta(hours=2))
    assert cards_of(stage, "qianmgr") == []
    stage.wait(timedelta(hours=22))
    # the hours are those of then; who is director is a fact of now
    assert [card.card["main_title"]["title"] for card in cards_of(stage, "qianmgr")] == ["超时升级：张三的拜访记录"]
    assert cards_of(stage, "wangdir") == []


def test_a_broken_file_changes_nothing_and_is_told_once(office: Office) -> None:
    stage, first = office.stage, office.version
    for _ in range(2):
        office.save(BROKEN)
    news = told(stage, "admin")
    assert len(news) == 1
    assert f"1 个错误，没有采用，仍按版本 {first} 运行" in news[0]
    line = next(number for number, row in enumerate(BROKEN.splitlines(), 1) if "slow" in row)
    assert f"config.yaml:{line}:9 visit_approval.pace" in news[0]
    assert office.version == first
    submit(stage, "zhangsan")
    assert len(cards_of(stage, "limgr")) == 1

    office.save(FIVE_PAINS)
    mended = told(stage, "admin")[1:]
    assert [f"（版本 {office.version}，之前是 {first}）" in text for text in mended] == [True]
    assert "visit.fields[pain_points].at_least：3 → 5" in mended[0]
    office.save(BROKEN)
    office.save(FIVE_PAINS)
    assert [text.partition("，")[0] for text in told(stage, "admin")[2:]] == [
        "config.yaml 有 1 个错误",
        "config.yaml 已改好",
    ]


def test_words_of_the_lexicon_are_a_version_too_and_serve_open_drafts(office: Office) -> None:
    stage = office.stage
    stage.say("zhangsan", WHOLE_VISIT.replace("用友U8", "火星云"))
    lexicon = office.path.parent / "nlp" / "lexicon.yaml"
    lexicon.write_text(lexicon.read_text(encoding="utf-8").replace("brands: [", "brands: [火星云, "), encoding="utf-8")
    office.save(office.path.read_text(encoding="utf-8"))
    assert "词表 brands 增加 火星云" in told(stage, "admin")[-1]
    stage.say("zhangsan", "他们用的是火星云")
    assert "火星云" in told(stage, "zhangsan")[-2]


def test_old_and_new_admins_are_told(office: Office) -> None:
    office.save(changed(("admin: [admin]", "admin: [sunfin]")))
    assert [who for who in ("admin", "sunfin", "zhangsan") if told(office.stage, who)] == ["admin", "sunfin"]


def test_another_machines_old_copy_is_not_taken_for_a_wish(office: Office, tmp_path: Path) -> None:
    """A second machine comes up with the file of last week: it lives with what is in force, and the admins hear."""
    hub, first = office.stage.hub, office.version
    office.save(FIVE_PAINS)
    second = office.version
    other = lay_out(tmp_path / "other")

    def look() -> None:
        take_in(config.look(other), other, hub.database, hub.policy(), hub.now())
        office.stage.settle()

    look()
    assert office.version == second
    assert f"是以前的版本 {first}，没有采用" in told(office.stage, "admin")[-1]
    other.write_text(changed(("at_least: 3", "at_least: 4")), encoding="utf-8")
    look()
    assert office.version not in (first, second), "whose file changed last wins"
    third = office.version
    office.save(FIVE_PAINS + "# 又改\n")
    assert office.version not in (first, second, third)


def test_a_machine_without_a_file_lives_with_what_is_in_force(office: Office, tmp_path: Path) -> None:
    hub, nowhere = office.stage.hub, tmp_path / "nowhere" / "config.yaml"
    assert take_in(config.look(nowhere), nowhere, hub.database, hub.policy(), hub.now()) == []
    office.path.unlink()
    for _ in range(4):
        office.watch.look()
    office.stage.settle()
    assert "找不到这个文件" in told(office.stage, "admin")[-1]


def test_versions_that_nobody_kept_leave_the_rules_of_now(office: Office) -> None:
    office.stage.say("zhangsan", "今天上门拜访了常州恒瑞，库存周转慢")
    with office.stage.hub.database.writing() as db:
        db.execute(visits.update().values(policy_version="lost"))
    office.stage.say("zhangsan", "用的是用友U8")
    assert office.stage.hub.policy().as_of("lost").version == office.version
