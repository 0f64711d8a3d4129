"""发照片: a kept photo goes out in two calls, and the first is remembered, so that the second can be repeated."""

from dataclasses import replace
from datetime import timedelta

from bot.hub import Hub
from domain.delivery import Delivery, GivenUp, RetryLater
from domain.messages import SendPicture
from storage import attachments
from storage.outbox import Item

#: media_id unknown or expired
_NO_MEDIA = 40007


def deliver(item: Item, picture: SendPicture, hub: Hub) -> Delivery:
    """Upload the photo unless WeCom has it still, then send it. No transaction is open during a call."""
    if picture.media_id is None:
        with hub.database.reading() as db:
            photo = attachments.photo(db, picture.sha256)
        if photo is None:
            return GivenUp("no such photo is kept")
        uploaded = hub.wecom.upload(photo)
        if not isinstance(uploaded, str):
            return uploaded
        with hub.database.writing() as db:
            picture = replace(picture, media_id=attachments.keep_media(db, picture.sha256, uploaded, hub.now()))
    delivery = hub.wecom.deliver(picture, item.is_twin)
    if isinstance(delivery, GivenUp) and delivery.code == _NO_MEDIA:
        with hub.database.writing() as db:
            attachments.forget_media(db, picture.sha256)
        return RetryLater(timedelta(seconds=5), delivery.reason)
    return delivery
