"""审批的口令和菜单: which request and which colleague somebody means, by words or by taps, then the act itself."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.flows import approval, approval_acts, approval_cards
from bot.flows.approval_case import Case, case_of, held, staff
from bot.wording import approval as approval_wording
from bot.wording import approval_acts as wording
from domain.approval import Approval
from domain.messages import Card, CardClick, Reply, Say, SendCard, UpdateCard, Utterance
from domain.policy import Policy
from nlp.approval_orders import NAMING, OF_REQUESTER, WORDED, Act, Order, order
from nlp.colleagues import colleagues
from nlp.orders import is_discard, says_nothing
from storage import approvals, cards, conversations
from storage.cards import IssuedCard
from storage.database import Db

PICK = "approval_pick"
WORDS = "approval_words"
_WAIT = timedelta(minutes=30)


def on_utterance(said: Utterance, db: Db, policy: Policy, now: datetime) -> list[Reply] | None:
    """An order about a request that waits; None when the words are none, or there is nothing they could be about."""
    found = order(said.text)
    if found is None or not (found.is_plain or _is_colleague(found.words, db, policy, now)):
        return None
    waiting = _meant(found.act, said.member, db)
    if not waiting:
        is_bare = found.act not in WORDED or not found.words
        is_order = is_bare and (found.act not in NAMING or _is_colleague(found.words, db, policy, now))
        return [Say(said.member, wording.NOTHING_PENDING.get(found.act, wording.NOTHING_WAITS))] if is_order else None
    if len(waiting) == 1 and not found.about:
        return perform(found, said.text, waiting[0].id, None, said.member, db, policy, now)
    several = [case for one in waiting if (case := case_of(one, db, policy, now))]
    if found.about:  # nothing is done to a request that the words do not name
        named = [case for case in several if _names(found.about, case)]
        if len(named) == 1:
            return perform(found, said.text, named[0].approval.id, None, said.member, db, policy, now)
        several = named or several
    labels = [(case.approval.id, f"{case.requester}：{case.shown.what}") for case in several]
    return [_given(wording.approval_card(found.act, said.text, labels), said.member, "approval:0", db, now)]


def on_click(click: CardClick, card: IssuedCard, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """A tap on the second card, or on one that asks which request or colleague is meant."""
    number = int(card.subject.partition(":")[2])
    if card.purpose == approval_cards.MORE:
        act = Act(click.key)
        case = held(db, number, policy, now)
        refused = approval.refusal(case, card.member, db, policy, now) if case else [Say(card.member, GONE)]
        if refused:
            return [*_closed(click, card, approval_wording.REDRAWN, db, now), *refused]
        return [*_closed(click, card, wording.chosen(act), db, now), *_expect(act, number, card.member, db, now)]
    found = order(card.card.quote)
    if found is None or card.is_closed:
        return _closed(click, card, approval_wording.REDRAWN, db, now)
    person = None
    if click.key.startswith(wording.PICK_PERSON):
        person = click.key.removeprefix(wording.PICK_PERSON)
    else:
        number = int(click.key.removeprefix(wording.PICK_APPROVAL))
    replies = _closed(click, card, wording.chosen(found.act), db, now)
    return [*replies, *perform(found, card.card.quote, number, person, card.member, db, policy, now)]


def on_words(said: Utterance, ref: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """The name or the words that an act waits for."""
    number, _, act = ref.partition(":")
    if is_discard(said.text):
        conversations.forget(db, said.member)
        return [Say(said.member, wording.LEFT)]
    meant = order(said.text)
    words = meant.words if meant and meant.act.value == act else said.text.strip()
    if not words or says_nothing(words):
        return _expect(Act(act), int(number), said.member, db, now)
    if Act(act) is Act.REJECT and meant == Order(Act.AGREE):
        conversations.forget(db, said.member)
        return perform(meant, said.text, int(number), None, said.member, db, policy, now)
    conversations.forget(db, said.member)
    whole = f"{_SPOKEN[Act(act)]}{words}"
    return perform(Order(Act(act), words), whole, int(number), None, said.member, db, policy, now)


GONE = approval_wording.GONE
#: the order that brings an act, so that a card which asks back can hold it as words
_SPOKEN = {
    Act.REASSIGN: "转给", Act.ADD_BEFORE: "前加签", Act.ADD_AFTER: "后加签", Act.RETURN: "退回：",
    Act.COMMENT: "评论：", Act.REJECT: "驳回：",
}  # fmt: skip


def perform(
    found: Order, text: str, number: int, person: str | None, who: str, db: Db, policy: Policy, now: datetime
) -> list[Reply]:
    """Do what was ordered with that request, asking for the words or the colleague that it still needs."""
    case = held(db, number, policy, now)
    if case is None:
        return [Say(who, GONE)]
    if found.act in WORDED and not found.words and (found.act is not Act.REJECT or case.approval.terms.reason_required):
        return _expect(found.act, number, who, db, now)
    if found.act in NAMING and person is None:
        people = colleagues(found.words, case.staff.firm.people.values())
        if not people:
            conversations.expect(db, who, WORDS, f"{number}:{found.act.value}", now + _WAIT)
            return [Say(who, wording.NOBODY.format(words=found.words))]
        if len(people) > 1:
            return [_given(wording.person_card(found.act, text, people), who, case.ref, db, now)]
        person = people[0].userid
    match found.act:
        case Act.AGREE:
            return approval.agree(case, who, db, policy, now, None)
        case Act.REJECT:
            return approval.reject(case, who, found.words[: approval.LONGEST_REASON] or None, db, policy, now, None)
        case Act.RETURN:
            return approval_acts.send_back(case, who, found.words, db, policy, now)
        case Act.COMMENT:
            return approval_acts.comment(case, who, found.words, db, policy, now)
        case Act.WITHDRAW:
            return approval_acts.take_back(case, who, db, policy, now)
        case Act.NUDGE:
            return approval_acts.nudge(case, who, db, policy, now)
    assert person is not None, "the other acts name a colleague"
    if found.act is Act.REASSIGN:
        return approval_acts.reassign(case, who, person, db, policy, now)
    return approval_acts.add(case, who, person, found.act is Act.ADD_BEFORE, db, policy, now)


def _names(words: str, case: Case) -> bool:
    """Whether the words call the request: by its requester, or by the characters of a name in it (华鼎汽配)."""
    rest = iter(case.shown.what)
    return words == case.requester or all(character in rest for character in words)


def _is_colleague(name: str, db: Db, policy: Policy, now: datetime) -> bool:
    return bool(colleagues(name, staff(db, policy, now).firm.people.values()))


def _meant(act: Act, who: str, db: Db) -> list[Approval]:
    if act in OF_REQUESTER:
        return approvals.pending(db, who)
    if act is Act.COMMENT:
        return [one for one in approvals.pending(db) if who in (*one.involved, *one.approvers)]
    return approvals.waiting_for(db, who)


def _expect(act: Act, number: int, who: str, db: Db, now: datetime) -> list[Reply]:
    conversations.expect(db, who, WORDS, f"{number}:{act.value}", now + _WAIT)
    return [Say(who, (wording.WHO | wording.WHAT)[act])]


def _given(card: Card, who: str, ref: str, db: Db, now: datetime) -> SendCard:
    return SendCard(who, cards.issue(db, card, who, PICK, ref, 0, now))


def _closed(click: CardClick, card: IssuedCard, words: str, db: Db, now: datetime) -> list[Reply]:
    shown = replace(card.card, closed=card.card.closed or words)
    cards.close(db, shown.task_id, shown, now)
    return [UpdateCard(card.member, shown, click.response_code)]
