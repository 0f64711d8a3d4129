"""回调: encrypted messages and events to the product's callback URL, with time-out, retries and passive replies."""

import secrets
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from simulator import crypto, inbound_xml
from simulator.api_media import AMR, amr_seconds
from simulator.api_messages import apply_change, check_fits, checked_change
from simulator.cards import Refused
from simulator.delivery import (
    PLAIN,
    VERIFY_SECONDS,
    Delivery,
    Manner,
    Oddity,
    failure_text,
    sealed_post,
    signed_query,
)
from simulator.inbound_xml import Fields
from simulator.messages import checked_body
from simulator.passive import BadReply, read_reply
from simulator.records import Shown
from simulator.taps import defaults, event_of
from simulator.transport import Answer, Transport, Unreachable
from simulator.world import World

__all__ = ["Delivery", "Manner", "Oddity", "Sender"]

ONCE = Manner()
#: events whose answer may be a message to the member [D90241]
ANSWERABLE = frozenset(
    {"subscribe", "enter_agent", "LOCATION", "click", "view", "view_miniprogram", "scancode_waitmsg",
     "template_card_menu_event"}
)  # fmt: skip


class Sender:
    """Sends as WeCom would. One member's callbacks go out one after another; members do not wait for each other."""

    def __init__(self, world: World, transport: Transport, manner: Manner = ONCE) -> None:
        self.world = world
        self.transport = transport
        self.manner = manner
        self.log: list[Delivery] = []
        self._queues: dict[str, threading.RLock] = {}
        self._guard = threading.Lock()

    # --- messages -------------------------------------------------------------------------------

    def send_text(self, member: str, text: str, msg_id: int | None = None, create_time: int | None = None) -> Delivery:
        return self._message(member, "text", inbound_xml.text(text), {"content": text}, msg_id, create_time)

    def send_voice(
        self, member: str, media_id: str, format: str = "amr", msg_id: int | None = None, create_time: int | None = None
    ) -> Delivery:
        fields = inbound_xml.voice(media_id, format)
        return self._message(member, "voice", fields, self._media_body(media_id), msg_id, create_time)

    def send_image(self, member: str, media_id: str, url: str = "", msg_id: int | None = None) -> Delivery:
        fields = inbound_xml.image(media_id, url or f"http://127.0.0.1/sim/media/{media_id}")
        return self._message(member, "image", fields, self._media_body(media_id), msg_id)

    def send_video(self, member: str, media_id: str, thumb_media_id: str = "", msg_id: int | None = None) -> Delivery:
        fields = inbound_xml.video(media_id, thumb_media_id or media_id)
        return self._message(member, "video", fields, self._media_body(media_id), msg_id)

    def send_location(
        self, member: str, latitude: float, longitude: float, label: str = "", msg_id: int | None = None
    ) -> Delivery:
        fields = inbound_xml.location(latitude, longitude, label, scale=15)
        body = {"latitude": latitude, "longitude": longitude, "label": label}
        return self._message(member, "location", fields, body, msg_id, tail=[("AppType", "wxwork")])

    def send_link(
        self, member: str, title: str, description: str, url: str, picture: str = "", msg_id: int | None = None
    ) -> Delivery:
        fields = inbound_xml.link(title, description, url, picture)
        return self._message(member, "link", fields, {"title": title, "description": description, "url": url}, msg_id)

    def send_file(self, member: str, media_id: str, name: str, msg_id: int | None = None) -> Delivery:
        """Not documented for self-built apps, but seen in the field."""
        fields: Fields = [("FileName", name), ("MediaId", media_id)]
        return self._message(member, "file", fields, self._media_body(media_id), msg_id)

    # --- events ---------------------------------------------------------------------------------

    def send_event(
        self, name: str, member: str = "sys", fields: Fields | None = None, create_time: int | None = None
    ) -> Delivery:
        """Any event; `fields` follow Event in the order given, nested lists of pairs become nested elements."""
        xml = self.event_xml(name, member, fields or [("EventKey", "")], create_time)
        return self._deliver(member, xml, event=name)

    def click(
        self, member: str, task_id: str, key: str, selected: Mapping[str, Iterable[str]] | None = None
    ) -> Delivery:
        """A tap on a button, the submit button, or an entry of the card's menu, with a fresh response_code.

        Raises KeyError when the member has no such card, or the card no such live button.
        """
        with self.world.lock:
            entry = self.world.card(member, task_id)
            state = entry.card if entry else None
            if entry is None or state is None:
                raise KeyError(f"{member} has no card {task_id}")
            event = event_of(state, key)
            chosen = {question: list(ids) for question, ids in (selected or defaults(state.card)).items()}
            state.pressed, state.selected = key, chosen
            code = self.world.issue_response_code(task_id)
            fields: Fields = [
                ("EventKey", key),
                ("TaskId", task_id),
                ("CardType", state.card.get("card_type")),
                ("ResponseCode", code),
            ]
            if event == "template_card_event":
                fields.append(("SelectedItems", inbound_xml.selected_items(chosen)))
            self.world.changed(entry)
        xml = self.event_xml(event, member, fields)
        return self._deliver(member, xml, event=event, task_id=task_id)

    def press_menu(self, member: str, key: str) -> Delivery:
        """A tap on a `click` entry of the app's menu."""
        return self.send_event("click", member, [("EventKey", key)])

    def post_raw(self, xml: str, member: str = "", odd: Oddity = PLAIN) -> Delivery:
        """Any plaintext, as it is; `odd` says what is to be wrong around it."""
        return self._deliver(member, xml, odd=odd)

    def verify_url(self) -> bool:
        """WeCom's check when the admin saves the URL: the decrypted echo, exactly, within a second."""
        plain = str(secrets.randbelow(10**19))
        sealed = crypto.encrypt(plain.encode(), self.world.app.aes_key, self.world.corp_id)
        try:
            answer = self.transport("GET", signed_query(self.world, sealed) | {"echostr": sealed}, None, VERIFY_SECONDS)
        except Unreachable:
            ok = False
        else:
            ok = answer.status == 200 and answer.body == plain.encode()
        self._note_connected(ok)
        return ok

    # --- building -------------------------------------------------------------------------------

    def event_xml(self, name: str, member: str, fields: Fields, create_time: int | None = None) -> str:
        stamp = self._stamp() if create_time is None else create_time
        head = inbound_xml.header(self.world.corp_id, member, stamp, "event")
        return inbound_xml.document([*head, ("Event", name), *fields, ("AgentID", self.world.app.agent_id)])

    def message_xml(self, member: str, kind: str, fields: Fields, msg_id: int, create_time: int | None = None) -> str:
        stamp = self._stamp() if create_time is None else create_time
        head = inbound_xml.header(self.world.corp_id, member, stamp, kind)
        return inbound_xml.document([*head, *fields, ("MsgId", msg_id), ("AgentID", self.world.app.agent_id)])

    def new_msg_id(self) -> int:
        """64-bit, different each time, not in order."""
        return secrets.randbelow(2**62) + 2**60

    def _stamp(self) -> int:
        return int(self.world.clock().timestamp())

    def _media_body(self, media_id: str) -> dict[str, Any]:
        media = self.world.media.get(media_id)
        body: dict[str, Any] = {"media_id": media_id, "name": media.name if media else ""}
        if media and media.content.startswith(AMR):
            body["seconds"] = amr_seconds(media.content)
        return body

    def _message(
        self,
        member: str,
        kind: str,
        fields: Fields,
        body: dict[str, Any],
        msg_id: int | None = None,
        create_time: int | None = None,
        tail: Fields | None = None,
    ) -> Delivery:
        number = self.new_msg_id() if msg_id is None else msg_id
        entry = self.world.add_shown(member, "member", kind, body, state="sending", msgid=str(number))
        # AppType comes after AgentID, as in WeCom's own sample
        xml = self.message_xml(member, kind, fields, number, create_time)
        if tail:
            xml = xml.removesuffix("</xml>") + "".join(inbound_xml.element(*pair) for pair in tail) + "</xml>"
        return self._deliver(member, xml, entry=entry)

    # --- delivering -----------------------------------------------------------------------------

    def _deliver(
        self,
        member: str,
        xml: str,
        *,
        odd: Oddity = PLAIN,
        entry: Shown | None = None,
        event: str = "",
        task_id: str = "",
    ) -> Delivery:
        with self._queue(member):
            delivery = self._attempts(xml, odd)
            for _ in range(self.manner.deliveries - 1):
                again = self._attempts(xml, odd)
                delivery = replace(delivery, attempts=delivery.attempts + again.attempts)
            if entry is not None:
                delivery = replace(delivery, shown_id=entry.id)
                with self.world.lock:
                    entry.state = "delivered" if delivery.ok else "failed"
                    entry.note = "" if delivery.ok else failure_text(delivery)
                    self.world.changed(entry)
            if delivery.reply is not None:
                self._apply(member, delivery.reply, event, task_id)
        with self.world.lock:
            self.log.append(delivery)
        return delivery

    def _queue(self, member: str) -> threading.RLock:
        with self._guard:
            return self._queues.setdefault(member.lower(), threading.RLock())

    def _attempts(self, xml: str, odd: Oddity) -> Delivery:
        """The same plaintext up to 1 + retries times."""
        tried: list[int | str] = []
        query, body = sealed_post(self.world, xml, odd)
        for attempt in range(1 + self.manner.retries):
            if attempt:
                time.sleep(self.manner.pause)
                if self.manner.fresh_cipher:
                    query, body = sealed_post(self.world, xml, odd)
            try:
                answer = self.transport("POST", query, body, self.manner.timeout)
            except Unreachable as error:
                tried.append(str(error))
                self._note_connected(False)
                continue
            tried.append(answer.status)
            if answer.status == 200:
                self._note_connected(True)
                return Delivery(True, xml, tuple(tried), self._reply(answer))
            if not self.manner.retry_on_status:
                break
        return Delivery(False, xml, tuple(tried))

    def _note_connected(self, connected: bool) -> None:
        with self.world.lock:
            if self.world.connected != connected:
                self.world.connected = connected
                self.world.publish({"type": "connected", "connected": connected})

    def _reply(self, answer: Answer) -> dict[str, Any] | None:
        app = self.world.app
        try:
            return read_reply(answer.body, token=app.token, aes_key=app.aes_key, receive_id=self.world.corp_id)
        except BadReply as error:
            self.world.complain(f"passive reply: {error}")
            return None

    def _apply(self, member: str, reply: dict[str, Any], event: str, task_id: str) -> None:
        """Show what the product answered, or redraw the card for the one who tapped."""
        kind = reply["kind"]
        try:
            if kind in ("update_button", "update_template_card"):
                if event != "template_card_event":
                    raise Refused(42014, f"{kind} answers {event or 'a message'}")
                change = checked_change(reply)
                with self.world.lock:
                    check_fits(self.world, member, task_id, change)
                    apply_change(self.world, member, task_id, change)
            elif event and event not in ANSWERABLE:
                raise Refused(40008, f"{event} takes no {kind}")
            else:
                body = checked_body(self.world, kind, reply)
                self.world.post([member.lower()], kind, body, secrets.token_urlsafe(40))
        except Refused as refused:
            self.world.complain(f"passive reply {kind}: {refused.code} {refused.message}")
