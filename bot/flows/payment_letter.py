"""写信: drafts a letter about payments for the rep, who sends it himself: what is due, or thanks for what came in."""

from datetime import datetime, timedelta

from bot.flows.named_customer import named_first
from bot.wording import credit_hold as hold_wording
from bot.wording import payment_letter as wording
from bot.wording import receivables as receivables_wording
from bot.wording.payment_letter import Paid, Sender
from domain.customer import Customer
from domain.messages import Mail, Reply, Say, Utterance
from domain.people import Firm
from domain.policy import Policy
from domain.receivable import may_see
from nlp.letter_words import Letter, LetterWish, letter_wish
from storage import audit_log, bank_data, members, receivables, reminders
from storage.database import Db

#: what is due within so many days is worth a letter when nothing is overdue
_AHEAD = timedelta(days=30)
_LATELY = timedelta(days=30)
_MOST = 20


def on_utterance(said: Utterance, db: Db, policy: Policy, now: datetime) -> list[Reply] | None:
    """“给华鼎写催款函”, “给华鼎写感谢信”; None when the words ask for no letter, or name nobody we know."""
    wish = letter_wish(said.text)
    if wish is None:
        return None
    if not wish.name:
        return [Say(said.member, wording.WHOSE)]
    named = named_first(wish.name, db, policy)
    if named is None or named.rest:
        return [Say(said.member, hold_wording.which(wish.name, ()))] if wish.is_order else None
    if named.customer is None:
        return [Say(said.member, hold_wording.which(named.words, named.several))]
    firm, today = members.firm(db, policy), now.astimezone(policy.calendar.zone).date()
    person = firm.people[said.member]
    as_of = bank_data.as_of(db)
    known_on = min(today, as_of.astimezone(policy.calendar.zone).date()) if as_of is not None else today
    sender = Sender(person.name, person.title, today, known_on)
    if wish.letter is Letter.THANKS:
        return _thanks(wish, named.customer, sender, said.member, firm, db, policy, now)
    return _reminder(wish, named.customer, sender, said.member, firm, db, policy, now)


def _reminder(
    wish: LetterWish, customer: Customer, sender: Sender, member: str, firm: Firm, db: Db, policy: Policy,
    now: datetime,
) -> list[Reply]:  # fmt: skip
    owed = [one for one in reminders.of_customer(db, customer.id) if may_see(member, one, firm)]
    due = [one for one in owed if one.instalment.due_on and one.instalment.due_on <= sender.today]
    coming = [one for one in owed if one.instalment.due_on and one.instalment.due_on <= sender.today + _AHEAD]
    meant = due or coming
    several = [one for one in meant if one.instalment.dispute is None][:_MOST]
    if not several:
        return [Say(member, wording.NOTHING_DUE.format(name=customer.name))]
    kind, payee = wording.kind_of(bool(due)), policy.receivables.payee
    text = wording.reminder(customer.name, several, bool(due), payee, sender)
    return _given(wish, kind, customer, text, len(meant) - len(several), member, firm, db, policy, now)


def _thanks(
    wish: LetterWish, customer: Customer, sender: Sender, member: str, firm: Firm, db: Db, policy: Policy,
    now: datetime,
) -> list[Reply]:  # fmt: skip
    lately = receivables.paid_lately(db, customer.id, sender.today - _LATELY)
    known = {one.id: one for one in reminders.receivables(db, {key for key, _, _ in lately})}
    several = [Paid(known[key], on, amount) for key, on, amount in lately if may_see(member, known[key], firm)][:_MOST]
    if not several:
        return [Say(member, wording.NOTHING_PAID.format(name=customer.name))]
    text = wording.thanks(customer.name, several, policy.receivables.payee, sender)
    return _given(wish, "感谢信", customer, text, 0, member, firm, db, policy, now)


def _given(
    wish: LetterWish, kind: str, customer: Customer, text: str, left_out: int, member: str, firm: Firm, db: Db,
    policy: Policy, now: datetime,
) -> list[Reply]:  # fmt: skip
    zone, age = policy.calendar.zone, policy.receivables.bank_age
    data = receivables_wording.data_until(bank_data.as_of(db), age, now, zone)
    after = {"letter": wish.letter.value}
    audit_log.add(db, "letter.drafted", member, f"customer:{customer.id}", policy.version, now, after=after)
    person = firm.person(member)
    if wish.by_mail and person is not None and person.email:
        told = Say(member, wording.mailed(kind, person.email, data, left_out))
        return [told, Mail(member, wording.subject(kind, customer.name), text)]
    first: list[Reply] = [Say(member, wording.NO_MAIL)] if wish.by_mail else []
    return [*first, Say(member, wording.intro(kind, data, left_out)), Say(member, text)]
