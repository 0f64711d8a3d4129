"""对话: a rep and his manager, driven and timed from the phones' side."""

import threading
import time
from collections.abc import Callable
from typing import Any

from benchmarks.product import Product
from simulator.samples import load_samples

#: a visit that lacks nothing, so that its first card can be confirmed
WHOLE_VISIT = (
    "苏州华鼎汽配，今天下午上门拜访的。见了采购部的王经理，他是影响者，王经理怕影响月底结账。他们现在用的是用友U8。"
    "库存周转特别慢，报价响应要两天以上，还有交付老是延期。最后拍板的是生产副总李总，影响力高，他比较担心切换风险。"
    "下周三之前，我给他出个驻场支持的方案。"
)


class Rep:
    """One member's phone. What it shows is noted with the moment at which the simulator was asked to show it."""

    def __init__(self, product: Product, member: str) -> None:
        self.member = member
        self._product = product
        self._seen: list[tuple[float, dict[str, Any]]] = []
        self._changed = threading.Condition()
        product.world.listen(self._note)

    def say(self, text: str, seconds: float = 30) -> float:
        """Send a text; seconds until the first answer."""
        return self._timed(lambda: self._product.sender.send_text(self.member, text), _is_answer, seconds)

    def say_until_card(self, text: str, seconds: float = 30) -> float:
        """Send a text; seconds until a card is shown."""
        return self._timed(lambda: self._product.sender.send_text(self.member, text), _is_new_card, seconds)

    def voice_until_draft(self, sample: str, seconds: float = 60) -> float:
        """Send a sample voice note; seconds until the draft's card is shown."""
        world = self._product.world
        data = load_samples()[sample].path.read_bytes()
        media = world.add_media("voice", f"{sample}.amr", "audio/amr", data)
        return self._timed(lambda: self._product.sender.send_voice(self.member, media.media_id), _is_new_card, seconds)

    def tap(self, button: str, seconds: float = 30) -> float:
        """Tap the button on the newest live card that has it; seconds until the card is redrawn."""
        state = next(
            entry.card
            for entry in reversed(self._product.world.chat(self.member))
            if entry.card and entry.card.dead_text is None and _key(entry.card.card, button)
        )
        key = _key(state.card, button)

        def is_redrawn(entry: dict[str, Any]) -> bool:
            card = entry["card"]
            return bool(card and card["task_id"] == state.task_id and card["updates"] > state.updates)

        return self._timed(lambda: self._product.sender.click(self.member, state.task_id, key), is_redrawn, seconds)

    def wait_for_card_with(self, button: str, seconds: float = 30) -> None:
        """Until a live card with that button is there."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for entry in self._product.world.chat(self.member):
                if entry.card and entry.card.dead_text is None and _key(entry.card.card, button):
                    return
            time.sleep(0.05)
        raise RuntimeError(f"{self.member} got no card with {button}")

    def _timed(self, act: Callable[[], object], is_it: Callable[[dict[str, Any]], bool], seconds: float) -> float:
        with self._changed:
            seen = len(self._seen)
        began = time.perf_counter()
        act()
        with self._changed:
            while True:
                for moment, entry in self._seen[seen:]:
                    if is_it(entry):
                        return moment - began
                seen = len(self._seen)
                if not self._changed.wait(max(0.0, began + seconds - time.perf_counter())):
                    raise RuntimeError(f"{self.member} waited {seconds} s in vain")

    def _note(self, event: dict[str, Any]) -> None:
        if event["type"] == "chat" and event["member"] == self.member:
            with self._changed:
                self._seen.append((time.perf_counter(), event["entry"]))
                self._changed.notify_all()


def _key(card: dict[str, Any], button: str) -> str:
    return next((str(b["key"]) for b in card.get("button_list", ()) if b["text"] == button), "")


def _is_answer(entry: dict[str, Any]) -> bool:
    return bool(entry["side"] == "app")


def _is_new_card(entry: dict[str, Any]) -> bool:
    return entry["side"] == "app" and entry["card"] is not None and entry["card"]["updates"] == 0
