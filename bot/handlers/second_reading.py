"""第二读者: whether it is asked about what a member said, the asking itself, and what it answered."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from bot.hub import Hub, NoAnswer
from bot.wording import second_reader as wording
from domain.messages import Say, Utterance
from domain.people import Role
from domain.policy import Policy
from domain.second_reading import SHORTEST, Opinion, Outcome, SecondReader, is_paused
from domain.visit import is_empty
from nlp.answers import bare
from nlp.masking import Masked, masked
from nlp.second_opinion import opinion_of
from nlp.second_prompt import messages
from nlp.several_visits import read_visits
from nlp.visit_extraction import as_meant, read
from nlp.vocabulary import Vocabulary, vocabulary
from storage import customers, learned_words, members, outbox, second_readings, visits
from storage.database import Db, lock
from storage.visits import Visit

log = structlog.get_logger()

_SLACK = timedelta(seconds=10)  #: beyond the time-out, until an asking counts as lost


@dataclass(frozen=True)
class Question:
    """A note that the second reader is to be asked about, as it may leave us; `key` is that of its message."""

    key: str
    reader: SecondReader
    note: Masked
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Elsewhere:
    """Another worker is asking about this very note."""


def opinion(said: Utterance, key: str, db: Db, policy: Policy, now: datetime) -> Opinion | Question | Elsewhere | None:
    """What the second reader says of these words; a Question first, where it has not been asked yet.

    None where it is not to be asked, where it had nothing to say, is down, or its notes of the day are used up.
    """
    reader = policy.second_reader
    if reader is None:
        return None
    asked = second_readings.find(db, key)
    if asked is not None and asked.outcome is not None:
        return asked.opinion
    real_now = datetime.now(UTC)  # leases count real time
    if asked is not None and asked.leased_until is not None and asked.leased_until > real_now:
        return Elsewhere()
    if asked is not None and asked.tries >= second_readings.MOST_TRIES:
        return None
    draft = visits.draft_of(db, said.member)
    words = vocabulary(customers.book(db), learned_words.lexicon(db, policy.lexicon))
    if not _is_worth_asking(said, draft, words, policy) or is_paused(second_readings.latest(db), now):
        return None
    today = now.astimezone(policy.calendar.zone).date()
    if asked is None and second_readings.asked_on(db, today) >= reader.notes_per_day:
        if second_readings.claim_telling(db, today, now):
            told = wording.SPENT.format(notes=reader.notes_per_day)
            outbox.put(db, [Say(admin, told) for admin in policy.holders.get(Role.ADMIN, ())], f"spent:{today}", now)
        return None
    meant = as_meant(said.text, words, said.voice)
    note = masked(meant, words, _names(draft, db, policy)) if reader.mask_names else Masked(meant, ())
    if note is None:
        log.warning("second_reader.not_masked", key=key)
        return None
    lock(db, "second_reader")  # only now, because what is not asked about must not wait: workers count together
    if asked is None and second_readings.asked_on(db, today) >= reader.notes_per_day:
        return None
    second_readings.begin(db, key, today, now, real_now + timedelta(seconds=reader.timeout_seconds) + _SLACK)
    return Question(key, reader, note, tuple(words.lexicon.tags))


def ask(question: Question, hub: Hub) -> None:
    """Ask, with no transaction open, and keep what came of it, whatever it is."""
    answer = hub.ask_model(question.reader, messages(question.note.text, question.tags))
    found = opinion_of(answer) if isinstance(answer, str) else None
    if isinstance(answer, NoAnswer):
        outcome, why = Outcome.FAILED, answer.reason
    else:
        outcome, why = (Outcome.USELESS, "no JSON in it") if found is None else (Outcome.ANSWERED, "")
    log.log(20 if found is not None else 30, "second_reader.asked", key=question.key, outcome=outcome.value, why=why)
    with hub.database.writing() as db:
        second_readings.keep(db, question.key, outcome, question.note.original(found) if found else None)


def _is_worth_asking(said: Utterance, draft: Visit | None, words: Vocabulary, policy: Policy) -> bool:
    """A note that tells of a visit, or a long answer; never an order, a courtesy, or talk about something else."""
    if len(bare(said.text)) < SHORTEST:
        return False
    if read_visits(said.text, said.sent_at, words, policy.calendar, voice=said.voice):
        return False  # what the model says of one visit could not be told from what it says of another
    if draft is not None and draft.asked is not None:
        return True
    known = draft.record if draft is not None else None
    return not is_empty(read(said.text, said.sent_at, words, policy.calendar, voice=said.voice, known=known))


def _names(draft: Visit | None, db: Db, policy: Policy) -> set[str]:
    """Our own people, and whoever was named of this visit."""
    names = {person.name for person in members.firm(db, policy).people.values()}
    if draft is not None:
        names |= {said.value.name for said in draft.record.contacts}
        names |= {said.value.name for said in draft.record.decision_chain}
    return names
