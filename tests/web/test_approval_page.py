"""审批链接的网页, in a real browser of a phone's size: read, reject with a reason, read what became of it."""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

import config
from domain.policy import PersonOverride
from simulator.app import start
from simulator.player import playing
from tests.promises.conftest import NOON
from tests.promises.people import WHOLE_VISIT
from web.headers import add_headers

CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")]


@pytest.fixture
def link(sqlite_url: str) -> Iterator[str]:
    """Where the link in a manager's mail leads, as a path behind a running server."""
    policy = config.load(Path("config.yaml"))
    policy = replace(policy, people={"limgr": PersonOverride(email="limgr@example.com")})
    with playing(sqlite_url, policy, NOON, page_url="http://pages.example") as stage:
        add_headers(stage.product)
        stage.say("zhangsan", WHOLE_VISIT)
        stage.world.faults.add(path="*", code=-1, times=None)
        stage.tap("zhangsan", "确认")
        stage.wait(timedelta(minutes=31))
        found = re.search(r"http://pages\.example(/approve/\S+)", stage.world.mailbox[0].body)
        assert found is not None
        url, stop = start(stage.product)
        yield url + found[1]
        stop()


@pytest.fixture
def phone(link: str) -> Iterator[Page]:
    """A small phone without JavaScript, on which anything that the page's own rules forbid is an error."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 360, "height": 740}, java_script_enabled=False, locale="zh-CN")
        forbidden: list[str] = []
        page.on("console", lambda message: forbidden.append(message.text))
        page.goto(link)
        yield page
        browser.close()
        assert [text for text in forbidden if "Content Security Policy" in text] == []


def test_a_manager_rejects_on_his_phone(phone: Page) -> None:
    expect(phone.get_by_role("heading", level=1)).to_have_text("张三的拜访记录待审")
    expect(phone.locator("body")).to_contain_text("苏州华鼎汽车配件有限公司")
    picture(phone, "to-decide")
    phone.get_by_text("驳回…").click()
    phone.get_by_role("button", name="驳回").click()
    expect(phone.get_by_role("alert")).to_contain_text("请选一个驳回原因")
    picture(phone, "lacks-a-reason")
    phone.get_by_label("痛点不具体").check()
    phone.get_by_role("textbox").fill("请写清楚库存慢了几天")
    phone.get_by_role("button", name="驳回").click()
    expect(phone.locator("body")).to_contain_text("李经理 已驳回")
    expect(phone.locator("body")).to_contain_text("原因：痛点不具体；请写清楚库存慢了几天")
    expect(phone.get_by_role("button")).to_have_count(0)
    picture(phone, "decided")


def picture(phone: Page, name: str) -> None:
    """No line is wider than the phone; with SCREENSHOTS a picture for people is kept there."""
    box = phone.locator("html").bounding_box()
    assert box is not None and box["width"] <= 360
    assert all((part.bounding_box() or {"width": 0})["width"] <= 360 for part in phone.locator("main *").all())
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        phone.screenshot(path=f"{folder}/{name}.png", full_page=True)
