"""审批链接: who opens it when reads what; nothing but the right person's own press of a button decides."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import update

import config
from domain.approval_policy import Quorum, StepRule
from domain.payment import How
from simulator.player import Play, playing
from storage import bank_data, contracts, payments
from storage.receivable_tables import instalments
from tests.promises.conftest import NOON
from tests.promises.mail_links import URL, acts, hand_in_while_away, link_in, mails, press, with_mail
from tests.receivables import a_contract, a_payment
from web.headers import add_headers
from web.pages import notice
from web.rate_limit import MOST_PER_MINUTE, RateLimit, address_of


@pytest.fixture
def stage(sqlite_url: str) -> Iterator[Play]:
    """WeCom is away, and 李经理 has a mail about 张三's visit."""
    with playing(sqlite_url, with_mail(config.load(Path("config.yaml"))), NOON, page_url=URL) as play:
        add_headers(play.product)
        hand_in_while_away(play)
        play.wait(timedelta(minutes=31))
        yield play


@pytest.fixture
def link(stage: Play) -> str:
    return link_in(mails(stage)[0])


@pytest.fixture
def browser(stage: Play) -> FlaskClient:
    return stage.product.test_client()


def undone(stage: Play) -> None:
    stage.say("limgr", "同意")
    stage.say("limgr", "撤销")


SETTLED: list[tuple[str, Callable[[Play], object], str, bool]] = [
    ("decided in chat", lambda stage: stage.say("limgr", "同意"), "李经理 已同意 14:31", True),
    ("taken back", lambda stage: stage.say("zhangsan", "撤回"), "张三 已撤回 14:31", True),
    ("given to a colleague", lambda stage: stage.say("limgr", "转给钱经理"), "已经不由您审批", False),
    ("decided, then undone", undone, "链接已失效", False),
    ("out of date", lambda stage: stage.wait(timedelta(hours=73)), "链接已过期", False),
    ("left the company", lambda stage: stage.leave("limgr"), "已经不由您审批", False),
]


@pytest.mark.parametrize(
    ("happens", "words", "is_named"), [row[1:] for row in SETTLED], ids=[row[0] for row in SETTLED]
)
def test_a_link_that_decides_nothing_any_more_says_why(
    stage: Play, link: str, browser: FlaskClient, happens: Callable[[Play], object], words: str, is_named: bool
) -> None:
    if words == "已经不由您审批" and not is_named:
        stage.world.faults.clear()  # the directory must be read to learn who left
    happens(stage)
    before = acts(stage)
    page = browser.get(link).text
    assert words in page
    assert ("苏州华鼎" in page) == is_named, "who may not see it any more reads nothing of it"
    assert "<form" not in page
    assert press(stage, link, decision="agree") == 403, "there is no form to post"
    assert acts(stage) == before


def test_where_all_are_asked_each_has_a_link_and_reads_how_far_it_is(sqlite_url: str) -> None:
    policy = with_mail(config.load(Path("config.yaml")))
    both = replace(policy.visit_approval, steps=(StepRule(("leader", "director"), Quorum.ALL_OF),))
    with playing(sqlite_url, replace(policy, visit_approval=both), NOON, page_url=URL) as stage:
        hand_in_while_away(stage)
        stage.wait(timedelta(minutes=31))
        leader, director = (link_in(mails(stage, f"{who}@example.com")[0]) for who in ("limgr", "wangdir"))
        browser = stage.product.test_client()
        assert [press(stage, leader, decision="agree"), press(stage, leader, decision="reject")] == [303, 403]
        assert "李经理 已同意 14:31，等 王总" in browser.get(leader).text
        assert press(stage, director, decision="reject", reason="r0") == 303
        assert all("王总 已驳回 14:31" in browser.get(link).text for link in (leader, director))
        assert [act for act in acts(stage) if act[2]] == [
            ("approval.agreed", "limgr", "mail_link"), ("approval.rejected", "wangdir", "mail_link"),
        ]  # fmt: skip


def test_looking_as_often_as_a_mail_scanner_decides_nothing(stage: Play, link: str, browser: FlaskClient) -> None:
    before = acts(stage)
    for method in ("GET", "HEAD", "GET", "OPTIONS", "PUT"):
        browser.open(link, method=method)
    assert "同意" in browser.get(link).text
    assert acts(stage) == before


@pytest.mark.parametrize("form_token", ["", "x" * 43, "x", "é" * 43])
def test_a_form_that_we_did_not_show_counts_for_nothing(stage: Play, link: str, form_token: str) -> None:
    before = acts(stage)
    stranger, looked = stage.product.test_client(), stage.product.test_client()
    looked.get(link)
    for browser in (stranger, looked):
        answer = browser.post(link, data={"form_token": form_token, "decision": "agree"})
        assert answer.status_code == 403
        assert "没有提交" in answer.text
    assert acts(stage) == before


@pytest.mark.parametrize("form", [{}, {"decision": ""}, {"decision": "approve"}, {"words": "同意", "reason": "r0"}])
def test_a_form_without_one_of_our_buttons_decides_nothing(stage: Play, link: str, form: dict[str, str]) -> None:
    before = acts(stage)
    assert press(stage, link, **form) == 403
    assert acts(stage) == before


