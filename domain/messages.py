"""消息: what comes in from a member and what goes out to people, free of any platform's format."""

from dataclasses import dataclass, field
from datetime import datetime

from domain.second_reading import Opinion
from domain.transcript import Transcript


@dataclass(frozen=True)
class Text:
    """文字. `text` may be empty; it never holds control characters other than tab and newline."""

    text: str


@dataclass(frozen=True)
class Voice:
    """语音. `declared_format` is what the platform says; the bytes decide."""

    media_id: str
    declared_format: str = ""


@dataclass(frozen=True)
class Image:
    """图片."""

    media_id: str
    url: str = ""


@dataclass(frozen=True)
class Video:
    """视频."""

    media_id: str
    thumb_media_id: str = ""


@dataclass(frozen=True)
class Location:
    """位置, in degrees."""

    latitude: float
    longitude: float
    label: str = ""


@dataclass(frozen=True)
class Link:
    """链接."""

    title: str
    description: str
    url: str


@dataclass(frozen=True)
class File:
    """文件: not documented for self-built apps, taken if it comes; `name` as the sender sees it."""

    media_id: str
    name: str = ""


@dataclass(frozen=True)
class CardClick:
    """A tap on a template card. `selected` maps a selector's key to the chosen option ids."""

    task_id: str
    key: str
    card_type: str = ""
    response_code: str = ""
    selected: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Event:
    """Any other event. `name` as WeCom spells it; `fields` are its scalar fields."""

    name: str
    key: str = ""
    fields: dict[str, str] = field(default_factory=dict)


Content = Text | Voice | Image | Video | Location | Link | File | CardClick | Event


@dataclass(frozen=True)
class Inbound:
    """One callback, verified and decrypted.

    `key` is the same for every delivery of it (`msg:<MsgId>`, or `event:<sha256 of the plaintext>`);
    `member` is the lower-case userid; `sent_at` is CreateTime (UTC).
    """

    key: str
    member: str
    sent_at: datetime
    content: Content


@dataclass(frozen=True)
class Utterance:
    """What a member said in words: typed (`voice` is None) or heard.

    `opinion` is what the second reader says of them, None where it was not asked or had nothing to say.
    """

    member: str
    sent_at: datetime
    text: str
    voice: Transcript | None = None
    opinion: Opinion | None = None


# --- what goes out -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Option:
    """One choice of a selector; `id` comes back in CardClick.selected."""

    id: str
    text: str


@dataclass(frozen=True)
class Selection:
    """A drop-down on a card."""

    key: str
    title: str
    options: tuple[Option, ...]
    selected: str | None = None


@dataclass(frozen=True)
class Button:
    """A button; `key` comes back in CardClick.key. style: 1 blue, 2 grey, 3 red, 4 blue text."""

    key: str
    text: str
    style: int = 1


@dataclass(frozen=True)
class Row:
    """A line “name: value” of a card (at most six)."""

    name: str
    value: str
    url: str | None = None


@dataclass(frozen=True)
class Card:
    """A card with buttons. A card whose `closed` is set shows that text in place of its buttons."""

    task_id: str
    title: str
    subtitle: str = ""
    text: str = ""
    rows: tuple[Row, ...] = ()
    quote_title: str = ""
    quote: str = ""
    selection: Selection | None = None
    buttons: tuple[Button, ...] = ()
    closed: str | None = None


@dataclass(frozen=True)
class Say:
    """Plain text to one member; any length (the door splits it at 2,048 bytes)."""

    to: str
    text: str


@dataclass(frozen=True)
class SayMarkdown:
    """WeCom's small markdown (headings, bold, quote, three colours) to one member."""

    to: str
    text: str


@dataclass(frozen=True)
class SendCard:
    """A new card to one member."""

    to: str
    card: Card


@dataclass(frozen=True)
class SendPicture:
    """A kept photo of `size` bytes to one member. `media_id` is the platform's name for it, None before its upload."""

    to: str
    sha256: str
    size: int
    media_id: str | None = None


@dataclass(frozen=True)
class UpdateCard:
    """Redraw the card `card.task_id` that `to` already has.

    `response_code` is the one of the tap that caused it; None means the one stored from the send.
    Where no code is valid any more, `otherwise` (if any) is sent as text.
    """

    to: str
    card: Card
    response_code: str | None = None
    otherwise: str | None = None


@dataclass(frozen=True)
class Mail:
    """E-mail to one member; the address is looked up when it is sent.

    `secret` is what in the body nobody may read afterwards, such as the token of a link: it is not kept once the mail
    has left, and no error tells it.
    """

    to: str
    subject: str
    body: str
    secret: str = ""


Reply = Say | SayMarkdown | SendCard | SendPicture | UpdateCard | Mail
