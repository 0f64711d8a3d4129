"""填单子: a form of the admins' own making is begun by saying so, filled by talking, and asked for what it lacks.

No form's name stands here: what a form is, asks and refuses comes from config.yaml.
"""

from datetime import date, datetime

from bot.flows import form_cards, form_submission
from bot.flows.form_cards import CUSTOMER_CHOICE as CHOICE
from bot.flows.form_case import Case, case_of, colleagues
from bot.wording import form as wording
from domain.approval_policy import Value
from domain.form import FormTemplate, FormUtterance, Kind, lacking, opened_by
from domain.messages import CardClick, Reply, Say, Utterance
from domain.policy import Policy
from domain.reading import FIELDS, Evidence, Said
from domain.visit import PERSON
from nlp import orders
from nlp.answers import is_none
from nlp.form_reading import FormReading, Known, read_form
from nlp.sound_repair import repaired
from nlp.visit_extraction import read as read_visit
from nlp.vocabulary import Vocabulary, vocabulary
from storage import audit_log, customers, drafts, forms, learned_words
from storage.cards import IssuedCard
from storage.database import Db
from storage.forms import Form, State


def on_words(said: Utterance, db: Db, policy: Policy, now: datetime) -> list[Reply] | None:
    """Words that begin a form or speak of the one under way; None when they speak of something else.

    Of several things under way, the one that was spoken of last is meant.
    """
    opened = opened_by(said.text, policy.forms)
    if opened is not None:
        return begin(said, opened[0], opened[1], db, policy, now)
    form = forms.draft_of(db, said.member)
    if form is None or drafts.latest(db, said.member) != form.subject:
        return None
    case = case_of(form, db, policy, now)
    if case is None:
        return _gone(form, db, policy, now)
    if orders.is_order(said.text):
        return _on_order(said, case, db, policy, now)
    return _on_answer(said, case, db, policy, now)


def begin(
    said: Utterance, template: FormTemplate, end_of_saying: int, db: Db, policy: Policy, now: datetime
) -> list[Reply]:
    """A new form, with everything that was said at once."""
    form = forms.open_new(db, template.key, said.member, said.sent_at, policy.version, now)
    case = case_of(form, db, policy, now)
    assert case is not None, "it was opened under this policy"
    reading = _read(said, case, db, policy, begin=end_of_saying)
    started = wording.STARTED.format(title=template.title) + wording.HOW_TO_STOP
    return [Say(said.member, started), *_keep(said, case, reading, db, policy, now)]


