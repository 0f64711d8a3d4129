"""催款的口令: what a member says of a payment that is due, by the customer's name or about what he was reminded of."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.flows import instalment_acts, instalment_cards
from bot.flows.named_customer import named_customer
from bot.wording import dunning as wording
from domain.messages import Reply, Say, Utterance
from domain.policy import Policy
from domain.receivable import Receivable, may_see
from nlp.receivable_words import ReceivableWords, Said, receivable_words
from storage import cards, drafts, members, reminders
from storage.database import Db

#: a reminder is spoken of for so long without naming the customer
_FRESH_FOR = timedelta(days=7)
#: words that follow a note of a visit so soon go on with it
_GOES_ON = timedelta(minutes=30)
_MOST_NAMES = 4


def on_utterance(said: Utterance, db: Db, policy: Policy, now: datetime) -> list[Reply] | None:
    """A promise, a dispute, its end, or a word with the customer; None when the words are not about that."""
    today = now.astimezone(policy.calendar.zone).date()
    words = receivable_words(said.text, today, policy.calendar)
    if words is None or _tells_of_a_visit(said.member, db, now):
        return None
    firm = members.firm(db, policy)
    meant = [one for one in _meant(words, said.member, db, policy, now) if may_see(said.member, one, firm)]
    meant = [one for one in meant if one.instalment.outstanding]
    if words.said is Said.SOLVED:
        meant = [one for one in meant if one.instalment.dispute is not None] or meant[:1]
    names = list(dict.fromkeys(one.customer_name for one in meant))
    if not meant:
        return None
    if len(names) > 1:
        example = f"{names[0]}{said.text.strip().removeprefix(words.name or '').removeprefix('客户')}"
        return [
            Say(
                said.member,
                wording.WHICH.format(
                    names="、".join(names[:_MOST_NAMES]) + ("等" if len(names) > _MOST_NAMES else ""),
                    example=example[:40],
                ),
            )
        ]
    return _done(words, meant, said.member, db, policy, now)


def _done(
    words: ReceivableWords, meant: Sequence[Receivable], who: str, db: Db, policy: Policy, now: datetime
) -> list[Reply]:
    one = meant[0]
    match words.said:
        case Said.PROMISED:
            assert words.on is not None, "a promise names a day"
            told = reminders.has_been_told(db, [each.id for each in meant])
            others = sum(each.id in told for each in meant[1:])
            return instalment_acts.promise(one, words.on, who, db, policy, now, others=others)
        case Said.CONTACTED:
            return instalment_acts.contacted(one, who, db, policy, now)
        case Said.DISPUTED if words.reason:
            return instalment_acts.dispute(one, words.reason, who, db, policy, now)
        case Said.DISPUTED:
            return instalment_acts.ask_reason(one, who, db, policy, now)
    return instalment_acts.solve(one, who, db, policy, now)


def _meant(words: ReceivableWords, who: str, db: Db, policy: Policy, now: datetime) -> list[Receivable]:
    """Instalments that the words may be about, by due day: those of the customer named, else those he was told of."""
    if words.name is None:
        told = reminders.told_to(db, who, now - _FRESH_FOR)
        if words.said is Said.SOLVED:
            held = cards.open_of(db, instalment_cards.DISPUTE, who)
            told = reminders.receivables(db, {int(one.subject.partition(":")[2]) for one in held}) or told
        return told
    match named_customer(words.name, db, policy):
        case None:
            found = []
        case list() as alike:
            found = alike
        case customer:
            found = [customer]
    return sorted(
        (one for customer in found for one in reminders.of_customer(db, customer.id)),
        key=lambda one: (one.instalment.due_on is None, one.instalment.due_on, one.id),
    )


def _tells_of_a_visit(who: str, db: Db, now: datetime) -> bool:
    """Whether he is in the middle of a record, and no reminder has come in between."""
    draft = drafts.latest(db, who)
    if draft is None:
        return False
    said_at, reminded_at = drafts.said_at(db, draft), reminders.last_told_at(db, who)
    return now - said_at < _GOES_ON and (reminded_at is None or reminded_at < said_at)
