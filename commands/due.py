"""due --at TIME: what timers and instalments will send until then, to whom and how; nothing is sent or changed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.flows import dunning
from commands.arguments import Arguments
from commands.present import open_present
from commands.wiring import Refusal, load_settings, present_policy, refuse
from domain.messages import Mail, Reply, Say, SayMarkdown, SendCard, SendPicture, UpdateCard
from domain.people import Firm
from domain.policy import Policy
from logs import configure
from scheduler import jobs
from settings import Clock
from storage import members, outbox, reminders, timers
from storage.database import Db

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_FORMS = "2026-12-01 09:00、2026-12-01（到那天结束）或 +24h（分钟 m、小时 h、天 d）"
_MOST_TEXT = 60


@dataclass(frozen=True)
class Foreseen:
    """What the product says at a moment; `failure` when a timer would fail."""

    at: datetime
    replies: tuple[Reply, ...]
    failure: str = ""


def main(name: str, arguments: list[str]) -> int:
    """Print a line for each message."""
    parser = Arguments(name, "到某个时间为止会发什么、给谁、用什么方式。只是预告：不发送，不改动任何数据。")
    parser.add_argument("--at", default="+24h", metavar="时间", help=f"{_FORMS}；默认 +24h")
    said: str = parser.parse_args(arguments).at
    configure(name, level="WARNING")
    try:
        settings = load_settings()
        now = Clock(settings.clock_file).now()
        if moment(said, now, ZoneInfo("UTC")) is None:
            parser.error(f"看不懂时间 {said!r}；可写 {_FORMS}")
        database = open_present(settings)
        policy = present_policy(settings, database)
        until = moment(said, now, policy.calendar.zone) or now
    except Refusal as refusal:
        return refuse(refusal)
    with database.rehearsing() as db:
        waiting = outbox.backlog(db)[0]
        foreseen = list(foresee(db, policy, now, until))
        firm = members.firm(db, policy)
    database.close()
    lines = [line for one in foreseen for line in _lines(one, firm, policy)]
    print("\n".join(lines), end="\n" if lines else "")
    at = f"{until.astimezone(policy.calendar.zone):%Y-%m-%d %H:%M}"
    print(f"到 {at} 为止{f'共 {len(lines)} 条' if lines else '没有到点要发的'}；只是预告，没有发送，也没有改动。")
    if waiting:
        print(f"另有 {waiting} 条已经写好，正在等待发送。")
    return 0


def moment(said: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The instant (UTC) that is meant; None when it cannot be understood."""
    span = re.fullmatch(r"\+(\d{1,6})([mhd])", said.strip())
    try:
        if span:
            return now + timedelta(**{_UNITS[span[2]]: int(span[1])})
        at = datetime.fromisoformat(said.strip())
        if re.fullmatch(r"[\d-]+", said.strip()):
            at = datetime.combine(at + timedelta(days=1), time())
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def foresee(db: Db, policy: Policy, now: datetime, until: datetime) -> Iterator[Foreseen]:
    """Let every timer ring and look at every instalment that is due until then, in the order of time, also those that
    follow from others.

    `db` must be a transaction that is rolled back.
    """
    while True:
        due = timers.due(db, until, limit=1)
        look_at = reminders.next_look(db, until)
        if look_at is not None and (not due or look_at <= due[0].due_at):
            yield from _reminded(db, policy, max(look_at, now))
            continue
        if not due:
            return
        timer = due[0]
        at = max(timer.due_at, now)
        rehearsal = db.begin_nested()
        try:
            replies = jobs.ring(timer, db, policy, at)
        except Exception as error:  # noqa: BLE001 - as in the product, one that fails does not stop the others
            rehearsal.rollback()
            timers.claim(db, timer, at)
            yield Foreseen(at, (), f"{timer.key}：{type(error).__name__}")
        else:
            rehearsal.commit()
            yield Foreseen(at, tuple(replies))


def _reminded(db: Db, policy: Policy, at: datetime) -> Iterator[Foreseen]:
    """What is said of the instalments that are due at that moment; what is held for the night counts as said."""
    count = dunning.BATCH
    while count == dunning.BATCH:
        count, replies = dunning.look(db, policy, at)
        yield Foreseen(at, tuple(replies))
    for who, by in reminders.waiting(db):
        yield Foreseen(at, tuple(dunning.tell(who, by, db, policy, at)))


def _lines(one: Foreseen, firm: Firm, policy: Policy) -> Iterator[str]:
    at = f"{one.at.astimezone(policy.calendar.zone):%Y-%m-%d %H:%M}"
    if one.failure:
        yield f"{at}  出错    {one.failure}（程序会过一会儿再试）"
    for reply in one.replies:
        channel, what = _words(reply)
        yield f"{at}  {channel} → {_recipient(reply, firm)}：{_short(what)}"


def _words(reply: Reply) -> tuple[str, str]:
    match reply:
        case Say(text=text) | SayMarkdown(text=text):
            return "消息", text
        case SendCard(card=card):
            return "卡片", f"{card.title}（{card.subtitle}）" if card.subtitle else card.title
        case SendPicture(size=size):
            return "照片", f"{max(1, size // 1024)} KB"
        case UpdateCard(card=card):
            return "改卡片", f"{card.title}：{card.closed or ''}"
        case Mail(subject=subject):
            return "邮件", subject


def _recipient(reply: Reply, firm: Firm) -> str:
    name = firm.name_of(reply.to)
    person = firm.person(reply.to)
    if not isinstance(reply, Mail):
        return f"{name}（{reply.to}）" if person else f"{name}（{reply.to}，不在通讯录里）"
    address = person.email if person else None
    return f"{name}（{address}）" if address else f"{name}（{reply.to}，没有邮箱，会发不出去）"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MOST_TEXT else f"{line[:_MOST_TEXT]}…"
