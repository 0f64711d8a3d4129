"""单子的客户: which company a form is about, when its name alone does not say: a person chooses."""

from datetime import datetime

from bot.flows import form_cards, form_questions
from bot.flows.form_case import Case
from bot.wording import form as wording
from bot.wording import undo as undo_wording
from domain.form import FormUtterance, Kind
from domain.messages import CardClick, Reply, Say, Utterance
from domain.policy import Policy
from domain.reading import Evidence, Said
from domain.visit import PERSON
from nlp import orders
from storage import audit_log, cards, customers, forms
from storage.audit_log import Act
from storage.cards import IssuedCard
from storage.database import Db
from storage.forms import State


def on_choice(click: CardClick, card: IssuedCard, case: Case, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """A tap on one of the companies, or on “新客户”."""
    is_new = click.key == wording.NEW_CUSTOMER
    customer = None if is_new else customers.find(db, click.key.removeprefix(wording.CHOOSE_CUSTOMER))
    if customer is None and not is_new:
        return form_cards.redrawn(click, card, wording.OUTDATED_CARD, db, now)
    name = customer.name if customer else wording.customer_said(card.card)
    redrawn = form_cards.redrawn(click, card, wording.chosen(name, is_new), db, now)
    return [*redrawn, *_choose(case, card, name, is_new, db, policy, now)]


def on_words(said: Utterance, case: Case, db: Db, policy: Policy, now: datetime) -> list[Reply] | None:
    """“新客户” answers the card that asks; so does “是的” where it asks for nothing else. None when none asks."""
    asked = case.form.asked
    if asked is None or case.template.field(asked).kind is not Kind.CUSTOMER:
        return None
    card = next(iter(cards.open_cards(db, form_cards.CUSTOMER_CHOICE, f"{case.form.subject}:{asked}")), None)
    if card is None:
        return None
    is_sole = len(card.card.buttons) == 1
    if not (orders.says_new_customer(said.text) or (is_sole and orders.is_confirmation(said.text))):
        return None
    name = wording.customer_said(card.card)
    closed = form_cards.closed(case.form, wording.chosen(name, True), db, now)
    return [*closed, *_choose(case, card, name, True, db, policy, now)]


def _choose(
    case: Case, card: IssuedCard, name: str, is_new: bool, db: Db, policy: Policy, now: datetime
) -> list[Reply]:
    """Keep it as an utterance of its own, so that the form shows that a person chose."""
    text, key = wording.chosen(name, is_new), form_cards.field_of_choice(card)
    evidence = Evidence(len(text) - len(name), len(text), name, source=PERSON)
    utterance = FormUtterance(now, text, {key: (Said(name, evidence),)}, key)
    case = case.with_form(forms.add_utterance(db, case.form, utterance))
    form = case.form
    chosen = {"said": text, "revision": form.revision, "field": key}
    audit_log.add(db, "form.chosen", form.member, form.subject, form.policy_version, now, after=chosen)
    return form_questions.go_on(case, db, policy, now)


def take_back(act: Act, who: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """撤销: the card asks again which company is meant."""
    form = forms.get(db, int(act.subject.partition(":")[2]))
    is_as_chosen = form is not None and form.state is State.OPEN and form.revision == act.after["revision"]
    left = forms.take_out_last(db, form, act.after["said"]) if form is not None and is_as_chosen else None
    card = cards.newest_of(db, form_cards.CUSTOMER_CHOICE, f"{act.subject}:{act.after['field']}", who)
    if left is None or card is None:
        return [Say(who, undo_wording.CHANGED_SINCE)]
    audit_log.add(db, "form.undone", who, act.subject, left.policy_version, now, after={"undone": act.seq})
    left = forms.keep_asked(db, left, act.after["field"])
    return [
        *form_cards.closed(left, wording.REDRAWN, db, now),
        Say(who, undo_wording.DONE),
        *form_cards.customer_again(left, card, db, now),
    ]
