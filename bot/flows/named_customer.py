"""说到的客户: which customer somebody means who says nothing but a name."""

from domain.customer import Customer
from domain.policy import Policy
from nlp.focus import main_customer
from nlp.vocabulary import vocabulary
from storage import customers, learned_words
from storage.database import Db


def named_customer(name: str, db: Db, policy: Policy) -> Customer | list[Customer] | None:
    """The customer; those it may be (none: nobody goes by it); None when it is no customer's name."""
    words = vocabulary(customers.book(db), learned_words.lexicon(db, policy.lexicon))
    mention, _ = main_customer(name, words.customers)
    if mention is None or mention.evidence.words != name:
        return None
    found = mention.value
    customer = customers.find(db, found.customer_id) if found.customer_id and found.certain else None
    return customer or [one for key in found.candidates if (one := customers.find(db, key))]
