"""lexicon: what people's taps propose as words of a tag or names of a customer; an admin accepts it or not."""

import getpass
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.flows import proposals
from bot.wording import learned_words as wording
from commands.arguments import Arguments
from commands.columns import padded, wrapped
from commands.present import open_present
from commands.wiring import Refusal, load_settings, present_policy, refuse
from domain.learned_word import Kind, LearnedWord, State
from domain.pain_counts import PERIOD, counted
from domain.people import Firm
from domain.policy import Policy
from logs import configure
from settings import Clock
from storage import audit_log, customers, learned_words, members, visits
from storage.database import Db

_ACTS = {
    "list": "列出待审核的说法（不写就是它）",
    "accept": "采用，后面写编号",
    "reject": "不采用，后面写编号",
    "undo": "撤回采用或不采用，回到待审核，后面写编号",
    "history": "列出已决定的说法",
    "add": "自己加一个：标签（或客户全名） 说法",
    "counts": "每个标签有几条拜访记录，哪些话还没有标签",
}
_STATES = {"accept": State.ACCEPTED, "reject": State.REJECTED, "undo": State.PROPOSED}
_MOST_SHOWN = 50
_AROUND = 18  # characters of the note before and after the words


@dataclass(frozen=True)
class _Desk:
    """What a review needs: an open transaction, the rules, who reviews and when."""

    db: Db
    policy: Policy
    firm: Firm
    who: str
    now: datetime


def main(name: str, arguments: list[str]) -> int:
    """0; 1 when something could not be done as asked."""
    parser = Arguments(name, "销售点选过的标签和客户提出了哪些新说法；采用后，所有人的话都这样读。")
    acts = "；".join(f"{act} {what}" for act, what in _ACTS.items())
    parser.add_argument("act", nargs="?", default="list", choices=_ACTS, metavar="做什么", help=acts)
    parser.add_argument("what", nargs="*", metavar="编号或说法", help="accept、reject、undo 的编号；add 的标签和说法")
    parser.add_argument("--by", metavar="账号", help="是谁决定的，记在留痕里；不写就记登录这台机器的用户")
    parser.add_argument("--days", type=int, default=PERIOD.days, metavar="天数", help="counts 数最近几天的；默认 90")
    options = parser.parse_args(arguments)
    numbers = [int(word) for word in options.what if re.fullmatch(r"[1-9]\d{0,8}", word)]
    if options.act in _STATES and (not numbers or len(numbers) < len(options.what)):
        parser.error(f"{options.act} 后面要写编号，编号见 ./run {name}")
    if options.act == "add" and len(options.what) != 2:
        parser.error("add 后面写两样：标签（或客户全名）和说法")
    if not 1 <= options.days <= 3660:
        parser.error("--days 在 1 到 3660 之间")
    configure(name, level="WARNING")
    try:
        settings = load_settings()
        database = open_present(settings)
        policy = present_policy(settings, database)
    except Refusal as refusal:
        return refuse(refusal)
    with database.writing() as db:
        firm = members.firm(db, policy)
        if options.by and firm.person(options.by) is None:
            return refuse(Refusal(f"通讯录里没有 {options.by} 这个账号。"))
        desk = _Desk(db, policy, firm, options.by or _login(), Clock(settings.clock_file).now())
        match options.act:
            case "list" | "history":
                print("\n".join(_listed(desk, is_open=options.act == "list")))
                return 0
            case "counts":
                print(_counts(desk, timedelta(days=options.days)))
                return 0
            case "add":
                outcomes = [_added(desk, *options.what)]
            case _:
                outcomes = [_decided(desk, number, _STATES[options.act]) for number in dict.fromkeys(numbers)]
    for told, _ in outcomes:
        print(told)
    return 0 if all(is_done for _, is_done in outcomes) else 1


def _listed(desk: _Desk, is_open: bool) -> Iterator[str]:
    states = (State.PROPOSED,) if is_open else (State.ACCEPTED, State.REJECTED)
    found = learned_words.those(desk.db, states, _MOST_SHOWN + 1)
    if not found:
        yield "没有待审核的说法。" if is_open else "还没有决定过。"
        return
    for word in found[:_MOST_SHOWN]:
        state = "" if is_open else f"{wording.STATES[word.state]}（{desk.firm.name_of(word.decided_by or '')}），"
        who, day = desk.firm.name_of(word.proposed_by), word.proposed_at.astimezone(desk.policy.calendar.zone).date()
        said = f"{padded(str(word.id), 5)}{_about(desk, word)}　{state}{word.times} 次，{who} {day} 提出"
        yield from wrapped(said, 5)
        example = _example(desk, word)
        if example:
            yield from wrapped(f"     例：{example}", 9)
    if len(found) > _MOST_SHOWN:
        yield f"只列了前 {_MOST_SHOWN} 条。"
    if is_open:
        yield "采用：./run lexicon accept 编号　　不采用：./run lexicon reject 编号"
    else:
        yield "撤回：./run lexicon undo 编号"


