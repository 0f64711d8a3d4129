"""发送: the sender dies after WeCom took a message and before he could write it down: it arrives once all the same."""

from pathlib import Path

import pytest

from simulator.records import Shown
from tests.promises.people import WHOLE_VISIT
from tests.promises.product import Product, running
from tests.waiting import wait_until


@pytest.mark.slow
def test_words_cards_and_changes_whose_sender_died_arrive_once(sqlite_url: str, tmp_path: Path) -> None:
    with running(tmp_path, sqlite_url, "web", "worker", "clock", logs="INFO") as product:
        wait_until(lambda: product.world.calls["user/list"], "the members are read", 60)
        product.world.faults.add(path="message/send", delay=1.0, times=1)
        assert product.sender.send_text("zhangsan", WHOLE_VISIT).ok
        die_in(product, "message/send", 1)  # the words
        product.world.faults.add(path="message/send", delay=1.0, times=2)
        die_in(product, "message/send", 3)  # the words again, then the card
        wait_until(product.is_quiet, "all is said", 90)
        assert [shown.kind for shown in shown_to_zhangsan(product)] == ["markdown", "template_card"]
        card = shown_to_zhangsan(product)[-1].card
        assert card is not None
        product.world.faults.add(path="message/update_template_card", delay=1.0, times=1)
        assert product.sender.click("zhangsan", card.task_id, "confirm").ok
        die_in(product, "message/update_template_card", 1)
        wait_until(product.is_quiet, "all is said", 90)
        kinds = [shown.kind for shown in shown_to_zhangsan(product)]
        assert kinds == ["markdown", "template_card", "markdown"], "the third is the report on the competitor"
        card = shown_to_zhangsan(product)[1].card
        assert card is not None
        assert (card.dead_text, card.updates) == ("已提交 李经理 审核", 1)


def die_in(product: Product, path: str, call: int) -> None:
    """kill -9 the worker while WeCom is busy with its call; WeCom finishes it and answers nobody."""
    wait_until(lambda: product.world.calls[path] >= call, "the call is under way", 60)
    product.kill("worker")


def shown_to_zhangsan(product: Product) -> list[Shown]:
    return [shown for shown in product.world.chat("zhangsan") if shown.side == "app"]
