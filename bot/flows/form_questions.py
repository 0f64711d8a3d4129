"""单子的追问: what a form lacks is asked, one thing at a time; when nothing is, the card to confirm."""

from datetime import datetime

from bot.flows import form_cards
from bot.flows.form_case import Case, case_of
from bot.wording import form as wording
from domain.form import lacking
from domain.messages import Reply, Say
from domain.policy import Policy
from storage import forms
from storage.database import Db


def go_on(case: Case, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """The next question, or the card on which it is confirmed."""
    question = ask(case, db)
    return question or [form_cards.new_draft(case, db, policy, now)]


def ask(case: Case, db: Db, lead: str = "") -> list[Reply]:
    """What is lacking first, with `lead` before it; the next words are taken as the answer. Nothing when complete."""
    lacks = lacking(case.values, case.template.fields, case.template.rules)
    forms.keep_asked(db, case.form, lacks[0].key if lacks else None)
    return [Say(case.form.member, lead + lacks[0].words)] if lacks else []


def ask_next(member: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """Something else was settled: the question about the form still in mind comes by itself, with the form's title."""
    form = forms.draft_of(db, member)
    if form is None or now - form.last_said_at > policy.visit.join_within:
        return []
    case = case_of(form, db, policy, now)
    return [] if case is None else ask_again(case, db)


def ask_again(case: Case, db: Db) -> list[Reply]:
    """The question that is open, with the form's title; said also when nothing is lacking."""
    lead = wording.about(case.template.title)
    return ask(case, db, lead) or [Say(case.form.member, lead + wording.COMPLETE)]
