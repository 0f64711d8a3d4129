"""发送: one outgoing message, one API call, and what became of it."""

from datetime import timedelta
from typing import Any

from bot.wecom.card_limits import CardError
from bot.wecom.cards import as_update, from_card
from bot.wecom.client import Client
from bot.wecom.errors import CARD_GONE, Kind, WecomError
from bot.wecom.media import MOST_BYTES, upload_media
from domain.attachment import Photo
from domain.delivery import CardGone, Delivered, Delivery, GivenUp, RetryLater
from domain.messages import Say, SayMarkdown, SendCard, SendPicture, UpdateCard
from domain.text_pieces import MOST_BYTES as MOST_TEXT_BYTES

Json = dict[str, Any]

#: Seconds within which WeCom delivers an equal message once; the outbox knows its twins for as long.
DUPLICATE_SECONDS = 1800

_WAIT = {
    Kind.TRANSIENT: timedelta(seconds=5),
    Kind.UNANSWERED: timedelta(seconds=10),
    Kind.TOKEN: timedelta(seconds=30),
    Kind.RATE: timedelta(seconds=60),
    Kind.CONFIG: timedelta(minutes=5),  # an admin has to act; a trusted IP takes effect about a minute later
}
#: The update reached WeCom, but there is no card to redraw: dead code, unknown task, not a recipient.
_NO_CARD = frozenset({CARD_GONE, 42014, 42015, 42016, 82101, 82102})


def deliver(
    client: Client, reply: Say | SayMarkdown | SendCard | SendPicture | UpdateCard, repeatable: bool = True
) -> Delivery:
    """Send one message by one API call (text is cut into pieces before: domain.text_pieces).

    `repeatable` False says that an equal message went to the same member within DUPLICATE_SECONDS: WeCom's duplicate
    check would swallow this one, so that it goes without, and is not repeated when no answer comes.
    UpdateCard needs its response_code; without one, and wherever the card cannot be redrawn, the answer is CardGone.
    """
    try:
        match reply:
            case Say(to, text):
                return _send_words(client, to, "text", text, repeatable)
            case SayMarkdown(to, text):
                return _send_words(client, to, "markdown", text, repeatable)
            case SendCard(to, card):
                # The task id is new for every card, so that two cards are never twins.
                return _sent(send_message(client, to, "template_card", from_card(card), repeatable=True))
            case SendPicture(to, _, size, media_id):
                part = {"media_id": media_id or ""}
                return _sent(send_message(client, to, _picture_kind(size), part, repeatable))
            case UpdateCard(to, card, response_code, _):
                return _update(client, to, from_card(card), response_code or "")
    except CardError as error:
        return GivenUp(f"card: {error}")
    except WecomError as error:
        return _after(error)


def send_message(client: Client, to: str, msgtype: str, part: Json, repeatable: bool = True) -> Json:
    """message/send to one member; `part` is the JSON under the name of `msgtype` (text, image, file, news …).

    Returns WeCom's answer, raises WecomError.
    """
    body: Json = {"touser": to, "msgtype": msgtype, "agentid": client.app.agent_id, msgtype: part}
    if repeatable:
        body |= {"enable_duplicate_check": 1, "duplicate_check_interval": DUPLICATE_SECONDS}
    return client.call("POST", "message/send", body=body, repeatable=repeatable)


def send_media(client: Client, to: str, kind: str, media_id: str) -> Delivery:
    """An image, voice or file that was uploaded before."""
    try:
        return _sent(send_message(client, to, kind, {"media_id": media_id}))
    except WecomError as error:
        return _after(error)


def upload_picture(client: Client, photo: Photo) -> str | RetryLater | GivenUp:
    """The media_id of a photo; one too large for a picture goes as a file."""
    size = len(photo.content)
    name = f"{photo.sha256[:12]}.{'png' if photo.content_type == 'image/png' else 'jpg'}"
    try:
        return upload_media(client, _picture_kind(size), name, photo.content)
    except ValueError as error:
        return GivenUp(f"photo: {error}")
    except WecomError as error:
        return _after(error)


def recall(client: Client, msgid: str) -> None:
    """Take a message back, within 24 hours of sending it [D94867]. Raises WecomError."""
    client.call("POST", "message/recall", body={"msgid": msgid}, repeatable=True)


def _send_words(client: Client, to: str, msgtype: str, text: str, repeatable: bool) -> Delivery:
    if not text.strip():
        return GivenUp("empty text", 44004)
    if len(text.encode("utf-8")) > MOST_TEXT_BYTES:
        return GivenUp(f"{msgtype} over {MOST_TEXT_BYTES} bytes would be cut", 45002)
    return _sent(send_message(client, to, msgtype, {"content": text}, repeatable))


def _sent(answer: Json) -> Delivery:
    # One member per call: partly bad recipients cannot occur, but the answer has room for saying so with errcode 0.
    for field in ("invaliduser", "unlicenseduser"):
        if answer.get(field):
            return GivenUp(f"{field}: {answer[field]}", 81013)
    return Delivered(str(answer.get("msgid") or ""), str(answer.get("response_code") or ""))


def _update(client: Client, to: str, card: Json, response_code: str) -> Delivery:
    if not response_code:
        return CardGone()
    body = {
        "userids": [to],
        "agentid": client.app.agent_id,
        "response_code": response_code,
        "template_card": as_update(card),
    }
    try:
        answer = client.call("POST", "message/update_template_card", body=body, repeatable=True)
    except WecomError as error:
        if error.code == CARD_GONE and error.follows_unanswered:
            return Delivered()  # the attempt whose answer was lost has used up the code
        if error.code in _NO_CARD:
            return CardGone()
        raise
    return CardGone() if to in answer.get("invaliduser", ()) else Delivered()


def _picture_kind(size: int) -> str:
    return "image" if size <= MOST_BYTES["image"] else "file"


def _after(error: WecomError) -> RetryLater | GivenUp:
    if error.kind in _WAIT:
        return RetryLater(error.retry_after or _WAIT[error.kind], str(error), is_outage=True)
    return GivenUp(str(error), error.code)
