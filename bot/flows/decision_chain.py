"""“华鼎 决策链”: whoever asks reads who decides at a customer, from the confirmed visits that he may see."""

from datetime import datetime

from bot.flows import known_people
from bot.wording import known_people as wording
from domain.buying_committee import completeness
from domain.known_people import Person
from domain.known_people import chain as chain_of
from domain.messages import Reply, SayMarkdown
from domain.policy import Policy
from nlp import orders
from nlp.focus import main_customer
from nlp.vocabulary import vocabulary
from storage import customers, learned_words
from storage.database import Db


def told(member: str, text: str, db: Db, policy: Policy, now: datetime) -> list[Reply] | None:
    """The chain of the customer named, with its score; None when the words do not ask for one, or name no customer."""
    named = orders.chain_wish(text)
    if named is None:
        return None
    words = vocabulary(customers.book(db), learned_words.lexicon(db, policy.lexicon))
    said, _ = main_customer(named, words.customers)
    if said is None or said.evidence.words != named or not said.value.certain or said.value.customer_id is None:
        return None
    today = now.astimezone(policy.calendar.zone).date()
    known = known_people.of_customer(said.value.customer_id, member, today, db, policy)
    score = completeness(chain_of(Person(None, person) for person in known))
    return [SayMarkdown(member, wording.answer(said.value.name, known, score, today))]
