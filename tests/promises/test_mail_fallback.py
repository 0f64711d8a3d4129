"""邮件兜底: while WeCom is away an approver decides from his mail; what he decided shows in chat once it is back."""

import re
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.policy import Policy
from simulator.player import Play, playing
from storage.tables import approvals, audit_log, links, outbox
from tests.promises.conftest import NOON
from tests.promises.mail_links import URL, acts, hand_in_while_away, link_in, mails, press, with_mail
from tests.promises.people import cards_of, let_all_pass, submit, told


@pytest.fixture
def stage(policy: Policy, database_url: str) -> Iterator[Play]:
    """The product with pages, and a manager whose mail address is known."""
    with playing(database_url, with_mail(policy), NOON, page_url=URL) as play:
        yield play
        assert play.world.complaints == []


def test_an_approver_decides_by_mail_and_chat_follows_when_it_is_back(stage: Play) -> None:
    hand_in_while_away(stage)
    stage.wait(timedelta(minutes=20))
    assert mails(stage) == []
    for _ in range(4):
        stage.wait(timedelta(minutes=15))
    (mail,) = mails(stage)
    assert "张三的拜访记录待审" in mail
    assert "生产副总" in mail, "what the card shows"
    link = link_in(mail)
    page = stage.product.test_client().get(link)
    assert (page.status_code, "同意" in page.text) == (200, True)
    assert acts(stage)[-1][0] == "approval.mailed", "looking decides nothing"
    assert press(stage, link, decision="agree") == 303
    assert ("approval.approved", "limgr", "mail_link") in acts(stage)
    again = stage.product.test_client().get(link).text
    assert "李经理 已同意" in again
    assert "<form" not in again
    assert not any("李经理 已同意" in words for words in told(stage, "zhangsan"))

    stage.world.faults.clear()
    let_all_pass(stage)
    assert "李经理 已同意" in (cards_of(stage, "limgr")[-1].dead_text or "")
    assert sum("李经理 已同意" in words for words in told(stage, "zhangsan")) == 1
    assert len(mails(stage)) == 1


def test_nothing_of_the_link_is_kept_once_the_mail_has_left(stage: Play) -> None:
    hand_in_while_away(stage)
    stage.wait(timedelta(minutes=31))
    token = link_in(mails(stage)[0]).rpartition("/")[2]
    with stage.hub.database.reading() as db:
        kept = [str(row) for table in (outbox, links, audit_log, approvals) for row in db.execute(select(table))]
    assert len(kept) > 4
    assert not any(token in row for row in kept)


def test_nobody_is_mailed_when_wecom_comes_back_in_time(stage: Play) -> None:
    hand_in_while_away(stage)
    stage.wait(timedelta(minutes=29))
    stage.world.faults.clear()
    stage.wait(timedelta(minutes=10))
    let_all_pass(stage)
    assert mails(stage) == []
    assert len(cards_of(stage, "limgr")) == 1
    stage.world.faults.add(path="*", code=-1, times=None)
    submit_another(stage)
    stage.wait(timedelta(minutes=29))
    assert mails(stage) == [], "each outage counts from its own beginning"


def submit_another(stage: Play) -> None:
    stage.sender.send_text("zhangsan", "常州恒瑞，今天电话联系了赵工。")
    stage.settle()


def test_two_who_press_at_once_decide_once(stage: Play) -> None:
    hand_in_while_away(stage)
    stage.wait(timedelta(minutes=31))
    link = link_in(mails(stage)[0])
    browsers = [stage.product.test_client() for _ in range(6)]
    tokens = [re.search(r'name="form_token" value="([\w-]+)"', browser.get(link).text) for browser in browsers]
    start = threading.Barrier(len(browsers))

    def post(number: int) -> None:
        start.wait(10)
        form = {"decision": ("agree", "reject")[number % 2], "reason": "r1", "form_token": (tokens[number] or "")[1]}
        browsers[number].post(link, data=form)

    threads = [threading.Thread(target=post, args=(number,)) for number in range(len(browsers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    ends = [act for act in acts(stage) if act[0] in ("approval.approved", "approval.rejected")]
    assert len(ends) == 1
    stage.world.faults.clear()
    let_all_pass(stage)
    assert sum("李经理 已" in words for words in told(stage, "zhangsan")) == 1


def test_the_mail_of_an_escalation_has_a_link_too(stage: Play) -> None:
    submit(stage, "zhangsan")
    stage.wait(timedelta(hours=25))
    (mail,) = mails(stage, "wangdir@example.com")
    assert press(stage, link_in(mail), decision="reject", reason="r1", words="请补上预算") == 303
    stage.settle()
    assert any("原因：痛点不具体；请补上预算" in words for words in told(stage, "zhangsan"))
    assert ("approval.rejected", "wangdir", "mail_link") in acts(stage)
    assert all("王总 已驳回" in (cards_of(stage, who)[-1].dead_text or "") for who in ("limgr", "wangdir"))
