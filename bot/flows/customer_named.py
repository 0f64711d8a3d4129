"""点名的客户: the customer with whose name words begin, and what is said behind it."""

from dataclasses import dataclass, replace

from domain.customer import Customer
from domain.policy import Policy
from nlp.focus import main_customer
from nlp.vocabulary import vocabulary
from storage import credit_holds, customers, learned_words
from storage.database import Db

MOST_ALIKE = 5


@dataclass(frozen=True)
class Named:
    """`customer` is None when several may be meant (`alike`) or none is known by the `words`."""

    words: str
    rest: str
    customer: Customer | None
    alike: tuple[Customer, ...] = ()

    @property
    def several(self) -> tuple[str, ...]:
        """The names of those who may be meant."""
        return tuple(one.name for one in self.alike)


def held_one(named: Named, db: Db) -> Named:
    """Of several who may be meant, the only one who is held."""
    held = {one.customer_id for one in credit_holds.in_force(db, [one.id for one in named.alike])}
    meant = [one for one in named.alike if one.id in held]
    return replace(named, customer=meant[0]) if named.customer is None and len(meant) == 1 else named


def named_first(text: str, db: Db, policy: Policy) -> Named | None:
    """The customer with whose name the text begins; None when it begins with none."""
    book = customers.book(db)
    written = [
        (name, one) for one in book.customers for name in (one.name, *one.short) if name and text.startswith(name)
    ]
    if written:
        name = max((name for name, _ in written), key=len)
        meant = {one.id: one for said, one in written if said == name}
        if len(meant) == 1:
            return Named(name, text[len(name) :], next(iter(meant.values())))
        return Named(name, text[len(name) :], None, tuple(meant.values())[:MOST_ALIKE])
    mention, _ = main_customer(text, vocabulary(book, learned_words.lexicon(db, policy.lexicon)).customers)
    if mention is None or mention.evidence.start != 0:
        return None
    found, rest = mention.value, text[mention.evidence.end :]
    customer = customers.find(db, found.customer_id) if found.customer_id and found.certain else None
    if customer is not None:
        return Named(mention.evidence.words, rest, customer)
    ids = dict.fromkeys(filter(None, (found.customer_id, *found.candidates)))
    alike = [one for key in list(ids)[:MOST_ALIKE] if (one := customers.find(db, key))]
    return Named(mention.evidence.words, rest, None, tuple(alike))
