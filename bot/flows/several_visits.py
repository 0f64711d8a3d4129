"""几家客户: one note tells of several visits; each becomes a draft of its own, and two can be made one again."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.flows import visit_attachments, visit_cards, visit_own_fields, visit_questions
from bot.wording import several_visits as wording
from bot.wording import visit_record as visit_wording
from domain import visit as rules
from domain import visit_join
from domain.messages import Reply, Say, SayMarkdown, Utterance
from domain.policy import Policy
from domain.reading import FIELDS, Reading
from nlp.several_visits import ordinal, read_apart, read_visits
from nlp.vocabulary import vocabulary
from storage import attachments, audit_log, customers, learned_words, visits
from storage.database import Db
from storage.visits import Visit

_MOST = 5  #: visits of one note


@dataclass(frozen=True)
class _Kept:
    """A part of the note, kept with its visit; `known` is what was known of it before."""

    visit: Visit
    known: Reading


def on_several(said: Utterance, db: Db, policy: Policy, now: datetime) -> list[Reply] | None:
    """The replies to a note that tells of several visits; None when it tells of one at most."""
    words = vocabulary(customers.book(db), learned_words.lexicon(db, policy.lexicon))
    told_of = read_apart(said.text, said.sent_at, words, policy.calendar, voice=said.voice)
    if not told_of:
        return None
    before = [one for one in visits.drafts_of(db, said.member) if _is_recent(one, said, policy)]
    kept: list[_Kept] = []
    replies: list[Reply] = []
    for apart in told_of[:_MOST]:
        draft = next((one for one in before if _is_about(one, apart.reading)), None)
        before = [one for one in before if draft is None or one.id != draft.id]
        begun = policy.as_of(draft.policy_version) if draft else policy
        whole = visit_own_fields.read_apart(apart, said, draft, words, db, begun)
        reading, vague = rules.without_vague(whole, begun.visit)
        replies += [Say(said.member, begun.visit.vague_answer.replace("{words}", one)) for one in vague]
        visit = draft or visits.open_new(db, said.member, said.sent_at, policy.version, now)
        utterance = rules.VisitUtterance(said.sent_at, said.text, reading, visit.asked, said.voice)
        kept.append(_Kept(visits.add_utterance(db, visit, utterance), visit.record))
    visit_attachments.attach_waiting(kept[0].visit, said.sent_at, db, policy, now)
    names = [visit_questions.name(one.visit, db) for one in kept]
    rest = [apart.reading.customer for apart in told_of[_MOST:]]
    left = [customer.evidence.words for customer in rest if customer is not None]
    told: list[Reply] = [Say(said.member, wording.apart(names))]
    told += [Say(said.member, wording.too_many(_MOST, left))] if left else []
    for one in kept:
        told += _shown(one, db, policy.as_of(one.visit.policy_version), now)
    first = kept[0].visit
    return [*told, *replies, *visit_questions.ask_named(first, db, policy, now)]


def join(said: Utterance, db: Db, policy: Policy, now: datetime) -> list[Reply] | None:
    """“合成一条”: the later of two drafts goes into the earlier, nothing lost; None when there are no two."""
    drafts = sorted(visit_questions.under_way(said.member, db, policy, now), key=lambda visit: visit.id)
    if len(drafts) > 2:
        named = [
            visit for visit in drafts if visit_questions.name(visit, db) in said.text or _is_said(visit, said.text)
        ]
        if len(named) != 2:
            names = [visit_questions.name(visit, db) for visit in drafts]
            return [Say(said.member, wording.which_to_join(names))]
        drafts = named
    if len(drafts) < 2:
        return None
    first, second = drafts
    policy = policy.as_of(first.policy_version)
    day = first.last_said_at.astimezone(policy.calendar.zone).date()
    clashes = [
        visit_wording.kept_of(first.record, second.record, key, day)
        for key in visit_join.clashing(first.record, second.record)
    ]
    whole = first
    for utterance in visit_join.joining(first.utterances, second.utterances):
        whole = visits.add_utterance(db, whole, utterance)
    moved = attachments.move(db, second.id, first.id)
    visits.move_to(db, second, visits.State.JOINED)
    audit_log.add(
        db, "visit.joined", said.member, first.subject, policy.version, now, before=first.record, after=whole.record
    )
    audit_log.add(
        db, "visit.joined", said.member, second.subject, policy.version, now,
        before=second.record, after={"into": first.id, "revision": whole.revision, "attachments": moved},
    )  # fmt: skip
    return [
        *visit_cards.closed(second, wording.JOINED_SHORT, db, now, is_over=True),
        *visit_cards.closed(first, visit_wording.REDRAWN, db, now),
        Say(said.member, wording.joined(visit_questions.name(whole, db), clashes)),
        visit_cards.new_draft(whole, db, policy, now),
        *visit_questions.ask(whole, db, policy, now),
    ]


def other_draft(said: Utterance, draft: Visit, reading: Reading, db: Db, policy: Policy) -> Visit | None:
    """The draft, beside the one being asked about, whose customer these words name."""
    if reading.customer is None:
        return None
    drafts = (visit for visit in visits.drafts_of(db, said.member) if visit.id != draft.id)
    plain = replace(reading, replaces=reading.replaces - {"customer"})
    return next((visit for visit in drafts if _is_recent(visit, said, policy) and _is_about(visit, plain)), None)


def draft_of_number(said: Utterance, db: Db, policy: Policy) -> Visit | None:
    """The draft that “第二家…” means, by the order in which the note told of the customers."""
    number = ordinal(said.text)
    drafts = [one for one in visits.drafts_of(db, said.member) if _is_recent(one, said, policy)]
    if number is None or len(drafts) < 2:
        return None
    words = vocabulary(customers.book(db), learned_words.lexicon(db, policy.lexicon))
    for told in (utterance for visit in drafts for utterance in visit.utterances):
        readings = read_visits(told.text, told.said_at, words, policy.calendar, voice=told.voice)
        if number <= len(readings):
            return next((visit for visit in drafts if _is_about(visit, readings[number - 1])), None)
    return None


def _is_recent(visit: Visit, said: Utterance, policy: Policy) -> bool:
    return abs(said.sent_at - visit.last_said_at) <= policy.visit.join_within


def _is_about(visit: Visit, reading: Reading) -> bool:
    known = visit.record
    return known.customer is not None and rules.belongs(known, reading, is_recent=True)


def _is_said(visit: Visit, text: str) -> bool:
    return any(
        said is not None and said.evidence.words in text
        for utterance in visit.utterances
        for said in (utterance.reading.customer,)
    )


def _shown(kept: _Kept, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """What was understood of one visit, and its card."""
    visit, record = kept.visit, kept.visit.record
    changed = [key for key in FIELDS if getattr(record, key) != getattr(kept.known, key)]
    day = visit.last_said_at.astimezone(policy.calendar.zone).date()
    own = visit_own_fields.changed(kept.known, record, policy)
    told = visit_own_fields.evidence(record, own, len(visit.utterances), db, policy, day)
    understood = SayMarkdown(visit.member, visit_wording.evidence(record, changed, visit.utterances, day, told))
    return [
        *([understood] if changed or own else []),
        *visit_cards.closed(visit, visit_wording.REDRAWN, db, now, only=visit_cards.DRAFT),
        visit_cards.new_draft(visit, db, policy, now),
    ]
