"""填单子: a form of the admins' own making is begun by saying so, filled by talking, and asked for what it lacks.

No form's name stands here: what a form is, asks and refuses comes from config.yaml.
"""

from datetime import datetime

from bot.flows import form_cards, form_customer, form_questions, form_submission, under_way
from bot.flows.form_case import Case, case_of, colleagues
from bot.wording import form as wording
from domain.form import (
    SEVERAL,
    FormField,
    FormTemplate,
    FormUtterance,
    Kind,
    changed,
    is_acceptable,
    lacking,
    opened_by,
)
from domain.messages import CardClick, Reply, Say, Utterance
from domain.policy import Policy
from domain.reading import FIELDS
from nlp import orders
from nlp.answers import is_none
from nlp.form_as_said import in_the_words_of
from nlp.form_elsewhere import meant_for
from nlp.form_reading import FormReading, Known, is_yes_or_no, read_form
from nlp.visit_extraction import as_meant
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
    if card.purpose == form_cards.CUSTOMER_CHOICE:
        return form_customer.on_choice(click, card, case, db, policy, now)
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
    question = form_questions.ask(case, db)
    if question:
        return question
    if card is not None and card.revision != case.form.revision:
        return [
            Say(case.form.member, wording.OUTDATED_CARD),
            *form_cards.closed(case.form, wording.REDRAWN, db, now),
            form_cards.new_draft(case, db, policy, now),
        ]
    submitted = form_submission.submit(case, click, db, policy, now)
    return [*submitted, *under_way.ask_next(case.form.member, db, policy, now)]


def _on_order(said: Utterance, case: Case, db: Db, policy: Policy, now: datetime) -> list[Reply] | None:
    form = case.form
    is_yes_no = form.asked is not None and case.template.field(form.asked).kind is Kind.YES_NO
    if form.asked is not None and (is_none(said.text) or (is_yes_no and is_yes_or_no(said.text))):
        answered = _on_answer(said, case, db, policy, now)  # “好的” is no confirmation here
        if answered is not None and forms.get(db, form.id) != form:
            return answered
    chosen = form_customer.on_words(said, case, db, policy, now)
    if chosen is not None:
        return chosen
    if orders.is_discard(said.text):
        return _discard(case, None, db, policy, now)
    if orders.is_transcript_wish(said.text):
        return [Say(form.member, wording.transcript(form.utterances, policy.calendar.zone))]
    if orders.is_being_there(said.text):
        return form_questions.ask_again(case, db)
    if orders.is_confirmation(said.text):
        return confirm(case, None, None, db, policy, now)
    return None


def _on_answer(said: Utterance, case: Case, db: Db, policy: Policy, now: datetime) -> list[Reply] | None:
    reading = _read(said, case, db, policy)
    if _tells_of_a_visit(said, reading, db, policy):
        return None
    if reading.values or reading.unsure:
        return _keep(said, case, reading, db, policy, now)
    lacks = lacking(case.values, case.template.fields, case.template.rules)
    if case.form.asked is None or not lacks:
        return None
    question = lacks[0].words
    return [Say(said.member, wording.NOT_UNDERSTOOD.format(title=case.template.title, question=question))]


def _read(said: Utterance, case: Case, db: Db, policy: Policy, begin: int = 0) -> FormReading:
    words = _vocabulary(db, policy)
    clear = as_meant(said.text, words, said.voice)
    known = Known(words.customers, colleagues(case.firm), policy.products, policy.calendar)
    today = said.sent_at.astimezone(policy.calendar.zone).date()
    fields = case.template.fields
    asked = meant_for(clear, case.form.asked, fields, case.values, today, policy.calendar)
    reading = read_form(clear, today, fields, known, begin=begin, asked=asked)
    return in_the_words_of(said.text, clear, reading, fields, said.voice)


def _tells_of_a_visit(said: Utterance, reading: FormReading, db: Db, policy: Policy) -> bool:
    """Whether the words say more of a visit than of the form: a whole note, told while a form is under way."""
    told = read_visit(said.text, said.sent_at, _vocabulary(db, policy), policy.calendar, voice=said.voice)
    fields = [key for key in FIELDS if getattr(told, key)]
    return told.customer is not None and len(fields) > max(2, len(reading.values) + len(reading.unsure))


def _keep(said: Utterance, case: Case, reading: FormReading, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    replaces = reading.replaces | _refused(case)
    utterance = FormUtterance(said.sent_at, said.text, reading.values, case.form.asked, said.voice, replaces)
    before = case.values
    case = case.with_form(forms.add_utterance(db, case.form, utterance))
    new = changed(before, case.values, case.template.fields)
    is_chosen = any(one.kind is Kind.CUSTOMER for one in new)
    replies: list[Reply] = form_cards.closed(
        case.form, wording.REDRAWN, db, now, keeping=None if is_chosen else form_cards.CUSTOMER_CHOICE
    )
    accepted = [one.key for one in new if is_acceptable(one, case.values)]
    if accepted:
        today = said.sent_at.astimezone(policy.calendar.zone).date()
        replies.append(Say(said.member, wording.noted(case.template, accepted, case.values, case.names, today)))
    replies += _told_bounds(case, new)
    for key, mention in reading.unsure.items():
        forms.keep_asked(db, case.form, key)
        return [*replies, *form_cards.customer_question(case, key, mention, db, now)]
    return [*replies, *form_questions.go_on(case, db, policy, now)]


def _told_bounds(case: Case, new: list[FormField]) -> list[Reply]:
    """What is wrong with a value that is not asked for again at once: nobody is to think that it was taken."""
    lacks = lacking(case.values, case.template.fields, case.template.rules)
    wrong = {lack.key: lack.words for lack in lacks[1:]}
    return [
        Say(case.form.member, wrong[one.key].removesuffix(one.question))
        for one in new
        if one.key in wrong and case.values.get(one.key)
    ]


def _refused(case: Case) -> frozenset[str]:
    """Lists that were asked for again because they hold too much, or what is refused: the answer takes their place."""
    asked = [one for one in case.template.fields if one.key == case.form.asked and one.kind in SEVERAL]
    return frozenset(one.key for one in asked if not is_acceptable(one, case.values))


def _discard(case: Case, click: CardClick | None, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    form = forms.move_to(db, case.form, State.DISCARDED)
    audit_log.add(db, "form.discarded", form.member, form.subject, policy.version, now)
    told = Say(form.member, wording.DISCARDED.format(title=case.template.title))
    closed = form_cards.closed(form, wording.DISCARDED_SHORT, db, now, click)
    return [*closed, told, *under_way.ask_next(form.member, db, policy, now)]


def _gone(form: Form, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """Its definition is no longer known: nobody could say what it must hold."""
    form = forms.move_to(db, form, State.DISCARDED)
    audit_log.add(db, "form.discarded", "system", form.subject, policy.version, now)
    return [*form_cards.closed(form, wording.DISCARDED_SHORT, db, now), Say(form.member, wording.NOT_OFFERED)]


def _vocabulary(db: Db, policy: Policy) -> Vocabulary:
    return vocabulary(customers.book(db), learned_words.lexicon(db, policy.lexicon))