def on_click(click: CardClick, card: IssuedCard, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """A tap on the draft's card, or on the card that asks which customer is meant."""
    form = forms.get(db, form_cards.form_of(card))
    if form is None or form.state is not State.OPEN:
        words = wording.CLOSED_AS[form.state.value] if form else wording.OUTDATED_CARD
        return form_cards.redrawn(click, card, words, db, now)
    case = case_of(form, db, policy, now)
    if case is None:
        return _gone(form, db, policy, now)
    if card.purpose == CHOICE:
        return _on_choice(click, card, case, db, policy, now)
    match click.key:
        case wording.CONFIRM:
            return confirm(case, click, card, db, policy, now)
        case wording.DISCARD:
            return _discard(case, click, db, policy, now)
        case wording.TRANSCRIPT:
            return [Say(form.member, wording.transcript(form.utterances, policy.calendar.zone))]
    label = case.template.fields[0].label
    return [Say(form.member, wording.EDIT_HOW.format(label=label))]


def confirm(
    case: Case, click: CardClick | None, card: IssuedCard | None, db: Db, policy: Policy, now: datetime
) -> list[Reply]:
    """Hand it in, unless something is lacking or the card shows what is no longer so."""
    if lacking(case.values, case.template.fields, case.template.rules):
        return _ask(case, db, now)
    if card is not None and card.revision != case.form.revision:
        return [
            Say(case.form.member, wording.OUTDATED_CARD),
            *form_cards.closed(case.form, wording.REDRAWN, db, now),
            form_cards.new_draft(case, db, policy, now),
        ]
    return form_submission.submit(case, click, db, policy, now)


def _on_order(said: Utterance, case: Case, db: Db, policy: Policy, now: datetime) -> list[Reply] | None:
    form = case.form
    if form.asked is not None and (is_none(said.text) or orders.is_confirmation(said.text)):
        answered = _on_answer(said, case, db, policy, now)  # “好的” may answer a yes-or-no question
        if answered is not None and forms.get(db, form.id) != form:
            return answered
    if orders.is_discard(said.text):
        return _discard(case, None, db, policy, now)
    if orders.is_transcript_wish(said.text):
        return [Say(form.member, wording.transcript(form.utterances, policy.calendar.zone))]
    if orders.is_confirmation(said.text):
        return confirm(case, None, None, db, policy, now)
    return None


def _on_answer(said: Utterance, case: Case, db: Db, policy: Policy, now: datetime) -> list[Reply] | None:
    reading = _read(said, case, db, policy)
    if _is_bare_text(reading, case) and _tells_of_a_visit(said, db, policy):
        return None
    if reading.values or reading.unsure:
        return _keep(said, case, reading, db, policy, now)
    if case.form.asked is None:
        return None
    question = case.template.field(case.form.asked).question
    return [Say(said.member, wording.NOT_UNDERSTOOD.format(title=case.template.title, question=question))]


def _read(said: Utterance, case: Case, db: Db, policy: Policy, begin: int = 0) -> FormReading:
    words = _vocabulary(db, policy)
    text = said.text
    if said.voice is not None:
        text, _ = repaired(text, words.spoken, words.customers, ())
    known = Known(words.customers, colleagues(case.firm), policy.products, policy.calendar)
    today = said.sent_at.astimezone(policy.calendar.zone).date()
    return read_form(text, today, case.template.fields, known, begin=begin, asked=case.form.asked)


def _is_bare_text(reading: FormReading, case: Case) -> bool:
    """Whether nothing but free words was read, which could be words about anything."""
    kinds = {case.template.field(key).kind for key in reading.values}
    return not reading.unsure and kinds <= {Kind.TEXT, Kind.LIST}


def _tells_of_a_visit(said: Utterance, db: Db, policy: Policy) -> bool:
    told = read_visit(said.text, said.sent_at, _vocabulary(db, policy), policy.calendar, voice=said.voice)
    return told.customer is not None and len([key for key in FIELDS if getattr(told, key)]) > 2


def _keep(said: Utterance, case: Case, reading: FormReading, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    utterance = FormUtterance(said.sent_at, said.text, reading.values, case.form.asked, said.voice)
    before = case.values
    case = case.with_form(forms.add_utterance(db, case.form, utterance))
    changed = [key for key in case.values if case.values[key] != before.get(key)]
    today = _today(said.sent_at, policy)
    chosen = {key for key in changed if case.template.field(key).kind is Kind.CUSTOMER}
    replies: list[Reply] = form_cards.closed(case.form, wording.REDRAWN, db, now, keeping=None if chosen else CHOICE)
    if changed:
        replies.append(Say(said.member, wording.noted(case.template, changed, case.values, case.names, today)))
    for key, mention in reading.unsure.items():
        forms.keep_asked(db, case.form, key)
        return [*replies, *form_cards.customer_question(case, key, mention, db, now)]
    return [*replies, *_next(case, db, policy, now)]


def _next(case: Case, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """What is lacking is asked; when nothing is, the card to confirm."""
    if lacking(case.values, case.template.fields, case.template.rules):
        return _ask(case, db, now)
    forms.keep_asked(db, case.form, None)
    return [form_cards.new_draft(case, db, policy, now)]


def _ask(case: Case, db: Db, now: datetime) -> list[Reply]:
    first = lacking(case.values, case.template.fields, case.template.rules)[0]
    forms.keep_asked(db, case.form, first.key)
    return [Say(case.form.member, first.words)]


def _on_choice(click: CardClick, card: IssuedCard, case: Case, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    is_new = click.key == wording.NEW_CUSTOMER
    customer = None if is_new else customers.find(db, click.key.removeprefix(wording.CHOOSE_CUSTOMER))
    if customer is None and not is_new:
        return form_cards.redrawn(click, card, wording.OUTDATED_CARD, db, now)
    name = customer.name if customer else card.card.subtitle.partition("“")[2].removesuffix("”")
    key = form_cards.field_of_choice(card)
    text = wording.chosen(name, is_new)
    start = len(text) - len(name)
    chosen: tuple[Said[Value], ...] = (Said(name, Evidence(start, len(text), name, source=PERSON)),)
    utterance = FormUtterance(now, text, {key: chosen}, key)
    case = case.with_form(forms.add_utterance(db, case.form, utterance))
    return [*form_cards.redrawn(click, card, text, db, now), *_next(case, db, policy, now)]


def _discard(case: Case, click: CardClick | None, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    form = forms.move_to(db, case.form, State.DISCARDED)
    audit_log.add(db, "form.discarded", form.member, form.subject, policy.version, now)
    told = Say(form.member, wording.DISCARDED.format(title=case.template.title))
    return [*form_cards.closed(form, wording.DISCARDED_SHORT, db, now, click), told]


def _gone(form: Form, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """Its definition is no longer known: nobody could say what it must hold."""
    form = forms.move_to(db, form, State.DISCARDED)
    audit_log.add(db, "form.discarded", "system", form.subject, policy.version, now)
    return [*form_cards.closed(form, wording.DISCARDED_SHORT, db, now), Say(form.member, wording.NOT_OFFERED)]


def _vocabulary(db: Db, policy: Policy) -> Vocabulary:
    return vocabulary(customers.book(db), learned_words.lexicon(db, policy.lexicon))


def _today(at: datetime, policy: Policy) -> date:
    return at.astimezone(policy.calendar.zone).date()