def _decided(desk: _Desk, number: int, state: State) -> tuple[str, bool]:
    word = learned_words.get(desk.db, number)
    if word is None:
        return f"{number}：没有这个编号", False
    if word.state is State.WITHDRAWN:
        return f"{number}：提出的人自己撤销了，没有改动", False
    if word.state is state:
        return f"{number}：本来就是{wording.STATES[state]}", True
    if state is State.ACCEPTED:
        unfit = proposals.unfit(word.kind, word.target, word.words, desk.db, desk.policy)
        if unfit is not None:
            return f"{number}：没有采用，“{word.words}”{wording.why(unfit)}", False
    return _settled(desk, word, state)


def _added(desk: _Desk, target: str, words: str) -> tuple[str, bool]:
    kind, known = Kind.TAG, target
    if target not in desk.policy.lexicon.tags:
        customer = next(iter(customers.known(desk.db, [target], [target])), None)
        if customer is None:
            return f"没有「{target}」这个标签，也没有这个名称的客户；新标签请写进词表文件。", False
        kind, known = Kind.CUSTOMER, customer.id
    unfit = proposals.unfit(kind, known, words, desk.db, desk.policy)
    if unfit is not None:
        return f"没有加：“{words}”{wording.why(unfit)}", False
    return _settled(desk, learned_words.propose(desk.db, kind, known, words, desk.who, None, desk.now), State.ACCEPTED)


def _settled(desk: _Desk, word: LearnedWord, state: State) -> tuple[str, bool]:
    decided = learned_words.decide(desk.db, word, state, desk.who, desk.now)
    if decided is None:
        return f"{word.id}：刚刚被别人改过，请再看一遍", False
    action = {State.ACCEPTED: "words.accepted", State.REJECTED: "words.rejected", State.PROPOSED: "words.undone"}[state]
    about = {"kind": word.kind.value, "target": word.target, "words": word.words}
    audit_log.add(
        desk.db, action, desk.who, f"words:{word.id}", desk.policy.version, desk.now,
        before={"state": word.state.value}, after=about | {"state": state.value},
    )  # fmt: skip
    return f"{word.id}：{wording.STATES[state]} {_about(desk, decided)}", True


def _about(desk: _Desk, word: LearnedWord) -> str:
    if word.kind is Kind.TAG:
        return f"痛点「{word.target}」← “{word.words}”"
    customer = customers.find(desk.db, word.target)
    return f"客户「{customer.name if customer else word.target}」← “{word.words}”"


def _example(desk: _Desk, word: LearnedWord) -> str:
    visit = visits.get(desk.db, word.visit_id) if word.visit_id is not None else None
    piece = word.words.split("…")[0]
    for utterance in visit.utterances if visit else ():
        at = utterance.text.find(piece)
        if at >= 0:
            start, end = max(0, at - _AROUND), at + len(word.words) + _AROUND
            return f"{'…' if start else ''}{utterance.text[start:end]}{'…' if end < len(utterance.text) else ''}"
    return ""


def _counts(desk: _Desk, period: timedelta) -> str:
    found = counted(pains for _, pains in visits.confirmed_pains(desk.db, desk.now - period))
    if not found.records:
        return f"最近 {period.days} 天没有提交过的拜访记录。"
    lines = [f"最近 {period.days} 天 {found.records} 条拜访记录："]
    lines += [f"{padded(tag, 20)}{count}" for tag, count in found.tags]
    lines += [f"{padded('待归类', 20)}{found.without_tag}"] if found.untagged else []
    lines += [line for span, count in found.untagged[:_MOST_SHOWN] for line in wrapped(f"    {count}　“{span}”", 8)]
    return "\n".join(lines)


def _login() -> str:
    try:
        return f"os:{getpass.getuser()}"
    except (OSError, KeyError):
        return "system"
