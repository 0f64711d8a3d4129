"""特批: somebody who may lets orders of a held customer pass for some days, with a reason; it ends by itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.flows import order_cards, order_hold
from bot.flows.credit_standing import overriders, reps, standings
from bot.flows.named_customer import held_one, named_first
from bot.wording import credit_hold as hold_wording
from bot.wording import hold_override as wording
from bot.wording import undo as undo_wording
from domain.customer import Customer
from domain.messages import Reply, Say, Utterance
from domain.people import Firm, Role
from domain.policy import Policy
from nlp.hold_words import LetPass, TakeBack, let_pass, span_and_reason
from nlp.orders import is_discard, says_nothing
from storage import audit_log, conversations, customers, forms, hold_overrides, members, timers
from storage.audit_log import Act
from storage.database import Db
from storage.hold_overrides import HoldOverride

TIMER = "hold_override"
_LONGEST_REASON = 200
#: longer words that name no known customer tell of something else
_LONGEST_ORDER = 60


def on_utterance(said: Utterance, db: Db, policy: Policy, now: datetime) -> list[Reply] | None:
    """“特批 华鼎 3天 老客户，货急”, “取消特批 华鼎”; None when the words are neither."""
    match let_pass(said.text):
        case LetPass(rest):
            return _ordered(said, rest, db, policy, now)
        case TakeBack(name):
            return _take_back(said, name, db, policy, now)
    return None


def on_reason(said: Utterance, ref: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """The words behind 特批放行, or behind 特批 without a reason, are the reason."""
    if is_discard(said.text):
        conversations.forget(db, said.member)
        return [Say(said.member, wording.LEFT)]
    if says_nothing(said.text):
        return [Say(said.member, wording.GIVE_REASON)]
    conversations.forget(db, said.member)
    kind, _, rest = ref.partition(":")
    reason = said.text.strip()[:_LONGEST_REASON]
    if kind == "form":
        return _let_order_pass(int(rest), said.member, reason, db, policy, now)
    customer_id, _, hours = rest.rpartition(":")
    customer = customers.find(db, customer_id)
    span = timedelta(hours=float(hours))
    return _let_pass(customer, said.member, span, reason, db, policy, now) if customer else []


def on_timer(ref: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """It has come to its end: orders are held again."""
    override = hold_overrides.find(db, int(ref))
    customer = customers.find(db, override.customer_id) if override is not None else None
    if override is None or override.ended_at is not None or customer is None:
        return []
    standing = standings([customer.id], db, policy, now).get(customer.id)
    others = [one for one in hold_overrides.in_force(db, [customer.id], now) if one.subject in (None, override.subject)]
    if standing is None or others:
        return []
    order, requester = _order(override.subject, db, policy, now)
    if override.subject is not None and requester is None:
        return []  # it was decided meanwhile
    text = wording.expired(hold_wording.called(customer), order)
    told = dict.fromkeys((override.who, *reps(customer, standing.debts, db), *filter(None, (requester,))))
    return [*(Say(who, text) for who in told), *order_cards.on_timer(customer.id, db, policy, now)]


def take_back(act: Act, who: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """撤销 of what was let pass just now."""
    override = hold_overrides.find(db, int(act.after["id"]))
    if override is None or not override.is_in_force(now):
        return [Say(who, undo_wording.CHANGED_SINCE)]
    customer = customers.find(db, override.customer_id)
    return _end([override], customer, who, db, policy, now) if customer is not None else []


def _ordered(said: Utterance, words: str, db: Db, policy: Policy, now: datetime) -> list[Reply] | None:
    if not words:
        return [Say(said.member, wording.WHOSE)]
    named = named_first(words, db, policy)
    named = held_one(named, db) if named is not None else None
    if named is None or named.customer is None:
        if len(words) > _LONGEST_ORDER:
            return None
        name = named.words if named is not None else words.split()[0][:20]
        return [Say(said.member, hold_wording.which(name, named.several if named is not None else ()))]
    span, reason = span_and_reason(named.rest)
    most = policy.receivables.hold.override_most
    refused = _refused(named.customer, said.member, db, policy, now)
    if refused is not None:
        return [refused]
    if not reason or says_nothing(reason):
        ref = f"customer:{named.customer.id}:{(span or most) / timedelta(hours=1):g}"
        conversations.expect(db, said.member, order_hold.REASON, ref, now + order_hold.REASON_WAIT)
        return [Say(said.member, wording.give_reason(hold_wording.called(named.customer)))]
    return _let_pass(named.customer, said.member, span or most, reason[:_LONGEST_REASON], db, policy, now)


def _refused(customer: Customer, who: str, db: Db, policy: Policy, now: datetime) -> Say | None:
    """Why `who` cannot let orders of the customer pass; None when he can."""
    firm, name = members.firm(db, policy), hold_wording.called(customer)
    standing = standings([customer.id], db, policy, now).get(customer.id)
    own_reps = reps(customer, standing.debts if standing else (), db)
    may = overriders(own_reps[0] if own_reps else None, firm, policy)
    if who not in may:
        return Say(who, wording.not_his(name, hold_wording.either([firm.name_of(one) for one in may])))
    return None if standing is not None else Say(who, wording.not_held(name))


def _let_pass(
    customer: Customer, who: str, span: timedelta, reason: str, db: Db, policy: Policy, now: datetime
) -> list[Reply]:
    refused = _refused(customer, who, db, policy, now)
    return [refused] if refused is not None else _make(_Wish(customer, who, span, reason), db, policy, now)


def _let_order_pass(form_id: int, who: str, reason: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    hold = order_hold.of_form(form_id, db, policy, now)
    ids = order_hold.customer_ids(form_id, db, policy, now)
    customer = next((one for one in customers.known(db, ids, [])), None) if ids else None
    if hold is None or not hold.refusal or customer is None:
        return [Say(who, wording.NOT_NEEDED)]
    if who not in hold.releasers:
        return [Say(who, wording.NOT_HIS)]
    span = policy.receivables.hold.override_most
    return _make(_Wish(customer, who, span, reason, f"form:{form_id}"), db, policy, now)


@dataclass(frozen=True)
class _Wish:
    """What is to be let pass."""

    customer: Customer
    who: str
    span: timedelta
    reason: str
    subject: str | None = None


def _make(wish: _Wish, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    most, zone = policy.receivables.hold.override_most, policy.calendar.zone
    customer, name, who = wish.customer, hold_wording.called(wish.customer), wish.who
    until = now + min(wish.span, most)
    made = hold_overrides.add(db, customer.id, wish.subject, who, wish.reason, until, now)
    after = {"id": made.id, "until": until.isoformat(), "reason": wish.reason, "order": wish.subject}
    audit_log.add(db, "override.made", who, _subject(customer), policy.version, now, after=after)
    timers.set_once(db, f"{TIMER}:{made.id}", TIMER, str(made.id), until)
    order_cards.set_timer(db, customer.id, f"override:{made.id}", now)
    firm = members.firm(db, policy)
    order, requester = _order(wish.subject, db, policy, now)
    text = wording.told(firm.name_of(who), name, order, until, wish.reason, zone, now)
    shortened = most if wish.span > most else None
    done = wording.made(name, wish.subject is not None, until, shortened, zone, now)
    return [Say(who, done), *_tell(customer, requester, who, text, firm, db)]


def _take_back(said: Utterance, name: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    if not name:
        return [Say(said.member, wording.ENDED_WHOSE)]
    named = named_first(name, db, policy)
    named = held_one(named, db) if named is not None else None
    if named is None or named.customer is None:
        return [Say(said.member, hold_wording.which(name, named.several if named is not None else ()))]
    customer, firm = named.customer, members.firm(db, policy)
    own_reps = reps(customer, (), db)
    may = overriders(own_reps[0] if own_reps else None, firm, policy)
    if said.member not in may:
        return [
            Say(
                said.member,
                wording.not_his(hold_wording.called(customer), hold_wording.either([firm.name_of(one) for one in may])),
            )
        ]
    running = hold_overrides.in_force(db, [customer.id], now)
    return _end(running, customer, said.member, db, policy, now)


def _end(
    running: list[HoldOverride], customer: Customer, who: str, db: Db, policy: Policy, now: datetime
) -> list[Reply]:
    name, firm = hold_wording.called(customer), members.firm(db, policy)
    ended = [one for one in running if hold_overrides.end(db, one.id, now)]
    if not ended:
        return [Say(who, wording.none_to_end(name))]
    for one in ended:
        after = {"id": one.id, "ended_at": now.isoformat()}
        audit_log.add(db, "override.ended", who, _subject(customer), policy.version, now, after=after)
        timers.cancel(db, f"{TIMER}:{one.id}", now)
        order_cards.set_timer(db, customer.id, f"override_ended:{one.id}", now)
    requesters = [_order(one.subject, db, policy, now)[1] for one in ended]
    requester = next((one for one in requesters if one), None)
    text = wording.ended(firm.name_of(who), name)
    return [Say(who, wording.ended_own(name)), *_tell(customer, requester, who, text, firm, db)]


def _tell(customer: Customer, requester: str | None, but: str, text: str, firm: Firm, db: Db) -> list[Reply]:
    """The reps, whoever asked for the order, and finance."""
    told = (*filter(None, (requester,)), *reps(customer, (), db), *firm.holders.get(Role.FINANCE, ()))
    return [Say(who, text) for who in dict.fromkeys(told) if who != but and firm.person(who)]


def _order(subject: str | None, db: Db, policy: Policy, now: datetime) -> tuple[str, str | None]:
    """The one order in a few words and who asks for it; ("", None) when it is none, or waits no longer."""
    form = forms.get(db, int(subject.partition(":")[2])) if subject else None
    if form is None or form.state is not forms.State.SUBMITTED:
        return "", None
    return order_hold.named(form.id, db, policy, now), form.member


def _subject(customer: Customer) -> str:
    return f"customer:{customer.id}"