def test_two_open_pages_of_one_browser_both_work(stage: Play, link: str, browser: FlaskClient) -> None:
    assert (
        browser.get(link).headers["Set-Cookie"].partition(";")[0]
        == (browser.get(link).headers["Set-Cookie"].partition(";")[0])
    )


@pytest.mark.parametrize(
    ("form", "status", "reason"),
    [
        ({"reason": "other"}, 422, None),
        ({"reason": "other", "words": "  "}, 422, None),
        ({"words": "好的"}, 422, None),
        ({"reason": "r99"}, 422, None),
        ({"reason": "r0"}, 303, "决策链不完整"),
        ({"reason": "other", "words": "缺金额"}, 303, "缺金额"),
        ({"reason": "r1", "words": "<b>" * 300}, 303, ("痛点不具体；" + "&lt;b&gt;" * 300)[:100]),
    ],
)
def test_a_rejection_has_its_reason(
    stage: Play, link: str, browser: FlaskClient, form: dict[str, str], status: int, reason: str | None
) -> None:
    assert press(stage, link, decision="reject", **form) == status
    assert (acts(stage)[-1] == ("approval.rejected", "limgr", "mail_link")) == (status == 303)
    page = browser.get(link).text
    assert (reason or "同意</button>") in page
    assert "<b>" not in page


def test_too_much_at_once_is_refused(stage: Play, link: str, browser: FlaskClient) -> None:
    assert browser.post(link, data={"words": "字" * 20_000}).status_code == 413


@pytest.mark.parametrize("token", ["x", "x" * 43, "x" * 2000, "%F0%9F%98%80", "..%2f", "%00"])
def test_no_such_link(browser: FlaskClient, token: str) -> None:
    answer = browser.get(f"/approve/{token}")
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


def test_the_page_tells_nobody_else(stage: Play, link: str, browser: FlaskClient) -> None:
    answer = browser.get(link)
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    rules = answer.headers["Content-Security-Policy"]
    assert rules.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in rules
    assert "<script" not in answer.text
    for word in ("limgr", "zhangsan", "%"):
        assert word not in link
    for flag in ("HttpOnly", "SameSite=Strict", "Secure", "Path=/approve/"):
        assert flag in answer.headers["Set-Cookie"]


def test_what_people_said_stays_text() -> None:
    assert "<b>" not in notice("<b>", "<b>", 200).get_data(as_text=True)


def test_each_address_has_its_share_a_minute() -> None:
    time = [0.0]
    limit = RateLimit(monotonic=lambda: time[0])
    assert [limit.allows("10.0.0.1") for _ in range(MOST_PER_MINUTE + 1)] == [True] * MOST_PER_MINUTE + [False]
    assert limit.allows("10.0.0.2")
    time[0] = 60.0
    assert limit.allows("10.0.0.1")


def test_whoever_asks_too_often_is_told_to_wait(stage: Play, link: str) -> None:
    hasty, other = stage.product.test_client(), stage.product.test_client()
    answers = [hasty.get(link) for _ in range(MOST_PER_MINUTE + 1)]
    assert answers[-1].status_code == 429
    assert "请过一分钟再试" in answers[-1].text
    assert other.get(link, headers={"X-Forwarded-For": "1.2.3.4, 203.0.113.9"}).status_code == 200


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("8.8.8.8", "", "8.8.8.8"),
        ("8.8.8.8", "1.2.3.4", "8.8.8.8"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "1.2.3.4, 198.51.100.7", "198.51.100.7"),
        ("::1", "198.51.100.7", "198.51.100.7"),
        ("unix:", "198.51.100.7", "unix:"),
    ],
)
def test_only_a_proxy_of_ours_is_believed_who_asks(peer: str, forwarded: str, address: str) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    with Flask("test").test_request_context(environ_base={"REMOTE_ADDR": peer}, headers=headers):
        assert address_of(request) == address


def test_an_order_that_is_held_says_so_and_keeps_its_link(sqlite_url: str) -> None:
    policy = with_mail(config.load(Path("config.yaml")))
    with playing(sqlite_url, policy, NOON, page_url=URL) as play:
        add_headers(play.product)
        browser = play.product.test_client()
        with play.hub.database.writing() as db:
            instalment = contracts.plan(db, a_contract(db))[0]
            due_today = update(instalments).where(instalments.c.id == instalment.id).values(due_on=NOON.date())
            db.execute(due_today)
            bank_data.reaches(db, "", NOON, None, NOON)
        play.say("zhangsan", "下订单，苏州华鼎机械有限公司，订十台边缘网关，一共12万，不是先款后货，不是已交付")
        play.world.faults.add(path="*", code=-1, times=None)
        play.say("zhangsan", "确认")
        play.wait(timedelta(minutes=31))
        link = link_in(mails(play)[0])
        for _ in range(2):
            assert "先不能批：苏州华鼎机械有限公司 HT-001 第 1 期" in browser.get(link).text
            press(play, link, decision="agree")
        with play.hub.database.writing() as db:
            paid = a_payment(db, "30000.00")
            payments.allocate(db, paid, instalment.id, instalment.amount, How.MANUAL, "", "sunfin", play.hub.now())
        assert "先不能批" not in browser.get(link).text
        press(play, link, decision="agree")
        assert "已同意" in browser.get(link).text
