"""The chat page in a real browser: say something, tap a card, put the clock forward, on a desk and on a phone."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from simulator.app import create_simulator, start
from simulator.callbacks import Sender
from simulator.world import World
from tests.simulator.product import Product

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]  # fmt: skip
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        expect.set_options(timeout=15_000)
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def url(world: World, sender: Sender) -> Iterator[str]:
    base, stop = start(create_simulator(world, sender))
    yield base
    stop()


DESK, PHONE = (1440, 900), (360, 740)
both = pytest.mark.parametrize("page", [DESK, PHONE], indirect=True, ids=["desk", "phone"])


@pytest.fixture
def page(request: pytest.FixtureRequest, browser: Browser, url: str) -> Iterator[Page]:
    """Fails the test when the page breaks its own content policy or throws."""
    width, height = getattr(request, "param", DESK)
    faults: list[str] = []
    page = browser.new_page(viewport={"width": width, "height": height})
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(url)
    expect(page.locator(".phone-pane")).to_have_count(3)
    yield page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
    assert faults == []


def pane(page: Page, number: int) -> Any:
    """The phone (or, as number 3, the mailbox), brought to the front where only one fits."""
    tab = page.locator("[role=tab]").nth(number)
    if tab.is_visible():
        tab.click()
    return page.locator(".pane").nth(number)


def test_a_hostile_text_stays_text(page: Page, send: Any) -> None:
    hostile = '<img src=x onerror="document.title=1"> [x](javascript:alert(1)) **粗** `a` <font color="info">绿</font>'
    send("markdown", {"content": hostile})
    send("text", {"content": '<a href="javascript:alert(1)">点我</a> <b>b</b> https://x.example/1?a=1，好'})
    phone = pane(page, 0)
    expect(phone.locator(".markdown")).to_contain_text('<img src=x onerror="document.title=1"> x) 粗 a 绿')
    expect(phone.locator(".bubble.text")).to_contain_text("点我 <b>b</b> https://x.example/1?a=1，好")
    assert phone.locator("a").count() == 1
    assert "url=https%3A%2F%2Fx.example%2F1%3Fa%3D1&" in (phone.locator("a").get_attribute("href") or "") + "&"
    assert phone.locator(".markdown img").count() == 0


@both
def test_type_and_see_it_delivered(page: Page, product: Product) -> None:
    phone = pane(page, 0)
    product.answers = [500, 500, 500, 500]
    field = phone.locator("textarea")
    field.fill("第一条")
    field.press("Enter")
    expect(phone.locator(".state.failed")).to_have_text("未送达：应用回答了 500")
    field.fill("第二条")
    phone.get_by_role("button", name="发送", exact=True).click()
    expect(phone.locator(".state.delivered")).to_have_text("已送达")
    expect(phone.locator(".row.mine")).to_have_count(2)


def test_sample_note_is_sent_and_played(page: Page, world: World) -> None:
    phone = pane(page, 0)  # its panel is open while the chat is empty
    phone.locator("[data-sample=demo5]").click()
    expect(phone.locator(".state.delivered")).to_have_count(1)
    phone.locator(".bubble.voice").click()
    expect(phone.locator(".bubble.voice.playing")).to_have_count(1)
    phone.get_by_role("button", name="更多").click()
    phone.locator("[data-typed=demo6]").click()
    expect(phone.locator(".bubble.text")).to_contain_text("二十五号付")
    expect(phone.locator(".state.delivered")).to_have_count(2)
    assert [entry.kind for entry in world.chat("zhangsan")] == ["voice", "text"]


def test_record_in_the_browser(page: Page, world: World) -> None:
    phone = pane(page, 1)
    phone.get_by_role("button", name="录语音").click()
    expect(phone.locator(".rec-clock")).to_have_text("0:01")
    phone.get_by_role("button", name="发送", exact=True).click()
    expect(phone.locator(".state.delivered")).to_have_count(1)
    note = world.chat("limgr")[0]
    assert note.kind == "voice"
    assert world.media[note.body["media_id"]].content.startswith(b"#!AMR\n")


SELECTION = {
    "question_key": "stage", "title": "阶段", "selected_id": "a",
    "option_list": [{"id": "a", "text": "初访"}, {"id": "b", "text": "报价"}],
}  # fmt: skip


@both
def test_tap_a_card_and_see_it_redrawn(page: Page, send: Any, api: Any, product: Product, button_card: Any) -> None:
    code = send("template_card", button_card(button_selection=SELECTION), to="limgr")["response_code"]
    phone = pane(page, 1)
    phone.locator(".card select").select_option("b")
    phone.locator("button[data-key=ok]").click()
    expect(phone.locator("button[data-key=ok]")).to_be_enabled()
    assert [e.text for e in product.fields().iter("OptionId")] == ["b"]
    change = {"userids": ["limgr"], "agentid": 1000002, "response_code": code, "button": {"replace_name": "已同意"}}
    assert api("message/update_template_card", change)["errcode"] == 0
    expect(phone.locator(".dead")).to_have_text("已同意")
    expect(phone.locator(".card select")).to_have_value("b")
    assert phone.locator(".card button").count() == 0


def test_new_messages_below_are_announced(page: Page, send: Any) -> None:
    for number in range(25):
        send("text", {"content": f"第 {number} 条"}, to="limgr")
    phone = pane(page, 1)
    expect(phone.locator(".row")).to_have_count(25)
    phone.locator(".chat").evaluate("list => { list.scrollTop = 0; }")
    send("text", {"content": "最新一条"}, to="limgr")
    phone.get_by_role("button", name="新消息").click()
    expect(phone.get_by_text("最新一条")).to_be_in_viewport()
    expect(phone.get_by_role("button", name="新消息")).to_be_hidden()


def test_someone_else_takes_the_phone(page: Page, send: Any) -> None:
    send("text", {"content": "给周法务"}, to="zhoulegal")
    phone = pane(page, 2)
    phone.get_by_label("这是谁的手机").select_option("zhoulegal")
    expect(phone.locator(".bubble.text")).to_have_text("给周法务")


@both
def test_mail_and_forward(page: Page, world: World) -> None:
    before = world.clock()
    world.add_mail("a@b.c", ["wangdir@b.c"], "超时升级", "请处理")
    mailbox = pane(page, 3)
    mailbox.locator(".mail-row.unread button").click()
    expect(mailbox.locator("pre")).to_have_text("请处理")
    expect(mailbox.locator(".unread")).to_have_count(0)
    page.get_by_role("button", name="24 小时").click()
    expect(page.locator("#clock")).to_contain_text("3月3日")
    assert world.clock() == before + timedelta(hours=24)
