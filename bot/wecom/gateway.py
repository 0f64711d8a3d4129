"""网关: the WeCom that journeys know (bot.hub.WeCom), made of the client's calls."""

from bot.hub import NotThere, Unreachable
from bot.wecom import directory, media
from bot.wecom.client import Client
from bot.wecom.errors import Kind, WecomError
from bot.wecom.sending import deliver, upload_picture
from domain.attachment import Photo
from domain.delivery import Delivery, GivenUp, RetryLater
from domain.messages import Mail, Reply
from domain.people import Person

#: what asking again can never mend
_FINAL = (Kind.MEDIA, Kind.RECIPIENT, Kind.CONTENT)


class Gateway:
    """Turns what WeCom and the net may do into values."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def deliver(self, reply: Reply, is_twin: bool) -> Delivery:
        """Make the one call that sends or redraws; a twin goes without WeCom's duplicate check."""
        if isinstance(reply, Mail):
            return GivenUp("mail does not go through WeCom")
        return deliver(self.client, reply, repeatable=not is_twin)

    def download(self, media_id: str, most_bytes: int = media.MOST_DOWNLOADED) -> bytes | Unreachable | NotThere:
        """The bytes of something a member sent; what is larger than `most_bytes` counts as not there."""
        try:
            return media.download_media(self.client, media_id, most_bytes)
        except WecomError as error:
            return _missing(error)

    def upload(self, photo: Photo) -> str | RetryLater | GivenUp:
        """What WeCom calls the photo from now on, for three days."""
        return upload_picture(self.client, photo)

    def read_member(self, userid: str) -> Person | Unreachable | NotThere:
        """One member."""
        try:
            return directory.get_user(self.client, userid)
        except WecomError as error:
            return _missing(error)

    def read_members(self) -> list[Person] | Unreachable:
        """Everybody the app may see."""
        try:
            return directory.list_people(self.client)
        except WecomError as error:
            return Unreachable(str(error))


def _missing(error: WecomError) -> Unreachable | NotThere:
    return NotThere() if error.kind in _FINAL else Unreachable(str(error))
