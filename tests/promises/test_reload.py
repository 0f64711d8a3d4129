"""不停换规矩: the file is rewritten again and again under load; each message is answered, under one version alone."""

import re
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

import config
from config import Texts
from storage import audit_log, policies
from storage.tables import inbox, visits
from tests.policy_files import changed, lay_out
from tests.promises.product import Product, running
from tests.waiting import wait_until

REPS = [f"rep{21 + n % 6}{n // 6 + 1:02}" for n in range(30)]
#: so many times the file is rewritten, every fifth time as something that cannot be used
TIMES = 20
NOTE = "苏州华鼎汽配，今天下午上门拜访，见了采购部的王经理。"
QUESTION = "请先录入竞品信息"


def text_of(number: int) -> str:
    """A version whose question tells its number; every fifth cannot be used."""
    text = changed((QUESTION, f"{QUESTION}（第{number}版）"))
    return text.replace("pace: natural", f"pace: slow{number}") if number % 5 == 0 else text


@pytest.mark.slow
def test_reload_under_load_loses_nothing(sqlite_url: str, tmp_path: Path) -> None:
    path = lay_out(tmp_path / "office")
    path.write_text(text_of(1), encoding="utf-8")
    with running(tmp_path, sqlite_url, "web", "worker", "clock", logs="INFO", config=path) as product:
        wait_until(lambda: product.world.calls["user/list"], "the members are read", 60)
        saved = [1]
        saving = threading.Thread(target=save_again_and_again, args=(path, saved, product))
        saving.start()
        told = 0
        for number, rep in enumerate(REPS):
            wait_until(lambda number=number: saved[0] > number * TIMES // len(REPS), "the next text is saved")  # type: ignore[misc]
            for who, words in [(rep, NOTE), *((other, "谢谢") for other in REPS[number % 3 : number : 3])]:
                assert product.sender.send_text(who, words).ok
                told += 1
        saving.join()
        last = text_of(TIMES + 1)
        path.write_text(last, encoding="utf-8")
        wait_until(lambda: text_in_force(product) == last, "the last text is in force")
        wait_until(product.is_quiet, "all is worked off and answered", 120)
        check(product, told)


def save_again_and_again(path: Path, saved: list[int], product: Product) -> None:
    """Whole, in halves and by renaming, sooner and later than the watch looks; `saved` counts."""
    for number in range(2, TIMES + 1):
        text = text_of(number)
        if number % 3 == 0:
            path.write_text(text[: len(text) // 2], encoding="utf-8")
        if number % 2:
            path.with_name("draft").write_text(text, encoding="utf-8")
            path.with_name("draft").replace(path)
        else:
            path.write_text(text, encoding="utf-8")
        saved[0] = number
        if number % 5 == 0:
            wait_until(lambda number=number: refusals(product) == number // 5, "the broken text is refused")  # type: ignore[misc]
        elif number % 4 == 0:
            time.sleep(0.3)  # perhaps overwritten before anybody has seen it
        else:
            wait_until(lambda text=text: text_in_force(product) == text, "the new text is in force")  # type: ignore[misc]


def refusals(product: Product) -> int:
    with product.database.reading() as db:
        return sum(row["action"] == "policy.refused" for row in audit_log.rows(db))


def text_in_force(product: Product) -> str:
    with product.database.reading() as db:
        row = policies.in_force(db)
    return row.config if row else ""


def check(product: Product, told: int) -> None:
    with product.database.reading() as db:
        letters = db.execute(select(inbox.c.done_at, inbox.c.failed_at).where(inbox.c.kind == "Text")).all()
        begun = db.execute(select(visits.c.member, visits.c.policy_version)).all()
        kept = {one.version: Texts(one.config, one.lexicon) for one in policies.every(db)}
        assert isinstance(audit_log.verify(db), int)
    assert len(letters) == told, "each message is there once"
    assert [row for row in letters if row.done_at is None or row.failed_at is not None] == []
    assert Counter(member for member, _ in begun) == Counter(REPS)
    assert len(kept) > TIMES // 2, "the rules did change meanwhile"
    assert len({version for _, version in begun}) > 1
    for member, version in begun:
        number = re.search(rf"{QUESTION}（第(\d+)版）", kept[version].config)
        asked = [text for text in said_to(product, member) if QUESTION in text]
        assert number is not None and asked == [asked[0]]
        assert f"（第{number[1]}版）" in asked[0], f"{member} was asked under the version that his record names"
    complaints = [text for text in said_to(product, "admin") if "没有采用" in text]
    assert len(complaints) == refusals(product) == TIMES // 5, "each broken text was told once"
    for texts in kept.values():
        assert config.load_texts(texts).version == texts.version


def said_to(product: Product, member: str) -> list[str]:
    shown = product.world.chat(member)
    return [str(one.body["content"]) for one in shown if one.side == "app" and "content" in one.body]
