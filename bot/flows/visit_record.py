"""拜访记录: a rep tells of a visit; it becomes a draft, what is missing is asked, and he confirms it."""

from dataclasses import replace
from datetime import date, datetime

from bot.flows import (
    decision_chain,
    doubt_choice,
    known_people,
    pain_statistics,
    person_choice,
    proposals,
    several_visits,
    tag_choice,
    under_way,
    visit_attachments,
    visit_cards,
    visit_own_fields,
    visit_questions,
    visit_submission,
)
from bot.flows.greeting import greeting
from bot.wording import as_said
from bot.wording import several_visits as several_wording
from bot.wording import visit_record as wording
from domain import visit as rules
from domain.customer import Customer
from domain.learned_word import Kind
from domain.messages import CardClick, Reply, Say, SayMarkdown, Utterance
from domain.own_fields import RULE
from domain.policy import Policy
from domain.reading import FIELDS, CustomerMention, Evidence, Reading, Said
from nlp import answers, orders
from nlp.visit_extraction import read
from nlp.vocabulary import vocabulary
from storage import audit_log, customers, inbox, learned_words, visits
from storage.cards import IssuedCard
from storage.database import Db
from storage.visits import Visit


def on_utterance(said: Utterance, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """Words from a rep: an order about his draft, an answer, a correction, or a visit told."""
    draft = visits.draft_of(db, said.member)
    begun = policy.as_of(draft.policy_version) if draft else policy
    ordered = _on_order(said, draft, db, begun, now)
    if ordered is not None:
        return ordered
    several = several_visits.on_several(said, db, policy, now)
    if several is not None:
        return several
    visit, reading = _read(said, draft, db, begun)
    policy = policy.as_of(visit.policy_version) if visit else policy  # a new visit begins under the newest rules
    reading, vague = rules.without_vague(reading, policy.visit)
    scolding: list[Reply] = [Say(said.member, policy.visit.vague_answer.replace("{words}", w)) for w in vague]
    if rules.is_empty(reading):
        return scolding or _nothing_read(said, draft, db, begun, now)
    left_behind: list[Reply] = []
    if visit is None:
        if draft is not None:
            left_behind = [Say(said.member, wording.left_open(draft.record))]
        visit = visits.open_new(db, said.member, said.sent_at, policy.version, now)
    known = visit.record
    utterance = rules.VisitUtterance(said.sent_at, said.text, reading, visit.asked, said.voice)
    visit = visits.add_utterance(db, visit, utterance)
    visit_attachments.attach_waiting(visit, said.sent_at, db, policy, now)
    return [*left_behind, *scolding, *_answer(visit, known, bool(reading.replaces), db, policy, now)]


def on_click(click: CardClick, card: IssuedCard, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """A tap on a draft's card, or on the card that asks which customer is meant."""
    visit = visit_cards.draft_of(click, card, db, now)
    if isinstance(visit, list):
        return visit
    policy = policy.as_of(visit.policy_version)
    if card.purpose == visit_cards.CUSTOMER_CHOICE:
        return _on_choice(click, card, visit, db, policy, now)
    match click.key:
        case wording.CONFIRM:
            return _on_confirm(visit, click, card, db, policy, now)
        case wording.DISCARD:
            return _discard(visit, click, db, policy, now)
        case wording.TRANSCRIPT:
            return [Say(visit.member, as_said.transcript(visit.utterances, policy.calendar.zone))]
    return [Say(visit.member, wording.EDIT_HOW)]


def _on_order(said: Utterance, draft: Visit | None, db: Db, policy: Policy, now: datetime) -> list[Reply] | None:
    if draft is not None and visit_own_fields.is_answer(said.text, draft.asked, policy):
        return None  # “可以” is no confirmation here
    if draft is not None and orders.is_being_there(said.text):
        question = visit_questions.ask(draft, db, policy, now)
        if question:
            return question
    if orders.is_courtesy(said.text):
        return [Say(said.member, wording.WELCOME)]
    if orders.is_help_wish(said.text):
        return greeting(said.member, db, policy)
    if orders.is_pain_counts_wish(said.text):
        return pain_statistics.told(said.member, db, policy, now)
    chain = decision_chain.told(said.member, said.text, db, policy, now)
    if chain is not None:
        return chain
    named = orders.discarded_name(said.text)
    if named is not None:
        meant = next(
            (one for one in visits.drafts_of(db, said.member) if visit_questions.is_called(one, named, db)), None
        )
        if meant is not None:
            return _discard(meant, None, db, policy, now)
        if orders.says_record(said.text):
            return [Say(said.member, wording.NO_SUCH_DRAFT.format(name=named))]
    if orders.is_transcript_wish(said.text) or orders.is_discard(said.text):
        if draft is None:
            return [Say(said.member, wording.NO_DRAFT)]
        if orders.is_discard(said.text):
            return _discard(draft, None, db, policy, now)
        about = visit_questions.about(draft, db, policy, now)
        return [Say(said.member, about + as_said.transcript(draft.utterances, policy.calendar.zone))]
    if orders.is_join(said.text) and (joined := several_visits.join(said, db, policy, now)) is not None:
        return joined
    is_asked_which = draft is not None and draft.asked == "customer" and rules.needs_choice(draft.record)
    if draft is not None and is_asked_which and orders.says_new_customer(said.text):
        return _choose(draft, None, db, policy, now)
    if not orders.is_confirmation(said.text):
        return None
    if draft is None:
        return [Say(said.member, wording.NO_DRAFT)]
    if is_asked_which:
        if visit_questions.candidates(draft.record, db):  # “确认” says nothing of which of them
            return visit_questions.ask(draft, db, policy, now)
        return _choose(draft, None, db, policy, now)
    return _on_confirm(draft, None, None, db, policy, now)


def _read(said: Utterance, draft: Visit | None, db: Db, policy: Policy) -> tuple[Visit | None, Reading]:
    """What the words say, and the visit they belong to (None: a new one)."""
    words = vocabulary(customers.book(db), learned_words.lexicon(db, policy.lexicon))

    def hear(asked: str | None, known: Reading | None) -> Reading:
        reading = read(
            said.text, said.sent_at, words, policy.calendar,
            voice=said.voice, asked=asked if asked in FIELDS else None, known=known, opinion=said.opinion,
        )  # fmt: skip
        about = draft if known is not None else None
        return visit_own_fields.read_also(reading, said, asked, about, words, db, policy)

    if draft is None:
        return None, hear(None, None)
    numbered = several_visits.draft_of_number(said, db, policy)
    if numbered is not None and numbered.id != draft.id:
        return numbered, hear(None, numbered.record)
    asked = draft.asked.partition(".")[0] if draft.asked else None
    reading = hear(asked, visit_questions.as_asked(draft, db, policy))
    if rules.is_empty(reading):  # perhaps not an answer at all, but something about another field
        reading = hear(None, draft.record)
    reading = _with_none(reading, draft.asked, said.text)
    is_recent = abs(said.sent_at - draft.last_said_at) <= policy.visit.join_within
    belongs = rules.belongs(draft.record, reading, is_recent)
    is_moved = "customer" in reading.replaces  # “不对，鲁泽是微信联系的”: of two drafts, the one of 鲁泽 is put right
    other = several_visits.other_draft(said, draft, reading, db, policy) if is_moved or not belongs else None
    if other is not None:
        return other, hear(None, other.record)
    if belongs or asked == "customer":
        return draft, reading
    return None, hear(None, None)


def _with_none(reading: Reading, asked: str | None, text: str) -> Reading:
    """“没有了” and “不清楚” answer the question that was put, if the words say nothing else of it."""
    if asked == rules.CHAIN_GAPS and not (reading.replaces or reading.renamed):
        return replace(reading, none_of=(*reading.none_of, Said(asked, Evidence(0, len(text), text))))
    if asked in (None, RULE) or getattr(reading, asked.partition(".")[0], None):
        return reading
    if any(said.value == asked for said in reading.none_of) or any(said.value.key == asked for said in reading.own):
        return reading
    if not (answers.is_none(text) or answers.is_unknown(text)):
        return reading
    return replace(reading, none_of=(*reading.none_of, Said(asked, Evidence(0, len(text), text))))


def _nothing_read(said: Utterance, draft: Visit | None, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    if draft is None or draft.asked is None:
        return [Say(said.member, wording.NOTHING_READ)]
    lacks = [lack for lack in visit_questions.lacking(draft, db, policy) if lack.asked == draft.asked]
    question = visit_questions.about(draft, db, policy, now) + lacks[0].question if lacks else ""
    return [Say(said.member, wording.NOT_UNDERSTOOD.format(question=question))]


def _answer(visit: Visit, known: Reading, is_correction: bool, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """What the rep sees after an utterance: what was understood, then the one question that comes next."""
    record = visit.record
    lacks = visit_questions.lacking(visit, db, policy)
    changed = [key for key in FIELDS if getattr(record, key) != getattr(known, key)]
    own = visit_own_fields.changed(known, record, policy)
    day = _day(visit, policy)
    is_first = len(visit.utterances) == 1
    replies: list[Reply] = []
    if is_first or not lacks or is_correction:
        if changed or own:
            told = visit_own_fields.evidence(record, own, len(visit.utterances), db, policy, day)
            text = wording.evidence(record, changed, visit.utterances, day, told)
            replies.append(SayMarkdown(visit.member, text))
        replies += known_people.told(visit, known, db, policy)
        still_asked = visit_cards.DRAFT if rules.needs_choice(record) else None
        replies += visit_cards.closed(visit, wording.REDRAWN, db, now, only=still_asked)
        replies.append(visit_cards.new_draft(visit, db, policy, now))
    else:
        about = visit_questions.about(visit, db, policy, now)
        told = visit_own_fields.noted(record, own, db, policy, day)
        replies.append(Say(visit.member, about + wording.noted(record, changed, day, told)))
        replies += known_people.told(visit, known, db, policy)
        if not rules.needs_choice(record):
            replies += visit_cards.closed(visit, wording.ALREADY_CHOSEN, db, now, only=visit_cards.CUSTOMER_CHOICE)
    return [
        *replies,
        *doubt_choice.offered(visit, db, now),
        *tag_choice.offered(visit, db, policy, now),
        *person_choice.offered(visit, db, policy, now),
        *visit_questions.ask(visit, db, policy, now),  # of another draft: what is required stands last
    ]


def _day(visit: Visit, policy: Policy) -> date:
    """The day of the last words: dates of its year are shown without the year."""
    return visit.last_said_at.astimezone(policy.calendar.zone).date()


def _on_choice(click: CardClick, card: IssuedCard, visit: Visit, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    if not rules.needs_choice(visit.record):
        return visit_cards.redrawn(click, card, wording.ALREADY_CHOSEN, db, now)
    customer = None
    if click.key != wording.NEW_CUSTOMER:
        customer = customers.find(db, click.key.removeprefix(wording.CHOOSE_CUSTOMER))
        if customer is None:
            return [Say(visit.member, wording.OUTDATED_CARD)]
    name = customer.name if customer else wording.NEW_CUSTOMER_SHORT
    redrawn = visit_cards.redrawn(click, card, f"已选 {name}", db, now)
    return [*redrawn, *_choose(visit, customer, db, policy, now)]


def _choose(visit: Visit, customer: Customer | None, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """Keep the rep's choice as an utterance of its own, so that the record shows it was a person's."""
    known = visit.record
    assert known.customer is not None, "only a named customer is asked about"
    mention = known.customer
    name = customer.name if customer else mention.evidence.words or mention.value.name
    text = wording.chosen(name, customer is None)
    value = CustomerMention(name, customer.id if customer else None)
    evidence = Evidence(0, len(text), text, source=rules.PERSON)
    reading = Reading(customer=Said(value, evidence))
    visit = visits.add_utterance(db, visit, rules.VisitUtterance(now, text, reading, "customer"))
    word = None
    if customer is not None:
        word = proposals.propose(Kind.CUSTOMER, customer.id, mention.evidence.words, visit, db, policy, now)
    chosen = {"said": text, "revision": visit.revision, "word": word}
    audit_log.add(db, "visit.chosen", visit.member, visit.subject, policy.version, now, after=chosen)
    replies = visit_cards.closed(visit, wording.REDRAWN, db, now)
    replies.append(visit_cards.new_draft(visit, db, policy, now))
    return [
        *known_people.told(visit, known, db, policy),
        *replies,
        *tag_choice.offered(visit, db, policy, now),
        *person_choice.offered(visit, db, policy, now),
        *visit_questions.ask(visit, db, policy, now),  # of another draft: what is required stands last
    ]


def _on_confirm(
    visit: Visit, click: CardClick | None, card: IssuedCard | None, db: Db, policy: Policy, now: datetime
) -> list[Reply]:
    if click is not None and inbox.is_hearing(db, visit.member):
        return [Say(visit.member, wording.STILL_HEARING)]
    if click is not None and inbox.is_fetching(db, visit.member):
        return [Say(visit.member, wording.STILL_FETCHING)]
    if visit_questions.lacking(visit, db, policy):
        return visit_questions.ask(visit, db, policy, now)
    if card is not None and card.revision != visit.revision:
        return [
            Say(visit.member, wording.OUTDATED_CARD),
            *visit_cards.closed(visit, wording.REDRAWN, db, now),
            visit_cards.new_draft(visit, db, policy, now),
        ]
    others = visit_questions.about(visit, db, policy, now)
    told: list[Reply] = []
    if others and click is None:
        told = [Say(visit.member, several_wording.confirmed(visit_questions.name(visit, db)))]
    submitted = visit_submission.submit(visit, db, policy, now, click)
    return [*told, *submitted, *under_way.ask_next(visit.member, db, policy, now)]


def _discard(visit: Visit, click: CardClick | None, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    others = visit_questions.about(visit, db, policy, now)
    told = several_wording.discarded(visit_questions.name(visit, db)) if others else wording.DISCARDED
    visits.move_to(db, visit, visits.State.DISCARDED)
    audit_log.add(db, "visit.discarded", visit.member, visit.subject, policy.version, now, before=visit.record)
    return [
        *visit_cards.closed(visit, wording.DISCARDED_SHORT, db, now, click, is_over=True),
        Say(visit.member, told),
        *under_way.ask_next(visit.member, db, policy, now),
    ]
