"""听写: kill -9 in the middle of a real transcription; the card comes all the same, and what was typed next waits."""

from pathlib import Path

import pytest
from sqlalchemy import select

from simulator.samples import load_samples
from storage.tables import inbox, utterances
from tests.promises.product import Product, running
from tests.waiting import wait_until


@pytest.mark.slow
def test_a_note_whose_hearing_was_killed_is_heard_and_keeps_its_place(sqlite_url: str, tmp_path: Path) -> None:
    with running(tmp_path, sqlite_url, "web", "worker", "clock", "speech", logs="INFO") as product:
        note = load_samples()["demo1"].path.read_bytes()
        media = product.world.add_media("voice", "demo1.amr", "audio/amr", note).media_id
        assert product.sender.send_voice("zhangsan", media).ok
        assert product.sender.send_text("zhangsan", "王经理怕影响月底结账").ok
        wait_until(lambda: hearings(product) == 1, "the note is being heard", 60)
        product.kill("speech")
        with product.database.reading() as db:
            assert db.execute(select(inbox.c.heard).where(inbox.c.kind == "Voice")).scalar_one() is None
        # the sweep names it again a minute later
        product.world.clock.forward(60)
        wait_until(product.is_quiet, "all is heard and said", 120)
        assert "拜访记录草稿" in titles(product)
        with product.database.reading() as db:
            said = [row.voice is not None for row in db.execute(select(utterances.c.voice).order_by(utterances.c.id))]
        assert said == [True, False], "what was typed takes effect after what was said"


def hearings(product: Product) -> int:
    with product.database.reading() as db:
        return db.execute(select(inbox.c.attempts).where(inbox.c.kind == "Voice")).scalar_one()


def titles(product: Product) -> list[str]:
    cards = [shown.card for shown in product.world.chat("zhangsan") if shown.card is not None]
    return [card.card["main_title"]["title"] for card in cards]
