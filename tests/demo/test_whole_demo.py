"""The newcomer's first five minutes: `./run`, a voice note really heard, a question, 确认, 同意, 快进 24 小时."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
]


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[str]:
    """The page of a running demo; afterwards nothing of it may be left."""
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "app.py", "demo"], cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
            break
    else:
        raise AssertionError("the demo ended before it was ready")
    yield found[0]
    process.send_signal(signal.SIGINT)
    assert process.wait(40) == 0
    left = subprocess.run(["pgrep", "-f", str(tmp_path)], capture_output=True, text=True)
    assert left.stdout == "", "processes are left"


@pytest.fixture
def page(demo: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        expect.set_options(timeout=60_000)
        page = browser.new_page(viewport={"width": 1440, "height": 900}, base_url=demo)
        page.goto(demo)
        yield page
        browser.close()


def test_from_a_voice_note_to_a_decision(page: Page) -> None:
    rep, manager, director, mailbox = (page.locator(".pane").nth(number) for number in range(4))
    rep.locator("[data-sample=demo1]").click()
    expect(rep.get_by_text("正在听")).to_be_visible()
    expect(rep.get_by_text("听到的内容和依据")).to_be_visible()

    answer_until_complete(rep)
    press(rep, "确认")
    expect(manager.get_by_text("张三的拜访记录待审")).to_be_visible()
    expect(manager.get_by_text("决策链完整度")).to_be_visible()

    page.locator("[data-forward='86400']").click()
    expect(director.get_by_text("超时升级：张三的拜访记录")).to_be_visible()
    expect(mailbox.get_by_text("超时未审")).to_be_visible()

    screenshot = os.environ.get("SCREENSHOT")
    if screenshot:
        page.screenshot(path=screenshot)
    press(manager, "同意")
    for phone in (manager, director):
        expect(phone.locator(".dead")).to_contain_text("李经理 已同意")
    expect(rep.get_by_text("李经理 已同意")).to_be_visible()
    mails = page.request.get("/sim/mailbox").json()
    assert str(mails).count("【跟迹】超时未审") == 1


def press(phone: Locator, text: str) -> None:
    phone.locator(".card button", has_text=text).last.click()


def answer_until_complete(rep: Locator) -> None:
    """Whatever the recogniser made of the note: choose the customer, and answer what is asked."""
    last = rep.locator(".row").last
    choice = last.locator("button[data-key^='customer.']")
    complete = rep.locator(".card", has_text="请确认拜访记录").get_by_role("button", name="确认")
    for _ in range(8):
        expect(last).to_contain_text(re.compile("？|请确认拜访记录"))
        if complete.count():  # what is asked now need not be answered
            return
        if choice.count():
            choice.first.click()
            expect(choice).to_have_count(0)
            expect(last).not_to_contain_text("已选")
        else:
            said = last.inner_text()
            rep.locator("textarea").fill("U8" if "型号" in said else "不清楚")
            rep.locator("textarea").press("Enter")
            expect(last).not_to_have_text(said)
            expect(last).not_to_contain_text(re.compile("^(U8|不清楚|记下了)"))
    raise AssertionError("the questions never end")
