"""门: what bot.hub.WeCom promises, kept over one Client; what goes wrong comes back as a value."""

from collections.abc import Callable
from typing import TypeVar

from bot.hub import NotThere, Unreachable
from bot.wecom.client import Client
from bot.wecom.directory import get_user, list_people
from bot.wecom.errors import Kind, WecomError
from bot.wecom.media import download_media
from bot.wecom.sending import deliver
from domain.delivery import Delivery
from domain.messages import Mail, Reply
from domain.people import Person

T = TypeVar("T")


class Door:
    """Implements bot.hub.WeCom."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def deliver(self, reply: Reply, is_twin: bool) -> Delivery:
        if isinstance(reply, Mail):
            raise TypeError("mail goes by SMTP")
        return deliver(self._client, reply, repeatable=not is_twin)

    def download(self, media_id: str) -> bytes | Unreachable | NotThere:
        return _asked(lambda: download_media(self._client, media_id), Kind.MEDIA)

    def read_member(self, userid: str) -> Person | Unreachable | NotThere:
        return _asked(lambda: get_user(self._client, userid), Kind.RECIPIENT)

    def read_members(self) -> list[Person] | Unreachable:
        found = _asked(lambda: list_people(self._client), Kind.RECIPIENT)
        return Unreachable("a department or member cannot be read") if isinstance(found, NotThere) else found


def _asked(question: Callable[[], T], absent: Kind) -> T | Unreachable | NotThere:
    try:
        return question()
    except WecomError as error:
        return NotThere() if error.kind is absent else Unreachable(str(error))
    except (KeyError, TypeError, ValueError) as error:
        return Unreachable(f"an answer of another form: {type(error).__name__}")
