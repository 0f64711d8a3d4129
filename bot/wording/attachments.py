"""附件: what a rep reads about his photos and places, and the line about them on a card."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.wording import moments
from domain.attachment import Attachment, Kind, Place, most_of

PHOTO_KEPT = "照片收到，先替您留着，说一段拜访经过就会附上。"
PLACE_KEPT = "位置收到，先替您留着，说一段拜访经过就会附上。"
PHOTO_GONE = "没能取到这张照片：可能已过期（企业微信只保留 3 天），或超过 10 MB。请重新拍一张，或缩小后再发。"
PHOTO_UNREACHABLE = "企业微信暂时取不到这张照片，没有保存。请稍后再发一次。"
NO_PHOTO = "这不是 JPG 或 PNG 照片，没有保存。请直接拍照，或从相册里选一张再发。"
PHOTO_KNOWN = "这张照片已经在了，没有重复附上。"
_LONGEST_ON_CARD = 30
TOO_MANY = {
    Kind.PHOTO: f"一条拜访记录最多附 {most_of(Kind.PHOTO)} 张照片，这张没有附上。",
    Kind.PLACE: f"一条拜访记录最多附 {most_of(Kind.PLACE)} 个位置，这个没有附上。",
}


def photo_attached(number: int, sent_at: datetime, to: str, zone: ZoneInfo) -> str:
    """“照片已附在这条拜访记录里（第 1 张，14:03）。”; `to` names the record when it may not be the one in mind."""
    return f"照片已附在{to or '这条拜访记录'}里（第 {number} 张，{moments.clock_time(sent_at, zone)}）。"


def place_attached(place: Place, to: str) -> str:
    """“位置已附上：苏州工业园区星湖街328号”."""
    return f"位置已附{'在' + to + '里' if to else '上'}：{place.label}"


def named(record: str) -> str:
    """A draft of some time ago, by its customer."""
    return f"“{record}”这条拜访记录"


def summary(attached: Sequence[Attachment]) -> str:
    """“照片 2 张；位置 苏州工业园区星湖街328号”, empty without any."""
    photos = sum(one.kind is Kind.PHOTO for one in attached)
    places = [f"位置 {_short(one.place.label)}" for one in attached if one.place is not None]
    return "；".join([*([f"照片 {photos} 张"] if photos else []), *places])


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST_ON_CARD else f"{label[: _LONGEST_ON_CARD - 1]}…"
