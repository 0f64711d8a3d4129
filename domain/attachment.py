"""附件: photos and places that a rep sends around a visit, kept as evidence."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

#: a photo is refused when it is larger
MOST_BYTES = 10 * 1024 * 1024
MOST_PHOTOS, MOST_PLACES = 6, 3
#: what is sent before the visit is told waits so long for it
KEPT_FOR = timedelta(minutes=30)

_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_LONGEST_LABEL = 200


class Kind(Enum):
    """What is attached."""

    PHOTO = "photo"  #: 照片
    PLACE = "place"  #: 位置


@dataclass(frozen=True)
class Photo:
    """The bytes as they came, never changed: their hash is the evidence. `content_type` is what the bytes say."""

    content: bytes
    content_type: str

    @property
    def sha256(self) -> str:
        """Hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Place:
    """A point in degrees and what the map calls it."""

    latitude: float
    longitude: float
    label: str


@dataclass(frozen=True)
class Attachment:
    """All that is known of an attachment but its bytes. `sent_at` is when the rep sent it (UTC).

    `sha256` and `size` (bytes) are those of a photo, `place` is that of a place.
    """

    kind: Kind
    sent_at: datetime
    sha256: str | None = None
    size: int = 0
    place: Place | None = None


def most_of(kind: Kind) -> int:
    """So many of a kind belong to one visit."""
    return MOST_PHOTOS if kind is Kind.PHOTO else MOST_PLACES


def photo_of(content: bytes) -> Photo | None:
    """The photo that the bytes are, whatever was declared; None when they are neither JPEG nor PNG."""
    if content.startswith(_JPEG):
        return Photo(content, "image/jpeg")
    return Photo(content, "image/png") if content.startswith(_PNG) else None


def place_at(latitude: float, longitude: float, label: str) -> Place:
    """A place under its label in one line, or under its degrees when it has none."""
    name = " ".join(label.split())[:_LONGEST_LABEL]
    return Place(latitude, longitude, name or f"{latitude:.5f}, {longitude:.5f}")
