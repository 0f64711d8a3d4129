"""企业微信的世界: everything the simulated WeCom knows, behind one lock, at an injected time."""

import copy
import itertools
import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from simulator.clock import Clock
from simulator.faults import Faults
from simulator.firm import Department, Firm, Member, demo_firm
from simulator.limits import Limits
from simulator.records import (
    MEDIA_LIFE,
    TOKEN_SECONDS,
    App,
    CardState,
    Media,
    OauthCode,
    ResponseCode,
    SentMail,
    Shown,
    Token,
)

DEMO_AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
Listener = Callable[[dict[str, Any]], None]


class World:
    """State of one corp with one app. Public methods lock; all times are aware UTC from `clock`."""

    def __init__(
        self,
        clock: Clock,
        *,
        firm: Firm | None = None,
        corp_id: str = "wwgenjidemo",
        agent_id: int = 1000002,
        secret: str = "demo-secret",
        token: str = "demotoken",
        aes_key: str = DEMO_AES_KEY,
    ) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.corp_id = corp_id
        self.app = App(agent_id=agent_id, secret=secret, token=token, aes_key=aes_key)
        firm = firm or demo_firm()
        self.members: dict[str, Member] = {m.userid.lower(): m for m in firm.members}
        self.departments: dict[int, Department] = {d.id: d for d in firm.departments}
        self.faults = Faults(clock)
        self.limits = Limits()
        self.rotate_tokens = False  #: every gettoken gives a new token and kills the others
        self.calls: Counter[str] = Counter()
        self.dropped: Counter[str] = Counter()
        self.complaints: list[str] = []  #: what the product did that WeCom's pages forbid
        self.mailbox: list[SentMail] = []
        self.tokens: dict[str, Token] = {}
        self.media: dict[str, Media] = {}
        self.codes: dict[str, ResponseCode] = {}
        self.tasks: dict[str, tuple[str, ...]] = {}  #: task_id -> userids the card went to
        self.sent: dict[str, datetime] = {}  #: msgid -> when
        self.oauth_codes: dict[str, OauthCode] = {}
        self.answers: dict[str, tuple[datetime, dict[str, Any]]] = {}  #: duplicate check: request text -> answer
        self.connected: bool | None = None  #: whether the callback URL passed its check; None: not tried
        self._chats: dict[str, list[Shown]] = {}
        self._numbers = itertools.count(1)
        self._listeners: list[Listener] = []

    # --- people ---------------------------------------------------------------------------------

    def member(self, userid: str) -> Member | None:
        """By userid, whatever its case."""
        return self.members.get(userid.lower())

    def is_visible(self, userid: str) -> bool:
        """True for an active member inside the app's visible range."""
        member = self.member(userid)
        if member is None or member.status != 1:
            return False
        return self.app.visible is None or member.userid in self.app.visible

    def members_of(self, department: int, recursive: bool = False) -> list[Member]:
        wanted = {d.id for d in self.subtree(department)} if recursive else {department}
        return [m for m in self.members.values() if wanted & set(m.departments)]

    def subtree(self, department: int) -> list[Department]:
        """The department and everything below it."""
        found = [self.departments[department]] if department in self.departments else []
        for parent in found:
            found += [d for d in self.departments.values() if d.parent_id == parent.id]
        return found

    # --- tokens ---------------------------------------------------------------------------------

    def issue_token(self) -> str:
        """The live token while there is one (as WeCom's 2020 text has it), unless `rotate_tokens`."""
        with self.lock:
            now = self.clock()
            if self.rotate_tokens:
                self.kill_tokens()
            for token in self.tokens.values():
                if not token.killed and token.expires_at > now + timedelta(minutes=5):
                    return token.value
            value = secrets.token_urlsafe(120)
            self.tokens[value] = Token(value, now + timedelta(seconds=TOKEN_SECONDS))
            return value

    def kill_tokens(self) -> None:
        """Early invalidation: every token answers 40014 from now on."""
        with self.lock:
            for token in self.tokens.values():
                token.killed = True

    def token_error(self, value: str) -> int:
        """0, 41001 missing, 40014 unknown or killed, 42001 expired."""
        with self.lock:
            if not value:
                return 41001
            token = self.tokens.get(value)
            if token is None or token.killed:
                return 40014
            return 42001 if token.expires_at <= self.clock() else 0

    # --- media and codes ------------------------------------------------------------------------

    def add_media(self, kind: str, name: str, content_type: str, content: bytes) -> Media:
        with self.lock:
            media = Media(secrets.token_urlsafe(48), kind, name, content_type, content, self.clock())
            self.media[media.media_id] = media
            return media

    def live_media(self, media_id: str) -> Media | None:
        """None when unknown or older than three days."""
        with self.lock:
            media = self.media.get(media_id)
            return media if media and self.clock() - media.created_at < MEDIA_LIFE else None

    def issue_response_code(self, task_id: str) -> str:
        with self.lock:
            code = secrets.token_urlsafe(32)
            self.codes[code] = ResponseCode(code, task_id, self.clock())
            return code

    def issue_oauth_code(self, userid: str) -> str:
        with self.lock:
            code = secrets.token_urlsafe(32)
            self.oauth_codes[code] = OauthCode(code, userid, self.clock())
            return code

    # --- chats ----------------------------------------------------------------------------------

    def next_number(self) -> int:
        return next(self._numbers)

    def chat(self, member: str) -> list[Shown]:
        """Copies of what the member sees, oldest first."""
        with self.lock:
            return copy.deepcopy(self._chats.get(member.lower(), []))

    def shown(self, member: str, **wanted: Any) -> Shown | None:
        """The live entry whose fields equal `wanted`; change it under the lock and call `changed`."""
        for entry in reversed(self._chats.get(member.lower(), [])):
            if all(getattr(entry, name) == value for name, value in wanted.items()):
                return entry
        return None

    def card(self, member: str, task_id: str) -> Shown | None:
        """The member's live entry with this card."""
        for entry in reversed(self._chats.get(member.lower(), [])):
            if entry.card and entry.card.task_id == task_id:
                return entry
        return None

    def entries_of(self, msgid: str) -> list[Shown]:
        return [e for chat in self._chats.values() for e in chat if e.msgid == msgid and e.side == "app"]

    def add_shown(self, member: str, side: str, kind: str, body: dict[str, Any], **fields: Any) -> Shown:
        with self.lock:
            entry = Shown(self.next_number(), member.lower(), side, kind, copy.deepcopy(body), self.clock(), **fields)
            self._chats.setdefault(entry.member, []).append(entry)
            self.changed(entry)
            return entry

    def post(self, members: Iterable[str], kind: str, body: dict[str, Any], msgid: str, task_id: str = "") -> None:
        """Show one message of the app to each member; beyond 30/min or 1000/h it vanishes [D90312]."""
        with self.lock:
            now = self.clock()
            for userid in members:
                if self.limits.member_minute.is_full(userid, now) or self.limits.member_hour.is_full(userid, now):
                    self.dropped[userid] += 1
                    continue
                self.limits.member_minute.add(userid, now)
                self.limits.member_hour.add(userid, now)
                is_card = kind == "template_card"
                card = CardState(task_id, copy.deepcopy(body)) if is_card else None
                self.add_shown(userid, "app", kind, {} if is_card else body, msgid=msgid, card=card)

    def changed(self, entry: Shown) -> None:
        self.publish({"type": "chat", "member": entry.member, "entry": entry_json(entry)})

    # --- mail and listeners ---------------------------------------------------------------------

    def add_mail(
        self, sender: str, recipients: Iterable[str], subject: str, body: str, message_id: str = ""
    ) -> SentMail:
        with self.lock:
            number, now = self.next_number(), self.clock()
            mail = SentMail(number, now, sender, tuple(recipients), subject, body, message_id=message_id)
            self.mailbox.append(mail)
            self.publish({"type": "mail", "mail": mail_json(mail)})
            return mail

    def complain(self, text: str) -> None:
        """Note a breach of the protocol by the product, for tests and the page."""
        with self.lock:
            self.complaints.append(text)
            self.publish({"type": "complaint", "text": text})

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with every change; the returned function ends it."""
        with self.lock:
            self._listeners.append(listener)

        def stop() -> None:
            with self.lock:
                self._listeners.remove(listener)

        return stop

    def publish(self, event: dict[str, Any]) -> None:
        with self.lock:
            for listener in self._listeners:
                listener(event)


def entry_json(entry: Shown) -> dict[str, Any]:
    """A shown message as JSON; instants in ISO 8601 UTC."""
    return {**asdict(entry), "at": entry.at.isoformat()}


def mail_json(mail: SentMail) -> dict[str, Any]:
    return {**asdict(mail), "at": mail.at.isoformat()}
