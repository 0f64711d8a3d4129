"""整段拜访: whether somebody tells a whole visit while something else was awaited of him."""

from domain.messages import Utterance
from domain.policy import Policy
from nlp.visit_extraction import read
from nlp.visit_notes import is_whole_note
from nlp.vocabulary import vocabulary
from storage import customers, learned_words
from storage.database import Db


def is_told(said: Utterance, db: Db, policy: Policy) -> bool:
    """Then the words are no reason of a rejection, nor a comment or a name."""
    words = vocabulary(customers.book(db), learned_words.lexicon(db, policy.lexicon))
    return is_whole_note(said.text, read(said.text, said.sent_at, words, policy.calendar, voice=said.voice))
