"""催款的动作: spoken with the customer, promised, disputed, solved; each leaves its trace and may be taken back."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from bot.flows import instalment_cards
from bot.flows.instalment_cards import DISPUTE, refusal
from bot.wording import dunning as wording
from bot.wording.moments import day
from domain.dunning import LONGEST_PROMISE
from domain.messages import CardClick, Reply, Say, SendCard, Utterance
from domain.people import Firm
from domain.policy import Policy
from domain.receivable import Receivable, may_see, may_solve
from domain.recipients import people_of
from nlp.orders import is_discard, says_nothing
from storage import audit_log, cards, conversations, members, reminders
from storage.audit_log import Act
from storage.cards import IssuedCard
from storage.database import Db

#: what is awaited of a member who has tapped 有争议
REASON = "dispute_reason"
#: what is taken back by “撤销”
SPOKEN = ("instalment.contacted", "instalment.promised", "instalment.disputed", "instalment.solved")
_REASON_PATIENCE = timedelta(hours=2)
_LONGEST_REASON = 500
_YEAR, _JUST_PAST = timedelta(days=365), timedelta(days=45)


def on_click(click: CardClick, card: IssuedCard, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """A tap on a card about one instalment."""
    firm = members.firm(db, policy)
    one = reminders.receivable(db, int(card.subject.partition(":")[2]))
    if one is None or not may_see(card.member, one, firm):
        return refusal(one, card.member, firm)
    if click.key == wording.DETAILS:
        return instalment_cards.details(one, card.member, instalment_cards.sight(db, firm, policy, now), db)
    if card.is_closed:  # a second tap, or an old card that could not be redrawn
        return instalment_cards.redrawn(card, card.card.closed or wording.REDRAWN, db, now, click)
    if refused := refusal(one, card.member, firm):
        return [*refused, *instalment_cards.redrawn(card, wording.SETTLED, db, now, click)]
    match click.key:
        case wording.CONTACTED:
            return contacted(one, card.member, db, policy, now)
        case wording.PROMISE:
            chosen = next(iter(click.selected.get(wording.DAY, ())), wording.NO_DAY)
            if chosen == wording.NO_DAY:
                return [Say(card.member, wording.NO_DAY_CHOSEN)]
            return promise(one, date.fromisoformat(chosen), card.member, db, policy, now, click)
        case wording.DISPUTE:
            return ask_reason(one, card.member, db, policy, now)
    return solve(one, card.member, db, policy, now, click)


def contacted(one: Receivable, who: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """已联系: somebody has spoken with the customer; the ladder goes on."""
    seen = instalment_cards.sight(db, members.firm(db, policy), policy, now)
    today = seen.today
    before = one.contacted_at if one.contacted_at and one.contacted_at.astimezone(seen.zone).date() == today else None
    if before is None:
        _keep("contacted", one, {"contacted_at": now}, who, db, policy, now)
    return [Say(who, wording.contacted(one, before, seen))]


def promise(
    one: Receivable, on: date, who: str, db: Db, policy: Policy, now: datetime, click: CardClick | None = None,
    others: int = 0,
) -> list[Reply]:  # fmt: skip
    """客户承诺: nobody is reminded until the end of that day. `others`: open instalments of the customer beside it."""
    firm = members.firm(db, policy)
    seen = instalment_cards.sight(db, firm, policy, now)
    if (past := _meant_as_past(on, seen.today)) is not None:
        return [Say(who, wording.PAST_DAY.format(day=day(past, seen.today)))]
    if on - seen.today > LONGEST_PROMISE:
        return [Say(who, wording.FAR_DAY.format(day=day(on, seen.today), days=LONGEST_PROMISE.days))]
    if one.instalment.promised_on != on:
        _keep("promised", one, {"promised_on": on}, who, db, policy, now)
    words = wording.promise_closed(firm.name_of(who), on, seen)
    return [
        *instalment_cards.closed(one, words, db, now, click),
        Say(who, wording.promised(one, on, others, seen)),
    ]


def ask_reason(one: Receivable, who: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """有争议 was tapped: the next words say why."""
    if one.instalment.dispute is not None:
        return [Say(who, wording.SAME_DISPUTE.format(reason=one.instalment.dispute))]
    firm = members.firm(db, policy)
    conversations.expect(db, who, REASON, str(one.id), now + _REASON_PATIENCE)
    leaders = "、".join(firm.name_of(leader) for leader in _solvers(one, firm))
    return [Say(who, wording.ASK_REASON.format(what=wording.what(one), leader=leaders))]


def on_reason(said: Utterance, ref: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """The words after 有争议."""
    if is_discard(said.text):
        conversations.forget(db, said.member)
        return [Say(said.member, wording.DISPUTE_DROPPED)]
    if says_nothing(said.text):
        return [Say(said.member, wording.NO_REASON)]
    conversations.forget(db, said.member)
    one = reminders.receivable(db, int(ref))
    refused = refusal(one, said.member, members.firm(db, policy))
    if refused or one is None:
        return refused
    return dispute(one, said.text.strip(), said.member, db, policy, now)


def dispute(one: Receivable, reason: str, who: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """有争议: nobody is reminded until somebody above the 责任人 says that it is solved; he is told why."""
    if one.instalment.dispute is not None:
        return [Say(who, wording.SAME_DISPUTE.format(reason=one.instalment.dispute))]
    firm = members.firm(db, policy)
    reason = reason[:_LONGEST_REASON]
    _keep("disputed", one, {"dispute": reason, "disputed_at": now}, who, db, policy, now)
    seen = instalment_cards.sight(db, firm, policy, now)
    solvers = _solvers(one, firm)
    replies = instalment_cards.closed(one, wording.dispute_closed(reason), db, now)
    for solver in solvers:
        card = wording.dispute_card(one, firm.name_of(who), reason, seen)
        given = cards.issue(db, card, solver, DISPUTE, one.instalment.subject, one.instalment.course, now)
        replies.append(SendCard(solver, given))
    leaders = "、".join(firm.name_of(solver) for solver in solvers)
    return [*replies, Say(who, wording.disputed(one, reason, leaders))]


def solve(
    one: Receivable, who: str, db: Db, policy: Policy, now: datetime, click: CardClick | None = None
) -> list[Reply]:
    """已解决: the ladder goes on where it is now."""
    firm = members.firm(db, policy)
    if one.instalment.dispute is None:
        return [Say(who, wording.NOT_DISPUTED.format(what=wording.what(one)))]
    if not may_solve(who, one, firm):
        return [Say(who, wording.MAY_NOT_SOLVE)]
    _keep("solved", one, {"dispute": None, "disputed_at": None}, who, db, policy, now)
    name = firm.name_of(who)
    told = dict.fromkeys((who, *people_of("responsible", one.responsible, firm)))
    return [
        *instalment_cards.closed(one, wording.solved_closed(name), db, now, click, purpose=DISPUTE),
        *(Say(each, wording.solved(one, name)) for each in told),
    ]


def take_back(act: Act, who: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """撤销: as it was before; refused when somebody has said something else since."""
    one = reminders.receivable(db, int(act.subject.partition(":")[2]))
    if one is None or any(_plain(one)[key] != value for key, value in act.after.items()):
        return [Say(who, wording.CHANGED_SINCE)]
    values: dict[str, Any] = dict(act.before)
    if values.get("promised_on"):
        values["promised_on"] = date.fromisoformat(values["promised_on"])
    for key in ("contacted_at", "disputed_at"):
        if values.get(key):
            values[key] = datetime.fromisoformat(values[key])
    reminders.change(db, one.id, values, now)
    audit_log.add(
        db, "instalment.undone", who, act.subject, policy.version, now, before=act.after,
        after={"undone": act.seq, **act.before},
    )  # fmt: skip
    replies = [*instalment_cards.closed(one, wording.TAKEN_BACK, db, now, purpose=DISPUTE)]
    replies.append(Say(who, wording.taken_back(one)))
    again = reminders.receivable(db, one.id)
    assert again is not None, "it was there in this transaction"
    firm = members.firm(db, policy)
    if again.instalment.outstanding and may_see(who, again, firm):
        replies += instalment_cards.card_for(
            who, again, instalment_cards.sight(db, firm, policy, now), db, policy, now
        )[1]
    return replies


def _keep(
    what: str, one: Receivable, values: Mapping[str, Any], who: str, db: Db, policy: Policy, now: datetime
) -> None:
    reminders.change(db, one.id, values, now)
    plain = _plain(one)
    audit_log.add(
        db, f"instalment.{what}", who, one.instalment.subject, policy.version, now,
        before={key: plain[key] for key in values}, after={key: _as_text(value) for key, value in values.items()},
    )  # fmt: skip


def _plain(one: Receivable) -> dict[str, str | None]:
    """What people said of it, as the log keeps it."""
    return {
        "promised_on": _as_text(one.instalment.promised_on),
        "dispute": one.instalment.dispute,
        "disputed_at": _as_text(one.disputed_at),
        "contacted_at": _as_text(one.contacted_at),
    }


def _as_text(value: str | date | datetime | None) -> str | None:
    return value.isoformat() if isinstance(value, date) else value


def _meant_as_past(on: date, today: date) -> date | None:
    """The day that has passed, if one is meant: on 11-16 “11月15号” is read as next year's, and nobody means that."""
    if on < today:
        return on
    last = on - _YEAR
    return last if today - _JUST_PAST <= last < today else None


def _solvers(one: Receivable, firm: Firm) -> tuple[str, ...]:
    """Who is asked to settle a dispute."""
    return people_of("leader", one.responsible, firm) or people_of("responsible", one.responsible, firm)
