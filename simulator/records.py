"""What the simulated WeCom remembers: tokens, media, shown messages, card codes, mails."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

MEDIA_LIFE = timedelta(days=3)
CODE_LIFE = timedelta(hours=72)
TOKEN_SECONDS = 7200


@dataclass
class App:
    """自建应用. `trusted_ips` None means every address; `visible` None means the whole firm."""

    agent_id: int
    secret: str
    token: str
    aes_key: str
    name: str = "跟迹"
    has_callback: bool = True
    reports_enter: bool = True
    reports_location: bool = True
    trusted_domain: str | None = None
    trusted_ips: frozenset[str] | None = None
    visible: frozenset[str] | None = None
    menu: dict[str, Any] | None = None


@dataclass
class Token:
    value: str
    expires_at: datetime
    killed: bool = False


@dataclass(frozen=True)
class Media:
    """临时素材, for three days."""

    media_id: str
    kind: str
    name: str
    content_type: str
    content: bytes
    created_at: datetime


@dataclass
class CardState:
    """One member's view of a card. `dead_text` stands in place of the buttons once they are dead."""

    task_id: str
    card: dict[str, Any]
    dead_text: str | None = None
    pressed: str | None = None
    selected: dict[str, list[str]] = field(default_factory=dict)
    updates: int = 0


@dataclass
class Shown:
    """One message in one member's chat with the app.

    `side` is "member" or "app"; `state` of the member's own: sending, delivered, failed; of the app's: delivered.
    `body` is the message's part of that kind (for a card it is empty and `card` holds it).
    """

    id: int
    member: str
    side: str
    kind: str
    body: dict[str, Any]
    at: datetime
    state: str = "delivered"
    msgid: str = ""
    card: CardState | None = None
    recalled: bool = False
    note: str = ""


@dataclass
class ResponseCode:
    code: str
    task_id: str
    issued_at: datetime
    used: bool = False

    def is_valid(self, now: datetime) -> bool:
        return not self.used and now - self.issued_at <= CODE_LIFE


@dataclass(frozen=True)
class OauthCode:
    code: str
    userid: str
    issued_at: datetime


@dataclass
class SentMail:
    """One e-mail that reached the mailbox, decoded."""

    id: int
    at: datetime
    sender: str
    recipients: tuple[str, ...]
    subject: str
    body: str
    read: bool = False
    message_id: str = ""
