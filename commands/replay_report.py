"""重放的结果: check --against prints what would differ, in counts and with the records."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from commands import replay
from commands.columns import padded, wrapped
from commands.present import open_present
from commands.replay import Difference, ReadAgain, Replayed, Replaying
from commands.table_files import write_table, writer_for
from commands.wiring import Refusal, present_policy
from domain.policy import Policy
from domain.reading import Reading
from domain.visit import VisitUtterance
from nlp.visit_extraction import read
from nlp.vocabulary import vocabulary
from settings import Clock, Settings
from storage import customers, learned_words
from storage.database import Db

FORMS = "90d（天）、12m（月）或 2026-01-01"
_HEADINGS = ("种类", "哪一条", "客户", "销售", "日期", "差别")
_MOST_SHOWN = 20
_DAYS_OF_A_MONTH = 30.4375


def first_day(said: str, today: date) -> date | None:
    """The day from which on history counts; None when it cannot be understood."""
    span = re.fullmatch(r"(\d{1,4})([dm])", said.strip())
    try:
        if span is None:
            return date.fromisoformat(said.strip())
        days = int(span[1]) * (1 if span[2] == "d" else _DAYS_OF_A_MONTH)
        return today - timedelta(days=round(days))
    except (ValueError, OverflowError):
        return None


def report(
    settings: Settings, new: Policy, said: str, out: Path | None, as_begun: bool, read_again: bool
) -> Iterator[str]:
    """Lines for the terminal; the records also into `out`. Refusal when there is no history."""
    if out is not None:
        writer_for(out)
    database = open_present(settings)
    try:
        present = present_policy(settings, database)
        now = Clock(settings.clock_file).now()
        zone = new.calendar.zone
        first = first_day(said, now.astimezone(zone).date())
        if first is None:
            raise Refusal(f"看不懂 {said!r}；可写 {FORMS}")
        since = datetime(first.year, first.month, first.day, tzinfo=zone).astimezone(UTC)
        with database.reading() as db:
            reader = _reader(db, present, new) if read_again else None
            found = Replaying(db, present, new, now, as_begun, reader).since(since)
    finally:
        database.close()
    than = "每条开始时的版本" if as_begun else f"在用的版本 {present.version} "
    yield (
        f"{first} 以来有 {found.visits} 次拜访、{found.forms} 份单子、{found.approvals} 张审批单。"
        f"按新文件（版本 {new.version}）重来一遍，和{than}比："
    )
    yield from summary(found)
    if read_again and reader is None:
        yield "词表没有变，不用重读原话。"
    yield from _records(found.differences, out)
    if out is not None and found.differences:
        rows = ((one.kind, one.subject, one.customer, one.rep, one.on, one.what) for one in found.differences)
        yield f"\n全部 {write_table(out, _HEADINGS, rows, zone)} 条在 {out}"
    yield "只是预告，没有改动任何数据。新问题别人会怎么答、新多出的一步要等多久，历史里没有，没有算进升级。"


def summary(found: Replayed) -> Iterator[str]:
    """A line for each kind of difference, with counts and signs."""
    if not found.differences:
        yield "没有差别。"
        return
    yield from _plain("新增追问 {} 次", found.more, replay.QUESTIONS)
    yield from _plain("少问 {} 次", found.less, replay.QUESTIONS)
    yield from _plain("已提交的记录里，必填新缺 {} 处", found.more, replay.MISSING)
    yield from _plain("笼统说法新拒 {} 次", found.more, replay.REFUSED)
    yield from _plain("单子不再有 {} 份", found.more, replay.GONE)
    if count := found.more[replay.APPROVERS, "不同"]:
        yield f"· 审批人不同 {count} 单"
    for kind in (replay.RUNGS, replay.MESSAGES):
        names = dict.fromkeys(name for counts in (found.more, found.less) for one, name in counts if one == kind)
        signed = [f"{name} {_signed(found, kind, name)}" for name in names]
        if signed:
            yield f"· {'' if kind == replay.RUNGS else '因此发出的消息：'}{'，'.join(signed)}"
    if count := found.more[replay.TIMES, "变了"]:
        yield f"· 升级时间变了 {count} 单"
    yield from _plain("读法不同 {} 处", found.more, replay.READINGS)


def _signed(found: Replayed, kind: str, name: str) -> str:
    signed = [(sign, counts[kind, name]) for sign, counts in (("+", found.more), ("−", found.less))]
    return " ".join(f"{sign}{count}" for sign, count in signed if count) + " 次"


def _plain(words: str, counts: dict[tuple[str, str], int], kind: str) -> Iterator[str]:
    named = sorted(((times, name) for (one, name), times in counts.items() if one == kind), reverse=True)
    if named:
        total = sum(times for times, _ in named)
        yield f"· {words.format(total)}：{'、'.join(f'{name} {times}' for times, name in named)}"


def _records(differences: list[Difference], out: Path | None) -> Iterator[str]:
    for kind in replay.KINDS:
        several = [one for one in differences if one.kind == kind]
        if not several:
            continue
        yield f"\n{kind}（{len(several)} 条）"
        for one in several[:_MOST_SHOWN]:
            yield from wrapped(
                f"  {padded(one.subject, 12)}{one.on}  {padded(one.rep, 8)}{one.customer}：{one.what}", 4
            )
        if len(several) > _MOST_SHOWN:
            rest = f"其余 {len(several) - _MOST_SHOWN} 条"
            yield f"  {rest}在文件里" if out else f"  {rest}见 --out 文件（.csv、.xlsx 或 .jsonl）"
    if differences:
        yield ""


def _reader(db: Db, present: Policy, new: Policy) -> ReadAgain | None:
    """Reads a text with the words of both; None when they have the same."""
    if present.lexicon == new.lexicon:
        return None
    book = customers.book(db)
    words = [vocabulary(book, learned_words.lexicon(db, policy.lexicon)) for policy in (present, new)]

    def both(said: VisitUtterance) -> tuple[Reading, Reading]:
        asked = said.asked.partition(".")[0] if said.asked else None
        old, becomes = (read(said.text, said.said_at, one, new.calendar, asked=asked) for one in words)
        return old, becomes

    return both
