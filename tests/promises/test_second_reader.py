"""The second reader among the promises: asked once, counted, left alone when it is down, and never waited for twice."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

import config
from bot import dispatch
from bot.hub import AskModel, NoAnswer
from bot.second_reader import SecondReaderModel
from domain.second_reading import SecondReader
from simulator.player import Play, playing
from storage.tables import second_readings
from tests.second_reader_endpoint import Canned, endpoint, said

POLICY = config.load(Path(__file__).parents[2] / "config.yaml")
NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)  # 14:00 in Shanghai
NOTE = "今天去了华鼎汽配，见了设备部王经理，车间墙上贴的图还是去年那版，错着干"
READ = said(
    pain_points=[
        {"tag": "数据孤岛", "span": "车间墙上贴的图还是去年那版", "evidence": "车间墙上贴的图还是去年那版，错着干"}
    ]
)
PAIN = "痛点：数据孤岛"


@dataclass
class Asked:
    """A model in this process: what it was sent, and what it does next."""

    does: Callable[[], str | NoAnswer] = lambda: READ.content
    chats: int = 0

    def __call__(self, reader: SecondReader, messages: Sequence[dict[str, str]]) -> str | NoAnswer:
        self.chats += 1
        return self.does()


@contextmanager
def stage(database: str, model: AskModel, **changes: object) -> Iterator[Play]:
    usual = SecondReader("http://127.0.0.1:1/v1", "canned", 5.0, 100, True)
    policy = replace(POLICY, second_reader=replace(usual, **changes))  # type: ignore[arg-type]
    with playing(database, policy, NOW, ask_model=model) as play:
        yield play


def told(play: Play, member: str = "zhangsan") -> str:
    return "\n".join(str(shown.body.get("content", "")) for shown in play.world.chat(member) if shown.side == "app")


def test_a_note_that_comes_twice_is_asked_about_once(sqlite_url: str) -> None:
    model = Asked()
    with stage(sqlite_url, model) as play:
        play.say("zhangsan", NOTE)
        assert told(play).count(PAIN) == 1
    assert model.chats == 1


def test_off_by_default(sqlite_url: str) -> None:
    model = Asked()
    assert POLICY.second_reader is None
    with playing(sqlite_url, POLICY, NOW, ask_model=model) as play:
        play.say("zhangsan", NOTE)
        assert PAIN not in told(play)
    assert model.chats == 0


def test_who_dies_while_asking_is_repeated_once_and_then_the_rules_read_alone(database_url: str) -> None:
    def die() -> str:
        raise KeyboardInterrupt

    model = Asked(die)
    with stage(database_url, model) as play:
        with pytest.raises(KeyboardInterrupt):
            play.say("zhangsan", NOTE)
        dispatch.work_off("zhangsan", play.hub)  # another worker meanwhile: it waits for the first
        assert (model.chats, told(play)) == (1, "")
        _lease_runs_out(play)
        with pytest.raises(KeyboardInterrupt):
            play.settle()
        _lease_runs_out(play)
        play.settle()
        assert model.chats == 2
        assert "王经理" in told(play)
        assert PAIN not in told(play)


def test_a_day_has_so_many_notes_and_the_admins_hear_of_it_once(sqlite_url: str) -> None:
    model = Asked()
    with stage(sqlite_url, model, notes_per_day=1) as play:
        play.say("zhangsan", NOTE)
        play.say("zhangsan", "还有对账老是出错，财务月底天天加班到半夜")
        play.say("zhangsan", "还有仓库里找料要半天，发货也经常发错")
        assert model.chats == 1
        assert "对账困难" in told(play)
        assert told(play, "admin").count("第二读者今天已经读了 1 段话") == 1
        play.wait(timedelta(hours=12))
        play.say("zhangsan", "今天去了永泰泵业，见了采购部李经理，图纸到处是旧的")
        assert model.chats == 2


def test_three_failures_in_a_row_and_it_is_left_alone_for_five_minutes(sqlite_url: str) -> None:
    model = Asked(lambda: NoAnswer("http 500", 500))
    with stage(sqlite_url, model) as play:
        for words in ("一", "二", "三", "四"):
            play.say("zhangsan", f"今天去了华鼎汽配，见了采购部王经理，第{words}次说库存不准的事")
        assert model.chats == 3
        play.wait(timedelta(minutes=5, seconds=1))
        play.say("zhangsan", "今天去了华鼎汽配，见了采购部王经理，又说了库存不准的事")
        assert model.chats == 4
        assert "库存不准" in told(play)


@pytest.mark.parametrize(
    "words",
    ["确认", "放弃", "谢谢", "你好", "今天中午食堂的红烧肉真不错，明天还想去吃一次", "库存不准", "原文"],
)
def test_what_is_no_note_is_never_sent(words: str, sqlite_url: str) -> None:
    model = Asked()
    with stage(sqlite_url, model) as play:
        play.say("zhangsan", words)
    assert model.chats == 0


def test_two_visits_in_one_note_and_reasons_of_an_approver_are_never_sent(sqlite_url: str) -> None:
    model = Asked()
    with stage(sqlite_url, model) as play:
        play.say("zhangsan", "上午去了华鼎汽配，见了王经理，库存不准。下午去永泰泵业，见了李经理，对账困难")
        assert model.chats == 0


def test_names_leave_only_where_the_admin_says_so(sqlite_url: str) -> None:
    with endpoint() as canned:
        canned.says(READ, Canned(status=500))
        for masks in (True, False):
            with stage(sqlite_url, SecondReaderModel("sk-1"), url=canned.url, mask_names=masks) as play:
                play.say("zhangsan", NOTE)
        sent = [body.decode() for body in canned.received]
    assert [("王经理" in body, "华鼎" in body) for body in sent] == [(False, False), (True, True)]
    assert "〈客户1〉" in sent[0]


def _lease_runs_out(play: Play) -> None:
    with play.hub.database.writing() as db:
        db.execute(update(second_readings).values(leased_until=datetime.now(UTC) - timedelta(seconds=1)))
