"""照片: the bytes of a picture that a member sent, fetched from WeCom, or what to do when there are none."""

from datetime import timedelta

from bot.hub import Hub, NotThere, Unreachable
from bot.wording import attachments as wording
from domain.attachment import MOST_BYTES, Photo, photo_of
from domain.messages import Image, Reply, Say
from storage import inbox
from storage.inbox import Letter

#: what became of a download
Fetched = bytes | NotThere | Unreachable

#: how often a picture is tried while WeCom is away, 10 s apart and then longer: five minutes
_MOST_TRIES = 6


def is_photo(letter: Letter) -> bool:
    """Whether the letter's bytes must be fetched before it can take effect."""
    return isinstance(letter.inbound.content, Image)


def fetch(letter: Letter, hub: Hub) -> Fetched | None:
    """Download the picture, with no transaction open. None while WeCom is away: then the letter is put off."""
    assert isinstance(letter.inbound.content, Image)
    fetched = hub.wecom.download(letter.inbound.content.media_id, MOST_BYTES)
    if isinstance(fetched, Unreachable) and letter.attempts + 1 < _MOST_TRIES:
        with hub.database.writing() as db:
            inbox.put_off_letter(db, letter.id, hub.now() + timedelta(seconds=10 * 2**letter.attempts))
        return None
    return fetched


def photo(letter: Letter, fetched: Fetched | None) -> Photo | list[Reply]:
    """The photo; replies when the bytes are none or could not be had."""
    match fetched:
        case bytes():
            return photo_of(fetched) or [Say(letter.inbound.member, wording.NO_PHOTO)]
        case NotThere():
            return [Say(letter.inbound.member, wording.PHOTO_GONE)]
    return [Say(letter.inbound.member, wording.PHOTO_UNREACHABLE)]
