"""语音: what a member reads about his voice note."""

from datetime import datetime
from zoneinfo import ZoneInfo

from domain.transcript import EXPIRED, SILENT, TOO_LONG, UNDECODABLE, UNREACHABLE

NOT_HEARD = {
    SILENT: "没有听清：这段语音里没有听到说话，没有记录。请靠近话筒再说一遍，或直接打字。",
    UNDECODABLE: "这段录音打不开，没有记录。请重新录一段，或直接打字。",
    EXPIRED: "这段语音已过期（企业微信只保留 3 天），取不到了。请重新说一遍。",
    TOO_LONG: "这段录音太长，没有记录。请分成几段发，每段不超过 {minutes} 分钟。",
    UNREACHABLE: "企业微信暂时取不到这段语音，没有记录。请稍后重发，或直接打字。",
}


def voice_received(at: datetime, zone: ZoneInfo) -> str:
    """Said at once when a voice note arrives; the time keeps two of them apart for WeCom's duplicate check."""
    return f"收到 {at.astimezone(zone):%H:%M:%S} 的语音，正在听…"


def heard_so_far(seconds: float, of_seconds: float) -> str:
    """Said now and then while a long recording is heard."""
    return f"已听 {_minutes(seconds)} / {_minutes(of_seconds)}…"


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
