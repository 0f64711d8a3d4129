"""提出说法: what people tap shows how they say a thing; it waits for an admin to accept it."""

from datetime import datetime

from domain.learned_word import Kind, Refused
from domain.policy import Policy
from nlp import word_check
from nlp.vocabulary import vocabulary
from storage import audit_log, customers, learned_words, visits
from storage.database import Db
from storage.visits import Visit


def propose(kind: Kind, target: str, words: str, visit: Visit, db: Db, policy: Policy, now: datetime) -> int | None:
    """Keep the words of the visit's member as a proposal for a tag or a customer: its number.

    Unfit ones leave only a trace, and None.
    """
    words = word_check.as_phrasing(words) if kind is Kind.TAG else words
    refused = unfit(kind, target, words, db, policy)
    after = {"kind": kind.value, "target": target, "words": words}
    if refused is not None:
        why = {"reason": refused.reason.value, "by": refused.by}
        audit_log.add(db, "words.refused", visit.member, visit.subject, policy.version, now, after=after | why)
        return None
    word = learned_words.propose(db, kind, target, words, visit.member, visit.id, now)
    audit_log.add(db, "words.proposed", visit.member, f"words:{word.id}", policy.version, now, after=after)
    return word.id


def withdraw(word_id: int, visit: Visit, db: Db, policy: Policy, now: datetime) -> None:
    """The tap that proposed these words was taken back; what an admin has decided since stays."""
    word = learned_words.get(db, word_id)
    if word is not None and (left := learned_words.withdraw(db, word)) is not None:
        after = {"state": left.state.value, "times": left.times}
        audit_log.add(db, "words.withdrawn", visit.member, f"words:{word_id}", policy.version, now, after=after)


def unfit(kind: Kind, target: str, words: str, db: Db, policy: Policy) -> Refused | None:
    """Why the words cannot stand for the tag or customer now; None when they can."""
    known = vocabulary(customers.book(db), learned_words.lexicon(db, policy.lexicon))
    return word_check.refused(kind, target, words, known, visits.recent_texts(db))
